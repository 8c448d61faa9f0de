import Testing
import WorkflowAPI
import WorkflowEngine
import YAML

@Suite struct RunPlannerTests {
  /// The rejection of a run, which must be one.
  private func rejection(
    _ run: WorkflowRun, _ templates: [String: WorkflowTemplateSpec],
    limits: EngineLimits = EngineLimits()
  ) throws -> RunRejection {
    try #require(throws: RunRejection.self) { try plan(run, templates, limits: limits) }
  }

  /// The rejection of a run of the template `t`.
  private func rejection(
    _ templates: [String: WorkflowTemplateSpec], limits: EngineLimits = EngineLimits()
  ) throws -> RunRejection {
    try rejection(Make.run("t"), templates, limits: limits)
  }

  @Test func aPlanHasAllTemplatesThatTheRunReachesAndNoOther() throws {
    let templates = [
      "t": Make.dag([Make.node("a", "inner"), Make.node("b", "pod")]), "inner": Make.dag([Make.node("x")]),
      "pod": Make.pod(), "other": Make.pod(),
    ]
    #expect(try plan(Make.run("t"), templates).templates.keys.sorted() == ["inner", "pod", "t"])
  }

  @Test func aMissingTemplateIsNamedWithTheOneThatWasMeant() throws {
    let missing = try rejection(Make.run("trian"), ["train": Make.pod(), "x": Make.pod()])
    #expect(missing.reason == .workflowTemplateNotFound)
    #expect(missing.message == "there is no WorkflowTemplate \"trian\"; did you mean \"train\"?")
    #expect(missing.subject == .run)
    #expect(missing.path == [.key("spec"), .key("workflowTemplateRef")])
  }

