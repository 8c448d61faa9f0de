import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct RetryTests {
  @Test func aRetryRunsTheSameChildAgainInANewPod() throws {
    var rig = try Rig(Make.dag([Make.node("a", retries: 2)]), ["pod": Make.pod()])
    try rig.start()
    let first = try rig.pod("a")
    let child = try rig.child("a").name
    try rig.run("a", .exit(1))
    let failed = try #require(try rig.child("a").status?.retriedStatus?.first)
    #expect(failed.phase == .failed)
    #expect(failed.podName == first.name)
    #expect(failed.retriedStatus == nil)
    #expect(failed.workflowTemplateSpec == Make.pod())
    var fresh = WorkflowRunStatus(phase: .pending)
    fresh.retriedStatus = [failed]
    #expect(try rig.child("a").status == fresh)
    #expect(rig.status.phase == .running)
    #expect(rig.phase("a") == .pending)
    #expect(try rig.child("a").name == child)
    let second = try rig.pod("a")
    #expect(second.name != first.name)

    try rig.send(.podFinished(first.id, .success))
    #expect(rig.phase("a") == .pending)
    try rig.run("a", .exit(2))
    try rig.run("a")
    #expect(rig.status.phase == .succeeded)
    #expect(
      try rig.child("a").status?.retriedStatus?.map(\.message) == [
        "container \"main\" failed with exit code 1", "container \"main\" failed with exit code 2",
      ])
  }

  @Test func aNodeFailsTheDAGAfterItsLastRetry() throws {
    var rig = try Rig(Make.dag([Make.node("a", retries: 1)]), ["pod": Make.pod()])
    try rig.start()
    try rig.run("a", .exit(1))
    try rig.run("a", .exit(2))
    #expect(rig.status.message == "node \"a\" failed: container \"main\" failed with exit code 2")
    #expect(rig.requests.count == 2)
  }

  @Test func aNodeThatRunsIsRetriedAfterAnotherHasFailed() throws {
    var rig = try Rig(Make.dag([Make.node("a"), Make.node("b", retries: 1)]), ["pod": Make.pod()])
    try rig.start()
    try rig.run("a", .exit(1))
    try rig.run("b", .exit(1))
    #expect(rig.busy == ["b"])
    try rig.run("b")
    #expect(rig.phase("b") == .succeeded)
    #expect(rig.status.phase == .failed)
  }

  @Test func aRetriedDAGStartsAfreshWithNewChildrenAndKeepsItsEarlierNodes() throws {
    let never = WhenExpression(input: "", operator: .notIn, values: [""])
    let inner = Make.dag([
      Make.node("skip", when: [never]), Make.node("x", after: ["skip"]), Make.node("y", after: ["x"]),
    ])
    var rig = try Rig(Make.dag([Make.node("in", "inner", retries: 1)]), ["inner": inner, "pod": Make.pod()])
    try rig.start()
    try rig.send(.podFinished(try rig.pod("in", "x").id, .success))
    let first = try #require(try rig.child("in").status?.nodes)
    try rig.send(.podFinished(try rig.pod("in", "y").id, .exit(1)))
    let nodes = try #require(try rig.child("in").status?.nodes)
    #expect(nodes.keys.sorted() == ["skip", "x"])
    #expect(nodes["x"]?.workflowRunName != first["x"]?.workflowRunName)
    let earlier = try #require(try rig.child("in").status?.retriedStatus?.first)
    #expect(earlier.nodes?["y"]?.phase == .failed)
    #expect(earlier.nodes?["x"]?.workflowRunName == first["x"]?.workflowRunName)
    #expect(rig.machine.object(named: first["x"]?.workflowRunName ?? "")?.status?.phase == .succeeded)
    try rig.send(.podFinished(try rig.pod("in", "x").id, .success))
    try rig.send(.podFinished(try rig.pod("in", "y").id, .success))
    #expect(rig.status.phase == .succeeded)
  }

  @Test func retriesThatMultiplyOverLevelsEndAtTheLimit() throws {
    let never = WhenExpression(input: "", operator: .notIn, values: [""])
    var templates = ["seq": Make.seqPod(results: ["r"])]
    templates["d0"] = Make.dag(
      [Make.node("a", "seq", when: [never])],
      results: [ResultSpec(name: "out", value: "$(templates.a.results.r)")])
    for level in 1...5 { templates["d\(level)"] = Make.dag([Make.node("n", "d\(level - 1)", retries: 100)]) }
    var rig = try Rig(Make.run("d5"), templates, limits: EngineLimits(retries: 50))
    try rig.start()
    #expect(rig.status.phase == .failed)
    #expect(Array(rig.machine.objects).count < 150)
  }
}
