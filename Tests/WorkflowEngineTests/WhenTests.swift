import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct WhenTests {
  private func when(_ input: String?, _ op: WhenExpression.Operator, _ values: String...) -> WhenExpression {
    WhenExpression(input: input, operator: op, values: values)
  }

  @Test(arguments: [
    (WhenExpression(input: "x", operator: .in, values: ["x", "y"]), true),
    (WhenExpression(input: "z", operator: .in, values: ["x", "y"]), false),
    (WhenExpression(input: "x", operator: .notIn, values: ["x"]), false),
    (WhenExpression(input: "z", operator: .notIn, values: ["x"]), true),
    (WhenExpression(input: nil, operator: .in, values: [""]), true),
    (WhenExpression(input: nil, operator: .notIn, values: [""]), false),
    (WhenExpression(input: "x", operator: .in, values: []), false),
    (WhenExpression(input: "x", operator: .notIn, values: []), true),
  ])
  func aNodeRunsIfItsExpressionHolds(expression: WhenExpression, runs: Bool) throws {
    var rig = try Rig(Make.dag([Make.node("a", when: [expression])]), ["pod": Make.pod()])
    try rig.start()
    #expect(rig.phase("a") == (runs ? .pending : .skipped))
  }

  @Test func aSkippedNodeShowsItsExpressionsSubstitutedAndTheNodesAfterItRun() throws {
    let dag = Make.dag(
      [
        Make.node("a", when: [when("$(params.p)", .in, "on"), when("1", .in, "$(params.p)", "1")]),
        Make.node("b", after: ["a"]),
      ], params: [ParamSpec(name: "p", default: "off")])
    var rig = try Rig(dag, ["pod": Make.pod()])
    try rig.start()
    #expect(
      rig.status.nodes?["a"]
        == NodeStatus(phase: .skipped, whenExpressions: [when("off", .in, "on"), when("1", .in, "off", "1")]))
    #expect(rig.busy == ["b"])
    try rig.run("b")
    #expect(rig.status.phase == .succeeded)
    #expect(rig.machine.summary == (2, 2))
  }

  @Test func nodesThatNeedAResultOfASkippedNodeAreSkippedToo() throws {
    let dag = Make.dag([
      Make.node("a", "seq", when: [when("1", .in)]),
      Make.node("b", "echo", params: ["p": "$(templates.a.results.r)"]),
      Make.node("c", when: [when("$(templates.a.results.r)", .notIn, "x")]),
      Make.node("d", after: ["b", "c"]),
    ])
    var rig = try Rig(
      dag, ["seq": Make.seqPod(results: ["r"]), "echo": Make.pod([ParamSpec(name: "p")]), "pod": Make.pod()])
    try rig.start()
    #expect(rig.phase("a") == .skipped)
    #expect(rig.status.nodes?["b"] == NodeStatus(phase: .skipped))
    #expect(rig.status.nodes?["c"] == NodeStatus(phase: .skipped))
    #expect(rig.busy == ["d"])
  }

  @Test func aResultDecidesAndIsHandedOn() throws {
    let dag = Make.dag([
      Make.node("a", "seq"),
      Make.node(
        "yes", "echo", params: ["p": "<$(templates.a.results.r)>"],
        when: [when("$(templates.a.results.r)", .in, "go")]),
      Make.node("no", when: [when("$(templates.a.results.r)", .notIn, "go")]),
    ])
    var rig = try Rig(
      dag, ["seq": Make.seqPod(results: ["r"]), "echo": Make.pod([ParamSpec(name: "p")]), "pod": Make.pod()])
    try rig.start()
    #expect(rig.busy == ["a"])
    try rig.run("a", .results(["r": "go"]))
    #expect(rig.phase("no") == .skipped)
    #expect(rig.status.nodes?["no"]?.whenExpressions == [when("go", .notIn, "go")])
    #expect(try rig.child("yes").spec.params == [Param(name: "p", value: "<go>")])
  }

  @Test func aDAGOfWhichAllIsSkippedSucceedsAtOnce() throws {
    var rig = try Rig(
      Make.dag([Make.node("a", when: [when("", .notIn, "")]), Make.node("b", "inner", after: ["a"])]),
      ["pod": Make.pod(), "inner": Make.dag([Make.node("x", when: [when("", .notIn, "")])])])
    try rig.start()
    #expect(rig.status.phase == .succeeded)
    #expect(rig.requests.isEmpty)
    #expect(rig.status.startTime == rig.now)
  }
}
