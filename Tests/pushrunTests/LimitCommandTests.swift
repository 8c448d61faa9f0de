import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "Every limit is a number with a default", and can be configured: flags over environment over file.
  @Suite struct LimitCommandTests {
    /// The value of a limit as `get limits` prints it.
    private func value(
      of limit: String, in sandbox: Sandbox, _ arguments: [String] = [], environment: [String: String] = [:]
    ) async throws -> String? {
      let result = try await sandbox.pushrun(["get", "limits"] + arguments, environment: environment)
      #expect(result.status == 0, "\(result.errors)")
      let rows = result.output.split(separator: "\n").map { $0.split(separator: " ") }
      return rows.first { $0.first.map(String.init) == limit }.map { String($0[1]) }
    }

    @Test func `get limits prints name, value, default, unit and meaning of every limit`() async throws {
      try await withSandbox { sandbox in
        let table = try await sandbox.pushrun(["get", "limits", "--limit", "log-bytes=1Mi"])
        #expect(table.status == 0, "\(table.errors)")
        let lines = table.output.split(separator: "\n")
        #expect(lines.first?.split(separator: " ") == ["NAME", "VALUE", "DEFAULT", "UNIT", "MEANING"])
        #expect(table.output.firstMatch(of: /\nlog-bytes +1Mi +64Mi +bytes +What is kept/) != nil)
        #expect(table.output.firstMatch(of: /\ntransfer-stall +1m +1m +duration +How long/) != nil)
        let json = try await sandbox.pushrun(["get", "limits", "-o", "json"])
        let rows = try #require(
          JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: String]])
        #expect(rows.count == lines.count - 1)
        let depth = try #require(rows.first { $0["name"] == "yaml-depth" })
        #expect(depth["default"] == "100" && depth["least"] == "1" && depth["greatest"] == "1000")
        let yaml = try await sandbox.pushrun(["get", "limits", "-o", "yaml"])
        #expect(yaml.output.contains("name: yaml-depth\n"))
      }
    }

    @Test func `a flag is over the environment, and that over the file, and each over the default`()
      async throws
    {
      try await withSandbox { sandbox in
        let config = sandbox.path("config.yaml")
        try writeFile(
          config, "limits:\n  yaml-depth: 11\n  dag-depth: 12\n  log-bytes: 1Mi\nconcurrent-pods: 7\n")
        let environment = ["PUSHRUN_LIMIT": "dag-depth=22,log-bytes=2Mi"]
        let flags = ["--config", config, "--limit", "log-bytes=3Mi", "--limit", "run-nodes=33"]
        for (limit, expected) in [
          ("yaml-depth", "11"), ("dag-depth", "22"), ("log-bytes", "3Mi"), ("run-nodes", "33"),
          ("concurrent-pods", "7"), ("tree-depth", "128"),
        ] {
          #expect(
            try await value(of: limit, in: sandbox, flags, environment: environment) == expected, "\(limit)")
        }
        #expect(
          try await value(
            of: "concurrent-pods", in: sandbox, environment: ["PUSHRUN_CONCURRENT_PODS": "9"]) == "9")
        #expect(
          try await value(
            of: "concurrent-pods", in: sandbox,
            environment: ["PUSHRUN_CONCURRENT_PODS": "9", "PUSHRUN_LIMIT": "concurrent-pods=8"]) == "8")
      }
    }

    @Test(
      arguments: [
        (
          ["--limit", "manifest-byte=1"], [:],
          "--limit manifest-byte=1: there is no limit \"manifest-byte\"; did you mean \"manifest-bytes\"?"
        ),
        (["--limit", "yaml-depth=0"], [:], "limit yaml-depth must be from 1 to 1000, not 0"),
        (["--limit", "yaml-depth"], [:], "is not NAME=VALUE"),
        (
          [], ["PUSHRUN_LIMIT": "yaml-depth=5,log-bytes=x"],
          "PUSHRUN_LIMIT log-bytes=x: limit log-bytes is a number of bytes"
        ),
        ([], ["PUSHRUN_CONCURRENT_PODS": "0"], "limit concurrent-pods must be from 1 to 100000, not 0"),
      ] as [([String], [String: String], String)])
    func `what cannot be set is wrong usage and says why`(
      arguments: [String], environment: [String: String], message: String
    ) async throws {
      try await withSandbox { sandbox in
        try writeFile(sandbox.path("run.yaml"), Manifest.run("one", script: "true"))
        for command in [
          ["get", "limits"], ["lint", sandbox.path("run.yaml")], ["run", sandbox.path("run.yaml")],
          ["diff", "--repo", sandbox.repository.path], sandbox.agentArguments(),
        ] {
          let result = try await sandbox.pushrun(command + arguments, environment: environment)
          #expect(result.status == 64, "\(command): \(result.errors)")
          #expect(result.errors.contains(message), "\(command): \(result.errors)")
        }
      }
    }

    @Test(arguments: [
      ("- a\n- b\n", "config.yaml:1:1: settings are a mapping"),
      ("just text\n", "config.yaml:1:1: settings are a mapping"),
      ("branch: main\n---\nbranch: other\n", "config.yaml:3:1: settings are one document"),
      ("path:\n  - good\n  - 7\n", "config.yaml:3:5: an item of \"path\" is no text; write it in quotes"),
      ("path:\n  - good\n  - [bad]\n", "config.yaml:3:5: an item of \"path\" is no text"),
      ("path: {a: b}\n", "config.yaml:1:7: setting \"path\" must be a list"),
      ("branch: [main]\n", "config.yaml:1:9: setting \"branch\" must be one value"),
      ("brnach: main\n", "config.yaml:1:1: unknown setting \"brnach\"; did you mean \"branch\"?"),
      ("limits: 7\n", "config.yaml:1:9: setting \"limits\" must be a mapping"),
      (
        "limits:\n  yaml-depth: 7\n  yaml-dept: 7\n",
        "config.yaml:3:3: there is no limit \"yaml-dept\"; did you mean \"yaml-depth\"?"
      ),
      ("limits:\n  yaml-depth: [7]\n", "config.yaml:2:15: a value is missing, or more than one value"),
      ("limits:\n  yaml-depth:\n", "a value is missing, or more than one value"),
      ("limits:\n  yaml-depth: 5000\n", "config.yaml:2:3: limit yaml-depth must be from 1 to 1000, not 5000"),
    ])
    func `a mistake in the configuration file is said with its place`(text: String, message: String)
      async throws
    {
      try await withSandbox { sandbox in
        let config = sandbox.path("config.yaml")
        try writeFile(config, text)
        let result = try await sandbox.pushrun(
          ["diff", "--repo", sandbox.repository.path, "--config", config])
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains(message), "\(result.errors)")
      }
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "limits:\n"])
    func `a configuration file that sets nothing is no mistake`(text: String) async throws {
      try await withSandbox { sandbox in
        let config = sandbox.path("config.yaml")
        try writeFile(config, text)
        #expect(try await value(of: "yaml-depth", in: sandbox, ["--config", config]) == "100")
      }
    }

    @Test func `every command that reads manifests keeps to the limits`() async throws {
      try await withSandbox { sandbox in
        let manifest = Manifest.run("one", script: "true")
        let file = sandbox.path("run.yaml")
        try writeFile(file, manifest)
        try await sandbox.push(["run.yaml": manifest])
        let size = manifest.utf8.count
        for (limit, isInside) in [(size, true), (size - 1, false)] {
          let flag = ["--limit", "manifest-bytes=\(limit)"]
          let said = "raise it with --limit manifest-bytes=…"
          let lint = try await sandbox.pushrun(["lint", file] + flag)
          #expect(lint.status == (isInside ? 0 : 1))
          #expect(lint.output.contains(said) == !isInside, "\(lint.output)")
          let run = try await sandbox.pushrun(["run", file] + flag)
          #expect(run.status == (isInside ? 0 : 1), "\(run.errors)")
          #expect(run.errors.contains(said) == !isInside, "\(run.errors)")
          let diff = try await sandbox.pushrun(["diff", "--repo", sandbox.repository.path] + flag)
          #expect(diff.output.contains(said) == !isInside, "\(diff.output)")
        }
        try await sandbox.reconcile("--limit", "manifest-bytes=\(size - 1)")
        let errors = try await sandbox.repository.show("status/errors.yaml")
        #expect(errors.contains("raise it with --limit manifest-bytes=…"), "\(errors)")
      }
    }

    @Test func `a server that says nothing is given up after the limit`() async throws {
      try await withSandbox { sandbox in
        let listener = try LoopbackListener()
        await sandbox.scratch.onExit { listener.close() }
        for limit in ["transfer-stall", "transfer-time"] {
          let result = try await sandbox.pushrun([
            "diff", "--repo", "http://127.0.0.1:\(listener.port)/a.git", "--limit", "\(limit)=200ms",
          ])
          #expect(result.status == 1)
          #expect(result.errors.contains("raise it with --limit \(limit)=…"), "\(result.errors)")
        }
      }
    }

    @Test func `logs says how much of a log is gone, and prints the rest`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "seq -f %063.0f 1 1025")])
        try await sandbox.reconcile("--limit", "log-bytes=64Ki")
        let logs = try await sandbox.pushrun(["logs", "one", "--state-dir", sandbox.state])
        #expect(logs.status == 0)
        #expect(logs.errors.contains("main.log: the first 32768 bytes are gone"), "\(logs.errors)")
        let numbers = logs.output.drop { $0 == "\0" }.split(separator: "\n").map { Int($0) }
        #expect(numbers == Array(514...1025))
      }
    }
  }
}
