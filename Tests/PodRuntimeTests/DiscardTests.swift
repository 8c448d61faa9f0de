import FoundationEssentials
import Glibc
import PodRuntime
import Testing
import WorkflowAPI

@Suite(.timeLimit(.minutes(1)))
struct DiscardTests {
  let host: Host

  init() throws { host = try Host() }

  /// Starts a pod that ignores SIGTERM and has a daemon, with a runtime that is gone when this returns.
  ///
  /// - Returns: its processes.
  private func startAndLeave() async throws -> [pid_t] {
    let (main, daemon) = (try host.pipe("main"), try host.pipe("daemon"))
    let pod = host.pod(
      "pod",
      "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$$$ > \(daemon.path); sleep 600' & echo $$$$ > \(main.path); "
        + "while true; do sleep 600; done")
    let (runtime, events, _) = try await host.runtime()
    try await runtime.start(pod)
    let processes = [try await main.readProcess(), try await daemon.readProcess()]
    try await events.start(of: pod.id)
    return processes
  }

  private func expectOnlyLogs() throws {
    #expect(try FileManager.default.contentsOfDirectory(atPath: host.rootDirectory) == ["logs"])
  }

  @Test func aRootThatNobodyRemembersIsKilledWithItsSupervisorAndOnlyItsLogsStay() async throws {
    let processes = try await startAndLeave()
    let supervisor = try host.supervisor()
    let (runtime, events, _) = try await host.runtime()
    await runtime.discard(host.root)
    for process in processes + [supervisor] { await end(of: process) }
    try expectOnlyLogs()
    #expect(events.all.isEmpty)
    await runtime.discard(host.root)
  }

  @Test func whatADeadSupervisorLeftIsKilledToo() async throws {
    let processes = try await startAndLeave()
    let supervisor = try host.supervisor()
    kill(supervisor, SIGKILL)
    await end(of: supervisor)
    let (runtime, _, _) = try await host.runtime()
    await runtime.discard(host.root)
    for process in processes { await end(of: process) }
    try expectOnlyLogs()
  }

  @Test func theProcessesOfASupervisorThatDoesNotAnswerAreKilledWithoutIt() async throws {
    let processes = try await startAndLeave()
    let supervisor = try host.supervisor()
    kill(supervisor, SIGSTOP)
    let (runtime, _, _) = try await host.runtime(discardDeadline: .milliseconds(100))
    await runtime.discard(host.root)
    // Stopped, it cannot reap them: they stay zombies until it goes on, and then it ends.
    kill(supervisor, SIGCONT)
    for process in processes + [supervisor] { await end(of: process) }
  }

  @Test func theNextStageOfADiscardedPodDoesNotStart() async throws {
    let pipe = try host.pipe("pipe")
    let marker = "\(host.directory)/second"
    let pod = host.pod(
      containers: [.shell("main", "touch \(marker)")],
      initContainers: [.shell("first", "echo $$$$ > \(pipe.path); sleep 600")])
    let process: pid_t
    do {
      let (runtime, events, _) = try await host.runtime()
      try await runtime.start(pod)
      process = try await pipe.readProcess()
      try await events.start(of: pod.id)
    }
    let (runtime, _, _) = try await host.runtime()
    await runtime.discard(host.root)
    await end(of: process)
    #expect(!FileManager.default.fileExists(atPath: marker))
  }

  @Test func aRootThatNeverWasIsNothingToDiscard() async throws {
    let (runtime, _, _) = try await host.runtime()
    await runtime.discard(host.root)
    await runtime.discard(ObjectKey(namespace: "..", name: ".."))
    #expect(!FileManager.default.fileExists(atPath: host.rootDirectory))
  }
}
