import PodRuntime
import WorkflowAPI

/// The pods of a machine, which go on without an agent: what really happens, and what is known of it.
final class Pods: @unchecked Sendable {
  /// What a pod does, as its manifest says: `exit=1,for=300`, `fail=2` (its first two attempts), `hang`, `stubborn`.
  struct Behaviour {
    var exitCode: Int32 = 0
    var failures = 0
    var duration: Int64 = 100
    var hangs = false
    /// Does not end at SIGTERM.
    var isStubborn = false

    init(_ text: String) {
      for part in text.split(separator: ",") {
        let words = part.split(separator: "=")
        let value = words.count > 1 ? Int64(words[1]) ?? 0 : 0
        switch words.first {
        case "exit": exitCode = Int32(value)
        case "for": duration = value
        case "fail": failures = Int(value)
        case "hang": hangs = true
        case "stubborn":
          hangs = true
          isStubborn = true
        default: break
        }
      }
    }
  }

  final class Pod {
    enum State { case ordered, running, finished(PodOutcome) }
    let request: PodRequest
    let agentID: String
    var state = State.ordered
    var isStopped = false
    var isLost = false

    init(request: PodRequest, agentID: String) {
      self.request = request
      self.agentID = agentID
    }
    var id: PodID { request.id }
    var behaviour: Behaviour { Behaviour(request.variables["params.do"] ?? "") }
  }

  let name: String
  unowned let world: World
  // Set by the machine that it belongs to before anything else.
  weak var machine: Machine?
  private var pods: [PodID: Pod] = [:]
  private var adoptedBoot: Int?
  private var lostPods: Set<PodID> = []
  /// How often a run was released.
  private(set) var releases: [ObjectKey: Int] = [:]
  /// The agent that is told, and what it was told of.
  var process: Process? {
    didSet {
      handler = nil
      told = [:]
    }
  }
  var handler: (@Sendable ([PodEvent]) -> Void)?
  private var told: [PodID: Int] = [:]

  init(name: String, world: World) {
    self.name = name
    self.world = world
  }

  /// The order to start a pod has come.
  func order(_ request: PodRequest, agentID: String) {
    if let pod = pods[request.id], world.broken != .idempotence { return tell(pod) }
    let pod = Pod(request: request, agentID: agentID)
    pods[pod.id] = pod
    world.scheduler.after(Int64(world.scheduler.chance.number(0...20))) { self.begin(pod) }
  }

  private func begin(_ pod: Pod) {
    guard case .ordered = pod.state, !pod.isLost else { return }
    if world.scheduler.chance.happens(world.faults.refusedOrder) { return refuse(pod) }
    pod.state = .running
    let attempt = world.invariants.begins(pod)
    world.note("machine \(name): \(pod.id) starts, \(pod.request.variables["params.do"] ?? "")")
    tell(pod)
    let behaviour = pod.behaviour
    if pod.isStopped { stop(pod.id, grace: 0) }
    if !behaviour.hangs {
      let code = attempt <= behaviour.failures ? 1 : behaviour.exitCode
      world.scheduler.after(behaviour.duration) { self.end(pod, .exited(code: code)) }
    }
  }

  /// The order is not carried out, and nothing remembers it.
  private func refuse(_ pod: Pod) {
    world.note("machine \(name): \(pod.id) is refused")
    pods[pod.id] = nil
    guard let handler, let process, !process.isDead else { return }
    handler([.refused(pod.id, PodRuntimeError(code: .unavailable, message: "its supervisor ended"))])
  }

  private func end(_ pod: Pod, _ termination: ContainerOutcome.Termination) {
    guard case .running = pod.state else { return }
    finish(pod, PodOutcome(containers: [ContainerOutcome(name: "main", termination: termination)]))
  }

  private func finish(_ pod: Pod, _ outcome: PodOutcome) {
    pod.state = .finished(outcome)
    world.note("machine \(name): \(pod.id) ends, \(outcome.succeeded ? "well" : "badly")")
    world.invariants.ends(pod, outcome)
    tell(pod)
  }

  func stop(_ id: PodID, grace: Int64) {
    guard let pod = pods[id] else { return }
    pod.isStopped = true
    guard case .running = pod.state else { return }
    let isStubborn = pod.behaviour.isStubborn
    world.scheduler.after(isStubborn ? grace : 5) { self.end(pod, .signalled(number: isStubborn ? 9 : 15)) }
  }

  /// Tells the agent what is new of a pod.
  private func tell(_ pod: Pod) {
    guard handler != nil, let process else { return }
    // What is told is on its way for a moment, and stays in order.
    world.scheduler.after(1) {
      guard let handler = self.handler, self.process === process, !process.isDead else { return }
      var events: [PodEvent] = []
      let told = self.told[pod.id, default: 0]
      switch pod.state {
      case .ordered: break
      case .running: if told < 1 { events = [.started(pod.id)] }
      case .finished(let outcome):
        if told < 1, !pod.isLost { events = [.started(pod.id)] }
        if told < 2 { events.append(.finished(pod.id, outcome)) }
      }
      self.told[pod.id] = max(
        told, events.contains { if case .finished = $0 { true } else { false } } ? 2 : 1)
      if !events.isEmpty { handler(events) }
    }
  }

  private static let lost = PodOutcome(
    containers: [], failure: PodOutcome.Failure(reason: .agentLost, message: "it is lost"))

