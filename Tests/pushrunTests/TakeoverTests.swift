import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "`kill -9` of the agent in the middle of a run, then a new agent: the process was started once, its end is recorded,
  /// the log is whole."
  @Suite struct TakeoverTests {
    /// When the process ends, seen from the agents.
    enum End: CaseIterable {
      case betweenTheAgents
      case underTheSecondAgent
    }

    @Test(arguments: End.allCases, [0, 7])
    func `a run whose agent is killed is finished by the next`(end: End, code: Int) async throws {
      try await withSandbox { sandbox in
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        let events = try Fifo(creating: sandbox.path("events"))
        let script = """
          echo started >> \(sandbox.path("starts"))
          for i in 1 2 3; do echo "before $i"; done
          echo started > \(events.path)
          read line < \(goOn.path)
          for i in 1 2 3; do echo "after $i" >&2; done
          echo ended > \(events.path)
          exit \(code)
          """
        try await sandbox.push(["run.yaml": Manifest.run("long", script: script)])
        let killed = try await sandbox.daemon()
        #expect(try await events.line() == "started")
        killed.signal(SIGKILL)
        #expect(try await killed.wait().status == -SIGKILL)

        if end == .betweenTheAgents {
          try goOn.release()
          #expect(try await events.line() == "ended")
        }
        let next = try await sandbox.start(sandbox.agentArguments() + ["--once"])
        if end == .underTheSecondAgent {
          try await next.waitForErrors(containing: "agent started")
          try goOn.release()
        }
        let result = try await next.wait()
        #expect(result.status == 0, "\(result.errors)")

        #expect(sandbox.lines("starts") == ["started"])
        let status = try await sandbox.statuses().run("long")["status"]
        #expect(status["phase"].string == (code == 0 ? "Succeeded" : "Failed"))
        if code != 0 { #expect(status["message"].string?.contains("exit code 7") == true) }
        let log = try await sandbox.pushrun(["logs", "long", "--state-dir", sandbox.state])
        #expect(log.output == "before 1\nbefore 2\nbefore 3\nafter 1\nafter 2\nafter 3\n")
      }
    }

    @Test func `a DAG whose agent is killed goes on with its next node`() async throws {
      try await withSandbox { sandbox in
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        let events = try Fifo(creating: sandbox.path("events"))
        let script =
          "echo $1 >> \(sandbox.path("starts")); echo $1 > \(events.path); read line < \(goOn.path)"
        try await sandbox.push([
          "dag.yaml": Manifest.file(
            Manifest.template("step", script: script),
            Manifest.dag("chain", of: "step", nodes: [("a", []), ("b", ["a"]), ("c", ["b"])]),
            Manifest.run("chain-run", of: "chain"))
        ])
        // An agent for every node: each is killed in the middle of one.
        for _ in ["a", "b"] {
          let agent = try await sandbox.daemon()
          _ = try await events.line()
          agent.signal(SIGKILL)
          _ = try await agent.wait()
          try goOn.release()
        }
        let last = try await sandbox.start(sandbox.agentArguments() + ["--once"])
        _ = try await events.line()
        try goOn.release()
        let result = try await last.wait()
        #expect(result.status == 0, "\(result.errors)")
        let starts = sandbox.lines("starts")
        #expect(starts.count == 3)
        #expect(Set(starts).count == 3)
        let status = try await sandbox.statuses().run("chain-run")["status"]
        #expect(status["message"].string == "All nodes in DAG have succeeded")
        #expect(
          status["nodes"].map.values.compactMap { $0["workflowRunName"].string }.sorted() == starts.sorted())
      }
    }

    @Test func `agents that are killed at every moment lose no run and start none twice`() async throws {
      try await withSandbox { sandbox in
        let names = (1...10).map { "run-\($0)" }
        var files: [String: String] = [:]
        for name in names {
          files["\(name).yaml"] = Manifest.run(name, script: "echo \(name) >> \(sandbox.path("ran"))")
        }
        try await sandbox.push(files)
        for _ in 1...3 {
          let tip = await sandbox.repository.tip()
          let agent = try await sandbox.daemon()
          // Until the branch moves, or there is nothing left to move it.
          try await sandbox.repository.waitUntil("a commit") {
            let isSettled = try await isSettled(sandbox, names)
            return await sandbox.repository.tip() != tip || isSettled
          }
          agent.signal(SIGKILL)
          _ = try await agent.wait()
        }
        try await sandbox.reconcile()
        let ran = sandbox.lines("ran")
        #expect(ran.count == Set(ran).count, "none was started twice: \(ran)")
        let statuses = try await sandbox.statuses()
        for name in names {
          let phase = try statuses.phase(name)
          #expect(phase == "Succeeded" || phase == "Failed")
          #expect((phase == "Succeeded") == ran.contains(name))
        }
      }
    }

    private func isSettled(_ sandbox: Sandbox, _ names: [String]) async throws -> Bool {
      let statuses = try await sandbox.statuses()
      return names.allSatisfy { name in
        statuses.files["status/default/\(name).yaml"]?.documents.first?["status"]["phase"].string
          == "Succeeded"
      }
    }

    @Test func `a second agent with the same state directory is refused by the first's process id`()
      async throws
    {
      try await withSandbox { sandbox in
        let agent = try await sandbox.daemon()
        try await agent.waitForErrors(containing: "agent started")
        let second = try await sandbox.once()
        #expect(second.status == 1)
        #expect(second.errors.contains("\(agent.pid)"), "\(second.errors)")
      }
    }
  }
}
