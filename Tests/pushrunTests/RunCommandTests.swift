import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `pushrun run FILE... [NAME] [-p name=value]... [-w name=DIR]...`: "run here, without git; progress, then the status".
  @Suite struct RunCommandTests {
    private static let greet = """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowTemplate
      metadata:
        name: greet
      spec:
        type: SeqPod
        params:
          - name: who
          - name: greeting
            default: Hello
        workspaces:
          - name: out
            optional: true
        results:
          - name: text
        seqPod:
          steps:
            - name: greet
              image: debian:12
              script: |
                printf '$(params.greeting), $(params.who)!' | tee $(results.text.path)
                if [ -n "$(workspaces.out.path)" ]; then cp $(results.text.path) $(workspaces.out.path)/text; fi

      """

    @Test(arguments: ["yaml", "json"])
    func `a template runs with params and a workspace, and its status is printed`(format: String) async throws
    {
      try await withSandbox { sandbox in
        let out = sandbox.path("out")
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: false)
        let file = sandbox.path("greet.yaml")
        try writeFile(file, Self.greet)
        let result = try await sandbox.pushrun(
          ["run", file, "greet", "-p", "who=world = all", "-w", "out=\(out)", "-o", format])
        #expect(result.status == 0, "\(result.errors)")
        if format == "json" { _ = try JSONDecoder().decode(YAMLValue.self, from: Data(result.output.utf8)) }
        let run = try await YAMLReader.documents(result.output).first ?? .null
        #expect(run["kind"].string == "WorkflowRun")
        #expect(run["status"]["phase"].string == "Succeeded")
        #expect(run["status"]["results"].list.first?["name"].string == "text")
        #expect(run["status"]["results"].list.first?["value"].string == "Hello, world = all!")
        #expect(readFile(out + "/text") == "Hello, world = all!")
        // Progress is for people, and apart from the status.
        #expect(result.errors.contains("Succeeded"))
      }
    }

    @Test func `a directory with several runs asks which one, and a name says it`() async throws {
      try await withSandbox { sandbox in
        let directory = sandbox.path("manifests")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        for name in ["one", "two"] {
          try writeFile(
            "\(directory)/\(name).yaml", Manifest.run(name, script: "echo \(name) >> \(sandbox.path("ran"))"))
        }
        let unclear = try await sandbox.pushrun(["run", directory])
        #expect(unclear.status != 0)
        #expect(unclear.errors.contains("one") && unclear.errors.contains("two"), "\(unclear.errors)")
        let result = try await sandbox.pushrun(["run", directory, "two"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(sandbox.lines("ran") == ["two"])
      }
    }

    @Test func `a run that fails prints its status and exits 1`() async throws {
      try await withSandbox { sandbox in
        let file = sandbox.path("run.yaml")
        try writeFile(file, Manifest.run("failing", script: "echo it is broken >&2; exit 3"))
        let result = try await sandbox.pushrun(["run", file])
        #expect(result.status == 1)
        let status = try await YAMLReader.documents(result.output).first?["status"] ?? .null
        #expect(status["phase"].string == "Failed")
        for part in ["exit code 3", "it is broken"] {
          #expect(status["message"].string?.contains(part) == true)
          #expect(result.errors.contains(part), "\(result.errors)")
        }
      }
    }

    @Test(arguments: [(["-p", "whom=x"], "who"), ([], "who"), (["-p", "who=x", "-w", "outt=."], "out")])
    func `a wrong param or workspace is named, and nothing runs`(arguments: [String], name: String)
      async throws
    {
      try await withSandbox { sandbox in
        let file = sandbox.path("greet.yaml")
        try writeFile(file, Self.greet)
        let result = try await sandbox.pushrun(["run", file, "greet"] + arguments)
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains("\"\(name)\""), "\(result.errors)")
      }
    }

    @Test func `an invalid manifest is refused with its place`() async throws {
      try await withSandbox { sandbox in
        let file = sandbox.path("run.yaml")
        try writeFile(file, Manifest.run("one", of: "missing"))
        let result = try await sandbox.pushrun(["run", file])
        #expect(result.status == 1)
        #expect(result.errors.contains("\(file):6:"), "\(result.errors)")
      }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal cancels the run and ends its processes`(signal: Int32) async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let never = try Fifo(creating: sandbox.path("never"))
        let file = sandbox.path("run.yaml")
        try writeFile(
          file, Manifest.run("long", script: "echo here > \(started.path); read line < \(never.path)"))
        let command = try await sandbox.start(["run", file])
        _ = try await started.line()
        command.signal(signal)
        let result = try await command.wait()
        #expect(result.status == 1, "\(result.errors)")
        let status = try await YAMLReader.documents(result.output).first?["status"] ?? .null
        #expect(status["phase"].string == "Failed")
        #expect(status["conditions"].list.last?["reason"].string == "Cancelled")
        try await waitUntil("its processes have ended") { processes(of: sandbox.scratch.path).isEmpty }
      }
    }
  }
}
