import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "An agent that cannot push (read-only remote, remote gone) starts nothing, says why, and goes on when it can."
  @Suite struct CannotPushTests {
    /// A repository with one run that notes that it ran.
    private func withRun(_ body: @Sendable @escaping (Sandbox) async throws -> Void) async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "echo one >> \(sandbox.path("ran"))")]
        )
        try await body(sandbox)
      }
    }

    private func expectNothingStarted(_ sandbox: Sandbox) {
      #expect(sandbox.lines("ran").isEmpty)
      #expect(
        !FileManager.default.fileExists(atPath: sandbox.state + "/pods/default/one"),
        "nothing of it is prepared")
    }

    private func expectRanOnce(_ sandbox: Sandbox) async throws {
      try await sandbox.wait(for: "one", toBe: "Succeeded")
      #expect(sandbox.lines("ran") == ["one"])
    }

    // MARK: A read-only remote

    @Test func `with a read-only repository nothing starts, and it is said why`() async throws {
      try await withRun { sandbox in
        try await setWritable(false, sandbox)
        let result = try await startUnprivileged(sandbox, "--once").wait()
        #expect(result.status == 1)
        expectIsSaid(in: result.errors, anyOf: ["permission denied", "read-only", "not writable"])
        expectNothingStarted(sandbox)

        try await setWritable(true, sandbox)
        let second = try await startUnprivileged(sandbox, "--once").wait()
        #expect(second.status == 0, "\(second.errors)")
        try await expectRanOnce(sandbox)
      }
    }

    @Test func `a daemon with a read-only repository goes on when it can write`() async throws {
      try await withRun { sandbox in
        try await setWritable(false, sandbox)
        let agent = try await startUnprivileged(sandbox, "--interval", "24h")
        try await agent.waitForErrors(containing: "error:")
        expectNothingStarted(sandbox)
        #expect(agent.isRunning)
        try await setWritable(true, sandbox)
        try await expectRanOnce(sandbox)
        agent.signal(SIGTERM)
        #expect(try await agent.wait().status == 0)
      }
    }

    private func setWritable(_ isWritable: Bool, _ sandbox: Sandbox) async throws {
      let result = try await runCommand("chmod", ["-R", isWritable ? "u+w" : "a-w", sandbox.repository.path])
      #expect(result.status == 0, "\(result.errors)")
    }

    /// Starts an agent for which the permissions of files hold, even if its user is root.
    private func startUnprivileged(_ sandbox: Sandbox, _ more: String...) async throws -> ChildProcess {
      let arguments = sandbox.agentArguments() + more
      guard geteuid() == 0 else { return try await sandbox.start(arguments) }
      return try await ChildProcess(
        "/usr/bin/setpriv",
        ["--bounding-set=-dac_override,-dac_read_search,-fowner", Programs.pushrun] + arguments,
        in: sandbox.working, environment: sandbox.environment, scratch: sandbox.scratch)
    }

    // MARK: A server that says no

    /// Serves the repository with a hook that refuses every push, and says so.
    private func serve(_ sandbox: Sandbox) async throws -> String {
      try writeFile(
        sandbox.repository.path + "/hooks/pre-receive",
        "#!/bin/sh\necho 'closed for maintenance' >&2\nexit 1\n",
        mode: 0o755)
      let server = try await HTTPServer(root: sandbox.scratch.path, scratch: sandbox.scratch)
      return server.url(of: "workflows.git")
    }

    @Test func `when a hook of the server refuses the claim nothing starts, and it is said why`() async throws
    {
      try await withRun { sandbox in
        let url = try await serve(sandbox)
        let result = try await sandbox.once(repository: url)
        #expect(result.status == 1)
        expectIsSaid(in: result.errors, anyOf: ["hook declined", "closed for maintenance"])
        expectNothingStarted(sandbox)

        removeTree(sandbox.repository.path + "/hooks/pre-receive")
        try await sandbox.reconcile(repository: url)
        try await expectRanOnce(sandbox)
      }
    }

    @Test func `a daemon goes on when the server takes pushes again`() async throws {
      try await withRun { sandbox in
        let agent = try await sandbox.daemon(repository: try await serve(sandbox))
        try await agent.waitForErrors(containing: "error:")
        expectNothingStarted(sandbox)
        removeTree(sandbox.repository.path + "/hooks/pre-receive")
        try await expectRanOnce(sandbox)
      }
    }

    // MARK: A remote that is gone

    @Test func `when the repository is gone --once fails and names it`() async throws {
      try await withSandbox { sandbox in
        let gone = sandbox.path("gone.git")
        let result = try await sandbox.once(repository: gone)
        #expect(result.status == 1)
        #expect(result.errors.contains(gone), "\(result.errors)")
      }
    }

    @Test func `when no server listens --once fails and names it`() async throws {
      try await withSandbox { sandbox in
        let url = "http://127.0.0.1:\(try freePort())/workflows.git"
        let result = try await sandbox.once(repository: url)
        #expect(result.status == 1)
        #expect(result.errors.contains("127.0.0.1"), "\(result.errors)")
      }
    }

    @Test func `a daemon whose repository comes later starts what is in it`() async throws {
      try await withRun { sandbox in
        let away = sandbox.path("away.git")
        try FileManager.default.moveItem(atPath: sandbox.repository.path, toPath: away)
        let agent = try await sandbox.daemon()
        try await agent.waitForErrors(containing: "error:")
        expectNothingStarted(sandbox)
        try FileManager.default.moveItem(atPath: away, toPath: sandbox.repository.path)
        try await expectRanOnce(sandbox)
      }
    }

    @Test func `a run that ends while the repository is gone gets its status when it is back`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        try await sandbox.push([
          "run.yaml": Manifest.run(
            "one",
            script: "echo one | tee -a \(sandbox.path("ran")) > \(started.path); read line < \(goOn.path)")
        ])
        let agent = try await sandbox.daemon()
        _ = try await started.line()
        try await sandbox.wait(for: "one", toBe: "Running")
        let away = sandbox.path("away.git")
        try FileManager.default.moveItem(atPath: sandbox.repository.path, toPath: away)
        try goOn.release()
        try await agent.waitForErrors(containing: "error:")
        try FileManager.default.moveItem(atPath: away, toPath: sandbox.repository.path)
        try await expectRanOnce(sandbox)
      }
    }

    // MARK: -

    private func expectIsSaid(
      in text: String, anyOf words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(
        words.contains { text.lowercased().contains($0) }, "none of \(words) in: \(text)",
        sourceLocation: sourceLocation)
    }
  }
}
