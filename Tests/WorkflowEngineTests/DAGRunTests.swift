import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct DAGRunTests {
  private let diamond = Make.dag([
    Make.node("a"), Make.node("b1", after: ["a"]), Make.node("b2", after: ["a"]),
    Make.node("c", after: ["b1", "b2"]),
  ])

  @Test func nodesWhoseDependenciesHaveEndedRunTogether() throws {
    var rig = try Rig(diamond, ["pod": Make.pod()])
    #expect(rig.machine.summary == (0, 4))
    try rig.start()
    #expect(rig.busy == ["a"])
    #expect(rig.status.nodes?.keys.sorted() == ["a"])
    try rig.run("a")
    #expect(rig.busy == ["b1", "b2"])
    try rig.run("b2")
    #expect(rig.busy == ["b1"])
    try rig.run("b1")
    #expect(rig.busy == ["c"])
    #expect(rig.machine.summary == (3, 4))
    try rig.run("c")
    #expect(rig.status.phase == .succeeded)
    #expect(rig.status.message == "All nodes in DAG have succeeded")
    #expect(rig.machine.summary == (4, 4))
  }

  @Test func aDAGIsPendingUntilAChildRunsAndANodeShowsThePhaseOfItsChild() throws {
    var rig = try Rig(diamond, ["pod": Make.pod()])
    try rig.start()
    #expect(rig.status.phase == .pending)
    #expect(rig.phase("a") == .pending)
    try rig.send(.podStarted(try rig.pod("a").id))
    #expect(rig.status.phase == .running)
    #expect(rig.phase("a") == .running)
    try rig.send(.podFinished(try rig.pod("a").id, .success))
    #expect(rig.phase("a") == .succeeded)
    #expect(rig.phase("b1") == .pending)
    #expect(rig.phase("c") == nil)
  }

  @Test func aChildHasTheShapeThatTheSpecGivesIt() throws {
    var template = Make.pod([ParamSpec(name: "text")])
    template.workspaces = [WorkspaceSpec(name: "inner")]
    var node = Make.node("a", params: ["text": "$(params.who) $(context.workflowRun.name) $$(x) $(date)"])
    var workspace = NodeWorkspace(name: "inner", workspace: "outer")
    workspace.subPath = "$(params.who)/out"
    node.workspaces = [workspace]
    var dag = Make.dag([node], params: [ParamSpec(name: "who", default: "world")])
    dag.workspaces = [WorkspaceSpec(name: "outer")]
    var run = Make.run("dag")
    run.metadata.namespace = "demo"
    run.spec.serviceAccountName = "robot"
    run.spec.timeout = "1h"
    run.spec.workspaces = [Make.claim("outer", "disk", subPath: "base")]
    var rig = try Rig(run, ["dag": dag, "pod": template])
    try rig.start()
    let child = try rig.child("a")
    #expect(child.name.hasPrefix("r-a-"))
    #expect(
      child.metadata
        == ObjectMeta(
          name: child.name, namespace: "demo", labels: [WellKnown.templateLabel: "pod"],
          ownerReferences: [
            OwnerReference(apiVersion: APIVersion.batch, kind: "WorkflowRun", name: "r", controller: true)
          ]))
    var spec = WorkflowRunSpec(workflowTemplateRef: "pod")
    spec.params = [Param(name: "text", value: "world r $(x) $(date)")]
    spec.workspaces = [Make.claim("inner", "disk", subPath: "base/world/out")]
    spec.serviceAccountName = "robot"
    spec.depth = 1
    #expect(child.spec == spec)
    #expect(try rig.pod("a").root == ObjectKey(namespace: "demo", name: "r"))
    #expect(try rig.pod("a").variables["params.text"] == "world r $(x) $(date)")
  }

  @Test func aSubPathThatLeadsOutOfItsWorkspaceIsRefused() throws {
    var template = Make.pod()
    template.workspaces = [WorkspaceSpec(name: "data")]
    var node = Make.node("a", retries: 3)
    var workspace = NodeWorkspace(name: "data", workspace: "data")
    workspace.subPath = "$(params.dir)/x"
    node.workspaces = [workspace]
    var dag = Make.dag([node], params: [ParamSpec(name: "dir")])
    dag.workspaces = [WorkspaceSpec(name: "data")]
    var run = Make.run("dag")
    run.spec.params = [Param(name: "dir", value: "a/../..")]
    run.spec.workspaces = [Make.claim("data", "disk")]
    var rig = try Rig(run, ["dag": dag, "pod": template])
    try rig.start()
    #expect(rig.requests.isEmpty)
    #expect(rig.status.phase == .failed)
    #expect(try rig.child("a").status?.conditions?.first?.reason == .invalidWorkspaces)
    #expect(try rig.child("a").status?.retriedStatus == nil)
  }

  @Test func aNestedDAGEndsBeforeItsParentGoesOn() throws {
    let inner = Make.dag([Make.node("x"), Make.node("y", after: ["x"])])
    var rig = try Rig(
      Make.dag([Make.node("in", "inner"), Make.node("last", after: ["in"])]),
      ["inner": inner, "pod": Make.pod()])
    try rig.start()
    let x = try rig.pod("in", "x").id
    try rig.send(.podStarted(x))
    #expect(rig.status.phase == .running)
    #expect(rig.phase("in") == .running)
    try rig.send(.podFinished(x, .success))
    #expect(rig.phase("last") == nil)
    let y = try rig.pod("in", "y")
    let child = try #require(rig.machine.object(named: y.labels[WellKnown.runLabel] ?? ""))
    #expect(child.spec.depth == 2)
    #expect(child.metadata.ownerReferences?.first?.name == (try rig.child("in").name))
    try rig.send(.podFinished(y.id, .success))
    #expect(rig.phase("in") == .succeeded)
    #expect(rig.phase("last") == .pending)
    try rig.run("last")
    #expect(rig.status.phase == .succeeded)
    #expect(Array(rig.machine.objects).count == 5)
    #expect(rig.machine.summary == (2, 2))
  }

  @Test func aFailureStartsNothingMoreAndWhatRunsRunsToItsEnd() throws {
    let dag = Make.dag([
      Make.node("bad"), Make.node("good"), Make.node("after-bad", after: ["bad"]),
      Make.node("after-good", after: ["good"]),
    ])
    var rig = try Rig(dag, ["pod": Make.pod()])
    try rig.start()
    try rig.run("bad", .exit(3, lines: "boom"))
    #expect(rig.status.phase == .running)
    #expect(rig.busy == ["good"])
    #expect(rig.stops.isEmpty)
    try rig.run("good")
    #expect(rig.status.phase == .failed)
    #expect(rig.status.message == "node \"bad\" failed: container \"main\" failed with exit code 3: boom")
    #expect(rig.status.conditions?.first?.reason == .failed)
    #expect(rig.status.nodes?.keys.sorted() == ["bad", "good"])
  }

  @Test func aFailureStopsOnlyDependentNodesWhenTheStrategySaysSo() throws {
    let dag = Make.dag(
      [
        Make.node("bad"), Make.node("good"), Make.node("after-bad", after: ["bad"]),
        Make.node("after-good", after: ["good"]), Make.node("indirect", after: ["after-bad", "after-good"]),
      ], strategy: .stopDependent)
    var rig = try Rig(dag, ["pod": Make.pod()])
    try rig.start()
    try rig.run("bad", .exit(1))
    try rig.run("good")
    #expect(rig.busy == ["after-good"])
    try rig.run("after-good")
    #expect(rig.status.phase == .failed)
    #expect(rig.status.nodes?.keys.sorted() == ["after-good", "bad", "good"])
  }

  @Test func theFirstFailedNodeIsNamedAndTheOthersAreCounted() throws {
    var rig = try Rig(Make.dag([Make.node("a"), Make.node("b"), Make.node("c")]), ["pod": Make.pod()])
    try rig.start()
    for node in ["b", "c", "a"] { try rig.run(node, .exit(1)) }
    #expect(
      rig.status.message == "node \"b\" failed (and 2 more): container \"main\" failed with exit code 1")
  }

  @Test func sameNamesComeFromTheSameSaltAndOthersFromAnother() throws {
    let plan = try plan(Make.run("dag"), ["dag": Make.dag([Make.node("a")]), "pod": Make.pod()])
    func names(_ salt: String) -> [String] {
      var machine = RunMachine(plan: plan, salt: salt, limits: EngineLimits())
      _ = machine.start(at: Timestamp(seconds: 0))
      return machine.objects.map(\.name) + machine.livePods.map(\.name)
    }
    #expect(names("x") == names("x"))
    #expect(Set(names("x")).intersection(names("y")) == ["r"])
  }

  @Test func longNamesAreCutAndStillDiffer() throws {
    let nodes = (10..<60).map { Make.node("\($0)" + String(repeating: "n", count: 61)) }
    let run = Make.run("dag", name: String(repeating: "r", count: 253))
    var rig = try Rig(run, ["dag": Make.dag(nodes), "pod": Make.pod()])
    try rig.start()
    let names = rig.machine.objects.map(\.name)
    #expect(Set(names).count == 51)
    #expect(names.allSatisfy { $0.utf8.count <= 253 })
    #expect(Set(rig.machine.livePods).count == 50)
  }
}
