import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct PodRunTests {
  @Test func aRunBeforeItsStartIsPendingAndNothingElse() throws {
    let rig = try Rig(Make.run("pod"), ["pod": Make.pod()])
    #expect(rig.status == WorkflowRunStatus(phase: .pending))
    #expect(rig.machine.root.metadata.labels == [WellKnown.templateLabel: "pod"])
    #expect(rig.machine.livePods.isEmpty)
  }

  @Test func aPodRunGoesFromPendingOverRunningToSucceeded() throws {
    var rig = try Rig(Make.run("pod"), ["pod": Make.pod()])
    try rig.start()
    #expect(rig.status == WorkflowRunStatus(phase: .pending))
    let pod = try rig.pod()
    #expect(rig.machine.livePods == [pod.id])
    #expect(rig.machine.podRequest(for: pod.id) == pod)
    let started = rig.now
    try rig.send(.podStarted(pod.id))
    #expect(rig.status.phase == .running)
    #expect(rig.status.startTime == started)
    #expect(rig.status.podName == pod.name)
    #expect(rig.status.workflowTemplateSpec == Make.pod())
    #expect(rig.status.conditions?.map(\.type) == ["Running", "Completed"])
    #expect(rig.status.conditions?.map(\.status) == ["True", "False"])
    rig.now = rig.now.adding(.milliseconds(3_999))
    try rig.send(.podFinished(pod.id, .success))
    let ended = started.adding(.seconds(3))
    #expect(rig.status.phase == .succeeded)
    #expect(rig.status.completionTime == ended)
    #expect(rig.status.message == nil)
    #expect(
      rig.status.conditions == [
        Condition(type: "Running", status: false, lastTransitionTime: ended),
        Condition(type: "Completed", status: true, lastTransitionTime: ended),
      ])
    #expect(rig.machine.isFinished)
    #expect(rig.machine.livePods.isEmpty)
    #expect(rig.machine.podRequest(for: pod.id) == nil)
  }

  @Test func aPodIsNamedAndLabelledAfterItsRunAndKnowsItsVariables() throws {
    var run = Make.run("pod")
    run.metadata.namespace = "demo"
    run.spec.params = [Param(name: "given", value: "1 $(params.default)")]
    let spec = Make.pod([ParamSpec(name: "given"), ParamSpec(name: "default", default: "$(params.given)")])
    var rig = try Rig(run, ["pod": spec])
    try rig.start()
    let pod = try rig.pod()
    #expect(pod.name.hasPrefix("r-pod-"))
    #expect(pod.name.count == "r-pod-xxxxx".count)
    #expect(pod.namespace == "demo")
    #expect(pod.root == ObjectKey(namespace: "demo", name: "r"))
    #expect(pod.labels == [WellKnown.runLabel: "r"])
    #expect(
      pod.variables == [
        "params.given": "1 $(params.default)", "params.default": "$(params.given)",
        "context.workflowRun.name": "r", "context.workflowRun.namespace": "demo",
        "context.workflowTemplate.name": "pod",
      ])
  }

  @Test func anEmbeddedTemplateHasNoNameAndGivesNoLabel() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    #expect(try rig.pod().variables["context.workflowTemplate.name"] == "")
    #expect(rig.machine.root.metadata.labels == nil)
    #expect(rig.machine.root.metadata.namespace == nil)
    #expect(try rig.pod().namespace == "default")
  }

  @Test func anUnboundOptionalWorkspaceIsHandedOnWithoutABinding() throws {
    var spec = Make.pod()
    var optional = WorkspaceSpec(name: "cache")
    optional.optional = true
    spec.workspaces = [WorkspaceSpec(name: "data"), optional]
    var run = Make.run("pod")
    run.spec.workspaces = [Make.claim("data", "disk", subPath: "x")]
    var rig = try Rig(run, ["pod": spec])
    try rig.start()
    #expect(
      try rig.pod().workspaces == [
        PodWorkspace(
          declaration: WorkspaceSpec(name: "data"), binding: Make.claim("data", "disk", subPath: "x")),
        PodWorkspace(declaration: optional, binding: nil),
      ])
  }

  @Test func aFailedContainerIsNamedWithItsExitCodeAndLastLines() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    try rig.send(.podFinished(try rig.pod().id, .exit(3, lines: "one\ntwo\n")))
    #expect(rig.status.message == "container \"main\" failed with exit code 3: one\ntwo")
    #expect(rig.status.phase == .failed)
    #expect(rig.status.conditions?.map(\.reason) == [.failed, .failed])
    #expect(rig.status.conditions?.last?.message == rig.status.message)
  }

  @Test func aKilledContainerIsNamedWithItsSignal() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    let killed = ContainerOutcome(name: "main", termination: .signalled(number: 9))
    let other = ContainerOutcome(name: "aside", termination: .signalled(number: 15))
    let fine = ContainerOutcome(name: "init", termination: .exited(code: 0))
    try rig.send(.podFinished(try rig.pod().id, PodOutcome(containers: [fine, killed, other])))
    #expect(rig.status.message == "container \"main\" failed with signal 9 (SIGKILL) (and 1 more)")
  }

  @Test func aContainerThatCouldNotBeStartedSaysWhy() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    let outcome = ContainerOutcome(name: "main", termination: .notStarted("no such file: /bin/x"))
    try rig.send(.podFinished(try rig.pod().id, PodOutcome(containers: [outcome])))
    #expect(rig.status.message == "container \"main\" could not be started: no such file: /bin/x")
  }

  @Test func aMessageQuotesOnlyTheLastOfTheLinesAndWholeCharacters() throws {
    let lines = (1...100).map { "line \($0)" }.joined(separator: "\n")
    var rig = try Rig(Make.run("pod"), ["pod": Make.pod()], limits: EngineLimits(lastLines: 2))
    try rig.start()
    try rig.send(.podFinished(try rig.pod().id, .exit(1, lines: lines)))
    #expect(rig.status.message == "container \"main\" failed with exit code 1: line 99\nline 100")

    rig = try Rig(Make.run("pod"), ["pod": Make.pod()], limits: EngineLimits(lastLinesBytes: 5))
    try rig.start()
    try rig.send(.podFinished(try rig.pod().id, .exit(1, lines: "ääää")))
    #expect(rig.status.message == "container \"main\" failed with exit code 1: ää")
  }

  @Test func aFailureOfTheRuntimeKeepsItsReason() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    let lost = PodOutcome.Failure(reason: .agentLost, message: "nobody knows how it ended")
    try rig.send(.podFinished(try rig.pod().id, PodOutcome(containers: [], failure: lost)))
    #expect(rig.status.message == "nobody knows how it ended")
    #expect(rig.status.conditions?.first?.reason == .agentLost)
  }

  @Test func aPodThatTheRuntimeRefusesFailsTheRunAtOnce() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    try rig.send(.podRejected(try rig.pod().id, message: "hostNetwork is not allowed", reason: .runtimeError))
    #expect(rig.status.phase == .failed)
    #expect(rig.status.startTime == rig.now)
    #expect(rig.status.completionTime == rig.now)
    #expect(rig.machine.livePods.isEmpty)
  }

  @Test func eventsThatAreUnknownOrLateOrRepeatedChangeNothing() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    let pod = try rig.pod().id
    try rig.send(.podStarted(PodID(root: pod.root, name: "other")))
    try rig.send(.podStarted(PodID(root: ObjectKey(namespace: "other", name: "r"), name: pod.name)))
    #expect(rig.status.phase == .pending)
    try rig.send(.podStarted(pod))
    try rig.send(.podFinished(pod, .success))
    let end = rig.machine
    rig.now = rig.now.adding(.seconds(5))
    try rig.start()
    try rig.send(.podStarted(pod))
    try rig.send(.podFinished(pod, .exit(1)))
    try rig.send(.podRejected(pod, message: "", reason: .failed))
    try rig.send(.cancel(message: "late"))
    try rig.send(.deadline)
    #expect(rig.machine == end)
    #expect(rig.requests.count == 1)
  }
}
