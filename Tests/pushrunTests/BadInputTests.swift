import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "Bad input, each with a clear error that names file, line and column, and with all other manifests running."
  @Suite struct BadInputTests {
    private static let goodRuns = ["good-before", "good-between", "good-beside", "zz-good-after"]

    /// A repository with every mistake, and good runs before, between and behind them.
    private static func withEverythingWrong(_ body: @Sendable @escaping (Sandbox, Clone) async throws -> Void)
      async throws
    {
      try await withSandbox { sandbox in
        try await sandbox.push(["README.md": "workflows"])
        let clone = try await sandbox.clone()
        for manifest in BadManifest.all { try write(manifest.bytes, to: manifest.file, in: clone) }
        let ran = sandbox.path("ran")
        let good = [
          "a-good.yaml": Manifest.file(
            Manifest.template("good", script: "echo $1 >> \(ran)"), Manifest.run("good-before", of: "good")),
          "bad/good-between.yaml": Manifest.run("good-between", of: "good"),
          // In one file with one that is wrong.
          "bad/half.yaml": Manifest.file(
            Manifest.run("half", of: "good") + "  unknown: true\n", Manifest.run("good-beside", of: "good")),
          "greet.yaml": Manifest.template("greet", script: "true").replacing(
            "  pod:", with: "  params:\n    - name: who\n  pod:"),
          "other/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: other\n",
          "other/values.yaml": "# no object, and no business of pushrun\n",
          "other/empty.yaml": "",
          "other/notes.txt": "kind: [",
          "zz/run.json":
            #"{"apiVersion":"batch.tensorstack.dev/v1beta1","kind":"WorkflowRun","metadata":{"name":"zz-good-after"},"#
            + #""spec":{"workflowTemplateRef":"good"}}"#,
        ]
        for (file, text) in good { try write(Array(text.utf8), to: file, in: clone) }
        try FileManager.default.createSymbolicLink(
          atPath: clone.path + "/bad/link.yaml", withDestinationPath: "../../../../../../etc/passwd")
        try await runGit(["add", "--all"], in: clone.path)
        let head = try await runGit(["rev-parse", "HEAD"], in: clone.path)
        try await runGit(
          ["update-index", "--add", "--cacheinfo", "160000,\(head),bad/submodule"], in: clone.path)
        try await runGit(["commit", "--quiet", "--message", "All wrong"], in: clone.path)
        try await runGit(["push", "--quiet", "origin", "HEAD:main"], in: clone.path)
        try await sandbox.reconcile()
        try await body(sandbox, clone)
      }
    }

    private static func write(_ bytes: [UInt8], to file: String, in clone: Clone) throws {
      let url = URL(filePath: "\(clone.path)/\(file)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }

    @Test func `every mistake is said with its file, line and column`() async throws {
      try await Self.withEverythingWrong { sandbox, _ in
        let statuses = try await sandbox.statuses()
        let errors = try statuses.object("status/errors.yaml").list
        for error in errors {
          #expect(error["file"].string?.isEmpty == false)
          #expect((error["line"].int ?? 0) > 0)
          #expect((error["column"].int ?? 0) > 0)
          #expect(error["message"].string?.isEmpty == false)
        }
        for bad in BadManifest.all {
          switch bad.place {
          case .errors:
            let found = errors.filter { $0["file"].string == bad.file }
            #expect(!found.isEmpty, "nothing is said about \(bad.file)")
            #expect(found.contains { Self.says($0["message"], bad.words) }, "\(bad.file): \(found)")
            if let line = bad.line {
              #expect(found.contains { $0["line"].int == line }, "\(bad.file):\(line): \(found)")
            }
          case .status(let name):
            let status = try statuses.run(name)["status"]
            #expect(status["phase"].string == "Failed", "\(name)")
            let message = status["message"].string ?? ""
            #expect(Self.says(status["message"], bad.words), "\(name): \(message)")
            let place = message.firstMatch(of: #/([a-z0-9/-]+\.yaml):(\d+):(\d+): /#)
            #expect(place != nil, "no place in: \(message)")
            if let line = bad.line { #expect(message.hasPrefix("\(bad.file):\(line):"), "\(message)") }
          }
        }
        // Entries of the tree that are no files.
        for file in ["bad/link.yaml", "bad/submodule"] {
          #expect(errors.contains { $0["file"].string == file }, "nothing is said about \(file)")
        }
      }
    }

    private static func says(_ message: YAMLValue, _ words: [String]) -> Bool {
      words.contains { message.string?.lowercased().contains($0.lowercased()) == true }
    }

    @Test func `every other run ran, and what is no workflow is left alone`() async throws {
      try await Self.withEverythingWrong { sandbox, _ in
        let statuses = try await sandbox.statuses()
        for run in Self.goodRuns { #expect(try statuses.phase(run) == "Succeeded") }
        #expect(sandbox.lines("ran").sorted() == Self.goodRuns.sorted())
        let files = Set(try statuses.object("status/errors.yaml").list.compactMap { $0["file"].string })
        #expect(files.filter { !$0.hasPrefix("bad/") }.isEmpty)
      }
    }

    @Test func `a run that failed validation has both times and says which kind of mistake it was`()
      async throws
    {
      try await Self.withEverythingWrong { sandbox, _ in
        let statuses = try await sandbox.statuses()
        let reasons = [
          "missing-template": "WorkflowTemplateNotFound", "missing-param": "InvalidParams",
          "undeclared-param": "InvalidParams", "both": "InvalidWorkflowTemplate",
          "neither": "InvalidWorkflowTemplate",
          "cycle-run": "InvalidWorkflowTemplate",
        ]
        for (run, reason) in reasons {
          let status = try statuses.run(run)["status"]
          #expect(status["startTime"].string != nil)
          #expect(status["startTime"] == status["completionTime"], "\(run)")
          #expect(status["conditions"].list.last?["reason"].string == reason, "\(run)")
        }
      }
    }

    @Test func `nothing was written but status files`() async throws {
      try await Self.withEverythingWrong { sandbox, _ in
        let files = try await sandbox.repository.git("ls-tree", "-r", "--name-only", "main", "--", "status")
          .split(separator: "\n")
        for file in files {
          #expect(
            file == "status/errors.yaml" || file.wholeMatch(of: /status\/default\/[a-z0-9-]+\.yaml/) != nil,
            "\(file)")
        }
        #expect(!files.contains { $0.contains("escape") })
        let changed = try await sandbox.repository.git("diff", "--name-only", "HEAD~1", "HEAD").split(
          separator: "\n")
        #expect(changed.allSatisfy { $0.hasPrefix("status/") })
      }
    }

    @Test func `no secret of a manifest is in a status, an error or the log`() async throws {
      try await Self.withEverythingWrong { sandbox, _ in
        let found = try? await sandbox.repository.git("grep", "-l", "hunter2", "main", "--", "status")
        #expect(found == nil, "\(found ?? "")")
        let again = try await sandbox.once()
        #expect(!again.errors.contains("hunter2"))
      }
    }

    @Test func `when the mistakes are put right errors yaml goes`() async throws {
      try await Self.withEverythingWrong { sandbox, clone in
        try await runGit(["pull", "--quiet", "--rebase", "origin", "main"], in: clone.path)
        try await runGit(["rm", "-r", "--quiet", "--cached", "bad"], in: clone.path)
        try await runGit(["commit", "--quiet", "--message", "Put right"], in: clone.path)
        try await runGit(["push", "--quiet", "origin", "HEAD:main"], in: clone.path)
        try await sandbox.reconcile()
        #expect(try await sandbox.statuses().files["status/errors.yaml"] == nil)
        #expect(sandbox.lines("ran").count == Self.goodRuns.count)
      }
    }

    @Test func `lint says the same on files, one line a mistake`() async throws {
      try await withSandbox { sandbox in
        let clone = Clone(path: sandbox.path("files"))
        let manifests = BadManifest.all
        for manifest in manifests { try Self.write(manifest.bytes, to: manifest.file, in: clone) }
        try Self.write(Array(Manifest.template("good", script: "true").utf8), to: "good.yaml", in: clone)
        let greet = Manifest.template("greet", script: "true").replacing(
          "  pod:", with: "  params:\n    - name: who\n  pod:")
        try Self.write(Array(greet.utf8), to: "greet.yaml", in: clone)

        let result = try await sandbox.pushrun(["lint", clone.path])
        #expect(result.status == 1)
        let lines = result.output.split(separator: "\n").map(String.init)
        for bad in manifests {
          let path = "\(clone.path)/\(bad.file)"
          let found = lines.filter { $0.hasPrefix(path + ":") }
          #expect(!found.isEmpty, "nothing is said about \(bad.file)")
          #expect(
            found.contains { $0.dropFirst(path.count).wholeMatch(of: /:\d+:\d+: error: .+/) != nil },
            "\(bad.file): \(found)")
          if let line = bad.line {
            #expect(found.contains { $0.hasPrefix("\(path):\(line):") }, "\(bad.file): \(found)")
          }
        }
        #expect(
          !lines.contains {
            $0.hasPrefix("\(clone.path)/good.yaml") || $0.hasPrefix("\(clone.path)/greet.yaml")
          })
      }
    }

    // MARK: Repositories that are not as they should be

    @Test func `an empty repository is said to be empty, and nothing happens`() async throws {
      try await withSandbox { sandbox in
        let result = try await sandbox.once()
        #expect(result.errors.contains("empty"), "\(result.errors)")
        #expect(result.status == 0)
        #expect(await sandbox.repository.tip() == nil)
      }
    }

    @Test func `a missing branch is named, with those that are there`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "echo one >> \(sandbox.path("ran"))")]
        )
        let result = try await sandbox.once("--branch", "release")
        #expect(result.status == 1)
        #expect(result.errors.contains("\"release\""), "\(result.errors)")
        #expect(result.errors.contains("main"), "\(result.errors)")
        #expect(sandbox.lines("ran").isEmpty)
        #expect(try await sandbox.repository.git("branch", "--list", "release").isEmpty)
      }
    }

    @Test func `a path of manifests that is not in the branch is named`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["workflows/run.yaml": Manifest.run("one", script: "true")])
        let result = try await sandbox.once("--path", "workflows", "--path", "workflow")
        #expect(result.status == 0, "\(result.errors)")
        let warning = result.errors.split(separator: "\n").first { $0.contains(" warning: ") }
        #expect(warning?.contains("path: workflow)") == true, "\(result.errors)")
        #expect(try await sandbox.statuses().phase("one") == "Succeeded")
      }
    }

    @Test func `a status path that is a file or a link stops the agent before anything starts`() async throws
    {
      for entry in ["100644", "120000"] {
        try await withSandbox { sandbox in
          let manifest = Manifest.run("one", script: "echo one >> \(sandbox.path("ran"))")
          try await sandbox.repository.fastImport(
            """
            commit refs/heads/main
            committer A Person <person@example.com> 1700000000 +0000
            data 1
            x
            M \(entry) inline status
            data 9
            manifests
            M 100644 inline manifests/run.yaml
            data \(manifest.utf8.count)
            \(manifest)

            """)
          let result = try await sandbox.once()
          #expect(result.errors.contains("status"), "\(result.errors)")
          let tip = try await sandbox.repository.git("ls-tree", "-r", "main")
          #expect(tip.contains("manifests/run.yaml"))
          #expect(!tip.contains("manifests/default"))
          // Either it cannot claim and starts nothing, or it has claimed.
          #expect(result.status == 1)
          #expect(sandbox.lines("ran").isEmpty)
        }
      }
    }
  }
}
