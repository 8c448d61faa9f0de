import Testing
import TestSupport

@testable import Git

@Suite struct CommitTests {
  @Test func commitIsWhatGitExpects() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit([
        "manifests/a.yaml": "a", "status/default/old.yaml": "old", "status/gone/x": "x", "foo-bar": "1",
        "foo.txt": "1",
      ])
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let update = TreeUpdate(
        writes: [
          "status/default/a.yaml": Array("phase: Pending\n".utf8), "foo/bar": [0, 255, 10], "status.yaml": [],
          "status/default/run/child.yaml": Array("x".utf8),
        ],
        removals: ["status/gone/x", "never/was"])
      let commit = try #require(
        try await mirror.commit(update, parent: tip, message: "a: Pending", author: author))
      #expect(await fixture.server.tip() == tip.description)
      try await mirror.push(commit)
      try await fixture.server.check()
      #expect(await mirror.tip == commit)
      #expect(try await fixture.server.log() == ["a: Pending", "change"])
      #expect(
        try await fixture.server.git("ls-tree", "-r", "--name-only", "main").split(separator: "\n") == [
          "foo-bar", "foo.txt", "foo/bar", "manifests/a.yaml", "status.yaml", "status/default/a.yaml",
          "status/default/old.yaml", "status/default/run/child.yaml",
        ])
      #expect(try await fixture.server.show("status/default/a.yaml") == "phase: Pending")
      #expect(
        try await fixture.server.git("log", "-1", "--format=%an|%ae|%ad|%cn|%B", "--date=iso")
          == "pushrun|agent@example.com|2023-11-14 23:13:20 +0100|pushrun|a: Pending\n")
      let entry = try #require(try await mirror.entry(at: commit, path: "foo/bar"))
      #expect(try await mirror.blob(entry.id, limit: 10) == [0, 255, 10])
    }
  }

  @Test func noChangeIsNoCommit() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a/b": "same"])
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      for update in [
        TreeUpdate(), TreeUpdate(writes: ["a/b": Array("same".utf8)]),
        TreeUpdate(removals: ["x/y", "a/b/c"]),
      ] {
        #expect(try await mirror.commit(update, parent: tip, message: "m", author: author) == nil)
      }
    }
  }

  @Test func firstCommitOfAnEmptyRepository() async throws {
    try await withFixture { fixture in
      let mirror = try await fixture.mirror()
      #expect(try await mirror.fetch() == nil)
      #expect(try await mirror.commit(TreeUpdate(), parent: nil, message: "m", author: author) == nil)
      let commit = try #require(
        try await mirror.commit(
          TreeUpdate(writes: ["status/a": [65]]), parent: nil, message: "m", author: author))
      try await mirror.push(commit)
      try await fixture.server.check()
      #expect(await fixture.server.tip() == commit.description)
    }
  }

  @Test func lastFileMayGo() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a/b/c": "x"])
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let commit = try #require(
        try await mirror.commit(TreeUpdate(removals: ["a/b/c"]), parent: tip, message: "m", author: author))
      try await mirror.push(commit)
      try await fixture.server.check()
      #expect(try await mirror.entries(at: commit) == [])
    }
  }

  @Test func executableBitStays() async throws {
    try await withFixture { fixture in
      try await fixture.server.fastImport(
        "commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nxM 100755 inline a\ndata 1\na\n")
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let commit = try #require(
        try await mirror.commit(TreeUpdate(writes: ["a": [66]]), parent: tip, message: "m", author: author))
      #expect(try await mirror.entry(at: commit, path: "a")?.kind == .executable)
    }
  }

  @Test(arguments: [
    "", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", ".git/hooks/x", "a/.GIT/x", "a\u{0}b",
  ])
  func badPathIsRefused(_ path: String) async throws {
    try await withFixture { fixture in
      let mirror = try await fixture.mirror()
      for update in [TreeUpdate(writes: [path: [65]]), TreeUpdate(removals: [path])] {
        let error = try await failure { () throws(GitError) in
          _ = try await mirror.commit(update, parent: nil, message: "m", author: author)
        }
        #expect(error.code == .invalid)
      }
    }
  }

  @Test func nothingIsWrittenThroughOrOverWhatIsInTheWay() async throws {
    try await withFixture { fixture in
      try await fixture.server.fastImport(
        """
        commit refs/heads/main
        committer A <a@b> 1 +0000
        data 1
        x
        M 120000 inline status
        data 4
        /etc
        M 100644 inline file
        data 1
        x
        M 160000 0123456789012345678901234567890123456789 module
        M 100644 inline dir/inside
        data 1
        x

        """)
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      for path in ["status/a", "status", "file/a", "file/a/b", "module", "module/a", "dir"] {
        let error = try await failure { () throws(GitError) in
          _ = try await mirror.commit(
            TreeUpdate(writes: [path: [65]]), parent: tip, message: "m", author: author)
        }
        #expect(error.code == .invalid)
        #expect(error.message.contains(path.split(separator: "/")[0]))
      }
      let update = TreeUpdate(removals: ["dir"])
      let error = try await failure { () throws(GitError) in
        _ = try await mirror.commit(update, parent: tip, message: "m", author: author)
      }
      #expect(error.code == .invalid)
      for update in [
        TreeUpdate(writes: ["a": [65], "a/b": [66]]), TreeUpdate(writes: ["a": [65]], removals: ["a"]),
      ] {
        let error = try await failure { () throws(GitError) in
          _ = try await mirror.commit(update, parent: tip, message: "m", author: author)
        }
        #expect(error.code == .invalid)
      }
      // Who removes it first may write there.
      let replaced = try #require(
        try await mirror.commit(
          TreeUpdate(writes: ["file/a": [65]], removals: ["file"]), parent: tip, message: "m", author: author)
      )
      #expect(try await mirror.entry(at: replaced, path: "file/a") != nil)
    }
  }
}
