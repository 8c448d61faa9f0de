import Foundation
import StateStore
import TestSupport
import Testing
import WorkflowAPI

@testable import Agent

@Suite struct StateDirectoryTests {
  private let now = Timestamp(seconds: 1_795_522_013)

  private func withDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "pushrun-state-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func open(_ path: String) throws -> StateDirectory.Opened {
    try StateDirectory(path: path).openStore(repository: "/r.git", branch: "main", at: now)
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func `a new directory gets an id, which stays, and nothing to rebuild`() throws {
    try withDirectory { path in
      let first = try open(path)
      #expect(try text(path + "/agent-id") == first.agentID + "\n")
      #expect(try first.store.setting(.rebuild) == nil)
      let second = try open(path)
      #expect(second.agentID == first.agentID)
      #expect(try second.store.setting(.rebuild) == nil)
    }
  }

  @Test func `the id of an earlier version's database is written to the file`() throws {
    try withDirectory { path in
      let id = try open(path).agentID
      try FileManager.default.removeItem(atPath: path + "/agent-id")
      #expect(try open(path).agentID == id)
      #expect(try text(path + "/agent-id") == id + "\n")
    }
  }

  @Test(arguments: ["gone", "emptied", "cut to a byte", "overwritten"])
  func `the id survives the database, and a new one is to be rebuilt`(how: String) throws {
    try withDirectory { path in
      let id = try open(path).agentID
      for suffix in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + "/state.sqlite" + suffix)
      }
      let database = URL(filePath: path + "/state.sqlite")
      switch how {
      case "gone": try FileManager.default.removeItem(at: database)
      case "emptied": try Data().write(to: database)
      case "cut to a byte": try Data([0x53]).write(to: database)
      default: try Data(repeating: 7, count: 5000).write(to: database)
      }
      // Twice: what is to be done is not forgotten until it is done.
      for start in 1...2 {
        let opened = try open(path)
        #expect(opened.agentID == id)
        #expect((opened.putAside != nil) == (start == 1 && how != "gone"))
        let rebuild = try #require(try opened.store.setting(.rebuild))
        #expect(rebuild.contains(how == "gone" ? "was gone" : "state.sqlite.damaged-20261124T120653Z"))
      }
    }
  }

  @Test(arguments: ["", "\n", "garbage", "C0FFEE00-0000-4000-8000-000000000000", "../../etc"])
  func `a file that holds no id is refused by its name`(content: String) throws {
    try withDirectory { path in
      _ = try open(path)
      try content.write(toFile: path + "/agent-id", atomically: true, encoding: .utf8)
      let error = #expect(throws: StateDirectory.Failure.self) { try open(path) }
      #expect(error?.message.contains(path + "/agent-id") == true)
      #expect(try text(path + "/agent-id") == content)
    }
  }

  @Test func `another agent's id beside a database is refused`() throws {
    try withDirectory { path in
      _ = try open(path)
      let other = UUID().uuidString.lowercased()
      try other.write(toFile: path + "/agent-id", atomically: true, encoding: .utf8)
      let error = #expect(throws: StateDirectory.Failure.self) { try open(path) }
      #expect(error?.message.contains(other) == true)
    }
  }

  @Test func `who has a directory is seen from outside`() async throws {
    try await withScratchDirectory { scratch in
      let path = scratch.path("state")
      #expect(StateDirectory.holder(of: path) == nil)
      do {
        let directory = try StateDirectory(path: path)
        #expect(StateDirectory.holder(of: directory.path) == getpid())
      }
      // A process that another test was just starting may have a copy of the lock for a moment.
      try await waitUntil("a directory that nobody has") { StateDirectory.holder(of: path) == nil }
    }
  }
}
