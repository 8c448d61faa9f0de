import Testing
import TestSupport

@testable import Git

@Suite struct ReadTests {
  @Test func everyKindOfEntryIsRead() async throws {
    try await withFixture { fixture in
      try await fixture.server.fastImport(
        """
        commit refs/heads/main
        committer A <a@b> 1 +0000
        data 1
        x
        M 100644 inline dir/file
        data 4
        file
        M 100755 inline dir/tool
        data 4
        tool
        M 120000 inline dir/link
        data 11
        /etc/passwd
        M 160000 0123456789012345678901234567890123456789 dir/module
        M 100644 inline "dir/\\303\\251 \\"q\\"\\n"
        data 3
        odd
        M 100644 inline dir.yaml
        data 1
        y

        """)
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let entries = try await mirror.entries(at: tip, under: "dir")
      #expect(entries.map(\.path) == ["dir/file", "dir/link", "dir/module", "dir/tool", "dir/é \"q\"\n"])
      #expect(entries.map(\.kind) == [.file, .symlink, .submodule, .executable, .file])
      #expect(text(try await mirror.blob(entries[1].id, limit: 100)) == "/etc/passwd")
      #expect(try await mirror.entries(at: tip, under: "./dir//link").map(\.kind) == [.symlink])
      #expect(try await mirror.entries(at: tip, under: "absent") == [])
      #expect(try await mirror.entries(at: tip, under: "dir/file/x") == [])
      #expect(try await mirror.entries(at: tip).count == 6)
      #expect(try await mirror.entry(at: tip, path: "dir/tool") == entries[3])
      #expect(try await mirror.entry(at: tip, path: "dir/é \"q\"\n")?.id == entries[4].id)
      #expect(try await mirror.entry(at: tip, path: "dir") == nil)
      #expect(try await mirror.entry(at: tip, path: "dir/link/passwd") == nil)
      #expect(try await mirror.entry(at: tip, path: "") == nil)
    }
  }

