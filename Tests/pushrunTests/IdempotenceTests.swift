import TestSupport
import Testing

extension EndToEnd {
  /// "A second `--once` commits nothing and runs nothing; so does one with an empty state directory, and one from another
  /// machine's clone."
  @Suite struct IdempotenceTests {
    private func reconciled(_ body: @Sendable @escaping (Sandbox, _ tip: String) async throws -> Void)
      async throws
    {
      try await withSandbox { sandbox in
        let mark = "echo $1 >> \(sandbox.path("ran"))"
        try await sandbox.push([
          "good/dag.yaml": Manifest.file(
            Manifest.template("mark", script: mark),
            Manifest.dag("graph", of: "mark", nodes: [("first", []), ("second", ["first"])]),
            Manifest.run("graph-run", of: "graph")),
          "good/generated.yaml": Manifest.run("x", of: "mark").replacing(
            "name: x", with: "generateName: generated-"),
          "good/failing.yaml": Manifest.run(
            "failing", script: "echo failing >> \(sandbox.path("ran")); exit 1"),
          "bad/run.yaml": Manifest.run("rejected", of: "not-there"),
          "bad/broken.yaml": "kind: [",
        ])
        try await sandbox.reconcile()
        #expect(sandbox.lines("ran").count == 4)
        let statuses = try await sandbox.statuses()
        #expect(statuses.paths.count == 7, "four runs, two children, errors: \(statuses.paths.sorted())")
        let tip = try #require(await sandbox.repository.tip())
        try await body(sandbox, tip)
        #expect(sandbox.lines("ran").count == 4, "nothing ran again")
        #expect(await sandbox.repository.tip() == tip, "nothing was committed")
      }
    }

    @Test func `the same agent again commits nothing and runs nothing`() async throws {
      try await reconciled { sandbox, _ in
        try await sandbox.reconcile()
        try await sandbox.reconcile()
      }
    }

    @Test func `an agent with an empty state directory commits nothing and runs nothing`() async throws {
      try await reconciled { sandbox, _ in try await sandbox.reconcile(state: sandbox.path("other-state")) }
    }

    @Test func `an agent on another machine's clone commits nothing and runs nothing`() async throws {
      try await reconciled { sandbox, tip in
        let other = sandbox.path("other-machine.git")
        try await runGit(["clone", "--quiet", "--bare", sandbox.repository.path, other])
        try await sandbox.reconcile(repository: other, state: sandbox.path("other-state"))
        #expect(try await runGit(["rev-parse", "main"], in: other) == tip)
      }
    }

    @Test func `an edited manifest is not run again, and a new one beside it is`() async throws {
      try await withSandbox { sandbox in
        let ran = sandbox.path("ran")
        try await sandbox.push(["runs.yaml": Manifest.run("one", script: "echo one >> \(ran)")])
        try await sandbox.reconcile()
        try await sandbox.push([
          "runs.yaml": Manifest.file(
            Manifest.run("one", script: "echo one again >> \(ran)"),
            Manifest.run("two", script: "echo two >> \(ran)"))
        ])
        try await sandbox.reconcile()
        #expect(sandbox.lines("ran") == ["one", "two"])
      }
    }

    @Test func `an edited manifest with generateName is a new run, and an unchanged one is not`() async throws
    {
      try await withSandbox { sandbox in
        func manifest(_ word: String) -> String {
          Manifest.run("x", script: "echo \(word) >> \(sandbox.path("ran"))").replacing(
            "name: x", with: "generateName: generated-")
        }
        for word in ["one", "one", "two"] {
          try await sandbox.push([
            "run.yaml": manifest(word), "other.txt": "\(word) \(sandbox.lines("ran").count)",
          ])
          try await sandbox.reconcile()
        }
        #expect(sandbox.lines("ran") == ["one", "two"])
        #expect(try await sandbox.statuses().paths.count == 2)
      }
    }

    @Test func `two agents at once on one repository start every run once`() async throws {
      try await withSandbox { sandbox in
        let names = (1...12).map { "run-\($0)" }
        var files: [String: String] = [:]
        for name in names {
          files["\(name).yaml"] = Manifest.run(name, script: "echo \(name) >> \(sandbox.path("ran"))")
        }
        try await sandbox.push(files)
        let agents = [
          try await sandbox.start(sandbox.agentArguments(state: sandbox.path("state-1")) + ["--once"]),
          try await sandbox.start(sandbox.agentArguments(state: sandbox.path("state-2")) + ["--once"]),
        ]
        for agent in agents {
          let result = try await agent.wait()
          #expect(result.status == 0, "\(result.errors)")
        }
        #expect(sandbox.lines("ran").sorted() == names.sorted())
        let statuses = try await sandbox.statuses()
        for name in names { #expect(try statuses.phase(name) == "Succeeded") }
      }
    }
  }
}
