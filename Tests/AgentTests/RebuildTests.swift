import Foundation
import GRDB
import Git
import Logging
import PodRuntime
import StateStore
import Synchronization
import Testing
import WorkflowAPI

@testable import Agent

/// Runs that an agent's memory should have and has not.
@Suite(.timeLimit(.minutes(1))) struct RebuildTests {
  private static let id = "981e97e0-b407-4622-a7f3-32a337c2c708"

  private func agent(
    _ remote: FakeRemote, _ runtime: FakeRuntime, _ store: StateStore, once: Bool = true, id: String = Self.id
  ) -> Agent {
    var configuration = AgentConfiguration(once: once)
    configuration.limits.commitWindow = .milliseconds(20)
    configuration.limits.shortestBackoff = .milliseconds(1)
    configuration.limits.longestBackoff = .milliseconds(4)
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return Agent(
      configuration: configuration, repository: remote, branch: "main", runtime: runtime, store: store,
      clock: SystemClock(), agentID: id, boot: "boot-1", log: log)
  }

  private func manifest(_ name: String) -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      name: \(name)
    spec:
      workflowTemplateSpec:
        type: Pod
        pod:
          containers:
            - name: main
              command: ["true"]

    """
  }

  private func status(_ name: String, _ phase: String, by agent: String = Self.id, more: String = "")
    -> String
  {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      annotations:
        pushrun.dev/agent: \(agent)
        pushrun.dev/revision: abc
      name: \(name)
    spec:
      serviceAccountName: ''
      workflowTemplateRef: t
    status:
      phase: \(phase)
    \(more)
    """
  }

  private func lostStore() throws -> StateStore {
    let store = try StateStore()
    try store.set(.rebuild, to: "was damaged and put aside as state.sqlite.damaged-1")
    return store
  }

  private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

  @Test func `a run that only its processes tell of is stopped and not run again`() async throws {
    // Its status was removed from the branch, and the state is an old copy.
    let remote = FakeRemote(["one.yaml": manifest("one")])
    let (runtime, store) = (FakeRuntime(), try StateStore())
    runtime.state.withLock { $0.kept = [key("one")] }
    try await agent(remote, runtime, store).run()
    #expect(runtime.started == [])
    #expect(runtime.state.withLock { $0.discarded } == [key("one")])
    let status = remote.files["status/default/one.yaml"]
    #expect(status?.contains("phase: Failed") == true)
    #expect(status?.contains("reason: AgentLost") == true)
    #expect(status?.contains("no record of the run, of which something was on this machine") == true)
  }

  @Test func `what an agent left that ended before it let go of a finished run is taken away`() async throws {
    let remote = FakeRemote(["one.yaml": manifest("one")])
    let (runtime, store) = (FakeRuntime(), try StateStore())
    try await agent(remote, runtime, store).run()
    let before = remote.files
    runtime.state.withLock { $0.kept = [key("one")] }
    try await agent(remote, runtime, store).run()
    #expect(runtime.state.withLock { $0.discarded } == [key("one")])
    #expect(remote.files == before)
  }

  @Test func `a run whose claim a rebuild at an older commit did not see is found in the next`() async throws
  {
    let remote = FakeRemote(["README.md": "workflows"])
    let (runtime, store) = (FakeRuntime(), try lostStore())
    try await agent(remote, runtime, store).run()
    #expect(try store.setting(.rebuild) == nil)
    // What came after that commit came before the rebuild.
    remote.change { [manifest, status] in
      $0["one.yaml"] = manifest("one")
      $0["status/default/one.yaml"] = status("one", "Running", Self.id, "")
    }
    try await agent(remote, runtime, store).run()
    #expect(runtime.started == [])
    #expect(remote.files["status/default/one.yaml"]?.contains("reason: AgentLost") == true)
  }

  @Test func `an agent with a new database ends what it left unfinished as AgentLost`() async throws {
    let nodes = """
        startTime: '2026-11-24T12:06:53Z'
        nodes:
          a:
            phase: Succeeded
            workflowRunName: graph-a-xxxxx
          b:
            phase: Running
            workflowRunName: graph-b-xxxxx
          c:
            phase: Skipped

      """
    let remote = FakeRemote([
      "status/default/graph.yaml": status("graph", "Running", more: nodes),
      "status/default/graph/graph-a-xxxxx.yaml": status("graph-a-xxxxx", "Succeeded"),
      "status/default/graph/graph-b-xxxxx.yaml": status("graph-b-xxxxx", "Running"),
      "status/default/claimed.yaml": status("claimed", "Pending"),
      "status/default/theirs.yaml": status("theirs", "Running", by: "another-agent"),
      "status/default/over.yaml": status("over", "Failed"),
      "status/default/notes.yaml": "not: a run",
      "claimed.yaml": manifest("claimed"), "over.yaml": manifest("over"),
    ])
    let before = remote.files
    let store = try lostStore()
    let runtime = FakeRuntime()
    try await agent(remote, runtime, store).run()

    #expect(runtime.started.isEmpty)
    #expect(runtime.state.withLock { $0.discarded }.sorted() == [key("claimed"), key("graph")])
    for name in ["graph", "graph/graph-b-xxxxx", "claimed"] {
      let text = try #require(remote.files["status/default/\(name).yaml"])
      #expect(text.contains("  phase: Failed\n"))
      #expect(text.contains("reason: AgentLost"))
      #expect(text.contains("put aside as state.sqlite.damaged-1"))
      #expect(text.contains("completionTime: "))
    }
    let graph = try #require(remote.files["status/default/graph.yaml"])
    #expect(graph.contains("startTime: '2026-11-24T12:06:53Z'"))
    #expect(!graph.contains("phase: Running"))
    #expect(graph.contains("phase: Succeeded") && graph.contains("phase: Skipped"))
    for name in ["graph/graph-a-xxxxx", "theirs", "over", "notes"] {
      #expect(remote.files["status/default/\(name).yaml"] == before["status/default/\(name).yaml"])
    }
    #expect(try store.setting(.rebuild) == nil)
    #expect(try store.unknown(among: ["graph", "claimed", "over", "theirs"].map(key)) == [key("theirs")])
    #expect(try store.unfinishedRuns().isEmpty)
  }

  @Test func `a rebuild that is cut short before its push is finished by the next agent`() async throws {
    let remote = FakeRemote(["status/default/hello.yaml": status("hello", "Running")])
    remote.failNextPushes(.refused("hook declined"))
    let store = try lostStore()
    let runtime = FakeRuntime()
    await #expect(throws: GitError.self) { try await agent(remote, runtime, store).run() }
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Running") == true)
    try await agent(remote, runtime, store).run()
    #expect(remote.files["status/default/hello.yaml"]?.contains("reason: AgentLost") == true)
    // What was to be stopped may not have been when the first agent ended.
    #expect(runtime.state.withLock { $0.discarded } == [key("hello"), key("hello")])
    #expect(try store.unfinishedRuns().isEmpty)
  }

  @Test func `a rebuild whose push was applied without an answer is not published again`() async throws {
    let remote = FakeRemote(["status/default/hello.yaml": status("hello", "Running")])
    remote.failNextPushes(.appliedThenTimeout)
    let store = try lostStore()
    await #expect(throws: GitError.self) { try await agent(remote, FakeRuntime(), store).run() }
    let text = remote.files["status/default/hello.yaml"]
    try await agent(remote, FakeRuntime(), store).run()
    #expect(remote.files["status/default/hello.yaml"] == text)
    #expect(try store.unfinishedRuns().isEmpty)
  }

  @Test func `what is to be rebuilt stays so until the repository can be read`() async throws {
    let remote = FakeRemote(["status/default/hello.yaml": status("hello", "Running")])
    remote.setGone(true)
    let store = try lostStore()
    await #expect(throws: GitError.self) { try await agent(remote, FakeRuntime(), store).run() }
    #expect(try store.setting(.rebuild) != nil)
    remote.setGone(false)
    try await agent(remote, FakeRuntime(), store).run()
    #expect(remote.files["status/default/hello.yaml"]?.contains("reason: AgentLost") == true)
  }

  @Test func `an agent with an intact database does not list the status files`() async throws {
    let remote = FakeRemote(["hello.yaml": manifest("hello")])
    let store = try StateStore()
    try await agent(remote, FakeRuntime(), store).run()
    try await agent(remote, FakeRuntime(), store).run()
    #expect(!remote.listed.contains { $0.hasPrefix("status") })
  }

  @Test func `a stored run that cannot be read ends as AgentLost, and what was never claimed runs`()
    async throws
  {
    let store = try StateStore()
    let broken = Data("{".utf8)
    try store.insert([
      StoredRun(key: key("going"), revision: "abc", state: .claimed, plan: broken),
      StoredRun(key: key("gone"), revision: "abc", state: .claimed, plan: broken),
      StoredRun(key: key("over"), revision: "abc", state: .claimed, plan: broken),
      StoredRun(key: key("new"), revision: "abc", state: .claiming, plan: broken),
      StoredRun(key: key("theirs"), revision: "abc", state: .claiming, plan: broken),
    ])
    let theirs = status("theirs", "Running", by: "another-agent")
    let remote = FakeRemote([
      "status/default/going.yaml": status("going", "Running"),
      "status/default/over.yaml": status("over", "Succeeded"), "status/default/theirs.yaml": theirs,
      "new.yaml": manifest("new"), "gone.yaml": manifest("gone"),
    ])
    let runtime = FakeRuntime()
    try await agent(remote, runtime, store).run()
    #expect(runtime.started.map(\.root) == [key("new")])
    for name in ["going", "gone"] {
      #expect(remote.files["status/default/\(name).yaml"]?.contains("reason: AgentLost") == true)
      #expect(remote.files["status/default/\(name).yaml"]?.contains(Self.id) == true)
    }
    #expect(remote.files["status/default/over.yaml"]?.contains("phase: Succeeded") == true)
    #expect(remote.files["status/default/new.yaml"]?.contains("phase: Succeeded") == true)
    #expect(remote.files["status/default/theirs.yaml"] == theirs)
    #expect(try store.unfinishedRuns().isEmpty)
    #expect(try store.unknown(among: ["going", "gone", "over", "new", "theirs"].map(key)).isEmpty)
  }

  @Test func `a database that is damaged under the agent ends it`() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "pushrun-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "state.sqlite").path
    let remote = FakeRemote(["hello.yaml": manifest("hello")])
    let runtime = FakeRuntime(succeedsAtOnce: false)
    let agent = agent(remote, runtime, try StateStore(path: path), once: false)
    let work = Task { try await agent.run() }
    while remote.files["status/default/hello.yaml"]?.contains("phase: Running") != true { await Task.yield() }
    let other = try DatabaseQueue(path: path)
    try await other.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA writable_schema = ON;
          UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'record';
          PRAGMA schema_version = 1000;
          """)
    }
    runtime.end(runtime.started[0])
    let error = await #expect(throws: StateStoreError.self) { try await work.value }
    #expect(error?.code == .corrupt)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Running") == true)
  }
}
