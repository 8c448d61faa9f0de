import FoundationEssentials
import Testing
import TestSupport

@testable import Git

@Suite struct MirrorDirectoryTests {
  @Test func reopenedMirrorKnowsItsTip() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let tip = try await fixture.mirror().fetch()
      let reopened = try await fixture.mirror()
      #expect(await reopened.tip == tip)
      #expect(await reopened.quarantined == nil)
    }
  }

  @Test(arguments: ["HEAD", "config", "refs", "objects"])
  func damagedMirrorIsPutAsideAndMadeAnew(_ part: String) async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      let tip = try await fixture.mirror().fetch()
      let path = fixture.scratch.path("mirror")
      try FileManager.default.removeItem(atPath: "\(path)/\(part)")
      if part == "config" { try writeFile("\(path)/config", "[core\nnonsense") }
      let mirror = try await fixture.mirror()
      #expect(await mirror.quarantined == path + ".corrupt-1")
      #expect(FileManager.default.fileExists(atPath: path + ".corrupt-1"))
      #expect(await mirror.tip == nil)
      #expect(try await mirror.fetch() == tip)
      try FileManager.default.removeItem(atPath: "\(path)/HEAD")
      #expect(try await fixture.mirror().quarantined == path + ".corrupt-2")
    }
  }

  @Test func lostObjectsAreFetchedAgainAfterStartingOver() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["dir/a": "1"])
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let path = fixture.scratch.path("mirror")
      try FileManager.default.removeItem(atPath: path + "/objects/pack")
      let reopened = try await fixture.mirror("copy")
      _ = try await reopened.fetch()
      try FileManager.default.removeItem(atPath: fixture.scratch.path("copy") + "/objects/pack")
      try await mirror.startOver()
      #expect(await mirror.tip == nil)
      #expect(await mirror.quarantined == path + ".corrupt-1")
      #expect(try await mirror.fetch() == tip)
      #expect(try await mirror.entries(at: tip).map(\.path) == ["dir/a"])
      #expect(try await fixture.mirror("copy").quarantined != nil)
    }
  }

  @Test func otherRemoteKeepsObjectsButNotTheTip() async throws {
    try await withFixture { fixture in
      let commit = try await fixture.server.commit(["a": "1"])
      _ = try await fixture.mirror().fetch()
      let other = try await BareRepository(creating: fixture.scratch.path("other.git"))
      let mirror = try await Mirror(
        path: fixture.scratch.path("mirror"), remote: Remote(url: other.path, branch: "main/nested"),
        transfers: .inProcess)
      #expect(await mirror.tip == nil)
      #expect(await mirror.quarantined == nil)
      #expect(try await mirror.commitInfo(try #require(ObjectID(commit))).id.description == commit)
      let nested = try await other.commit(["b": "2"], to: "main/nested")
      #expect(try await mirror.fetch()?.description == nested)
    }
  }

  @Test func leftoversOfAKilledAgentAreSwept() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      _ = try await fixture.mirror().fetch()
      let path = fixture.scratch.path("mirror")
      let leftovers = [
        "refs/remotes/origin/main.lock", "config.lock", "objects/pack/pack_git2_0123", "packed-refs.lock",
      ]
      for name in leftovers { try writeFile("\(path)/\(name)", "") }
      let commit = try await fixture.server.commit(["a": "2"])
      #expect(try await fixture.mirror().fetch()?.description == commit)
      for name in leftovers { #expect(!FileManager.default.fileExists(atPath: "\(path)/\(name)")) }
    }
  }

  @Test func directoryThatCannotBeMadeIsSaid() async throws {
    try await withFixture { fixture in
      try writeFile(fixture.scratch.path("file"), "")
      let remote = try Remote(url: fixture.server.path, branch: "main")
      let path = fixture.scratch.path("file/mirror")
      let error = try await failure { () throws(GitError) in
        _ = try await Mirror(path: path, remote: remote, transfers: .inProcess)
      }
      #expect(error.message.contains(path))
      #expect(error.code == .storage)
    }
  }

  @Test func mirrorHoldsNoCredentials() async throws {
    try await withScratchDirectory { scratch in
      let remote = try Remote(url: "https://bot:hunter22@127.0.0.1:1/a.git", branch: "main")
      let mirror = try await Mirror(path: scratch.path("m"), remote: remote, transfers: .inProcess)
      let error = try await failure { () throws(GitError) in _ = try await mirror.fetch() }
      #expect(error.code == .network)
      #expect(!error.message.contains("hunter22"))
      #expect(try await runCommand("grep", ["-r", "hunter22", scratch.path]).status == 1)
    }
  }
}
