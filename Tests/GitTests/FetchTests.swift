import FoundationEssentials
import Testing
import TestSupport

@testable import Git

@Suite struct FetchTests {
  @Test func fetchSeesEachPush() async throws {
    try await withFixture { fixture in
      let first = try await fixture.server.commit(["a.txt": "one"])
      let mirror = try await fixture.mirror()
      #expect(await mirror.tip == nil)
      #expect(try await mirror.fetch()?.description == first)
      let second = try await fixture.server.commit(["a.txt": "two", "b/c.txt": "three"])
      #expect(try await mirror.fetch()?.description == second)
      #expect(await mirror.tip?.description == second)
      try await runGit(["fsck", "--strict", "--full"], in: fixture.scratch.path("mirror"))
    }
  }

  @Test func fetchOfNothingNewWritesNothing() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a.txt": "one"])
      let mirror = try await fixture.mirror()
      _ = try await mirror.fetch()
      let before = try files(in: fixture.scratch.path("mirror"))
      _ = try await mirror.fetch()
      #expect(try files(in: fixture.scratch.path("mirror")) == before)
    }
  }

  @Test func onlyTheBranchIsDownloaded() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a.txt": "one"])
      let other = try await fixture.server.commit(["secret.txt": "other"], to: "other")
      let mirror = try await fixture.mirror()
      _ = try await mirror.fetch()
      let id = try #require(ObjectID(other))
      let error = try await failure { () throws(GitError) in _ = try await mirror.commitInfo(id) }
      #expect(error.code == .notFound)
    }
  }

  @Test func emptyRepositoryHasNoTip() async throws {
    try await withFixture { fixture in
      let mirror = try await fixture.mirror()
      #expect(try await mirror.fetch() == nil)
      #expect(await mirror.advertisedBranches() == [])
      let commit = try await fixture.server.commit(["a": "b"])
      #expect(try await mirror.fetch()?.description == commit)
    }
  }

  @Test func missingBranchTellsWhichThereAre() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "b"], to: "master")
      try await fixture.server.commit(["a": "b"], to: "feature/x")
      let mirror = try await fixture.mirror()
      #expect(try await mirror.fetch() == nil)
      #expect(await mirror.advertisedBranches() == ["feature/x", "master"])
    }
  }

  @Test func deletedBranchIsNoTipAnyMore() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "b"])
      let mirror = try await fixture.mirror()
      _ = try await mirror.fetch()
      try await fixture.server.git("update-ref", "-d", "refs/heads/main")
      #expect(try await mirror.fetch() == nil)
      #expect(await mirror.tip == nil)
      #expect(try await fixture.mirror().tip == nil)
    }
  }

  @Test func forcePushedBranchIsFollowed() async throws {
    try await withFixture { fixture in
      let old = try await fixture.server.commit(["a": "b"])
      try await fixture.server.commit(["a": "c"])
      let mirror = try await fixture.mirror()
      _ = try await mirror.fetch()
      try await fixture.server.git("update-ref", "refs/heads/main", old)
      #expect(try await mirror.fetch()?.description == old)
      try await fixture.server.fastImport(
        "reset refs/heads/main\ncommit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nxM 100644 inline z\ndata 1\nz\n"
      )
      let unrelated = await fixture.server.tip()
      let tip = try #require(try await mirror.fetch())
      #expect(tip.description == unrelated)
      #expect(try await mirror.entries(at: tip).map(\.path) == ["z"])
    }
  }

  @Test func packedRefsAreSeen() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let mirror = try await fixture.mirror()
      for number in 2...5 {
        let commit = try await fixture.server.commit(["a": "\(number)"])
        if number.isMultiple(of: 2) {
          try await fixture.server.git("pack-refs", "--all")
          try await fixture.server.git("repack", "-adq")
        }
        #expect(try await mirror.fetch()?.description == commit)
      }
    }
  }

  @Test func repositoryThatIsGoneIsNotFound() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "b"])
      let mirror = try await fixture.mirror()
      let tip = try await mirror.fetch()
      try FileManager.default.moveItem(atPath: fixture.server.path, toPath: fixture.scratch.path("away"))
      let error = try await failure { () throws(GitError) in _ = try await mirror.fetch() }
      #expect(error.code == .notFound)
      #expect(error.message.contains(fixture.server.path))
      #expect(error.disposition == .retryable)
      #expect(await mirror.tip == tip)
      try FileManager.default.moveItem(atPath: fixture.scratch.path("away"), toPath: fixture.server.path)
      #expect(try await mirror.fetch() == tip)
    }
  }

  @Test func repositoryWithAWorkTreeCanBeFetched() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "b"])
      try await runGit(["clone", "--quiet", fixture.server.path, fixture.scratch.path("clone")])
      let remote = try Remote(url: "file://" + fixture.scratch.path("clone"), branch: "main")
      let mirror = try await Mirror(path: fixture.scratch.path("m"), remote: remote, transfers: .inProcess)
      let tip = try await mirror.fetch()
      #expect(await fixture.server.tip() == tip?.description)
    }
  }

  private func files(in directory: String) throws -> [String: Date] {
    var files: [String: Date] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)")
      files[path] = attributes[.modificationDate] as? Date
    }
    return files
  }
}
