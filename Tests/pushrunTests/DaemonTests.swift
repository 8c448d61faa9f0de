import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "A daemon on a local bare repository has started a pushed run within a second of the push without polling."
  ///
  /// The daemons here poll once a day: what they react to is no poll.
  @Suite struct DaemonTests {
    @Test func `a pushed run has started within a second of the push`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await sandbox.daemon()
        try await agent.waitForErrors(containing: "agent started")
        let clone = try await sandbox.clone()
        var delays: [Duration] = []
        for number in 1...4 {
          let manifest = Manifest.run("run-\(number)", script: "echo \(number) > \(started.path)")
          _ = try await clone.commitAndPush(["run-\(number).yaml": manifest])
          let pushed = ContinuousClock.now
          #expect(try await started.line() == "\(number)")
          delays.append(pushed.duration(to: .now))
        }
        // The others may have had to share the machine.
        #expect(try #require(delays.min()) < .seconds(1), "\(delays)")
        for number in 1...4 { try await sandbox.wait(for: "run-\(number)", toBe: "Succeeded") }
      }
    }

    @Test func `a daemon on an empty repository starts what comes with the first push`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let agent = try await sandbox.daemon()
        try await agent.waitForErrors(containing: "empty")
        let clone = try await sandbox.clone()
        _ = try await clone.commitAndPush([
          "run.yaml": Manifest.run("first", script: "echo first > \(started.path)")
        ])
        #expect(try await started.line() == "first")
        try await sandbox.wait(for: "first", toBe: "Succeeded")
      }
    }

    @Test(arguments: ["release", "team/release"])
    func `a daemon reacts to pushes to a branch that is not main`(branch: String) async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        try await sandbox.repository.commit(["README.md": "workflows"], to: branch)
        let agent = try await sandbox.daemon("--branch", branch)
        try await agent.waitForErrors(containing: "agent started")
        try await sandbox.push([
          "run.yaml": Manifest.run("elsewhere", script: "echo elsewhere > \(started.path)")
        ])
        try await sandbox.repository.commit(
          ["run.yaml": Manifest.run("here", script: "echo here > \(started.path)")], to: branch)
        #expect(try await started.line() == "here")
      }
    }

    @Test func `a branch that was packed is still watched`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await sandbox.daemon()
        try await agent.waitForErrors(containing: "agent started")
        try await sandbox.repository.git("pack-refs", "--all")
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "echo one > \(started.path)")])
        #expect(try await started.line() == "one")
      }
    }

    @Test func `SIGTERM ends the daemon and not the run, which the next one takes over`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        try await sandbox.push([
          "run.yaml": Manifest.run(
            "long",
            script: """
              read pid rest < /proc/self/stat
              echo $pid > \(started.path)
              echo one
              read line < \(goOn.path)
              echo two
              """)
        ])
        let agent = try await sandbox.daemon()
        let pid = try #require(Int32(try await started.line()))
        agent.signal(SIGTERM)
        let result = try await agent.wait()
        #expect(result.status == 0, "\(result.errors)")
        #expect(kill(pid, 0) == 0, "the run goes on")
        #expect(["Pending", "Running"].contains(try await sandbox.statuses().phase("long")))

        let next = try await sandbox.daemon()
        try goOn.release()
        try await sandbox.wait(for: "long", toBe: "Succeeded")
        let log = try await sandbox.pushrun(["logs", "long", "--state-dir", sandbox.state])
        #expect(log.output == "one\ntwo\n")
        #expect(!started.hasLine, "it was started once")
        next.signal(SIGINT)
        #expect(try await next.wait().status == 0)
      }
    }

    @Test func `while a run goes on its status says Running`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        try await sandbox.push([
          "run.yaml": Manifest.run("long", script: "echo here > \(started.path); read line < \(goOn.path)")
        ])
        _ = try await sandbox.daemon()
        _ = try await started.line()
        try await sandbox.wait(for: "long", toBe: "Running")
        let status = try await sandbox.statuses().run("long")["status"]
        #expect(status["conditions"].list.map(\.["status"]) == [.string("True"), .string("False")])
        #expect(status["startTime"].string != nil)
        #expect(status["completionTime"] == .null)
        try goOn.release()
        try await sandbox.wait(for: "long", toBe: "Succeeded")
      }
    }
  }
}
