import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A supervisor that is there and does nothing: it holds up its own run and nobody else.
  @Suite struct StoppedSupervisorTests {
    /// Runs that each tell that they are there, and wait to be let on.
    private struct Waiting {
      let sandbox: Sandbox
      let started: Fifo

      init(_ sandbox: Sandbox) throws {
        self.sandbox = sandbox
        started = try Fifo(creating: sandbox.path("started"))
      }

      func push(_ name: String) async throws -> Fifo {
        let goOn = try Fifo(creating: sandbox.path("go-on-\(name)"))
        try await sandbox.push([
          "\(name).yaml": Manifest.run(name, script: script(name, goOn))
        ])
        #expect(try await started.line() == name)
        try await sandbox.wait(for: name, toBe: "Running")
        return goOn
      }

      private func script(_ name: String, _ goOn: Fifo) -> String {
        "echo \(name) >> \(sandbox.path("starts")); echo \(name) > \(started.path); read line < \(goOn.path)"
      }
    }

    private let limits = [
      "--limit", "supervisor-answer=200ms", "--limit", "supervisor-connect=200ms", "--limit",
      "supervisor-retry=100ms", "--limit", "supervisor-send=200ms", "--limit", "commit-window=50ms",
    ]

    private func daemon(_ sandbox: Sandbox, _ more: String...) async throws -> ChildProcess {
      try await sandbox.start(sandbox.agentArguments() + ["--interval", "300ms"] + limits + more)
    }

    /// Connects to a supervisor that does not accept, until no more can wait for it.
    private func leaveConnections(at path: String) throws {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
      while true {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        defer { close(descriptor) }
        let result = withUnsafePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
          }
        }
        if result == 0 { continue }
        guard errno == EAGAIN else { throw TestFailure("connect to \(path): errno \(errno)") }
        return
      }
    }

    private func expectNotAnswering(_ run: String, in sandbox: Sandbox) async throws {
      try await sandbox.waitForHealth("the supervisor that does not answer") {
        $0["parts"].list.contains { $0["details"]["supervisorsNotAnswering"].string == "1" }
      }
      let status = try await sandbox.pushrun(["get", "status", "--state-dir", sandbox.state])
      #expect(
        status.output.contains("1 supervisors do not answer (of default/\(run))"), "\(status.output)")
      #expect(status.status == 0, "the agent works: \(status.output)")
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func
      `an agent that starts beside a stopped supervisor says so and runs all else, and the run ends well once it goes on`(
        end: Int32
      ) async throws
    {
      try await withSandbox { sandbox in
        let runs = try Waiting(sandbox)
        try await sandbox.push(["README.md": "workflows"])
        let first = try await daemon(sandbox)
        let (held, other) = (try await runs.push("held"), try await runs.push("other"))
        let supervisor = try RunProcesses.supervisor(of: "held", in: sandbox).process
        try await supervisor.stop()
        // It ends while nobody takes note.
        try held.release()
        // As after very many agents that came and went.
        try leaveConnections(at: "\(supervisor.directory)/socket")
        first.signal(end)
        #expect(try await first.wait().status == (end == SIGTERM ? 0 : -SIGKILL))

        let next = try await daemon(sandbox)
        try await next.waitForErrors(containing: "agent started: 2 runs adopted, 0 lost")
        try await expectNotAnswering("held", in: sandbox)
        try other.release()
        try await sandbox.wait(for: "other", toBe: "Succeeded")
        let new = try await runs.push("new")
        try new.release()
        try await sandbox.wait(for: "new", toBe: "Succeeded")
        #expect(try await sandbox.statuses().phase("held") == "Running")

        supervisor.signal(SIGCONT)
        try await sandbox.wait(for: "held", toBe: "Succeeded")
        try await sandbox.waitForHealth("that it answers") {
          $0["parts"].list.contains { $0["details"]["supervisorsNotAnswering"].string == "0" }
        }
        #expect(sandbox.lines("starts") == ["held", "other", "new"])
        #expect(next.isRunning)
      }
    }

    @Test func `a supervisor that is stopped under an agent holds up no push and no other run`() async throws
    {
      try await withSandbox { sandbox in
        let runs = try Waiting(sandbox)
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await daemon(sandbox)
        let (held, other) = (try await runs.push("held"), try await runs.push("other"))
        let supervisor = try RunProcesses.supervisor(of: "held", in: sandbox).process
        try await supervisor.stop()
        try held.release()
        for name in ["new-1", "new-2"] {
          let goOn = try await runs.push(name)
          try goOn.release()
          try await sandbox.wait(for: name, toBe: "Succeeded")
        }
        try other.release()
        try await sandbox.wait(for: "other", toBe: "Succeeded")
        #expect(try await sandbox.statuses().phase("held") == "Running")

        supervisor.signal(SIGCONT)
        try await sandbox.wait(for: "held", toBe: "Succeeded")
        #expect(sandbox.lines("starts") == ["held", "other", "new-1", "new-2"])
        #expect(agent.isRunning)
      }
    }

    @Test
    func `an order that a stopped supervisor does not read holds up nobody and is obeyed once it goes on`()
      async throws
    {
      try await withSandbox { sandbox in
        let runs = try Waiting(sandbox)
        let (first, large) = (
          try Fifo(creating: sandbox.path("first")), try Fifo(creating: sandbox.path("large"))
        )
        let starts = sandbox.path("starts")
        // Of the two nodes, one has its turn when another run ends; and its order is larger than what a socket holds.
        let filling = String(repeating: "x", count: 100_000)
        let script = """
          case $1 in
          *-a-*) echo a >> \(starts); echo a > \(runs.started.path); read line < \(first.path);;
          *) echo b >> \(starts); echo b > \(runs.started.path); read line < \(large.path);;
          esac
          """
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await daemon(sandbox, "--limit", "concurrent-pods=2")
        let other = try await runs.push("other")
        try await sandbox.push([
          "dag.yaml": Manifest.file(
            Manifest.template("small", script: script),
            Manifest.template(
              "large", script: script, environment: (1...8).map { ("FILLING_\($0)", filling) }),
            Manifest.dag("two", nodes: [("a", "small", []), ("b", "large", [])]),
            Manifest.run("held", of: "two"))
        ])
        #expect(try await runs.started.line() == "a")
        try await sandbox.wait(for: "held", toBe: "Running")
        let supervisor = try RunProcesses.supervisor(of: "held", in: sandbox).process
        try await supervisor.stop()
        try other.release()
        try await sandbox.wait(for: "other", toBe: "Succeeded")
        try await expectNotAnswering("held", in: sandbox)
        // Both turns are taken by the run that is held up.
        supervisor.signal(SIGCONT)
        #expect(try await runs.started.line() == "b")
        try first.release()
        try large.release()
        try await sandbox.wait(for: "held", toBe: "Succeeded")
        #expect(sandbox.lines("starts") == ["other", "a", "b"])
        #expect(agent.isRunning)
      }
    }
  }
}
