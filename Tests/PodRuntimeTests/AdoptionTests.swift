import FoundationEssentials
import Glibc
import PodRuntime
import SupervisorProtocol
import Testing
import WorkflowAPI

@Suite(.timeLimit(.minutes(1)))
struct AdoptionTests {
  let host: Host

  init() throws { host = try Host() }

  @Test func aRunningPodGoesOnWithoutItsAgentAndTheNextOneSeesItsEnd() async throws {
    let pipe = try host.pipe("pipe")
    let pod = host.pod("pod", "echo begun; cat \(pipe.path)")
    try await startAndLeave(pod)
    let (runtime, events, adoptions) = try await host.runtime(adopting: [pod.id])
    #expect(adoptions == [pod.id: .adopted])
    try await events.start(of: pod.id)
    try await runtime.start(pod)
    await pipe.write()
    #expect(try await events.outcome(of: pod.id).succeeded)
    #expect(events.all.count == 2)
    await runtime.release(host.root)
    #expect(try host.log() == "begun\ngo\n")
  }

  @Test func stagesGoOnWhileNoAgentIsThere() async throws {
    let (begin, end) = (try host.pipe("begin"), try host.pipe("end"))
    let pod = host.pod(
      containers: [.shell("main", "echo > \(end.path); exit 4")],
      initContainers: [.shell("first", "cat \(begin.path)"), .shell("second", "true")])
    try await startAndLeave(pod)
    await begin.write()
    _ = await end.read()
    let (runtime, events, _) = try await host.runtime(adopting: [pod.id])
    #expect(try await events.outcome(of: pod.id).containers.map(\.name) == ["first", "second", "main"])
    await runtime.release(host.root)
  }

  @Test func theEndOfAPodIsKnownAfterItsSupervisorHasExited() async throws {
    let pod = host.pod("pod", "exit 9")
    do {
      let (runtime, events, _) = try await host.runtime(linger: .zero)
      try await runtime.start(pod)
      try await events.start(of: pod.id)
    }
    // Without an agent, a pod, and a time to linger there is nothing to stay for.
    while let supervisor = try? host.supervisor() { await end(of: supervisor) }
    let (runtime, events, adoptions) = try await host.runtime(adopting: [pod.id])
    #expect(adoptions == [pod.id: .adopted])
    #expect(try await events.outcome(of: pod.id).containers.map(\.termination) == [.exited(code: 9)])
    await runtime.release(host.root)
  }

  @Test func podsOfAKilledSupervisorAreLostAndWhatIsLeftOfThemIsKilled() async throws {
    let (main, daemon) = (try host.pipe("main"), try host.pipe("daemon"))
    let pod = host.pod(
      "pod", "setsid sh -c 'echo $$$$ > \(daemon.path); exec sleep 600' & echo $$$$ > \(main.path); wait")
    try await host.run { runtime, events in
      try await runtime.start(pod)
      let processes = [try await main.readProcess(), try await daemon.readProcess()]
      try await events.start(of: pod.id)
      kill(try host.supervisor(), SIGKILL)
      #expect(try await events.outcome(of: pod.id).failure?.reason == .agentLost)
      for process in processes { await end(of: process) }
    }
  }

  @Test func aPodOfASupervisorThatDiedWithoutAnAgentIsLost() async throws {
    let pipe = try host.pipe("pipe")
    let pod = host.pod("pod", "echo $$$$ > \(pipe.path); exec sleep 600")
    try await startAndLeave(pod)
    let process = try await pipe.readProcess()
    let supervisor = try host.supervisor()
    kill(supervisor, SIGKILL)
    await end(of: supervisor)
    let (runtime, events, adoptions) = try await host.runtime(adopting: [pod.id])
    #expect(adoptions == [pod.id: .lost])
    #expect(try await events.outcome(of: pod.id).failure?.reason == .agentLost)
    await end(of: process)
    await runtime.release(host.root)
  }

  @Test func aRootGoesOnWithANewSupervisorAfterItsOldOneWasKilled() async throws {
    let pipe = try host.pipe("pipe")
    try await host.run { runtime, events in
      let lost = host.pod("lost", "cat \(pipe.path)")
      try await runtime.start(lost)
      try await events.start(of: lost.id)
      kill(try host.supervisor(), SIGKILL)
      _ = try await events.outcome(of: lost.id)
      let next = host.pod("next", "true")
      try await runtime.start(next)
      #expect(try await events.outcome(of: next.id).succeeded)
      try await runtime.start(lost)
    }
    #expect(!FileManager.default.fileExists(atPath: "\(host.rootDirectory)/journal"))
  }

  @Test func whatWasNotReleasedIsKeptAndLogsAloneAreNot() async throws {
    let (runtime, events, _) = try await host.runtime()
    #expect(try await runtime.keptRoots() == [])
    let pod = host.pod("pod", "echo hello")
    try await runtime.start(pod)
    #expect(try await runtime.keptRoots() == [host.root])
    _ = try await events.outcome(of: pod.id)
    #expect(try await runtime.keptRoots() == [host.root])
    await runtime.release(host.root)
    #expect(try host.log() == "hello\n")
    #expect(try await runtime.keptRoots() == [])
  }

