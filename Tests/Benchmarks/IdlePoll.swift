import Foundation
import Git

/// What it costs to ask an unchanged repository for news.
enum IdlePoll: Benchmark {
  static let name = "poll"
  static let summary = "idle poll of an unchanged repository"

  private static let rounds = 20
  private static let pollsPerRound = 1_000

  static func measure(_ bench: Bench) async throws -> [Row] {
    let repositories = GitRepositories(bench)
    let repository = try repositories.make(
      "poll.git", files: [("runs/a.yaml", Manifests.run("a", command: ["/bin/true"]))])
    let mirror = try await Mirror(
      path: bench.scratch + "/poll-mirror", remote: Remote(url: repository, branch: "main"),
      transfers: .inProcess)
    let clone = bench.scratch + "/poll-clone.git"
    try bench.run(["git", "clone", "--quiet", "--mirror", repository, clone])

    guard try await mirror.fetch() != nil else { throw BenchmarkFailure("the mirror sees no branch") }
    var resident: [Double] = []
    var fetches: [Ended] = []
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      for _ in 0..<pollsPerRound { _ = try await mirror.fetch() }
      resident.append(start.duration(to: .now).milliseconds / Double(pollsPerRound))
      fetches.append(try bench.run(["git", "fetch", "--quiet"], in: clone))
    }
    let fetch = Samples(.milliseconds, fetches.map(\.elapsed.milliseconds))
    let fetchProcessor = Samples(.milliseconds, fetches.map(\.processor.milliseconds))
    return [
      Row(
        name: "idle poll", pushrun: Samples(.milliseconds, resident), peer: .measured("git fetch", fetch),
        aim: .ratio(1),
        note:
          "the agent is resident and looks at the ref itself, git fetch is two processes a poll; means of "
          + "\(pollsPerRound) polls"),
      Row(
        name: "idle poll, processor time", pushrun: try await agent(bench, repositories, repository),
        peer: .measured("git fetch", fetchProcessor),
        note: "of the whole resident agent, at --interval 10ms; user and system time"),
    ]
  }

  /// The processor time of a whole agent that polls a hundred times a second.
  private static func agent(_ bench: Bench, _ repositories: GitRepositories, _ original: String) async throws
    -> Samples
  {
    let repository = try repositories.copy(original, to: "poll-agent.git")
    let daemon = try Daemon(
      bench, repository: repository, state: bench.directory("poll-state"), interval: "10ms")
    // Its one run, and what comes after the window of the last commit, are over by then.
    try await Task.sleep(for: .seconds(4))
    var perPoll: [Double] = []
    for _ in 0..<5 {
      let (start, used) = (ContinuousClock.now, try ProcessTable.processorTime(of: daemon.child.id))
      try await Task.sleep(for: .seconds(1))
      let spent = try ProcessTable.processorTime(of: daemon.child.id) - used
      perPoll.append(spent.milliseconds / (start.duration(to: .now).milliseconds / 10))
    }
    try daemon.stop()
    guard try repositories.succeeded(in: repository) == 1 else {
      throw BenchmarkFailure("the agent did not work")
    }
    return Samples(.milliseconds, perPoll)
  }
}
