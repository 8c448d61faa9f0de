import FoundationEssentials
import Testing
import TestSupport

@testable import Git

@Suite struct PushTests {
  @Test func ofTwoThatRaceOneIsToldThatTheBranchMovedOn() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let mirrors = [try await fixture.mirror("m1"), try await fixture.mirror("m2")]
      var commits: [ObjectID] = []
      for (number, mirror) in mirrors.enumerated() {
        let tip = try await mirror.fetch()
        let update = TreeUpdate(writes: ["status/\(number)": [65]])
        commits.append(
          try #require(try await mirror.commit(update, parent: tip, message: "\(number)", author: author)))
      }
      try await mirrors[0].push(commits[0])
      let error = try await failure { () throws(GitError) in try await mirrors[1].push(commits[1]) }
      #expect(error.code == .nonFastForward)
      #expect(error.disposition == .retryable)
      #expect(try await fixture.server.log() == ["0", "change"])

      let tip = try await mirrors[1].fetch()
      #expect(tip == commits[0])
      let update = TreeUpdate(writes: ["status/1": [65]])
      try await mirrors[1].push(
        try #require(try await mirrors[1].commit(update, parent: tip, message: "1", author: author)))
      #expect(try await fixture.server.log() == ["1", "0", "change"])
      try await fixture.server.check()
    }
  }

  @Test(arguments: [true, false])
  func manyThatPushAtOnceLoseNothing(_ branchExists: Bool) async throws {
    try await withFixture { fixture in
      if branchExists { try await fixture.server.commit(["a": "1"]) }
      try await withThrowingTaskGroup { group in
        for name in 0..<4 {
          let mirror = try await fixture.mirror("m\(name)")
          group.addTask {
            for round in 0..<5 {
              while try await !pushed("\(name) \(round)", through: mirror) {}
            }
          }
        }
        try await group.waitForAll()
      }
      let expected =
        (0..<4).flatMap { name in (0..<5).map { "\(name) \($0)" } } + (branchExists ? ["change"] : [])
      #expect(try await fixture.server.log().sorted() == expected.sorted())
      try await fixture.server.check()
    }
  }

  @Test func aLockThatAKilledPushLeftIsTakenAwayByTheNextOne() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let killed = try await fixture.mirror()
      let tip = try await killed.fetch()
      let update = TreeUpdate(writes: ["status/1": [65]])
      let commit = try #require(
        try await killed.commit(update, parent: tip, message: "1", author: author))
      try await killed.push(commit)
      let main = fixture.server.path + "/refs/heads/main"
      // As it is between the lock and the move of the branch.
      try writeFile(main + ".lock", "\(commit)\n")
      try writeFile(main, "\(try #require(tip))\n")

      let next = try await fixture.mirror()
      try await next.push(commit)
      #expect(try await fixture.server.log() == ["1", "change"])
      #expect(readFile(main + ".lock") == nil)
    }
  }

  @Test(arguments: ["", "0123456789012345678901234567890123456789\n"])
  func aLockThatIsNotOursIsLeftAlone(_ content: String) async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let mirror = try await fixture.mirror()
      let tip = try await mirror.fetch()
      let update = TreeUpdate(writes: ["status/1": [65]])
      let commit = try #require(
        try await mirror.commit(update, parent: tip, message: "1", author: author))
      let lock = fixture.server.path + "/refs/heads/main.lock"
      try writeFile(lock, content)
      for _ in 1...2 {
        let error = try await failure { () throws(GitError) in try await mirror.push(commit) }
        #expect(error.code == .locked)
      }
      #expect(readFile(lock) == content)
    }
  }

  @Test func repositoryWithAWorkTreeIsRefusedWithAdvice() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let clone = fixture.scratch.path("clone")
      try await runGit(["clone", "--quiet", fixture.server.path, clone])
      let mirror = try await Mirror(
        path: fixture.scratch.path("m"), remote: Remote(url: clone, branch: "main"), transfers: .inProcess)
      let tip = try await mirror.fetch()
      let commit = try #require(
        try await mirror.commit(TreeUpdate(writes: ["b": [65]]), parent: tip, message: "m", author: author))
      let error = try await failure { () throws(GitError) in try await mirror.push(commit) }
      #expect(error.code == .notBare)
      #expect(error.message.contains("git clone --bare"))
    }
  }

  @Test func repositoryThatIsGoneIsNotFound() async throws {
    try await withFixture { fixture in
      let mirror = try await fixture.mirror()
      let commit = try #require(
        try await mirror.commit(TreeUpdate(writes: ["b": [65]]), parent: nil, message: "m", author: author))
      try FileManager.default.removeItem(atPath: fixture.server.path)
      let error = try await failure { () throws(GitError) in try await mirror.push(commit) }
      #expect(error.code == .notFound)
    }
  }

  @Test func lockOfAnotherProcessIsSaid() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let mirror = try await fixture.mirror()
      let tip = try await mirror.fetch()
      let commit = try #require(
        try await mirror.commit(TreeUpdate(writes: ["b": [65]]), parent: tip, message: "m", author: author))
      let lock = fixture.server.path + "/refs/heads/main.lock"
      try writeFile(lock, "")
      let error = try await failure { () throws(GitError) in try await mirror.push(commit) }
      #expect(error.code == .locked)
      #expect(error.message.contains(".lock"))
      try FileManager.default.removeItem(atPath: lock)
      try await mirror.push(commit)
    }
  }

  @Test func branchUnderAnotherBranchIsRejected() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"], to: "team")
      try await fixture.server.commit(["a": "1"], to: "x/y")
      try await fixture.server.git("pack-refs", "--all")
      for branch in ["team/agent", "x"] {
        let mirror = try await fixture.mirror(branch.replacing("/", with: "-"), branch: branch)
        #expect(try await mirror.fetch() == nil)
        let commit = try #require(
          try await mirror.commit(TreeUpdate(writes: ["b": [65]]), parent: nil, message: "m", author: author))
        let error = try await failure { () throws(GitError) in try await mirror.push(commit) }
        #expect(error.code == .rejected)
      }
      try await fixture.server.check()
    }
  }

  @Test func newBranchGetsItsDirectories() async throws {
    try await withFixture { fixture in
      let mirror = try await fixture.mirror(branch: "team/agent/status")
      #expect(try await mirror.fetch() == nil)
      let commit = try #require(
        try await mirror.commit(TreeUpdate(writes: ["b": [65]]), parent: nil, message: "m", author: author))
      try await mirror.push(commit)
      #expect(await fixture.server.tip(of: "team/agent/status") == commit.description)
    }
  }
}

/// One attempt to add a file of this name; `false` if another was faster.
private func pushed(_ name: String, through mirror: Mirror) async throws -> Bool {
  let tip = try await mirror.fetch()
  let update = TreeUpdate(writes: ["status/\(name)": [65]])
  let commit = try #require(try await mirror.commit(update, parent: tip, message: name, author: author))
  do {
    try await mirror.push(commit)
    return true
  } catch {
    guard error.code == .nonFastForward || error.code == .locked else { throw error }
    return false
  }
}