  @Test func aPodThatNoJournalKnowsWasNeverStartedIfTheBootIsTheSame() async throws {
    _ = try await host.runtime()
    let (_, _, adoptions) = try await host.runtime(adopting: [host.id("pod")])
    #expect(adoptions == [host.id("pod"): .neverStarted])
  }

  @Test func aPodThatALiveSupervisorDoesNotKnowWasNeverStarted() async throws {
    let pipe = try host.pipe("pipe")
    let pod = host.pod("pod", "cat \(pipe.path)")
    try await startAndLeave(pod)
    let (runtime, events, adoptions) = try await host.runtime(adopting: [pod.id, host.id("other")])
    #expect(adoptions == [pod.id: .adopted, host.id("other"): .neverStarted])
    await pipe.write()
    _ = try await events.outcome(of: pod.id)
    await runtime.release(host.root)
  }

  @Test func aPodThatNoJournalKnowsIsLostForGoodIfTheMachineMayHaveBeenRestarted() async throws {
    // Without the note of an earlier adoption nobody knows in which boot the start was ordered.
    let pod = host.id("pod")
    for _ in 0..<2 {
      let (_, events, adoptions) = try await host.runtime(adopting: [pod])
      #expect(adoptions == [pod: .lost])
      #expect(try await events.outcome(of: pod).failure?.reason == .agentLost)
    }
  }

  @Test func anUnfinishedPodOfAnEarlierBootIsLost() async throws {
    try FileManager.default.createDirectory(atPath: host.rootDirectory, withIntermediateDirectories: true)
    let me = try #require(ProcessIdentity(pid: getpid()))
    let records: [JournalRecord] = [
      .session(bootID: "an earlier boot"), .accepted(pod: "pod", containers: ["c"], results: []),
      .started(pod: "pod", container: 0, process: me),
    ]
    try Data(records.flatMap(\.bytes)).write(to: URL(filePath: "\(host.rootDirectory)/journal"))
    let (runtime, events, adoptions) = try await host.runtime(adopting: [host.id("pod")])
    #expect(adoptions == [host.id("pod"): .lost])
    let failure = try await events.outcome(of: host.id("pod")).failure
    #expect(
      failure == .init(reason: .agentLost, message: "pod pod is lost: the machine was restarted while it ran")
    )
    await runtime.release(host.root)
  }

  @Test func aTornRecordAtTheEndOfTheJournalIsCutOffByTheNextSupervisor() async throws {
    let first = host.pod("first", "true")
    let (runtime, events, _) = try await host.runtime()
    try await runtime.start(first)
    _ = try await events.outcome(of: first.id)
    let supervisor = try host.supervisor()
    kill(supervisor, SIGKILL)
    await end(of: supervisor)
    let torn = JournalRecord.accepted(pod: "torn", containers: ["c"], results: []).bytes.dropLast()
    let file = open("\(host.rootDirectory)/journal", O_WRONLY | O_APPEND)
    write(file, Array(torn), torn.count)
    close(file)

    let (next, later, adoptions) = try await host.runtime(adopting: [first.id, host.id("torn")])
    #expect(adoptions == [first.id: .adopted, host.id("torn"): .neverStarted])
    try await next.start(host.pod("torn", "true"))
    #expect(try await later.outcome(of: host.id("torn")).succeeded)
    #expect(host.journal().contains(.finished(pod: "torn", stopped: false)))
    await next.release(host.root)
    await runtime.release(host.root)
  }

  @Test func releaseEndsTheSupervisorAndKeepsOnlyTheLogs() async throws {
    let pod = host.pod("pod", "echo kept")
    let (runtime, events, _) = try await host.runtime()
    try await runtime.start(pod)
    _ = try await events.outcome(of: pod.id)
    let supervisor = try host.supervisor()
    await runtime.release(host.root)
    await end(of: supervisor)
    #expect(try FileManager.default.contentsOfDirectory(atPath: host.rootDirectory) == ["logs"])
    #expect(runtime.logPath(pod: pod.id, container: "c0") == "\(host.rootDirectory)/logs/pod/c0.log")
    #expect(try host.log() == "kept\n")
    await runtime.release(host.root)
  }

  @Test func aReleasedRootCanBeUsedAgain() async throws {
    for name in ["first", "second"] {
      #expect(try await host.outcome(of: host.pod(name, "true")).succeeded)
    }
  }

  /// Starts a pod with a runtime that is gone when this returns.
  private func startAndLeave(_ pod: PodRequest) async throws {
    let (runtime, events, _) = try await host.runtime()
    try await runtime.start(pod)
    try await events.start(of: pod.id)
  }
}
