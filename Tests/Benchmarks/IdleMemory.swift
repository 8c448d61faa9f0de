import Foundation

/// The memory of an agent that has nothing to do, and of a supervisor that waits for a process.
enum IdleMemory: Benchmark {
  static let name = "memory"
  static let summary = "idle memory of the agent and of a supervisor"

  private static let rounds = 3

  static func measure(_ bench: Bench) async throws -> [Row] {
    let repositories = GitRepositories(bench)
    let small = try repositories.make(
      "small.git", files: [("runs/sleep.yaml", Manifests.run("sleep", command: ["/bin/sleep", "3600"]))])
    let large = try repositories.make("large.git", files: LargeRepository.files)

    var (agents, supervisors, largeAgents, shells): ([Memory], [Memory], [Memory], [Memory]) = (
      [], [], [], []
    )
    for _ in 0..<rounds {
      let repository = try repositories.copy(small, to: "small-round.git")
      let daemon = try Daemon(bench, repository: repository, state: bench.directory("small-state"))
      try await ProcessTable.settle(daemon.child.id)
      agents.append(try Memory(of: daemon.child.id))
      let found = ProcessTable.running(bench.supervisor, below: bench.scratch)
      guard let supervisor = found.first, found.count == 1, ProcessTable.children(of: supervisor).count == 1
      else {
        throw BenchmarkFailure(
          "one supervisor with one process is expected, there are \(found.count) supervisors")
      }
      supervisors.append(try Memory(of: supervisor))
      try daemon.stop()
      bench.stopProcesses()

      let other = try Daemon(bench, repository: large, state: bench.directory("large-state"))
      try await ProcessTable.settle(other.child.id)
      largeAgents.append(try Memory(of: other.child.id))
      try other.stop()

      // A shell that must come back after its command cannot replace itself by it.
      let shell = try bench.start(["sh", "-c", "sleep 3600; exit 0"])
      try await ProcessTable.settle(shell.id)
      shells.append(try Memory(of: shell.id))
      bench.stopProcesses()
      _ = try shell.wait(deadline: .seconds(10))
    }
    return [
      row("idle agent, one run", agents),
      row("idle agent, 10,000 runs", largeAgents),
      row("supervisor of one process", supervisors, peer: .measured("sh", samples(shells))),
    ]
  }

  private static func samples(_ memories: [Memory]) -> Samples {
    Samples(.mebibytes, memories.map(\.proportional))
  }

  private static func row(_ name: String, _ memories: [Memory], peer: Row.Peer = .none) -> Row {
    Row(name: name, pushrun: samples(memories), peer: peer, note: memories.last?.note)
  }
}
