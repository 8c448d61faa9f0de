import Foundation
import GRDB
import Testing
import WorkflowAPI

@testable import StateStore

/// What a store says of files that are not a database as an agent left it.
@Suite struct DamageTests {
  private let keys = (0..<500).map { ObjectKey(namespace: "default", name: "run-\($0)") }

  /// Runs `body` with the path of a database of 500 runs that nobody has open.
  private func withDatabase(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "pushrun-damage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "state.sqlite").path
    do {
      let store = try StateStore(path: path)
      let plan = Data(repeating: 0x70, count: 600)
      try store.insert(keys.map { StoredRun(key: $0, revision: "abc", state: .claimed, plan: plan) })
      var step = Transition(boot: "b")
      step.records = keys.map { StoredRecord(root: $0, id: $0.name, value: plan) }
      try store.record(step)
    }
    try edit(path) { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try body(path)
  }

  /// Changes a database as no agent would.
  private func edit(_ path: String, _ body: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction(body)
    try queue.close()
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  private func code(opening path: String) -> StateStoreError.Code? {
    do {
      _ = try StateStore(path: path)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a database as it was left is sound`() throws {
    try withDatabase { path in #expect(code(opening: path) == nil) }
  }

  @Test(arguments: [2, 50, 99, 100, 511, 512, 4095, 4096, 20_000])
  func `a database that was cut off is damaged`(length: Int) throws {
    try withDatabase { path in
      try bytes(path).prefix(length).write(to: URL(filePath: path))
      #expect(code(opening: path) == .corrupt)
    }
  }

  @Test func `a database that was overwritten is damaged`() throws {
    try withDatabase { path in
      let count = try bytes(path).count
      try Data(repeating: 0x41, count: count).write(to: URL(filePath: path))
      #expect(code(opening: path) == .corrupt)
    }
  }

  @Test func `every page that is destroyed is found`() throws {
    try withDatabase { path in
      let sound = try bytes(path)
      #expect(sound.count / 4096 > 100)
      for page in 0..<sound.count / 4096 {
        var damaged = sound
        damaged.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(repeating: 0xA5, count: 4096))
        try damaged.write(to: URL(filePath: path))
        #expect(code(opening: path) == .corrupt, "page \(page)")
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      }
    }
  }

  @Test func `an index that lacks a run is damage: the run would be forgotten`() throws {
    try withDatabase { path in
      try edit(path) { db in
        // The index is of other rows than the table from now on.
        try db.execute(
          sql: """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET sql = 'CREATE INDEX run_unfinished ON run (state) WHERE state = ''none'''
              WHERE name = 'run_unfinished';
            """)
      }
      try edit(path) { db in
        try db.execute(
          sql: "INSERT INTO run (namespace, name, revision, state) VALUES ('a', 'b', 'c', 'claimed')")
        try db.execute(
          sql: """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_master SET sql = 'CREATE INDEX run_unfinished ON run (state) WHERE state <> ''archived'''
              WHERE name = 'run_unfinished';
            """)
      }
      #expect(code(opening: path) == .corrupt)
    }
  }

  @Test func `a run in a state that nobody knows is damage`() throws {
    try withDatabase { path in
      try edit(path) { try $0.execute(sql: "UPDATE run SET state = 'clamied' WHERE name = 'run-7'") }
      #expect(code(opening: path) == .corrupt)
    }
  }

  @Test(arguments: [true, false])
  func `a log without its database is damage, and is not deleted`(isEmpty: Bool) throws {
    try withDatabase { path in
      let log = Data(repeating: 0x57, count: 100)
      try log.write(to: URL(filePath: path + "-wal"))
      try FileManager.default.removeItem(atPath: path)
      if isEmpty { try Data().write(to: URL(filePath: path)) }
      #expect(code(opening: path) == .corrupt)
      #expect(try bytes(path + "-wal") == log)
    }
  }

  @Test func `a newer database is refused and stays as it is`() throws {
    try withDatabase { path in
      try edit(path) { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99: later')") }
      try edit(path) { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      let before = try bytes(path)
      #expect(code(opening: path) == .newer)
      #expect(try bytes(path) == before)
    }
  }

  @Test func `what is damaged is put aside with its log, and never over an earlier one`() throws {
    try withDatabase { path in
      let time = Timestamp(seconds: 1_795_522_013)
      let files = DatabaseFiles(path: path)
      var names: [String] = []
      for content in ["one", "two"] {
        try Data(content.utf8).write(to: URL(filePath: path))
        try Data("log of \(content)".utf8).write(to: URL(filePath: path + "-wal"))
        names.append(try files.putAside(at: time))
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
      }
      #expect(names == [path + ".damaged-20261124T120653Z", path + ".damaged-20261124T120653Z-2"])
      #expect(files.putAside == names)
      #expect(try names.map { try bytes($0) } == [Data("one".utf8), Data("two".utf8)])
      #expect(try bytes(names[1] + "-wal") == Data("log of two".utf8))
      #expect(code(opening: path) == nil)
    }
  }

  @Test func `lost runs take the place of what was kept of them, in one step`() throws {
    let store = try StateStore()
    let (run, over, new) = (keys[0], keys[1], keys[2])
    try store.set([.rebuild: "was gone"])
    try store.insert([
      StoredRun(key: run, revision: "abc", state: .claimed, plan: Data([1])),
      StoredRun(key: new, revision: "abc", state: .claiming, plan: Data([1])),
    ])
    var step = Transition(boot: "b")
    step.records = [StoredRecord(root: run, id: "x", value: Data([2]))]
    step.podsToStart = [PodID(root: run, name: "p")]
    try store.record(step)
    var recovery = Recovery()
    recovery.lost = [StoredRun(key: run, revision: "def", state: .claiming, plan: Data([9]))]
    recovery.over = [over]
    recovery.unclaimed = [new]
    recovery.rebuiltAt = "c0ffee"
    try store.record(recovery)
    #expect(
      try store.unfinishedRuns() == [UnfinishedRun(run: recovery.lost[0], records: [], startedPods: [:])])
    #expect(try store.unknown(among: [run, over, new]) == [new])
    #expect(try store.counts() == (1, 1))
    #expect(try store.setting(.rebuild) == nil)
  }
}
