import Glibc
import PodRuntime
import SupervisorProtocol
import Testing
import WorkflowAPI

@Suite(.timeLimit(.minutes(1)))
struct ProcessTests {
  let host: Host

  init() throws { host = try Host() }

  @Test func aPodThatExitsWith0SucceedsAndItsOutputIsInTheLog() async throws {
    let outcome = try await host.outcome(of: host.pod("pod", "echo out; echo err >&2"))
    #expect(outcome == PodOutcome(containers: [ContainerOutcome(name: "c0", termination: .exited(code: 0))]))
    #expect(try host.log() == "out\nerr\n")
  }

  @Test func startedComesBeforeFinishedAndEachOnce() async throws {
    let pod = host.pod("pod", "true")
    let events = try await host.run { runtime, events in
      try await runtime.start(pod)
      _ = try await events.outcome(of: pod.id)
      return events.all
    }
    try #require(events.count == 2)
    #expect(events[0] == .started(pod.id))
  }

  @Test func anExitCodeAndTheLastLinesAreReported() async throws {
    let outcome = try await host.outcome(
      of: host.pod("pod", "seq 20; printf 'it \\033[31mbroke\\033[0m'; exit 7"))
    #expect(!outcome.succeeded)
    #expect(outcome.containers.first?.termination == .exited(code: 7))
    #expect(outcome.containers.first?.lastLines == "12\n13\n14\n15\n16\n17\n18\n19\n20\nit broke")
  }

  @Test func aSignalIsReportedByItsNumber() async throws {
    let outcome = try await host.outcome(of: host.pod("pod", "kill -USR1 $$$$"))
    #expect(outcome.containers.map(\.termination) == [.signalled(number: SIGUSR1)])
  }