  func adopt(_ ids: [PodID], boot: Int) -> [PodID: Adoption] {
    if world.broken == .adoption { return [:] }
    var adoptions: [PodID: Adoption] = [:]
    for id in ids {
      if let pod = pods[id] {
        adoptions[id] = pod.isLost ? .lost : .adopted
        tell(pod)
      } else if adoptedBoot != boot || lostPods.contains(id) {
        adoptions[id] = .lost
        handler?([.finished(id, Self.lost)])
        lostPods.insert(id)
        world.invariants.mayBeLost(id)
      } else {
        adoptions[id] = .neverStarted
      }
    }
    adoptedBoot = boot
    return adoptions
  }

  func release(_ root: ObjectKey) {
    releases[root, default: 0] += 1
    for pod in pods.values.filter({ $0.id.root == root }).sorted(by: { $0.id.name < $1.id.name }) {
      if case .finished = pod.state {
      } else {
        world.fail("\(root) is released while \(pod.id) has not ended")
      }
      pods[pod.id] = nil
    }
  }

  /// The roots that were not released.
  var roots: [ObjectKey] { Set(pods.keys.map(\.root)).sorted() }

  /// All of a root that nobody remembers is killed.
  func discard(_ root: ObjectKey) {
    releases[root, default: 0] += 1
    for pod in pods.values.filter({ $0.id.root == root }).sorted(by: { $0.id.name < $1.id.name }) {
      if case .finished = pod.state {
      } else {
        lose(pod)
      }
      pods[pod.id] = nil
    }
  }

  /// One supervisor dies, and all that it knew of what runs.
  func loseSupervisor() {
    let running = pods.values.filter { if case .running = $0.state { true } else { false } }
    guard let root = running.map(\.id.root).min() else { return }
    world.note("machine \(name): the supervisor of \(root) dies")
    for pod in running.sorted(by: { $0.id.name < $1.id.name }) where pod.id.root == root { lose(pod) }
  }

  private func lose(_ pod: Pod) {
    pod.isLost = true
    world.invariants.mayBeLost(pod.id)
    finish(pod, Self.lost)
  }

  func losePower() {
    handler = nil
    for pod in pods.values.sorted(by: { $0.id.name < $1.id.name }) {
      switch pod.state {
      case .ordered:
        pod.isLost = true
        pods[pod.id] = nil
      case .running: lose(pod)
      case .finished: break
      }
    }
  }

  /// The files that know of the pods are gone; the processes are not.
  func loseState() {
    pods = [:]
    adoptedBoot = nil
    lostPods = []
  }
}

/// The runtime as one agent has it.
final class PodRuntimeOfProcess: PodRuntime, @unchecked Sendable {
  private let process: Process
  private var world: World { process.world }
  private var pods: Pods { process.machine.pods }

  init(_ process: Process) { self.process = process }

  func deliver(to handler: @escaping @Sendable ([PodEvent]) -> Void) async {
    if !process.isDead { pods.handler = handler }
  }

  func start(_ pod: PodRequest) async throws(PodRuntimeError) {
    let machine = process.machine
    let (boot, agentID) = (machine.boot, machine.agentID)
    let releases = machine.pods.releases[pod.root, default: 0]
    guard process.reaches(.runtime) else {
      throw PodRuntimeError(code: .unavailable, message: "the agent is dead")
    }
    if world.scheduler.chance.happens(world.faults.unavailable) {
      throw PodRuntimeError(code: .unavailable, message: "out of processes")
    }
    world.invariants.willStart(pod, by: process)
    guard process.reaches(.runtime) else {
      // The order is on its way, and may arrive when the next agent is there already.
      world.scheduler.after(Int64(world.scheduler.chance.number(0...200))) {
        // With the power, or with the supervisor that it is for, goes what is on its way.
        guard machine.boot == boot, machine.pods.releases[pod.root, default: 0] == releases else { return }
        machine.pods.order(pod, agentID: agentID)
      }
      throw PodRuntimeError(code: .unavailable, message: "the agent is dead")
    }
    machine.pods.order(pod, agentID: agentID)
    if world.scheduler.chance.happens(0.2) { await world.scheduler.pause(10) }
  }

  func stop(_ pod: PodID, gracePeriod: Duration) async {
    guard process.reaches(.runtime) else { return }
    pods.stop(pod, grace: gracePeriod.components.seconds * 1000)
  }

  func adopt(_ ids: [PodID]) async -> [PodID: Adoption] {
    guard process.reaches(.runtime) else { return [:] }
    await world.scheduler.pause(Int64(world.scheduler.chance.number(0...50)))
    guard process.reaches(.runtime) else { return [:] }
    return pods.adopt(ids, boot: process.machine.boot)
  }

  func release(_ root: ObjectKey) async {
    guard process.reaches(.runtime) else { return }
    await world.scheduler.pause(Int64(world.scheduler.chance.number(0...50)))
    guard process.reaches(.runtime) else { return }
    pods.release(root)
  }

  func discard(_ root: ObjectKey) async {
    guard process.reaches(.runtime) else { return }
    pods.discard(root)
  }

  func keptRoots() async throws(PodRuntimeError) -> [ObjectKey] {
    guard process.reaches(.runtime) else {
      throw PodRuntimeError(code: .unavailable, message: "the agent is dead")
    }
    return pods.roots
  }

  func unanswering() async -> [ObjectKey] { [] }

  func logPath(pod: PodID, container: String) -> String? { nil }
}
