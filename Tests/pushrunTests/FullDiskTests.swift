import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A full disk holds everything up and ends nothing: what was on its way goes on when there is room again.
  @Suite struct FullDiskTests {
    typealias Lack = SmallDisk.Lack

    /// Runs that go through a file between them and the test.
    private struct Runs {
      let sandbox: Sandbox
      let started, goOn: Fifo
      var starts: String { sandbox.path("starts") }

      init(_ sandbox: Sandbox) throws {
        self.sandbox = sandbox
        started = try Fifo(creating: sandbox.path("started"))
        goOn = try Fifo(creating: sandbox.path("go-on"))
      }

      /// How many steps the longest has: enough for the supervisor's journal to need more room, wherever it is.
      static let steps = 60

      /// Runs of which each begins with something that waits and has, but for one, more to do after it.
      var waiting: [String: String] {
        let wait = "echo here > \(started.path); read line < \(goOn.path)"
        let steps = (1...Self.steps).map { "echo step-\($0) >> \(starts)" + ($0 == 1 ? "; \(wait)" : "") }
        return [
          "pod.yaml": Manifest.run("pod", script: "echo pod >> \(starts); \(wait)"),
          "steps.yaml": Manifest.sequence("steps", steps: steps),
          "dag.yaml": Manifest.file(
            Manifest.template("first", script: "echo a >> \(starts); \(wait)"),
            Manifest.template("second", script: "echo b >> \(starts)"),
            Manifest.dag("two", nodes: [("a", "first", []), ("b", "second", ["a"])]),
            Manifest.run("dag", of: "two")),
        ]
      }

      var names: [String] { ["pod", "steps", "dag"] }

      /// Pushes them, and returns when each waits.
      func push(to other: BareRepository? = nil) async throws {
        try await (other ?? sandbox.repository).commit(waiting.mapValues { $0 })
        for _ in names { #expect(try await started.line() == "here") }
        for name in names { try await sandbox.wait(for: name, toBe: "Running", in: other) }
      }

      /// Lets them on, and returns when what waited has ended.
      func letOn() async throws {
        let waiting = RunProcesses.supervisors(of: sandbox).flatMap(\.containers).map(\.process)
        #expect(waiting.count == names.count)
        try goOn.release(waiting.count)
        try await waitUntil("what waited has ended") { waiting.allSatisfy { !$0.isThere } }
      }

      /// Expects that all end well, and everything was started once.
      func expectWhole(in other: BareRepository? = nil) async throws {
        for name in names { try await sandbox.wait(for: name, toBe: "Succeeded", in: other) }
        let expected = ["pod", "a", "b"] + (1...Self.steps).map { "step-\($0)" }
        #expect(sandbox.lines("starts").sorted() == expected.sorted())
        try await (other ?? sandbox.repository).check()
      }
    }

    /// An agent that looks again soon.
    private func daemon(_ sandbox: Sandbox, repository: String? = nil) async throws -> ChildProcess {
      try await sandbox.daemon(
        "--limit", "backoff-longest=300ms", "--limit", "shortage-backoff-longest=300ms", "--limit",
        "commit-window=50ms", repository: repository)
    }

    /// Waits until an agent has said, after what it said before, that there is no room.
    private func waitForComplaint(of agent: ChildProcess, after said: String) async throws {
      try await DirectoryWatch(agent.errorPath).wait("a complaint; there is: \(agent.errors)") {
        let new = agent.errors.dropFirst(said.count)
        return ["No space left on device", "no room for the state database"].contains { new.contains($0) }
      }
    }

    @Test(arguments: Lack.allCases)
    func `what is pushed while the disk is full waits, is not failed, and runs once when there is room`(
      lack: Lack
    ) async throws {
      try await withSandbox { sandbox in
        guard let disk = try await SmallDisk.mount(on: sandbox.state, of: sandbox) else { return }
        let runs = try Runs(sandbox)
        try await sandbox.push(["README.md": "workflows"])
        let agent = try await daemon(sandbox)
        try await agent.waitForErrors(containing: "agent started")
        try await sandbox.waitForHealth("the first look") { $0["lastFetch"].string != nil }
        let said = agent.errors
        try disk.fill(lack)

        try await sandbox.push(runs.waiting.mapValues { $0 })
        try await waitForComplaint(of: agent, after: said)
        let status = try await sandbox.pushrun(["get", "status", "--state-dir", sandbox.state])
        #expect(status.status == 1, "\(status.output)")
        #expect(
          status.output.contains("make room") || status.output.contains("no more files can be made"),
          "\(status.output)")
        for (path, file) in try await sandbox.statuses().files {
          #expect(file.documents.first?["status"]["phase"].string != "Failed", "\(path): \(file)")
        }
        #expect(agent.isRunning)

        disk.makeRoom()
        for _ in runs.names { #expect(try await runs.started.line() == "here") }
        try runs.goOn.release(runs.names.count)
        try await runs.expectWhole()
        #expect(agent.isRunning)
      }
    }

    @Test(arguments: Lack.allCases)
    func `a disk that fills up under runs holds them up, and each ends well when there is room`(lack: Lack)
      async throws
    {
      try await withSandbox { sandbox in
        guard let disk = try await SmallDisk.mount(on: sandbox.state, of: sandbox) else { return }
        let runs = try Runs(sandbox)
        let agent = try await daemon(sandbox)
        try await runs.push()
        let said = agent.errors
        try disk.fill(lack)
        try await runs.letOn()
        try await waitForComplaint(of: agent, after: said)
        #expect(agent.isRunning)
        disk.makeRoom()
        try await runs.expectWhole()
        #expect(agent.isRunning)
      }
    }

    @Test(arguments: [SIGTERM, SIGKILL], Lack.allCases)
    func `an agent that ends while the disk is full leaves all to the next, which starts when there is room`(
      end: Int32, lack: Lack
    ) async throws {
      try await withSandbox { sandbox in
        guard let disk = try await SmallDisk.mount(on: sandbox.state, of: sandbox) else { return }
        let runs = try Runs(sandbox)
        let agent = try await daemon(sandbox)
        try await runs.push()
        let said = agent.errors
        try disk.fill(lack)
        try await runs.letOn()
        try await waitForComplaint(of: agent, after: said)
        agent.signal(end)
        #expect(try await agent.wait().status == (end == SIGTERM ? 0 : -SIGKILL))

        // One that comes too early can start or not, and do what little there is room for.
        try disk.fill(lack)
        let early = try await daemon(sandbox)
        try await DirectoryWatch(early.errorPath).wait("it starts or gives up; there is: \(early.errors)") {
          ["agent started", "Error:"].contains { early.errors.contains($0) }
        }
        early.signal(SIGKILL)
        _ = try await early.wait()

        disk.makeRoom()
        _ = try await daemon(sandbox)
        try await runs.expectWhole()
      }
    }

    @Test(arguments: Lack.allCases)
    func
      `a full disk of the repository lets nothing start without its claim, and all goes on when there is room`(
        lack: Lack
      ) async throws
    {
      try await withSandbox { sandbox in
        guard let disk = try await SmallDisk.mount(on: sandbox.path("small"), of: sandbox) else { return }
        let repository = try await BareRepository(creating: "\(disk.path)/workflows.git")
        let runs = try Runs(sandbox)
        let agent = try await daemon(sandbox, repository: repository.path)
        try await runs.push(to: repository)

        // What people pushed is there, and nobody could claim it while there was room.
        let process = try #require(ProcessHandle(agent.pid))
        try await process.stop()
        let script = "echo new >> \(sandbox.path("new-starts"))"
        try await repository.commit(["new.yaml": Manifest.run("new", script: script)])
        let tip = try await repository.git("rev-parse", "main")
        try disk.fill(lack)
        let said = agent.errors
        process.signal(SIGCONT)
        try await waitForComplaint(of: agent, after: said)
        try await runs.letOn()
        try await sandbox.waitForHealth("the run that waits") {
          $0["waiting"].list.contains {
            $0["run"].string == "default/new"
              && $0["reason"].string?.contains("its claim to be pushed") == true
          }
        }
        let status = try await sandbox.pushrun(["get", "status", "--state-dir", sandbox.state])
        #expect(status.status == 1, "\(status.output)")
        #expect(try await repository.git("rev-parse", "main") == tip)
        #expect(sandbox.lines("new-starts").isEmpty)
        #expect(agent.isRunning)

        disk.makeRoom()
        try await sandbox.wait(for: "new", toBe: "Succeeded", in: repository)
        #expect(sandbox.lines("new-starts") == ["new"])
        try await runs.expectWhole(in: repository)
        #expect(agent.isRunning)
      }
    }
  }
}