  @Test(arguments: [
    (["no-such-program"], "executable not found: no-such-program"),
    (["/no/such/program"], "executable not found: /no/such/program"),
    (["/etc/passwd"], "not executable: /etc/passwd"),
  ])
  func aCommandThatCannotBeExecutedFailsThePodAndSaysWhy(command: [String], message: String) async throws {
    let outcome = try await host.outcome(of: host.pod(containers: [Container("c", command: command)]))
    guard case .notStarted(let reason) = outcome.containers.first?.termination else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.hasPrefix(message))
    #expect(!outcome.succeeded)
  }

  @Test func aMissingWorkingDirectoryIsNamed() async throws {
    var container = Container("c", command: ["true"])
    container.workingDir = "/no/such/directory"
    let outcome = try await host.outcome(of: host.pod(containers: [container]))
    #expect(
      outcome.containers.map(\.termination) == [
        .notStarted("working directory not found: /no/such/directory")
      ])
  }

  @Test func containersOfAPodRunAtTheSameTime() async throws {
    // Each waits for the other, so one after the other would never end.
    let (a, b) = (try host.pipe("a"), try host.pipe("b"))
    let outcome = try await host.outcome(
      of: host.pod("pod", "echo > \(a.path); cat \(b.path)", "cat \(a.path); echo > \(b.path)"))
    #expect(outcome.succeeded)
    #expect(outcome.containers.map(\.name) == ["c0", "c1"])
  }

  @Test func initContainersRunOneAfterTheOtherBeforeTheRest() async throws {
    var pod = host.pod(
      containers: [.shell("main", "test -e ../two && cat ../two")],
      initContainers: [.shell("one", "echo 1 > ../one"), .shell("two", "cp ../one ../two")])
    pod.labels = ["a": "b"]
    let outcome = try await host.outcome(of: pod)
    #expect(outcome.succeeded)
    #expect(outcome.containers.map(\.name) == ["one", "two", "main"])
    #expect(try host.log("pod", "main") == "1\n")
  }

  @Test func afterAFailedStageNoFurtherOneStarts() async throws {
    let outcome = try await host.outcome(
      of: host.pod(
        containers: [.shell("main", "true")], initContainers: [.shell("a", "exit 3"), .shell("b", "true")]))
    #expect(outcome.containers.map(\.name) == ["a"])
    #expect(!outcome.succeeded)
  }

  @Test func theOthersOfAFailedStageRunToTheirEnd() async throws {
    let pipe = try host.pipe("pipe")
    let pod = host.pod("pod", "exit 1", "cat \(pipe.path)")
    let outcome = try await host.run { runtime, events in
      try await runtime.start(pod)
      await pipe.write()
      return try await events.outcome(of: pod.id)
    }
    #expect(outcome.containers.map(\.termination) == [.exited(code: 1), .exited(code: 0)])
  }

  @Test func aProcessHasTheEnvironmentOfItsContainerAndNothingOfTheAgents() async throws {
    setenv("PUSHRUN_TEST_TOKEN", "credential", 1)
    let env = [EnvVar(name: "A", value: "1"), EnvVar(name: "B", value: "$(A)2$(NONE)")]
    _ = try await host.outcome(of: host.pod(containers: [Container("c0", command: ["env"], env: env)]))
    let scratch = "\(host.rootDirectory)/scratch/pod"
    #expect(
      try host.log().split(separator: "\n").sorted() == [
        "A=1", "B=12$(NONE)", "HOME=\(scratch)", "LANG=C.UTF-8",
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "PUSHRUN_POD=\(host.rootDirectory)/pod", "TMPDIR=\(scratch)",
      ])
  }

  @Test func commandAndArgumentsAreExpandedAndVariablesPutInOnce() async throws {
    var pod = host.pod(containers: [
      Container(
        "c0", command: ["echo", "$(params.a)"], args: ["$(NAME)", "$(date)"],
        env: [EnvVar(name: "NAME", value: "x")])
    ])
    pod.variables = ["params.a": "$(params.b)", "params.b": "no"]
    _ = try await host.outcome(of: pod)
    #expect(try host.log() == "$(params.b) x $(date)\n")
  }

  @Test func aProcessStartsWithCleanSignalsAndDescriptorsInItsScratchDirectory() async throws {
    _ = try await host.outcome(
      of: host.pod("pod", "grep -E 'Sig(Blk|Ign)' /proc/self/status | cut -f2; ls /proc/self/fd | wc -l; pwd")
    )
    let log = try host.log()
    // Its three descriptors, and the one that `ls` reads the directory with.
    #expect(log == "0000000000000000\n0000000000000000\n4\n\(host.rootDirectory)/scratch/pod\n")
  }

  @Test func aWorkingDirectoryIsHonoured() async throws {
    var container = Container("c0", command: ["pwd"])
    container.workingDir = "/usr"
    _ = try await host.outcome(of: host.pod(containers: [container]))
    #expect(try host.log() == "/usr\n")
  }

  @Test func twoHundredPodsOfARootAllEnd() async throws {
    let pods = (0..<200).map { host.pod("pod-\($0)", "exit $((\($0) % 2))") }
    try await host.run { runtime, events in
      for pod in pods { try await runtime.start(pod) }
      for (number, pod) in pods.enumerated() {
        #expect(try await events.outcome(of: pod.id).succeeded == (number % 2 == 0))
      }
    }
  }

  @Test func aPodThatIsStartedTwiceRunsOnce() async throws {
    let pod = host.pod("pod", "echo once")
    try await host.run { runtime, events in
      try await runtime.start(pod)
      try await runtime.start(pod)
      _ = try await events.outcome(of: pod.id)
      try await runtime.start(pod)
    }
    #expect(try host.log() == "once\n")
  }

  @Test func whenSupervisorsOnlyExitTheOrderIsGivenBackToBeTriedAgain() async throws {
    let (runtime, events, _) = try await host.runtime(supervisorPath: "/bin/false")
    let pod = host.pod("pod", "true")
    try await runtime.start(pod)
    let refusal = try await events.refusal(of: pod.id)
    #expect(refusal.code == .unavailable)
    #expect(refusal.message.contains("supervisors end before they do anything"))
    await runtime.release(host.root)
  }

  @Test func aMissingSupervisorIsAnErrorOfTheStart() async throws {
    let (runtime, _, _) = try await host.runtime(supervisorPath: "/no/such/supervisor")
    await #expect(throws: PodRuntimeError.self) { try await runtime.start(host.pod("pod", "true")) }
    await runtime.release(host.root)
  }
}
