import Foundation
import GRDB
import Logging
import PodRuntime
import StateStore
import Synchronization
import Testing
import WorkflowAPI

@testable import Agent

/// Databases as earlier versions wrote them. Each stays here as it was: what the present version writes may change.
@Suite(.timeLimit(.minutes(1))) struct OldDatabaseTests {
  private static let agentID = "981e97e0-b407-4622-a7f3-32a337c2c708"

  /// Version 1: `over` is archived, `waiting` decided on and not claimed, and `long`, a DAG of `a` and then `b`, is in the
  /// middle of `a`.
  private static let version1 = #"""
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1: settings, runs, records, pods');
    CREATE TABLE setting (
      key TEXT PRIMARY KEY NOT NULL,
      value TEXT NOT NULL
    ) STRICT;
    CREATE TABLE run (
      namespace TEXT NOT NULL,
      name TEXT NOT NULL,
      revision TEXT NOT NULL,
      state TEXT NOT NULL,
      plan BLOB,
      PRIMARY KEY (namespace, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_unfinished ON run (state) WHERE state <> 'archived';
    CREATE TABLE record (
      namespace TEXT NOT NULL,
      run TEXT NOT NULL,
      id TEXT NOT NULL,
      value BLOB NOT NULL,
      PRIMARY KEY (namespace, run, id),
      FOREIGN KEY (namespace, run) REFERENCES run (namespace, name) ON DELETE CASCADE
    ) STRICT;
    CREATE TABLE pod (
      namespace TEXT NOT NULL,
      run TEXT NOT NULL,
      name TEXT NOT NULL,
      boot TEXT NOT NULL,
      PRIMARY KEY (namespace, run, name),
      FOREIGN KEY (namespace, run) REFERENCES run (namespace, name) ON DELETE CASCADE
    ) STRICT;
    INSERT INTO setting VALUES ('repository', '/srv/git/workflows.git');
    INSERT INTO setting VALUES ('branch', 'main');
    INSERT INTO setting VALUES ('statusPath', 'status');
    INSERT INTO setting VALUES ('paths', '[]');
    INSERT INTO setting VALUES ('agentID', '981e97e0-b407-4622-a7f3-32a337c2c708');
    INSERT INTO run VALUES ('default', 'over', '4387feae14e15e445c1d2bc9b0d318ceb90092dd', 'archived', NULL);
    INSERT INTO run VALUES ('default', 'waiting', '4387feae14e15e445c1d2bc9b0d318ceb90092dd', 'claiming', CAST('{"salt":"981e97e0-b407-4622-a7f3-32a337c2c708 4387feae14e15e445c1d2bc9b0d318ceb90092dd","revision":"4387feae14e15e445c1d2bc9b0d318ceb90092dd","key":{"namespace":"default","name":"waiting"},"decision":{"run":{"_0":{"run":{"apiVersion":"batch.tensorstack.dev\/v1beta1","metadata":{"name":"waiting","annotations":{"pushrun.dev\/agent":"981e97e0-b407-4622-a7f3-32a337c2c708","pushrun.dev\/revision":"4387feae14e15e445c1d2bc9b0d318ceb90092dd"}},"kind":"WorkflowRun","spec":{"serviceAccountName":"","workflowTemplateRef":"step"}},"templates":{"step":{"type":"Pod","pod":{"containers":[{"command":["sleep","60"],"name":"main"}]}}}}}}}' AS BLOB));
    INSERT INTO run VALUES ('default', 'long', '4387feae14e15e445c1d2bc9b0d318ceb90092dd', 'claimed', CAST('{"salt":"981e97e0-b407-4622-a7f3-32a337c2c708 4387feae14e15e445c1d2bc9b0d318ceb90092dd","revision":"4387feae14e15e445c1d2bc9b0d318ceb90092dd","key":{"namespace":"default","name":"long"},"decision":{"run":{"_0":{"run":{"apiVersion":"batch.tensorstack.dev\/v1beta1","metadata":{"name":"long","annotations":{"pushrun.dev\/agent":"981e97e0-b407-4622-a7f3-32a337c2c708","pushrun.dev\/revision":"4387feae14e15e445c1d2bc9b0d318ceb90092dd"}},"kind":"WorkflowRun","spec":{"serviceAccountName":"","workflowTemplateRef":"graph"}},"templates":{"step":{"type":"Pod","pod":{"containers":[{"command":["sleep","60"],"name":"main"}]}},"graph":{"type":"DAG","dag":{"templates":[{"name":"a","workflowTemplateRef":"step"},{"name":"b","dependencies":["a"],"workflowTemplateRef":"step"}]}}}}}}}' AS BLOB));
    INSERT INTO record VALUES ('default', 'long', 'long', CAST('{"attempt":0,"name":"long","object":{"apiVersion":"batch.tensorstack.dev\/v1beta1","kind":"WorkflowRun","metadata":{"annotations":{"pushrun.dev\/agent":"981e97e0-b407-4622-a7f3-32a337c2c708","pushrun.dev\/revision":"4387feae14e15e445c1d2bc9b0d318ceb90092dd"},"labels":{"batch.tensorstack.dev\/workflowTemplate":"graph"},"name":"long"},"spec":{"serviceAccountName":"","workflowTemplateRef":"graph"},"status":{"conditions":[{"lastTransitionTime":"2026-11-24T12:06:53Z","status":"True","type":"Running"},{"lastTransitionTime":"2026-11-24T12:06:53Z","status":"False","type":"Completed"}],"phase":"Running","startTime":"2026-11-24T12:06:53Z"}},"ordinal":0,"startedAt":1795522013327}' AS BLOB));
    INSERT INTO record VALUES ('default', 'long', 'long-a-xnzw6', CAST('{"attempt":0,"name":"long-a-xnzw6","node":"a","object":{"apiVersion":"batch.tensorstack.dev\/v1beta1","kind":"WorkflowRun","metadata":{"labels":{"batch.tensorstack.dev\/workflowTemplate":"step"},"name":"long-a-xnzw6","ownerReferences":[{"apiVersion":"batch.tensorstack.dev\/v1beta1","controller":true,"kind":"WorkflowRun","name":"long"}]},"spec":{"depth":1,"serviceAccountName":"","workflowTemplateRef":"step"},"status":{"conditions":[{"lastTransitionTime":"2026-11-24T12:06:53Z","status":"True","type":"Running"},{"lastTransitionTime":"2026-11-24T12:06:53Z","status":"False","type":"Completed"}],"phase":"Running","podName":"long-a-xnzw6-pod-mkj8j","startTime":"2026-11-24T12:06:53Z"}},"ordinal":1,"parent":"long","parentAttempt":0,"podName":"long-a-xnzw6-pod-mkj8j","startedAt":1795522013327}' AS BLOB));
    INSERT INTO pod VALUES ('default', 'long', 'long-a-xnzw6-pod-mkj8j', '2fb4f46a-875e-4d18-b468-2c8bc5f1b966');
    """#

  @Test func `a database of version 1 is taken over, with its runs in all their states`() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "pushrun-old-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let old = try DatabaseQueue(path: path + "/state.sqlite")
    try await old.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      try db.execute(sql: Self.version1)
    }
    try old.close()

    let directory = try StateDirectory(path: path)
    let opened = try directory.openStore(
      repository: "/srv/git/workflows.git", branch: "main", at: Timestamp(milliseconds: 0))
    #expect(opened.agentID == Self.agentID)
    #expect(opened.putAside == nil)
    let running = PodID(
      root: ObjectKey(namespace: "default", name: "long"), name: "long-a-xnzw6-pod-mkj8j")
    let runtime = FakeRuntime()
    runtime.state.withLock { $0.started = [running] }
    let manifest = "apiVersion: batch.tensorstack.dev/v1beta1\nkind: WorkflowRun\n"
    let remote = FakeRemote([
      "over.yaml": manifest + "metadata: {name: over}\nspec: {workflowTemplateRef: step}\n",
      "waiting.yaml": manifest + "metadata: {name: waiting}\nspec: {workflowTemplateRef: step}\n",
    ])
    let agent = Agent(
      configuration: AgentConfiguration(once: true), repository: remote, branch: "main", runtime: runtime,
      store: opened.store, clock: SystemClock(), agentID: opened.agentID,
      boot: "2fb4f46a-875e-4d18-b468-2c8bc5f1b966",
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    runtime.state.withLock {
      $0.ended[running] = PodOutcome(
        containers: [ContainerOutcome(name: "main", termination: .exited(code: 0))])
    }
    try await agent.run()
    #expect(runtime.started.first == running)
    #expect(runtime.started.dropFirst().map(\.root.name).sorted() == ["long", "waiting"])
    for name in ["long", "waiting"] {
      #expect(remote.files["status/default/\(name).yaml"]?.contains("  phase: Succeeded\n") == true)
    }
    #expect(remote.files["status/default/over.yaml"] == nil, "it has run, and is not run again")
  }
}
