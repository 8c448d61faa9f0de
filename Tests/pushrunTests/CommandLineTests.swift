import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "Names and flags are a contract. Every command has `--help` with an example, exits 0 on success, 1 on failure, 64 on
  /// wrong usage, and takes `-o yaml|json` where it prints objects."
  @Suite struct CommandLineTests {
    private static let commands = ["agent", "lint", "diff", "run", "get", "describe", "logs", "version"]

    // MARK: Help, version and completions

    @Test(arguments: commands)
    func `every command has help with an example`(command: String) async throws {
      try await withSandbox { sandbox in
        for arguments in [[command, "--help"], ["help", command]] {
          let result = try await sandbox.pushrun(arguments)
          #expect(result.status == 0, "\(result.errors)")
          #expect(result.output.contains("USAGE: pushrun \(command)"))
          let example = result.output.split(separator: "EXAMPLE").last.map(String.init) ?? ""
          #expect(
            result.output.contains("EXAMPLE") && example.contains("pushrun \(command)"), "\(result.output)")
        }
      }
    }

    @Test func `help lists all commands, and no command is wrong usage`() async throws {
      try await withSandbox { sandbox in
        let help = try await sandbox.pushrun(["--help"])
        #expect(help.status == 0)
        for command in Self.commands { #expect(help.output.contains("\n  \(command) ")) }
        #expect(help.output.contains("EXAMPLE"))
      }
    }

    @Test func `the agent has the flags of the contract`() async throws {
      try await withSandbox { sandbox in
        let help = try await sandbox.pushrun(["agent", "--help"]).output
        for flag in [
          "--repo", "--branch", "--path", "--status-path", "--state-dir", "--runtime", "--interval", "--once",
          "--config",
        ] { #expect(help.contains("\(flag) ") || help.contains("\(flag)\n"), "\(flag)") }
      }
    }

    @Test func `version prints the version`() async throws {
      try await withSandbox { sandbox in
        let verb = try await sandbox.pushrun(["version"])
        #expect(verb.status == 0)
        #expect(verb.output.wholeMatch(of: /pushrun \d+\.\d+\.\d+\S*\n/) != nil, "\(verb.output)")
        let flag = try await sandbox.pushrun(["--version"])
        #expect(flag.status == 0)
        #expect(verb.output.contains(flag.output.trimmingCharacters(in: .whitespacesAndNewlines)))
      }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `there are completions`(shell: String) async throws {
      try await withSandbox { sandbox in
        let result = try await sandbox.pushrun(["--generate-completion-script", shell])
        #expect(result.status == 0)
        for command in Self.commands { #expect(result.output.contains(command)) }
        if shell == "bash" {
          let check = try await runCommand("bash", ["-n"], input: result.output)
          #expect(check.status == 0, "\(check.errors)")
        }
      }
    }

    // MARK: Exit codes

    @Test(arguments: [
      ["nonsense"], ["agent", "--nonsense"], ["agent"], ["agent", "--repo", "x", "--interval", "soon"],
      ["agent", "--repo", "x", "--interval", "0s"], ["agent", "--repo", "x", "--runtime", "magic"],
      ["agent", "--repo", "gopher://x/y"], ["agent", "--repo", "x", "--config", "/nonexistent/config.yaml"],
      ["lint"], ["diff"], ["run"], ["get"], ["get", "nonsense"], ["describe", "run"], ["logs"],
      ["get", "runs", "-o", "xml"], ["run", Programs.checkout + "/samples/failing.yaml", "-p", "nonsense"],
    ])
    func `wrong usage exits 64, and says what is wrong on standard error`(arguments: [String]) async throws {
      try await withSandbox { sandbox in
        let result = try await sandbox.pushrun(
          arguments + (arguments.first == "agent" ? ["--state-dir", sandbox.state] : []))
        #expect(result.status == 64, "\(result.errors)")
        #expect(!result.errors.isEmpty)
        #expect(result.output.isEmpty)
      }
    }

    @Test func `what is not there is a failure and exits 1`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "true")])
        try await sandbox.reconcile()
        let file = sandbox.path("run.yaml")
        try writeFile(file, Manifest.run("one", script: "true"))
        let state = ["--state-dir", sandbox.state]
        for arguments in [
          ["get", "runs", "missing"] + state, ["get", "templates", "missing"] + state,
          ["describe", "run", "missing"] + state, ["logs", "missing"] + state,
          ["logs", "one", "missing"] + state,
          ["logs", "one", "-c", "missing"] + state,
          ["get", "runs", "--state-dir", sandbox.path("no-state")], ["lint", sandbox.path("missing.yaml")],
          ["run", sandbox.path("missing.yaml")], ["diff", "--repo", sandbox.path("missing.git")],
          ["diff", "--repo", sandbox.repository.path, "--branch", "missing"],
        ] {
          let result = try await sandbox.pushrun(arguments)
          #expect(result.status == 1, "\(arguments): \(result.status) \(result.errors)")
          #expect(
            result.errors.contains("missing") || result.errors.contains("no-state"),
            "\(arguments): \(result.errors)")
        }
      }
    }

    // MARK: lint

    @Test func `lint of valid manifests says nothing and exits 0`() async throws {
      try await withSandbox { sandbox in
        let file = sandbox.path("runs.yaml")
        try writeFile(file, UserDocument.embeddingRun)
        let result = try await sandbox.pushrun(["lint", file])
        #expect(result.status == 0)
        #expect(result.output.isEmpty)
        let json = try await sandbox.pushrun(["lint", file, "-o", "json"])
        #expect(try await YAMLReader.documents(json.output) == [.list([])])
      }
    }

    @Test(arguments: ["yaml", "json"])
    func `lint prints its findings as objects`(format: String) async throws {
      try await withSandbox { sandbox in
        let file = sandbox.path("run.yaml")
        try writeFile(file, Manifest.run("one", of: "missing"))
        let result = try await sandbox.pushrun(["lint", file, "-o", format])
        #expect(result.status == 1)
        let finding = try #require(try await YAMLReader.documents(result.output).first?.list.first)
        #expect(finding["file"].string == file)
        #expect(finding["line"].int == 6)
        #expect((finding["column"].int ?? 0) > 0)
        #expect(finding["message"].string?.contains("missing") == true)
      }
    }

    @Test func `the samples are valid, and run on a bare machine`() async throws {
      try await withSandbox { sandbox in
        let samples = Programs.checkout + "/samples"
        let lint = try await sandbox.pushrun(["lint", samples])
        #expect(lint.status == 0, "\(lint.output)")
        for name in try FileManager.default.contentsOfDirectory(atPath: samples) where name.hasSuffix(".yaml")
        {
          try await sandbox.push(["manifests/\(name)": readFile("\(samples)/\(name)") ?? ""])
        }
        try await sandbox.reconcile()
        let statuses = try await sandbox.statuses()
        let roots = statuses.paths.filter { $0.split(separator: "/").count == 3 }
        #expect(roots.count >= 5, "\(roots)")
        let failed = roots.filter {
          statuses.files[$0]?.documents.first?["status"]["phase"].string != "Succeeded"
        }
        #expect(failed == ["status/default/failing-sample.yaml"])
        #expect(!statuses.paths.contains("status/errors.yaml"))
      }
    }

    // MARK: diff

    @Test func `diff says what would start, what would be refused, what is known and what is wrong`()
      async throws
    {
      try await withSandbox { sandbox in
        try await sandbox.push(["done.yaml": Manifest.run("done", script: "true")])
        try await sandbox.reconcile()
        try await sandbox.push([
          "new.yaml": Manifest.run("new", script: "true"),
          "refused.yaml": Manifest.run("refused", of: "missing"),
          "broken.yaml": "kind: [",
        ])
        let arguments = ["diff", "--repo", sandbox.repository.path, "--state-dir", sandbox.state]
        let text = try await sandbox.pushrun(arguments)
        #expect(text.status == 0, "\(text.errors)")
        for word in ["new", "refused", "missing", "broken.yaml:2:1: error: "] {
          #expect(text.output.contains(word), "\(text.output)")
        }
        for format in ["yaml", "json"] {
          let output = try await sandbox.pushrun(arguments + ["-o", format]).output
          let rows = try await YAMLReader.documents(output).first?.list ?? []
          let actions = Dictionary(
            uniqueKeysWithValues: rows.map { ($0["name"].string, $0["action"].string) })
          #expect(actions == ["new": "start", "refused": "reject", "done": "nothing"])
          #expect(rows.allSatisfy { $0["reason"].string?.isEmpty == false })
        }
      }
    }

    // MARK: Configuration

    @Test func `flags are over the environment, which is over the file`() async throws {
      try await withSandbox { sandbox in
        for branch in ["by-file", "by-environment", "by-flag"] {
          try await sandbox.repository.commit(
            ["run.yaml": Manifest.run(branch, script: "echo \(branch) >> \(sandbox.path("ran"))")], to: branch
          )
        }
        let config = sandbox.path("config.yaml")
        try writeFile(
          config, "branch: by-file\nonce: true\nrepo: \(sandbox.repository.path)\nstatus-path: from/file\n")
        let common = ["agent", "--config", config]
        let byFile = try await sandbox.pushrun(common + ["--state-dir", sandbox.path("s1")])
        #expect(byFile.status == 0, "\(byFile.errors)")
        let environment = ["PUSHRUN_BRANCH": "by-environment", "PUSHRUN_STATE_DIR": sandbox.path("s2")]
        let byEnvironment = try await sandbox.pushrun(common, environment: environment)
        #expect(byEnvironment.status == 0, "\(byEnvironment.errors)")
        let byFlag = try await sandbox.pushrun(
          common + ["--branch", "by-flag", "--state-dir", sandbox.path("s3")], environment: environment)
        #expect(byFlag.status == 0, "\(byFlag.errors)")
        #expect(sandbox.lines("ran") == ["by-file", "by-environment", "by-flag"])
        #expect(
          try await sandbox.repository.show("from/file/default/by-flag.yaml", on: "by-flag").contains(
            "Succeeded"))
      }
    }

    @Test func `an unknown setting in the file is wrong usage, with its line`() async throws {
      try await withSandbox { sandbox in
        let config = sandbox.path("config.yaml")
        try writeFile(config, "repo: x\nbrunch: main\n")
        let result = try await sandbox.pushrun([
          "agent", "--config", config, "--once", "--state-dir", sandbox.state,
        ])
        #expect(result.status == 64)
        #expect(result.errors.contains("config.yaml:2:1"), "\(result.errors)")
      }
    }
  }
}
