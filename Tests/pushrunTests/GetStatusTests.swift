import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `get status`: the health of each part, whether an agent runs or not.
  @Suite struct GetStatusTests {
    /// The status as an object, and whether the command said that nothing has failed.
    private func status(_ sandbox: Sandbox, _ format: String = "json") async throws -> (YAMLValue, Bool) {
      let result = try await sandbox.pushrun(
        ["get", "status", "-o", format, "--state-dir", sandbox.state])
      let documents = try await YAMLReader.documents(result.output)
      return (try #require(documents.first, "\(result.errors)"), result.status == 0)
    }

    private func part(_ name: String, of status: YAMLValue) throws -> YAMLValue {
      try #require(status["parts"].list.first { $0["name"].string == name }, "\(status)")
    }

    private func text(_ sandbox: Sandbox) async throws -> String {
      try await sandbox.pushrun(["get", "status", "--state-dir", sandbox.state]).output
    }

    @Test func `where no agent has been it says so and fails`() async throws {
      try await withSandbox { sandbox in
        let (status, isHealthy) = try await status(sandbox)
        #expect(!isHealthy)
        #expect(status["condition"].string == "failed")
        #expect(try part("agent", of: status)["message"].string?.contains("--state-dir") == true)
        #expect(!FileManager.default.fileExists(atPath: sandbox.state))
      }
    }

    @Test(arguments: ["yaml", "json"])
    func `while an agent runs every part is shown`(format: String) async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        try await sandbox.push([
          "run.yaml": Manifest.run("long", script: "echo here > \(started.path); sleep 600"),
          "status/default/theirs.yaml": """
          apiVersion: batch.tensorstack.dev/v1beta1
          kind: WorkflowRun
          metadata: {name: theirs, annotations: {pushrun.dev/agent: another}}
          spec: {workflowTemplateRef: x}
          status: {phase: Running}

          """,
        ])
        let agent = try await sandbox.daemon()
        _ = try await started.line()
        try await sandbox.wait(for: "long", toBe: "Running")
        // What it writes about itself it writes at most once a second.
        try await DirectoryWatch(sandbox.state).wait("the pod") {
          readFile(sandbox.state + "/health.json")?.contains("\"podsRunning\" : \"1\"") == true
        }
        let (status, isHealthy) = try await status(sandbox, format)
        #expect(isHealthy)
        #expect(
          status["parts"].list.map(\.["name"].string) == [
            "agent", "repository", "state", "mirror", "disk", "runtime",
          ])
        #expect(status["parts"].list.allSatisfy { $0["condition"].string == "ok" }, "\(status)")
        #expect(try part("agent", of: status)["details"]["processID"].string == "\(agent.pid)")
        #expect(try part("repository", of: status)["details"]["url"].string == sandbox.repository.path)
        #expect(try part("repository", of: status)["details"]["lastPush"].string != nil)
        #expect(try part("state", of: status)["details"]["unfinishedRuns"].string == "1")
        #expect(status["unfinishedOfOthers"].int == 1)
        let people = try await text(sandbox)
        for word in ["PART", "process id \(agent.pid)", "1 unfinished run is another agent's"] {
          #expect(people.contains(word), "\(people)")
        }
      }
    }

    @Test func `an agent that was killed has failed, one that was told to end has not`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["README.md": "workflows"])
        for (signal, condition) in [(SIGKILL, "failed"), (SIGTERM, "degraded")] {
          let agent = try await sandbox.daemon()
          try await agent.waitForErrors(containing: "agent started")
          agent.signal(signal)
          _ = try await agent.wait()
          let (status, isHealthy) = try await status(sandbox)
          #expect(try part("agent", of: status)["condition"].string == condition)
          #expect(isHealthy == (condition != "failed"))
        }
        try await sandbox.reconcile()
        #expect(try await status(sandbox).1)
      }
    }

    @Test func `a remote that refuses is shown with its words, the next try, and the runs that wait for it`()
      async throws
    {
      try await withSandbox { sandbox in
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await sandbox.daemon()
        try await agent.waitForErrors(containing: "agent started")
        try FileManager.default.moveItem(atPath: sandbox.repository.path, toPath: sandbox.path("away.git"))
        agent.signal(SIGTERM)
        _ = try await agent.wait()
        let next = try await sandbox.daemon()
        try await next.waitForErrors(containing: "retrying")
        try await DirectoryWatch(sandbox.state).wait("the failure") {
          readFile(sandbox.state + "/health.json")?.contains("\"nextAttempt\"") == true
        }
        let (status, isHealthy) = try await status(sandbox)
        let part = try part("repository", of: status)
        #expect(part["condition"].string == "failed")
        #expect(!isHealthy)
        #expect(part["details"]["code"].string == "notFound", "\(part)")
        #expect(part["nextAttempt"].string != nil)
        #expect(try await text(sandbox).contains("tried again at "))
      }
    }

    @Test func `a run whose status has no place is shown as waiting for it`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push([
          "run.yaml": Manifest.run("one", script: "true"), "status/default/one.yaml/notes.txt": "a person's",
        ])
        let agent = try await sandbox.daemon()
        try await agent.waitForErrors(containing: "a status cannot be written")
        try await DirectoryWatch(sandbox.state).wait("the run that waits") {
          readFile(sandbox.state + "/health.json")?.contains("default/one") == true
        }
        let (status, _) = try await status(sandbox)
        #expect(status["waiting"].list.map(\.["run"].string) == ["default/one"])
        #expect(try await text(sandbox).contains("its status cannot be written"))
      }
    }
  }
}
