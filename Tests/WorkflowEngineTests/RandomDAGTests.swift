import Testing
import WorkflowAPI
@testable import WorkflowEngine

/// Numbers from a seed: https://prng.di.unimi.it/splitmix64.c
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Random DAGs with random outcomes, against the naive model; the machine is made anew from its records
/// after some events.
@Suite struct RandomDAGTests {
  private static let cases = 2_000

  @Test(arguments: 0..<4) func theMachineDoesWhatTheModelDoes(part: Int) throws {
    for seed in (part * Self.cases / 4)..<((part + 1) * Self.cases / 4) {
      var world = try World(seed: UInt64(seed))
      try world.play()
      if let difference = world.difference {
        Issue.record("seed \(seed): \(difference)")
        return
      }
    }
  }
}

/// One random run, in the machine and in the model.
private struct World {
  private var random: SplitMix64
  private let plan: RunPlan
  private var machine: RunMachine
  private let model: NaiveRun
  private var records: [String: RunRecord] = [:]
  private(set) var difference: String?

  init(seed: UInt64) throws {
    random = SplitMix64(state: seed)
    let leaf = Make.seqPod(results: ["r"], params: [ParamSpec(name: "p", default: "x")])
    let inner = Self.dag(["leaf"], &random)
    let middle = Self.dag(["leaf", "inner"], &random)
    let templates = [
      "leaf": leaf, "inner": inner, "middle": middle,
      "t": Self.dag(["leaf", "leaf", "inner", "middle"], &random),
    ]
    plan = try WorkflowEngineTests.plan(Make.run("t"), templates)
    machine = RunMachine(plan: plan, salt: "\(seed)", limits: EngineLimits())
    model = NaiveRun(templates["t"] ?? leaf, templates)
  }

  private static func dag(_ templates: [String], _ random: inout SplitMix64) -> WorkflowTemplateSpec {
    var nodes: [DAGNode] = []
    for index in 0..<Int.random(in: 1...6, using: &random) {
      var node = Make.node("n\(index)", templates.randomElement(using: &random) ?? "leaf")
      node.retries = Int.random(in: 0...3, using: &random) == 0 ? 1 : nil
      let before = nodes.filter { _ in Int.random(in: 0...2, using: &random) == 0 }
      if !before.isEmpty { node.dependencies = before.map(\.name) }
      let leaves = nodes.filter { $0.workflowTemplateRef == "leaf" }
      let result = leaves.randomElement(using: &random).map { "$(templates.\($0.name).results.r)" }
      switch Int.random(in: 0...9, using: &random) {
      case 0: node.when = [WhenExpression(input: "x", operator: .in, values: ["y"])]
      case 1: node.when = [WhenExpression(input: nil, operator: .notIn, values: ["x"])]
      case 2: node.when = result.map { [WhenExpression(input: $0, operator: .in, values: ["x"])] }
      case 3: node.when = result.map { [WhenExpression(input: $0, operator: .notIn, values: ["x"])] }
      case 4 where node.workflowTemplateRef == "leaf":
        node.params = result.map { [Param(name: "p", value: $0)] }
      default: break
      }
      nodes.append(node)
    }
    nodes.shuffle(using: &random)
    let strategies: [FailureStrategy?] = [nil, .stopAll, .stopDependent]
    return Make.dag(nodes, strategy: strategies.randomElement(using: &random) ?? nil)
  }

  mutating func play() throws {
    let time = Timestamp(seconds: 7)
    var actions = machine.start(at: time)
    model.settle()
    try compare(actions)
    while difference == nil, !model.phase.isFinal {
      let live = machine.livePods
      guard let pod = live.randomElement(using: &random), let leaf = model.leaves()[path(of: pod)] else {
        difference = "the model goes on, the machine has no pod that could"
        return
      }
      switch Int.random(in: 0...19, using: &random) {
      case 0:
        actions = machine.handle(.cancel(message: "enough"), at: time)
        model.cancelled = true
      case 1...6:
        actions = machine.handle(.podStarted(pod), at: time)
        leaf.begin()
      case 7...10:
        actions = machine.handle(.podFinished(pod, .exit(1)), at: time)
        leaf.end(.failed)
      default:
        let value = ["x", "y"].randomElement(using: &random) ?? ""
        actions = machine.handle(.podFinished(pod, .results(["r": value])), at: time)
        leaf.results = model.cancelled ? [:] : ["r": value]
        leaf.end(model.cancelled ? .failed : .succeeded)
      }
      model.settle()
      try compare(actions)
    }
    if difference == nil, !machine.isFinished { difference = "the machine has not finished" }
  }

  /// Looks at everything that can be seen from outside, and sometimes goes on with a machine made from the records.
  private mutating func compare(_ actions: [Action]) throws {
    for record in machine.takeChanges() { records[record.id] = record }
    if Int.random(in: 0...2, using: &random) == 0 {
      let restored = try RunMachine(
        restoring: Array(records.values), plan: plan, salt: machine.salt, limits: EngineLimits())
      if restored != machine { difference = "restoring gives another machine" }
      machine = restored
    }
    let (mine, theirs) = (snapshot(machine.root, ""), model.snapshot())
    if mine != theirs { difference = "machine: \(sorted(mine))\nmodel:   \(sorted(theirs))" }
    let live = Set(machine.livePods)
    if Set(live.map { path(of: $0) }) != Set(model.leaves().keys) { difference = "other pods are live" }
    for case .startPod(let request) in actions where !live.contains(request.id) {
      difference = "a pod was started that is not live"
    }
    let stops = actions.filter { if case .stopPod = $0 { true } else { false } }
    if !stops.isEmpty, stops.count != live.count { difference = "not all pods were stopped" }
  }

  private func sorted(_ snapshot: [String: String]) -> String {
    snapshot.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  private func snapshot(_ run: WorkflowRun, _ path: String) -> [String: String] {
    let attempts = (run.status?.retriedStatus?.count ?? 0) + 1
    var all = [path: "\(run.status?.phase?.rawValue ?? "") \(attempts)"]
    for (name, node) in run.status?.nodes ?? [:] {
      if let child = node.workflowRunName.flatMap({ machine.object(named: $0) }) {
        all.merge(snapshot(child, "\(path)/\(name)")) { $1 }
        if child.status?.phase != node.phase { all["\(path)/\(name)"] = "a node and its child differ" }
      } else {
        all["\(path)/\(name)"] = node.phase.rawValue
      }
    }
    return all
  }

  /// The way from the root to a pod's run, by nodes.
  private func path(of pod: PodID) -> String {
    let run = machine.podRequest(for: pod)?.labels[WellKnown.runLabel] ?? ""
    var path = ""
    var object = machine.object(named: run)
    while let child = object, let parent = child.metadata.ownerReferences?.first?.name {
      object = machine.object(named: parent)
      let node = object?.status?.nodes?.first { $0.value.workflowRunName == child.name }?.key
      path = "/\(node ?? "?")" + path
    }
    return path
  }
}
