import Glibc
import PodRuntime
import SupervisorProtocol
import Testing
import WorkflowAPI

@Suite(.timeLimit(.minutes(1)))
struct StopTests {
  let host: Host

  init() throws { host = try Host() }

  @Test func sigtermEndsAPodWithinItsGracePeriod() async throws {
    let pipe = try host.pipe("pipe")
    let pod = host.pod("pod", "trap 'exit 5' TERM; echo > \(pipe.path); while :; do sleep 60 & wait; done")
    let outcome = try await host.run { runtime, events in
      try await runtime.start(pod)
      _ = await pipe.read()
      await runtime.stop(pod.id, gracePeriod: .seconds(600))
      return try await events.outcome(of: pod.id)
    }
    #expect(outcome.containers.map(\.termination) == [.exited(code: 5)])
  }

  @Test func whatIgnoresSigtermIsKilledAfterTheGracePeriodWithItsWholeGroup() async throws {
    let pipe = try host.pipe("pipe")
    let pod = host.pod(
      "pod",
      "trap '' TERM; sh -c 'trap \"\" TERM; echo $$$$ > \(pipe.path); while :; do sleep 60; done'; true")
    let (outcome, grandchild) = try await host.run { runtime, events in
      try await runtime.start(pod)
      let grandchild = try await pipe.readProcess()
      await runtime.stop(pod.id, gracePeriod: .milliseconds(10))
      return (try await events.outcome(of: pod.id), grandchild)
    }
    await end(of: grandchild)
    #expect(outcome.containers.map(\.termination) == [.signalled(number: SIGKILL)])
  }

  @Test func aStoppedPodStartsNoFurtherStageAndDoesNotSucceed() async throws {
    let pipe = try host.pipe("pipe")
    let first = "trap 'exit 0' TERM; echo > \(pipe.path); while :; do sleep 60 & wait; done"
    let pod = host.pod(containers: [.shell("main", "true")], initContainers: [.shell("first", first)])
    let outcome = try await host.run { runtime, events in
      try await runtime.start(pod)
      _ = await pipe.read()
      await runtime.stop(pod.id, gracePeriod: .seconds(600))
      return try await events.outcome(of: pod.id)
    }
    #expect(outcome.containers.map(\.name) == ["first"])
    #expect(outcome.failure == .init(reason: .cancelled, message: "stopped before main was started"))
  }

  @Test func whatAContainerLeavesInItsGroupDiesWithIt() async throws {
    let pipe = try host.pipe("pipe")
    let outcome = try await host.run { runtime, events in
      let pod = host.pod("pod", "sleep 600 & echo $! > \(pipe.path)")
      try await runtime.start(pod)
      let left = try await pipe.readProcess()
      let outcome = try await events.outcome(of: pod.id)
      await end(of: left)
      return outcome
    }
    #expect(outcome.succeeded)
  }

  @Test func aDaemonInASessionOfItsOwnDiesWithItsPodWhileOthersRun() async throws {
    let (mine, theirs, hold) = (try host.pipe("mine"), try host.pipe("theirs"), try host.pipe("hold"))
    try await host.run { runtime, events in
      let other = host.pod(
        "other", "setsid sh -c 'echo $$$$ > \(theirs.path); exec sleep 600' & cat \(hold.path)")
      try await runtime.start(other)
      let daemonOfOther = try await theirs.readProcess()
      let pod = host.pod("pod", "setsid sh -c 'echo $$$$ > \(mine.path); exec sleep 600' & wait")
      try await runtime.start(pod)
      let daemon = try await mine.readProcess()
      await runtime.stop(pod.id, gracePeriod: .seconds(600))
      _ = try await events.outcome(of: pod.id)
      await end(of: daemon)
      #expect(kill(daemonOfOther, 0) == 0)
      await hold.write()
      #expect(try await events.outcome(of: other.id).succeeded)
      await end(of: daemonOfOther)
    }
  }

  @Test func stoppingAPodThatHasEndedOrIsUnknownDoesNothing() async throws {
    let pod = host.pod("pod", "true")
    try await host.run { runtime, events in
      try await runtime.start(pod)
      let outcome = try await events.outcome(of: pod.id)
      await runtime.stop(pod.id, gracePeriod: .zero)
      await runtime.stop(host.id("unknown"), gracePeriod: .seconds(Int64.max))
      #expect(outcome.succeeded)
    }
  }
}
