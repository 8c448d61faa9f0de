import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The machine's clock is set under an agent.
  @Suite struct ClockTests {
    /// The time of day of one process, by a library that is preloaded into it.
    private struct Clock {
      let environment: [String: String]
      private let file: String

      /// - Returns: `nil` where that cannot be done; the reason is printed.
      init?(_ sandbox: Sandbox) throws {
        guard sandbox.environment["TSAN_OPTIONS"] == nil else {
          print(
            "skipped: the runtime of a sanitizer must be loaded first, and so must the library of the clock")
          return nil
        }
        file = sandbox.path("clock")
        environment = ["LD_PRELOAD": Programs.directory + "/libTestClock.so", "PUSHRUN_TEST_CLOCK": file]
        try writeFile(file, String(repeating: "\0", count: 8))
      }

      /// Sets it by so many seconds, counted from the time that it is.
      func set(by seconds: Int64) throws {
        let descriptor = open(file, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var bytes = seconds
        guard pwrite(descriptor, &bytes, 8, 0) == 8 else {
          throw TestFailure("set the clock: errno \(errno)")
        }
      }
    }

    private func time(_ text: String?) throws -> Date {
      try Date(try #require(text), strategy: .iso8601)
    }

    @Test(arguments: [-3600, 3600])
    func `a clock that is set an hour back or forward under an agent changes no timeout and holds up no poll`(
      step: Int64
    ) async throws {
      try await withSandbox { sandbox in
        guard let clock = try Clock(sandbox) else { return }
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        let starts = sandbox.path("starts")
        func script(_ name: String, then rest: String = "true") -> String {
          "echo \(name) >> \(starts); echo \(name) > \(started.path); \(rest)"
        }
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await sandbox.start(
          sandbox.agentArguments() + ["--interval", "100ms", "--limit", "commit-window=50ms"],
          environment: clock.environment)
        try await agent.waitForErrors(containing: "agent started")
        // One has time enough, also when an hour of it seems to have passed; the other's is over soon, also when an hour
        // seems to have come on top.
        try await sandbox.push([
          "long.yaml": Manifest.run(
            "long", script: script("long", then: "read line < \(goOn.path)"), timeout: "40m"),
          "short.yaml": Manifest.run("short", script: script("short", then: "exec sleep 600"), timeout: "4s"),
        ])
        for _ in ["long", "short"] { _ = try await started.line() }
        try await sandbox.wait(for: "long", toBe: "Running")
        try await sandbox.waitForHealth("the first poll") { $0["lastFetch"].string != nil }
        let before = try time(sandbox.health["lastFetch"].string)

        try clock.set(by: step)
        let isBack = step < 0
        try await sandbox.waitForHealth("polls after the clock was set") {
          guard let now = try? time($0["lastFetch"].string) else { return false }
          return isBack ? now < before - 1800 : now > before + 1800
        }
        try await sandbox.push(["new.yaml": Manifest.run("new", script: script("new"))])
        #expect(try await started.line() == "new")
        try await sandbox.wait(for: "new", toBe: "Succeeded")
        try await sandbox.wait(for: "short", toBe: "Failed")
        #expect(try await sandbox.statuses().phase("long") == "Running")
        try goOn.release()
        try await sandbox.wait(for: "long", toBe: "Succeeded")

        #expect(agent.errors.contains("the machine's clock was set"), "\(agent.errors)")
        #expect(agent.isRunning)
        let statuses = try await sandbox.statuses()
        let short = try statuses.run("short")["status"]
        #expect(short["message"].string?.contains("timed out after 4s") == true, "\(short)")
        for name in ["long", "new", "short"] {
          let status = try statuses.run(name)["status"]
          let span = try time(status["completionTime"].string).timeIntervalSince(
            time(status["startTime"].string))
          #expect(span >= 0, "\(name): \(status)")
        }
        // Whoever began after it lives by the new time.
        let new = try time(try statuses.run("new")["status"]["startTime"].string)
        #expect(isBack ? new < before - 1800 : new > before + 1800)
        #expect(sandbox.lines("starts").sorted() == ["long", "new", "short"])
      }
    }
  }
}
