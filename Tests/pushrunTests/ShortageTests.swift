import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Descriptors and processes that are used up: whoever needs one waits for it.
  @Suite struct ShortageTests {
    /// Sets a soft limit of a process that runs.
    ///
    /// - Parameter user: who it is of, as a program to start others by: root may not do it everywhere.
    private func limit(_ resource: String, of pid: Int32, to value: Int, as user: [String] = []) async throws
    {
      let command = user + ["prlimit", "--pid", "\(pid)", "--\(resource)=\(value):"]
      let result = try await runCommand(command[0], Array(command.dropFirst()))
      guard result.status == 0 else { throw TestFailure("prlimit: \(result.errors)") }
    }

    private func agentArguments(_ sandbox: Sandbox) -> [String] {
      sandbox.agentArguments() + [
        "--interval", "24h", "--limit", "backoff-longest=300ms", "--limit", "supervisor-retry=300ms",
        "--limit", "shortage-backoff-longest=300ms",
        "--limit", "commit-window=50ms",
      ]
    }

    /// Runs of a user, which tell that they have started and wait to be let on.
    private struct Runs {
      let started, goOn: Fifo
      let starts = "theirs/starts"

      init(_ sandbox: Sandbox) throws {
        started = try Fifo(creating: sandbox.path("started"))
        goOn = try Fifo(creating: sandbox.path("go-on"))
        for fifo in [started, goOn] { chmod(fifo.path, 0o666) }
        try FileManager.default.createDirectory(
          atPath: sandbox.path("theirs"), withIntermediateDirectories: false)
      }

      func script(_ name: String, in sandbox: Sandbox) -> String {
        "echo \(name) >> \(sandbox.path(starts)); echo \(name) > \(started.path); read line < \(goOn.path)"
      }

      // MARK: A run of two steps

      func steps(in sandbox: Sandbox) -> String {
        Manifest.sequence("steps", steps: ["one", "two"].map { script($0, in: sandbox) })
      }

      /// Waits for the first step, has its supervisor go short of something, and lets the step come to its end.
      func endFirstStep(
        in sandbox: Sandbox, with shortage: (ProcessHandle) async throws -> Void
      ) async throws -> ProcessHandle {
        #expect(try await started.line() == "one")
        try await sandbox.wait(for: "steps", toBe: "Running")
        let supervisor = try RunProcesses.supervisor(of: "steps", in: sandbox)
        let step = supervisor.containers.map(\.process)
        #expect(step.count == 1)
        try await shortage(supervisor.process)
        try goOn.release()
        try await waitUntil("the first step has ended") { step.allSatisfy { !$0.isThere } }
        return supervisor.process
      }

      func expectStepToWait(in sandbox: Sandbox) async throws {
        // What comes after it shows that the agent has had its turn.
        try await sandbox.push(["next.yaml": Manifest.run("next", script: "true")])
        try await sandbox.wait(for: "next", toBe: "Succeeded")
        #expect(try await sandbox.statuses().phase("steps") == "Running")
        #expect(!started.hasLine)
      }

      func expectWhole(in sandbox: Sandbox) async throws {
        #expect(try await started.line() == "two")
        try goOn.release()
        try await sandbox.wait(for: "steps", toBe: "Succeeded")
        #expect(sandbox.lines(starts) == ["one", "two"])
      }
    }

    // MARK: Descriptors

    @Test func `an agent without descriptors says so, fails nothing, and goes on when it has some again`()
      async throws
    {
      try await withSandbox { sandbox in
        let runs = try Runs(sandbox)
        try await sandbox.push(["old.yaml": Manifest.run("old", script: runs.script("old", in: sandbox))])
        let agent = try await sandbox.start(agentArguments(sandbox))
        #expect(try await runs.started.line() == "old")
        try await sandbox.wait(for: "old", toBe: "Running")
        let said = agent.errors

        // Fewer than it has: it keeps what it has, and gets no other.
        try await limit("nofile", of: agent.pid, to: 3)
        try runs.goOn.release()
        try await sandbox.push(["new.yaml": Manifest.run("new", script: runs.script("new", in: sandbox))])
        try await DirectoryWatch(agent.errorPath).wait("complaints of both; there is: \(agent.errors)") {
          let lines = agent.errors.dropFirst(said.count).split(separator: "\n").filter {
            $0.contains("Too many open files")
          }
          return ["pods/default/old", "workflows.git"].allSatisfy { what in
            lines.contains { $0.contains(what) }
          }
        }
        #expect(agent.isRunning)
        #expect(!runs.started.hasLine, "nothing starts")
        let statuses = try await sandbox.statuses()
        #expect(statuses.paths == ["status/default/old.yaml"])
        #expect(try statuses.phase("old") == "Running")

        try await limit("nofile", of: agent.pid, to: 1024)
        try await sandbox.wait(for: "old", toBe: "Succeeded")
        #expect(try await runs.started.line() == "new")
        try runs.goOn.release()
        try await sandbox.wait(for: "new", toBe: "Succeeded")
        #expect(sandbox.lines(runs.starts) == ["old", "new"])
        #expect(agent.isRunning)
      }
    }

    @Test func `an agent with few descriptors brings 40 runs at once to a good end, each started once`()
      async throws
    {
      try await withSandbox { sandbox in
        let runs = try Runs(sandbox)
        let names = (1...40).map { "run-\($0)" }
        var files: [String: String] = [:]
        for name in names {
          files["\(name).yaml"] = Manifest.run(name, script: runs.script(name, in: sandbox))
        }
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await sandbox.start(
          by: ["/bin/sh", "-c", "ulimit -n 40; exec \"$@\"", "sh"], agentArguments(sandbox))
        try await agent.waitForErrors(containing: "agent started")
        try await sandbox.push(files)
        // There is room for some, and not for all.
        _ = try await runs.started.line()
        try await agent.waitForErrors(containing: "Too many open files")
        #expect(agent.isRunning)
        try runs.goOn.release(names.count)
        for name in names { try await sandbox.wait(for: name, toBe: "Succeeded") }
        #expect(sandbox.lines(runs.starts).sorted() == names.sorted())
        #expect(agent.isRunning)
      }
    }

    @Test
    func
      `a supervisor without descriptors keeps the next step and the next agent waiting, and goes on when it has some`()
      async throws
    {
      try await withSandbox { sandbox in
        let runs = try Runs(sandbox)
        try await sandbox.push(["run.yaml": runs.steps(in: sandbox)])
        let agent = try await sandbox.start(agentArguments(sandbox))
        let supervisor = try await runs.endFirstStep(in: sandbox) {
          try await limit("nofile", of: $0.pid, to: 3)
        }
        agent.signal(SIGKILL)
        _ = try await agent.wait()
        let next = try await sandbox.start(
          agentArguments(sandbox) + [
            "--limit", "supervisor-answer=200ms", "--limit", "supervisor-connect=200ms",
          ])
        try await next.waitForErrors(containing: "agent started: 1 run adopted, 0 lost")
        try await runs.expectStepToWait(in: sandbox)

        try await limit("nofile", of: supervisor.pid, to: 256)
        try await runs.expectWhole(in: sandbox)
        #expect(next.isRunning)
      }
    }

    // MARK: Processes

    /// What makes the agent a user of which nothing else runs here: how many processes a user may have does not bind root.
    ///
    /// - Returns: the program to start it by; `nil` where that cannot be done, and the reason is printed.
    private func user(for sandbox: Sandbox) async throws -> [String]? {
      guard geteuid() == 0 else {
        print("skipped: how many processes a user has can be told only of one that runs nothing else")
        return nil
      }
      let user = Int.random(in: 60_001...64_999)
      // What others push is the user's to read and to add to.
      try await sandbox.repository.git("config", "core.sharedRepository", "0666")
      for command in [
        ["chmod", "-R", "a+rwX", sandbox.repository.path], ["chmod", "a+rx", sandbox.scratch.path],
        [
          "chown", "\(user):\(user)", sandbox.home, sandbox.temporary, sandbox.working,
          sandbox.path("theirs"),
        ],
        ["install", "-d", "-o", "\(user)", "-g", "\(user)", sandbox.state],
      ] {
        let result = try await runCommand(command[0], Array(command.dropFirst()))
        guard result.status == 0 else { throw TestFailure("\(command): \(result.errors)") }
      }
      let program = ["/usr/bin/setpriv", "--reuid", "\(user)", "--regid", "\(user)", "--clear-groups"]
      let version = try await sandbox.start(by: program, ["version"]).wait()
      guard version.status == 0 else {
        print("skipped: pushrun cannot run as another user here: \(version.errors)")
        return nil
      }
      return program
    }

    @Test func `an agent that may start no process keeps a run waiting, and starts it once when it may`()
      async throws
    {
      try await withSandbox { sandbox in
        let runs = try Runs(sandbox)
        guard let user = try await user(for: sandbox) else { return }
        // Several at once, so that it has all the threads that it is going to need: it could not have more later.
        let first = (1...8).map { "first-\($0)" }
        var files: [String: String] = [:]
        for name in first {
          files["\(name).yaml"] = Manifest.run(name, script: runs.script(name, in: sandbox))
        }
        try await sandbox.push(files)
        let agent = try await sandbox.start(by: user, agentArguments(sandbox))
        for _ in first { _ = try await runs.started.line() }
        for name in first { try await sandbox.wait(for: name, toBe: "Running") }

        try await limit("nproc", of: agent.pid, to: 1, as: user)
        try await sandbox.push(["new.yaml": Manifest.run("new", script: runs.script("new", in: sandbox))])
        try await agent.waitForErrors(containing: "Resource temporarily unavailable")
        try await sandbox.waitForHealth("the run that waits") {
          $0["waiting"].list.map(\.["run"].string) == ["default/new"]
        }
        let status = try await sandbox.pushrun(["get", "status", "-o", "json", "--state-dir", sandbox.state])
        let said = try #require(try await YAMLReader.documents(status.output).first)
        #expect(said["waiting"].list.map(\.["run"].string) == ["default/new"], "\(said)")
        #expect(try await sandbox.statuses().phase("new") == "Pending")
        #expect(!runs.started.hasLine)
        #expect(agent.isRunning)

        try await limit("nproc", of: agent.pid, to: 1000, as: user)
        #expect(try await runs.started.line() == "new")
        try runs.goOn.release(first.count + 1)
        for name in first + ["new"] { try await sandbox.wait(for: name, toBe: "Succeeded") }
        #expect(sandbox.lines(runs.starts).sorted() == first + ["new"])
        #expect(agent.isRunning)
      }
    }

    @Test
    func `an agent at rest that may have no thread loses no push, and starts its runs once when it may`()
      async throws
    {
      try await withSandbox { sandbox in
        let runs = try Runs(sandbox)
        guard let user = try await user(for: sandbox) else { return }
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await sandbox.start(by: user, agentArguments(sandbox))
        try await agent.waitForErrors(containing: "agent started")
        let process = try #require(ProcessHandle(agent.pid))
        // Its first thread, and the one that waits for events: threads with nothing to do end.
        try await waitUntil("the agent is at rest") { process.threads <= 2 }
        try await limit("nproc", of: agent.pid, to: 1, as: user)
        try await sandbox.push(["new.yaml": Manifest.run("new", script: runs.script("new", in: sandbox))])
        #expect(agent.isRunning)
        try await limit("nproc", of: agent.pid, to: 1000, as: user)
        #expect(try await runs.started.line() == "new")
        try runs.goOn.release()
        try await sandbox.wait(for: "new", toBe: "Succeeded")
        #expect(sandbox.lines(runs.starts) == ["new"])
        #expect(agent.isRunning)
      }
    }

    @Test
    func
      `a supervisor that may start no process keeps the next step waiting, and starts it once when it may`()
      async throws
    {
      try await withSandbox { sandbox in
        let runs = try Runs(sandbox)
        guard let user = try await user(for: sandbox) else { return }
        try await sandbox.push(["run.yaml": runs.steps(in: sandbox)])
        let agent = try await sandbox.start(by: user, agentArguments(sandbox))
        let supervisor = try await runs.endFirstStep(in: sandbox) {
          try await limit("nproc", of: $0.pid, to: 1, as: user)
        }
        try await runs.expectStepToWait(in: sandbox)
        try await sandbox.waitForHealth("the step that waits") {
          $0["waiting"].list.contains {
            $0["run"].string == "default/steps"
              && $0["reason"].string?.contains("Resource temporarily unavailable") == true
          }
        }
        try await limit("nproc", of: supervisor.pid, to: 1000, as: user)
        try await runs.expectWhole(in: sandbox)
        #expect(agent.isRunning)
      }
    }
  }
}