  @Test func changesAreThoseOfGitDiff() async throws {
    try await withFixture { fixture in
      let old = try await fixture.server.commit([
        "a": "1", "keep/x": "1", "dir/a": "1", "dir/b": "1", "swap": "file", "tree/x": "1", "status/s": "1",
        "d.a": "0",
      ])
      let new = try await fixture.server.commit([
        "a": "2", "dir/a": nil, "dir/c": "3", "swap": nil, "swap/inside": "1", "tree/x": nil,
        "tree": "now a file",
        "status/s": "2", "z": "new",
      ])
      let mirror = try await fixture.mirror()
      _ = try await mirror.fetch()
      let from = try #require(ObjectID(old))
      let to = try #require(ObjectID(new))
      let changes = try await mirror.changes(from: from, to: to)
      let expected = try await fixture.server.git(
        "diff-tree", "-r", "--no-renames", "--name-status", old, new)
      #expect(
        changes.map { "\($0.kind.letter)\t\($0.path)" }.sorted()
          == expected.split(separator: "\n").map(String.init).sorted())
      #expect(
        changes.map(\.path)
          == changes.map(\.path).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
      #expect(try await mirror.changes(from: to, to: to) == [])
      let all = try await mirror.changes(from: nil, to: to, under: ["."], excluding: ["status", "dir"])
      #expect(all.map(\.path) == ["a", "d.a", "keep/x", "swap/inside", "tree", "z"])
      #expect(all.allSatisfy { $0.kind == .added && $0.old == nil && $0.entry?.path == $0.path })
      let some = try await mirror.changes(
        from: from, to: to, under: ["dir/", "tree", "di"], excluding: ["dir/c"])
      #expect(some.map { "\($0.kind) \($0.path)" } == ["deleted dir/a", "added tree", "deleted tree/x"])
      let modified = try #require(changes.first { $0.path == "a" })
      #expect(text(try await mirror.blob(try #require(modified.old).id, limit: 9)) == "1")
      #expect(text(try await mirror.blob(try #require(modified.entry).id, limit: 9)) == "2")
    }
  }

  @Test func changedModeIsAChange() async throws {
    try await withFixture { fixture in
      let head = "commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nx\n"
      try await fixture.server.fastImport(head + "M 100644 inline a\ndata 1\na\n")
      let mirror = try await fixture.mirror()
      let old = try #require(try await mirror.fetch())
      try await fixture.server.fastImport(head + "from \(old)\nM 100755 inline a\ndata 1\na\n")
      let new = try #require(try await mirror.fetch())
      let changes = try await mirror.changes(from: old, to: new)
      #expect(changes.map(\.kind) == [.modified])
      #expect(changes.first?.entry?.kind == .executable)
    }
  }

  @Test func largeBlobIsRefusedBeforeItIsLoaded() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["large": String(repeating: "x", count: 100_000), "small": "y"])
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let large = try #require(try await mirror.entry(at: tip, path: "large"))
      let small = try #require(try await mirror.entry(at: tip, path: "small"))
      let error = try await failure { () throws(GitError) in
        _ = try await mirror.blob(large.id, limit: 99_999)
      }
      #expect(error.code == .tooLarge)
      #expect(try await mirror.blob(large.id, limit: 100_000).count == 100_000)
      let results = await mirror.blobs([small.id, large.id, tip, small.id], limit: 10)
      #expect(results.map { try? $0.get().count } == [1, nil, nil, 1])
    }
  }

  @Test func treesThatHoldThemselvesManyTimesAreRefused() async throws {
    try await withFixture { fixture in
      // 2^30 files in 31 objects.
      var id = try await runGit(["hash-object", "-w", "--stdin"], in: fixture.server.path, input: "x")
      id = try await runGit(["mktree"], in: fixture.server.path, input: "100644 blob \(id)\tf\n")
      for _ in 0..<30 {
        id = try await runGit(
          ["mktree"], in: fixture.server.path, input: "040000 tree \(id)\ta\n040000 tree \(id)\tb\n")
      }
      let commit = try await runGit(["commit-tree", id, "-m", "bomb"], in: fixture.server.path)
      try await fixture.server.git("update-ref", "refs/heads/main", commit)
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let error = try await failure { () throws(GitError) in _ = try await mirror.entries(at: tip) }
      #expect(error.code == .tooLarge)
    }
  }

  @Test func deepTreesAreRefused() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit([String(repeating: "d/", count: 200) + "file": "x", "b": "x"])
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let error = try await failure { () throws(GitError) in _ = try await mirror.entries(at: tip) }
      #expect(error.code == .tooLarge)
      #expect(error.disposition == .stalled)
      #expect(try await mirror.entries(at: tip, under: "b").count == 1)
    }
  }

  @Test func commitInfoIsWhatGitSays() async throws {
    try await withFixture { fixture in
      let first = try await fixture.server.commit(["a": "1"], message: "first\n\nbody")
      let second = try await fixture.server.commit(["a": "2"])
      let mirror = try await fixture.mirror()
      let tip = try #require(try await mirror.fetch())
      let info = try await mirror.commitInfo(tip)
      #expect(info.parents.map(\.description) == [first])
      let root = try await mirror.commitInfo(info.parents[0])
      #expect(root.message == "first\n\nbody")
      #expect(root.parents == [])
      #expect(root.author == Signature(name: "A Person", email: "person@example.com", seconds: 1_700_000_000))
      #expect(try await mirror.isAncestor(root.id, of: info.id))
      #expect(try await mirror.isAncestor(info.id, of: info.id))
      #expect(try await !mirror.isAncestor(info.id, of: root.id))
      #expect(info.id.description == second)
    }
  }
}

extension TreeChange.Kind {
  fileprivate var letter: String {
    switch self {
    case .added: "A"
    case .modified: "M"
    case .deleted: "D"
    }
  }
}
