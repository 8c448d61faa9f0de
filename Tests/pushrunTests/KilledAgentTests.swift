import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `kill -9` of the agent at moments that nobody chose, with many runs on their way.
  @Suite struct KilledAgentTests {
    @Test(.timeLimit(.minutes(8)))
    func
      `an agent that is killed 100 times among 20 runs starts each process once and loses no status and no line`()
      async throws
    {
      try await withSandbox { sandbox in
        var dice = Dice("100 kills of the agent")
        var runs = try CountedRuns(sandbox)
        try await sandbox.push(["README.md": "workflows"])
        let clone = try await sandbox.clone()
        var commits = [try await clone.commitAndPush(runs.templates)]
        for _ in 1...100 {
          let isRunning = dice.happens(0.5)
          let files = runs.make(20 - runs.inFlight, with: &dice)
          if !isRunning, !files.isEmpty { commits.append(try await clone.commitAndPush(files)) }
          try runs.tick(dice.roll(0...12))
          let agent = try await sandbox.daemon()
          if isRunning, !files.isEmpty { commits.append(try await clone.commitAndPush(files)) }
          try runs.tick(dice.roll(0...12))
          await Moment(of: agent, runs, with: &dice).comes()
          agent.signal(SIGKILL)
          #expect(try await agent.wait().status == -SIGKILL, "it ended by itself: \(agent.errors)")
        }
        // More than all of them together wait for.
        try runs.tick(2000)
        try await sandbox.reconcile()

        let statuses = try await sandbox.statuses()
        for run in runs.runs { try runs.expectWhole(run, in: statuses) }
        try runs.expectNoneStartedTwice()
        try await sandbox.expectOrderlyHistory(with: commits)
        for run in runs.runs.prefix(3) {
          guard case .pod(let lines, _) = run.shape else { continue }
          let log = try await sandbox.pushrun(["logs", run.name, "--state-dir", sandbox.state])
          #expect(log.output == (1...lines).map { "line \($0)\n" }.joined())
        }
      }
    }
  }
}

/// A moment in the life of an agent.
struct Moment {
  private let what: @Sendable () -> Bool
  private let after: Duration

  /// Rolls one: something that is seen from outside, or just a time, and a little more.
  init(of agent: ChildProcess, _ runs: CountedRuns, with dice: inout Dice) {
    let (sandbox, count) = (runs.sandbox, dice.roll(1...3))
    switch dice.roll(0...4) {
    case 0:
      what = { true }
      after = .milliseconds(dice.roll(0...300))
      return
    case 1:
      what = { agent.errors.components(separatedBy: "committed").count > count }
    case 2:
      let started = runs.started
      what = { runs.started >= started + count }
    case 3:
      let log = "\(sandbox.state)/state.sqlite-wal"
      let size = Self.size(log)
      what = { Self.size(log) != size }
    default:
      let branch = "\(sandbox.repository.path)/refs/heads/main"
      let tip = readFile(branch)
      what = { readFile(branch) != tip }
    }
    after = .microseconds(dice.pick([0, 200, 1000, 5000, 20_000]) ?? 0)
  }

  /// Waits for it; not for long, since it may never come.
  func comes() async {
    try? await waitUntil(deadline: .milliseconds(700), "the moment") { what() }
    try? await Task.sleep(for: after)
  }

  private static func size(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? Int) ?? 0
  }
}