  @Test func aMissingTemplateOfANodeIsAnErrorOfTheDAG() throws {
    let dag = Make.dag([Make.node("a"), Make.node("b", "nothing-like-it")])
    let missing = try rejection(["t": dag, "pod": Make.pod()])
    #expect(missing.message == "there is no WorkflowTemplate \"nothing-like-it\"")
    #expect(missing.subject == .template("t"))
    #expect(
      missing.path == [
        .key("spec"), .key("dag"), .key("templates"), .index(1), .key("workflowTemplateRef"),
      ])
    var run = Make.run("t")
    run.spec.workflowTemplateRef = nil
    run.spec.workflowTemplateSpec = dag
    let embedded = try rejection(run, ["pod": Make.pod()])
    #expect(embedded.subject == .run)
    #expect(embedded.path.prefix(3) == [.key("spec"), .key("workflowTemplateSpec"), .key("dag")])
  }

  @Test func paramsOfTheRunMustBeThoseOfTheTemplate() throws {
    let templates = ["t": Make.pod([ParamSpec(name: "epochs"), ParamSpec(name: "rate", default: "")])]
    var run = Make.run("t")
    let none = try rejection(run, templates)
    #expect(none.reason == .invalidParams)
    #expect(none.message == "param \"epochs\" is required and not given")
    #expect(none.path == [.key("spec")])

    run.spec.params = [Param(name: "epoch", value: "1")]
    let unknown = try rejection(run, templates)
    #expect(unknown.message == "the template has no param \"epoch\"; did you mean \"epochs\"?")
    #expect(unknown.path == [.key("spec"), .key("params"), .index(0), .key("name")])

    run.spec.params = [Param(name: "epochs", value: "1"), Param(name: "epochs", value: "2")]
    #expect(try rejection(run, templates).reason == .invalidParams)

    run.spec.params = [Param(name: "epochs", value: "")]
    _ = try plan(run, templates)
  }

  @Test func workspacesOfTheRunMustBeThoseOfTheTemplate() throws {
    var spec = Make.pod()
    var optional = WorkspaceSpec(name: "cache")
    optional.optional = true
    spec.workspaces = [WorkspaceSpec(name: "data"), optional]
    var run = Make.run("t")
    let missing = try rejection(run, ["t": spec])
    #expect(missing.reason == .invalidWorkspaces)
    #expect(missing.message == "workspace \"data\" is required and not given")
    run.spec.workspaces = [Make.claim("data", "disk"), Make.claim("cahce", "disk")]
    let unknown = try rejection(run, ["t": spec])
    #expect(unknown.message == "the template has no workspace \"cahce\"; did you mean \"cache\"?")
    run.spec.workspaces = [Make.claim("data", "disk")]
    _ = try plan(run, ["t": spec])
  }

  @Test func aNodeMustGiveWhatItsTemplateRequires() throws {
    let templates = ["t": Make.dag([Make.node("a", "echo")]), "echo": Make.pod([ParamSpec(name: "p")])]
    let missing = try rejection(templates)
    #expect(missing.reason == .invalidParams)
    #expect(missing.subject == .template("t"))
    #expect(missing.path == [.key("spec"), .key("dag"), .key("templates"), .index(0)])
  }

  @Test func aNodeCannotRequireWhatTheRunLeavesUnbound() throws {
    var inner = Make.pod()
    inner.workspaces = [WorkspaceSpec(name: "in")]
    var node = Make.node("a", "inner")
    node.workspaces = [NodeWorkspace(name: "in", workspace: "out")]
    var dag = Make.dag([node])
    var optional = WorkspaceSpec(name: "out")
    optional.optional = true
    dag.workspaces = [optional]
    var run = Make.run("t")
    let unbound = try rejection(run, ["t": dag, "inner": inner])
    #expect(unbound.reason == .invalidWorkspaces)
    #expect(unbound.message.contains("\"out\""))
    run.spec.workspaces = [Make.claim("out", "disk")]
    _ = try plan(run, ["t": dag, "inner": inner])
  }

  @Test func aResultThatIsUsedMustBeDeclared() throws {
    let templates = [
      "t": Make.dag([
        Make.node("a", "seq"), Make.node("b", "echo", params: ["p": "$(templates.a.results.lengh)"]),
      ]),
      "seq": Make.seqPod(results: ["length"]), "echo": Make.pod([ParamSpec(name: "p")]),
    ]
    let unknown = try rejection(templates)
    #expect(unknown.reason == .invalidWorkflowTemplate)
    #expect(
      unknown.message
        == "template \"seq\" of node \"a\" declares no result \"lengh\"; did you mean \"length\"?")
    #expect(
      unknown.path == [
        .key("spec"), .key("dag"), .key("templates"), .index(1), .key("params"), .index(0), .key("value"),
      ])
  }

  @Test func aPodHasNoResultToUse() throws {
    var pod = Make.pod()
    pod.results = [ResultSpec(name: "r")]
    let dag = Make.dag(
      [Make.node("a")], results: [ResultSpec(name: "out", value: "$(templates.a.results.r)")])
    let rejected = try rejection(["t": dag, "pod": pod])
    #expect(rejected.path == [.key("spec"), .key("results"), .index(0), .key("value")])
  }

  @Test func nestingHasALimit() throws {
    var templates = ["d0": Make.pod()]
    for level in 1...11 { templates["d\(level)"] = Make.dag([Make.node("n", "d\(level - 1)")]) }
    _ = try plan(Make.run("d10"), templates)
    let deep = try rejection(Make.run("d11"), templates)
    #expect(deep.reason == .depthExceeded)
    #expect(deep.message.hasPrefix("DAGs are nested deeper than the limit of 10: d11 -> d10 -> "))
    var run = Make.run("d10")
    run.spec.depth = 1
    #expect(try rejection(run, templates).reason == .depthExceeded)
  }

  @Test func theLimitHoldsForATemplateThatWasMetBeforeOnAHigherLevel() throws {
    let templates = [
      "pod": Make.pod(), "low": Make.dag([Make.node("x")]), "mid": Make.dag([Make.node("x", "low")]),
      "t": Make.dag([Make.node("a", "low"), Make.node("b", "mid")]),
    ]
    _ = try plan(Make.run("t"), templates, limits: EngineLimits(depth: 3))
    #expect(try rejection(templates, limits: EngineLimits(depth: 2)).reason == .depthExceeded)
  }

  @Test func aTemplateThatRunsItselfIsShownWithItsCycle() throws {
    let templates = ["t": Make.dag([Make.node("n", "u")]), "u": Make.dag([Make.node("n", "t")])]
    let cycle = try rejection(templates)
    #expect(cycle.reason == .depthExceeded)
    #expect(cycle.message == "the template runs itself without end: t -> u -> t")
  }

  @Test func nodesOfAllLevelsAreCountedWithoutBeingMade() throws {
    var templates = ["d0": Make.pod()]
    for level in 1...10 {
      templates["d\(level)"] = Make.dag((0..<400).map { Make.node("n\($0)", "d\(level - 1)") })
    }
    _ = try plan(Make.run("d1"), templates)
    let many = try rejection(Make.run("d10"), templates)
    #expect(
      many.message
        == "the run would have more than 5000 nodes on all levels of its DAGs; raise it with --limit run-nodes=…"
    )
    #expect(many.reason == .invalidWorkflowTemplate)
  }

  @Test func aTypeThatNeedsAClusterIsRejectedWithItsRuntime() throws {
    var spec = WorkflowTemplateSpec(type: .resource)
    spec.resource = ResourceSpec(manifest: "apiVersion: v1\nkind: Pod\n")
    spec.resource?.successRules = nil
    let rejected = try rejection(["t": spec])
    #expect(rejected.reason == .runtimeError)
    #expect(rejected.message.contains("\"kubernetes\""))
    #expect(rejected.path == [.key("spec"), .key("type")])
  }

  @Test func aRejectedRunHasFailedWithBothTimesAndTheReason() throws {
    let at = Timestamp(milliseconds: 5_999)
    let rejected = try rejection(Make.run("t"), [:])
    let run = RunPlanner.rejected(Make.run("t"), rejected, message: "runs.yaml:3:5: gone", at: at)
    #expect(run.status?.phase == .failed)
    #expect(run.status?.startTime == Timestamp(seconds: 5))
    #expect(run.status?.completionTime == Timestamp(seconds: 5))
    #expect(run.status?.message == "runs.yaml:3:5: gone")
    #expect(run.status?.conditions?.map(\.reason) == [.workflowTemplateNotFound, .workflowTemplateNotFound])
    #expect(run.status?.conditions?.last?.message == "runs.yaml:3:5: gone")
    #expect(run.metadata.labels == [WellKnown.templateLabel: "t"])
  }
}
