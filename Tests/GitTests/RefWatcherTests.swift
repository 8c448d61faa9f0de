import FoundationEssentials
import Testing
import TestSupport

@testable import Git

@Suite struct RefWatcherTests {
  private func withWatcher(
    branch: String, _ body: (BareRepository, Signal, Scratch) async throws -> Void
  ) async throws {
    try await withScratchDirectory { scratch in
      let server = try await BareRepository(creating: scratch.path("server.git"))
      let signal = Signal()
      let watcher = try RefWatcher(repository: server.path, branch: branch) { signal.raise() }
      try await body(server, signal, scratch)
      watcher.cancel()
    }
  }

  @Test func pushIsSeen() async throws {
    try await withWatcher(branch: "main") { server, signal, _ in
      for number in 0..<3 {
        try await server.commit(["a": "\(number)"])
        try await signal.wait("push \(number)")
      }
    }
  }

  @Test func firstPushOfANestedBranchIsSeen() async throws {
    try await withWatcher(branch: "team/agent/main") { server, signal, _ in
      for number in 0..<2 {
        try await server.commit(["a": "\(number)"], to: "team/agent/main")
        try await signal.wait("push \(number)")
      }
    }
  }

  @Test func directoriesThatComeAndGoAreFollowed() async throws {
    try await withWatcher(branch: "team/main") { server, signal, _ in
      for number in 0..<3 {
        try await server.commit(["a": "\(number)"], to: "team/main")
        try await signal.wait("push \(number)")
        try await server.git("pack-refs", "--all", "--prune")
        try await signal.wait("pack \(number)")
        try await server.git("update-ref", "-d", "refs/heads/team/main")
        try await signal.wait("removal \(number)")
      }
    }
  }

  @Test func repositoryThatIsReplacedIsFollowed() async throws {
    try await withWatcher(branch: "main") { server, signal, scratch in
      try await server.commit(["a": "1"])
      try await signal.wait("push")
      try FileManager.default.moveItem(atPath: server.path, toPath: scratch.path("away"))
      try await signal.wait("removal")
      let again = try await BareRepository(creating: server.path)
      try await signal.wait("return")
      try await again.commit(["a": "2"])
      try await signal.wait("push to the new one")
    }
  }

  @Test func missingRepositoryIsAnError() {
    let error = #expect(throws: GitError.self) {
      try RefWatcher(repository: "/nonexistent", branch: "main") {}
    }
    #expect(error?.code == .notFound)
  }
}
