import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `kill -9` of whatever runs: agents, supervisors, and the processes of runs.
  @Suite struct KilledProcessesTests {
    /// What was done to runs.
    private struct Harm {
      /// The process that was killed, named by its run, by root run.
      var containers: [String: String] = [:]
      /// Root runs whose supervisor was killed.
      var supervisors: Set<String> = []
      /// What ran below supervisors that were killed, and is to be killed by an agent.
      var orphans: [ProcessHandle] = []

      func harmed(_ run: String) -> Bool { containers[run] != nil || supervisors.contains(run) }

      mutating func killContainer(_ sandbox: Sandbox, with dice: inout Dice) {
        let candidates = RunProcesses.supervisors(of: sandbox).filter { !harmed($0.run) }
        guard let supervisor = dice.pick(candidates), let container = dice.pick(supervisor.containers) else {
          return
        }
        containers[supervisor.run] = container.run
        container.process.signal(SIGKILL)
      }

      mutating func killSupervisor(_ sandbox: Sandbox, with dice: inout Dice) async throws {
        let candidates = RunProcesses.supervisors(of: sandbox).filter { !harmed($0.run) }
        guard let supervisor = dice.pick(candidates) else { return }
        supervisors.insert(supervisor.run)
        // So that it starts nothing between the look and the kill.
        try await supervisor.process.stop()
        orphans += supervisor.containers.map(\.process)
        supervisor.process.signal(SIGKILL)
      }

      /// An agent is there: it kills what is left of runs whose supervisor is dead, though nothing lets them on.
      mutating func expectNoOrphans() async throws {
        try await waitUntil("what supervisors left is killed") { [orphans] in
          orphans.allSatisfy { !$0.isThere }
        }
        orphans = []
      }
    }

    @Test(.timeLimit(.minutes(8)))
    func
      `when agents, supervisors and processes are killed 40 times nothing starts twice, and only what was harmed fails`()
      async throws
    {
      try await withSandbox { sandbox in
        var dice = Dice("40 kills of agents, supervisors and processes")
        var runs = try CountedRuns(sandbox)
        var harm = Harm()
        try await sandbox.push(["README.md": "workflows"])
        let clone = try await sandbox.clone()
        var commits = [try await clone.commitAndPush(runs.templates)]
        var agent = try await sandbox.daemon()
        for _ in 1...40 {
          let files = runs.make(20 - runs.inFlight, with: &dice)
          if !files.isEmpty { commits.append(try await clone.commitAndPush(files)) }
          try runs.tick(dice.roll(0...12))
          await Moment(of: agent, runs, with: &dice).comes()
          let (container, supervisor) = (dice.happens(0.5), dice.happens(0.4))
          if container { harm.killContainer(sandbox, with: &dice) }
          if supervisor { try await harm.killSupervisor(sandbox, with: &dice) }
          if dice.happens(0.4) || !(container || supervisor) {
            agent.signal(SIGKILL)
            #expect(try await agent.wait().status == -SIGKILL, "it ended by itself: \(agent.errors)")
            agent = try await sandbox.daemon()
          }
          try await harm.expectNoOrphans()
          runs.writeOff(Set(harm.containers.keys).union(harm.supervisors))
        }
        agent.signal(SIGKILL)
        _ = try await agent.wait()
        // More than all of them together wait for.
        try runs.tick(2000)
        try await sandbox.reconcile()

        await sandbox.expectNothingLeft()
        #expect(!harm.containers.isEmpty && !harm.supervisors.isEmpty)
        let statuses = try await sandbox.statuses()
        for run in runs.runs {
          if let process = harm.containers[run.name] {
            try runs.expectKilled(process, of: run, in: statuses)
          } else if harm.supervisors.contains(run.name) {
            try runs.expectLostOrWhole(run, in: statuses)
          } else {
            try runs.expectWhole(run, in: statuses)
          }
        }
        try runs.expectNoneStartedTwice()
        try await sandbox.expectOrderlyHistory(with: commits)
        try await sandbox.expectEndsToStay()
      }
    }
  }
}

