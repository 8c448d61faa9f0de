import Foundation
import Testing
import WorkflowAPI
import WorkflowEngine

/// A machine with the pods that it has asked for. After every event it is made anew from its records,
/// which have been through JSON, so that all tests are tests of restoring too.
struct Rig {
  private(set) var machine: RunMachine
  private(set) var stops: [PodID: Duration] = [:]
  /// Every pod that was ever asked for, in order.
  private(set) var requests: [PodRequest] = []
  private var records: [String: Data] = [:]
  private let plan: RunPlan
  private let limits: EngineLimits
  var now = Timestamp(seconds: 1_618_558_690)

  init(
    _ run: WorkflowRun, _ templates: [String: WorkflowTemplateSpec] = [:],
    limits: EngineLimits = EngineLimits()
  ) throws {
    plan = try WorkflowEngineTests.plan(run, templates, limits: limits)
    self.limits = limits
    machine = RunMachine(plan: plan, salt: "salt", limits: limits)
  }

  /// An embedded template.
  init(_ spec: WorkflowTemplateSpec, _ templates: [String: WorkflowTemplateSpec] = [:]) throws {
    try self.init(
      WorkflowRun(metadata: ObjectMeta(name: "r"), spec: WorkflowRunSpec(workflowTemplateSpec: spec)),
      templates)
  }

  var status: WorkflowRunStatus { machine.root.status ?? WorkflowRunStatus() }

  mutating func start() throws { try perform(machine.start(at: now)) }

  mutating func send(_ event: Event) throws { try perform(machine.handle(event, at: now)) }

  private mutating func perform(_ actions: [Action]) throws {
    for action in actions {
      switch action {
      case .startPod(let request): requests.append(request)
      case .stopPod(let pod, let grace): stops[pod] = grace
      }
    }
    let before = machine
    for record in machine.takeChanges() { records[record.id] = try JSONEncoder().encode(record) }
    let restored = try records.values.shuffled().map { try JSONDecoder().decode(RunRecord.self, from: $0) }
    machine = try RunMachine(restoring: restored, plan: plan, salt: "salt", limits: limits)
    #expect(machine.objects.map { $0 } == before.objects.map { $0 })
    #expect(machine.livePods == before.livePods)
  }

  /// The newest pod of the run at a path of nodes from the root.
  func pod(_ path: String...) throws -> PodRequest {
    var run = machine.root
    for node in path {
      let name = try #require(run.status?.nodes?[node]?.workflowRunName, "node \(node) has not started")
      run = try #require(machine.object(named: name))
    }
    return try #require(requests.last { $0.labels[WellKnown.runLabel] == run.name })
  }

  func child(_ node: String) throws -> WorkflowRun {
    let name = try #require(
      machine.root.status?.nodes?[node]?.workflowRunName, "node \(node) has not started")
    return try #require(machine.object(named: name))
  }

  func phase(_ node: String) -> Phase? { status.nodes?[node]?.phase }

  /// The nodes of the root whose child has a live pod.
  var busy: [String] {
    let live = Set(machine.livePods.compactMap { machine.podRequest(for: $0)?.labels[WellKnown.runLabel] })
    return (status.nodes ?? [:]).filter { live.contains($0.value.workflowRunName ?? "") }.keys.sorted()
  }

  mutating func run(_ node: String, _ outcome: PodOutcome = .success) throws {
    let pod = try pod(node).id
    try send(.podStarted(pod))
    try send(.podFinished(pod, outcome))
  }
}
