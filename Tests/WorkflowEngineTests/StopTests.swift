import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct StopTests {
  private func nested(timeout: String? = nil) throws -> Rig {
    var pod = Make.pod()
    pod.pod?.terminationGracePeriodSeconds = 5
    let dag = Make.dag([
      Make.node("in", "inner", retries: 3), Make.node("b", "pod", retries: 3), Make.node("c", after: ["b"]),
    ])
    var run = Make.run("dag")
    run.spec.timeout = timeout
    var rig = try Rig(
      run, ["dag": dag, "inner": Make.dag([Make.node("x", "seq")]), "seq": Make.seqPod(), "pod": pod])
    try rig.start()
    return rig
  }

  @Test func aCancelStopsAllPodsAndTheRunEndsWhenTheyHaveEnded() throws {
    var rig = try nested()
    let (x, b) = (try rig.pod("in", "x").id, try rig.pod("b").id)
    try rig.send(.podStarted(b))
    try rig.send(.cancel(message: "its manifest was deleted"))
    #expect(rig.stops == [x: .seconds(30), b: .seconds(5)])
    #expect(rig.machine.outstandingStops.count == 2)
    #expect(rig.status.phase == .running)
    let killed = ContainerOutcome(name: "main", termination: .signalled(number: 15))
    try rig.send(.podFinished(b, PodOutcome(containers: [killed])))
    #expect(rig.phase("b") == .failed)
    #expect(try rig.child("b").status?.conditions?.first?.reason == .cancelled)
    #expect(rig.machine.outstandingStops == [.stopPod(x, gracePeriod: .seconds(30))])
    #expect(!rig.machine.isFinished)
    try rig.send(.podFinished(x, .success))
    #expect(rig.phase("in") == .failed)
    #expect(rig.status.phase == .failed)
    #expect(rig.status.message == "its manifest was deleted")
    #expect(rig.status.conditions?.first?.reason == .cancelled)
    #expect(rig.requests.count == 2)
    #expect(rig.machine.outstandingStops.isEmpty)
  }

  @Test func aClockThatIsSetLeavesWhatIsLeftOfATimeoutAsItWas() throws {
    for step in [Duration.seconds(3600), .seconds(-3600)] {
      var rig = try nested(timeout: "1m30s")
      rig.now = rig.now.adding(.seconds(30)).adding(step)
      try rig.send(.clockStepped(by: step))
      #expect(rig.machine.nextDeadline == rig.now.adding(.seconds(60)))
      try rig.send(.deadline)
      #expect(rig.stops.isEmpty)
      rig.now = rig.now.adding(.seconds(60))
      try rig.send(.deadline)
      #expect(rig.stops.count == 2)
    }
  }

  @Test func aRunDoesNotEndBeforeItStartsWhenTheClockWasSetBack() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    try rig.send(.podStarted(try rig.pod().id))
    let start = try #require(rig.status.startTime)
    rig.now = rig.now.adding(.seconds(-3600))
    try rig.send(.podFinished(try rig.pod().id, .success))
    #expect(rig.status.startTime == start)
    #expect(rig.status.completionTime == start)
  }

  @Test func aTimeoutCountsFromTheStartAndStopsAllPods() throws {
    var rig = try nested(timeout: "1m30s")
    let deadline = rig.now.adding(.seconds(90))
    #expect(rig.machine.nextDeadline == deadline)
    rig.now = deadline.adding(.milliseconds(-1))
    try rig.send(.deadline)
    #expect(rig.stops.isEmpty)
    rig.now = deadline
    try rig.send(.deadline)
    #expect(rig.stops.count == 2)
    #expect(rig.machine.nextDeadline == nil)
    try rig.send(.cancel(message: "too late"))
    try rig.send(.podFinished(try rig.pod("in", "x").id, .success))
    try rig.send(.podFinished(try rig.pod("b").id, .exit(1)))
    #expect(rig.status.message == "run \"r\" timed out after 1m30s")
    #expect(rig.status.conditions?.last?.reason == .timeout)
    #expect(try rig.child("b").status?.conditions?.last?.reason == .timeout)
  }

  @Test func aRunWithoutTimeoutAndOneThatHasEndedHaveNoDeadline() throws {
    #expect(try nested().machine.nextDeadline == nil)
    var run = Make.run("pod")
    run.spec.timeout = "1s"
    var rig = try Rig(run, ["pod": Make.pod()])
    #expect(rig.machine.nextDeadline == nil)
    try rig.start()
    #expect(rig.machine.nextDeadline != nil)
    try rig.send(.podFinished(try rig.pod().id, .success))
    #expect(rig.machine.nextDeadline == nil)
  }

  @Test func aRunThatIsCancelledBeforeItsStartEndsAtOnceAndNeverStarts() throws {
    var rig = try Rig(Make.run("pod"), ["pod": Make.pod()])
    try rig.send(.cancel(message: "cancelled"))
    #expect(rig.status.phase == .failed)
    #expect(rig.status.startTime == rig.now)
    #expect(rig.status.completionTime == rig.now)
    try rig.start()
    #expect(rig.requests.isEmpty)
  }

  @Test func aPodThatIsRefusedWhileTheRunIsStoppedIsCancelled() throws {
    var rig = try Rig(Make.pod())
    try rig.start()
    try rig.send(.cancel(message: "enough"))
    try rig.send(.podRejected(try rig.pod().id, message: "no room", reason: .runtimeError))
    #expect(rig.status.conditions?.first?.reason == .cancelled)
    #expect(rig.machine.isFinished)
  }
}
