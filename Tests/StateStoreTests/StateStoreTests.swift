import Foundation
@testable import StateStore
import Testing
import WorkflowAPI

@Suite struct StateStoreTests {
  let key = ObjectKey(namespace: "default", name: "train")

  /// Runs `body` with the path of a database that does not exist yet.
  func withDatabasePath(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "pushrun-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory.appending(path: "state.sqlite").path)
  }

  @Test func `a run is known from its insertion to after its archiving`() throws {
    let store = try StateStore()
    #expect(try store.unknown(among: [key]) == [key])
    try store.insert([StoredRun(key: key, revision: "abc", state: .claiming, plan: Data([1]))])
    #expect(try store.unknown(among: [key]).isEmpty)
    try store.archive([key])
    #expect(try store.unknown(among: [key]).isEmpty)
    #expect(try store.unfinishedRuns().isEmpty)
  }

  @Test func `inserting a known run changes nothing`() throws {
    let store = try StateStore()
    try store.insert([StoredRun(key: key, revision: "abc", state: .claimed, plan: Data([1]))])
    try store.insert([StoredRun(key: key, revision: "def", state: .claiming, plan: Data([2]))])
    let run = try #require(try store.unfinishedRuns().first).run
    #expect(run.revision == "abc")
    #expect(run.state == .claimed)
  }

  @Test func `a step is read back by the next process`() throws {
    try withDatabasePath { path in
      do {
        let store = try StateStore(path: path)
        try store.insert([StoredRun(key: key, revision: "abc", state: .claiming, plan: Data([1, 2]))])
        var step = Transition(boot: "boot-1")
        step.states[key] = .claimed
        step.records = [StoredRecord(root: key, id: "train", value: Data([3]))]
        step.podsToStart = [PodID(root: key, name: "train-pod-x")]
        try store.record(step)
        step = Transition(boot: "boot-1")
        step.records = [StoredRecord(root: key, id: "train", value: Data([4]))]
        try store.record(step)
      }
      let found = try StateStore(path: path).unfinishedRuns()
      #expect(
        found == [
          UnfinishedRun(
            run: StoredRun(key: key, revision: "abc", state: .claimed, plan: Data([1, 2])),
            records: [StoredRecord(root: key, id: "train", value: Data([4]))],
            startedPods: ["train-pod-x": "boot-1"])
        ])
    }
  }

  @Test func `a step for a run that is not known is refused whole`() throws {
    let store = try StateStore()
    try store.insert([StoredRun(key: key, revision: "abc", state: .claiming, plan: nil)])
    var step = Transition(boot: "b")
    step.states[key] = .claimed
    step.podsToStart = [PodID(root: ObjectKey(namespace: "default", name: "other"), name: "p")]
    #expect(throws: StateStoreError.self) { try store.record(step) }
    #expect(try store.unfinishedRuns().first?.run.state == .claiming)
  }

  @Test func `removing a run takes its records with it`() throws {
    let store = try StateStore()
    try store.insert([StoredRun(key: key, revision: "abc", state: .claiming, plan: nil)])
    var step = Transition(boot: "b")
    step.records = [StoredRecord(root: key, id: "train", value: Data())]
    try store.record(step)
    try store.remove([key])
    try store.insert([StoredRun(key: key, revision: "abc", state: .claiming, plan: nil)])
    #expect(try store.unfinishedRuns().first?.records.isEmpty == true)
  }

  @Test func `settings survive the process`() throws {
    try withDatabasePath { path in
      try StateStore(path: path).set(.agentID, to: "one")
      try StateStore(path: path).set(.agentID, to: "two")
      #expect(try StateStore(readingFrom: path).setting(.agentID) == "two")
      #expect(try StateStore(readingFrom: path).setting(.branch) == nil)
    }
  }

  @Test func `a file that is no database is an error that names it`() throws {
    try withDatabasePath { path in
      try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
      let error = #expect(throws: StateStoreError.self) { try StateStore(path: path) }
      #expect(error?.code == .corrupt)
      #expect(error?.message.contains(path) == true)
    }
  }

  @Test func `the database is in WAL mode`() throws {
    try withDatabasePath { path in
      let store = try StateStore(path: path)
      try store.set(.agentID, to: "x")
      #expect(FileManager.default.fileExists(atPath: path + "-wal"))
    }
  }
}