extension CountedRuns {
  /// Expects of a run of which a process was killed that it failed for that; unless the process had ended just before.
  fileprivate func expectKilled(_ process: String, of run: Run, in statuses: Statuses) throws {
    let status = try statuses.run(run.name)["status"]
    let message = status["message"].string ?? ""
    if hasEnded(process), !message.contains("SIGKILL") { return try expectWhole(run, in: statuses) }
    #expect(status["phase"].string == "Failed", "\(run.name): \(status)")
    #expect(message.contains("\"main\" failed with signal 9 (SIGKILL)"), "\(run.name): \(status)")
    expectLines(process, of: run)
  }

  /// Expects of a run whose supervisor was killed that it is lost if anything of it ran then; and that it is lost or whole
  /// if not.
  fileprivate func expectLostOrWhole(_ run: Run, in statuses: Statuses) throws {
    let processes = statuses.processes(of: run)
    let unended = processes.filter { hasStarted($0.name) && !hasEnded($0.name) }
    let lost = processes.filter { $0.reasons.contains("AgentLost") }
    if unended.isEmpty, lost.isEmpty { return try expectWhole(run, in: statuses) }
    let status = try statuses.run(run.name)["status"]
    #expect(status["phase"].string == "Failed", "\(run.name): \(status)")
    #expect(
      status["message"].string?.contains("its supervisor ended unexpectedly") == true,
      "\(run.name): \(status)")
    let names = lost.map(\.name)
    for process in unended { #expect(names.contains(process.name), "\(process.name): \(process.reasons)") }
    for process in processes { expectLines(process.name, of: run) }
  }

  /// Expects that the log of a process has no gap, however far it came.
  private func expectLines(_ process: String, of run: Run) {
    let log = trace(process, of: run.name).log
    #expect(log == log.indices.map { "line \($0 + 1)" }, "the log of \(process)")
  }
}

extension Statuses {
  /// The processes that a run has started: its own, or those of its nodes; with the reasons for their ends.
  fileprivate func processes(of run: CountedRuns.Run) -> [(name: String, reasons: [String])] {
    let path = run.shape.nodes == nil ? "status/default/\(run.name).yaml" : "status/default/\(run.name)/"
    return files.filter { $0.key.hasPrefix(path) }.values.compactMap { file in
      guard let object = file.documents.first, let name = object["metadata"]["name"].string else {
        return nil
      }
      return (name, object["status"]["conditions"].list.compactMap { $0["reason"].string })
    }
  }
}

extension Sandbox {
  /// Expects that no supervisor and no process of a run is there any more.
  fileprivate func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) async {
    do {
      try await waitUntil("nothing is left") { processes(of: scratch.path).isEmpty }
    } catch {
      let left = processes(of: scratch.path).compactMap(ProcessHandle.init)
      let descriptions = left.map {
        "\($0.pid) \($0.program) in \($0.directory), of \($0.children.map(\.pid))"
      }
      Issue.record("\(error): \(descriptions)", sourceLocation: sourceLocation)
    }
  }

  /// Expects that the status of no root run was changed after it said that the run has ended.
  fileprivate func expectEndsToStay() async throws {
    let log = try await repository.git(
      "log", "--reverse", "--format=", "-p", "-U0", "main", "--", ":(glob)status/default/*.yaml")
    var file = ""
    var phases: [String: [String]] = [:]
    for line in log.split(separator: "\n") {
      if line.hasPrefix("+++ ") { file = String(line.dropFirst(4)) }
      if line.hasPrefix("+  phase: ") { phases[file, default: []].append(String(line.dropFirst(10))) }
    }
    #expect(!phases.isEmpty)
    for (file, phases) in phases {
      let isOrderly =
        ["Succeeded", "Failed"].contains(phases.last)
        && phases.dropLast().allSatisfy { ["Pending", "Running"].contains($0) }
      #expect(isOrderly, "\(file): \(phases)")
    }
  }
}
