import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct DAGResultTests {
  private func rig(value: String, when: [WhenExpression]? = nil) throws -> Rig {
    let dag = Make.dag(
      [Make.node("a", "seq", when: when)], params: [ParamSpec(name: "p", default: "P")],
      results: [ResultSpec(name: "out", value: value)])
    var rig = try Rig(dag, ["seq": Make.seqPod(results: ["r"])])
    try rig.start()
    return rig
  }

  @Test func resultsAreExpressionsOverThoseOfTheNodes() throws {
    var rig = try rig(value: "$(params.p): $(templates.a.results.r)")
    try rig.run("a", .results(["r": "$(params.p)"]))
    #expect(rig.status.results == [RunResult(name: "out", value: "P: $(params.p)")])
    #expect(rig.status.message == "All nodes in DAG have succeeded")
  }

  @Test func aResultOfASkippedNodeIsMissing() throws {
    let never = WhenExpression(input: "", operator: .notIn, values: [""])
    let rig = try rig(value: "$(templates.a.results.r)", when: [never])
    #expect(rig.status.phase == .failed)
    #expect(rig.status.conditions?.first?.reason == .missingResult)
    #expect(rig.status.message == "a result of the DAG needs result \"r\" of node \"a\", which was skipped")
  }

  @Test func resultsThatGrowTooLargeFailTheDAG() throws {
    var rig = try rig(value: String(repeating: "$(templates.a.results.r)", count: 1000))
    try rig.run("a", .results(["r": String(repeating: "x", count: 1000)]))
    #expect(rig.status.conditions?.first?.reason == .resultsTooLarge)
  }

  @Test func aNestedDAGHandsItsResultsOn() throws {
    let inner = Make.dag(
      [Make.node("a", "seq")], results: [ResultSpec(name: "out", value: "[$(templates.a.results.r)]")])
    var rig = try Rig(
      Make.dag([
        Make.node("in", "inner"), Make.node("b", "echo", params: ["p": "$(templates.in.results.out)"]),
      ]), ["inner": inner, "seq": Make.seqPod(results: ["r"]), "echo": Make.pod([ParamSpec(name: "p")])])
    try rig.start()
    try rig.send(.podFinished(try rig.pod("in", "a").id, .results(["r": "1"])))
    #expect(try rig.child("b").spec.params == [Param(name: "p", value: "[1]")])
  }

  @Test func aParamThatGrowsTooLargeIsRefusedAndNotMade() throws {
    let dag = Make.dag(
      [Make.node("a", "echo", params: ["p": String(repeating: "$(params.p)", count: 5)])],
      params: [ParamSpec(name: "p", default: String(repeating: "x", count: 21))])
    var rig = try Rig(
      Make.run("dag"), ["dag": dag, "echo": Make.pod([ParamSpec(name: "p")])],
      limits: EngineLimits(valueBytes: 100))
    try rig.start()
    #expect(rig.requests.isEmpty)
    #expect(
      rig.status.message
        == "node \"a\" failed: the value of param \"p\" is larger than 100 bytes; raise it with --limit value-bytes=…"
    )
  }
}
