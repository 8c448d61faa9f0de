import PodRuntime
import Synchronization
import WorkflowAPI

/// A runtime that runs nothing: pods succeed at once, or wait until the test ends them. The host runtime is tested
/// with real processes, and the whole agent with it in the end-to-end tests.
final class FakeRuntime: PodRuntime {
  struct State: Sendable {
    var handler: (@Sendable ([PodEvent]) -> Void)?
    var started: [PodID] = []
    var stopped: [PodID] = []
    var ended: [PodID: PodOutcome] = [:]
    var startFaults: [PodRuntimeError] = []
    var discarded: [ObjectKey] = []
    var kept: [ObjectKey] = []
    var stuck: [CheckedContinuation<Void, Never>] = []
    var refusals: [PodRuntimeError] = []
    /// Whether orders of an earlier agent are given back.
    var refusesAdopted = false
  }
  let state = Mutex(State())
  let succeedsAtOnce: Bool
  private let failing: Bool
  private let isStuck: Bool

  /// - Parameters:
  ///   - failing: whether pods that end at once fail.
  ///   - isStuck: whether it lets go of no run before ``letGo()``.
  init(succeedsAtOnce: Bool = true, failing: Bool = false, isStuck: Bool = false) {
    self.succeedsAtOnce = succeedsAtOnce
    self.failing = failing
    self.isStuck = isStuck
  }

  var started: [PodID] { state.withLock { $0.started } }

  func deliver(to handler: @escaping @Sendable ([PodEvent]) -> Void) async {
    state.withLock { $0.handler = handler }
  }

  func start(_ pod: PodRequest) async throws(PodRuntimeError) {
    let fault = state.withLock { $0.startFaults.isEmpty ? nil : $0.startFaults.removeFirst() }
    if let fault { throw fault }
    let (refusal, handler) = state.withLock { state in
      (state.refusals.isEmpty ? nil : state.refusals.removeFirst(), state.handler)
    }
    if let refusal {
      handler?([.refused(pod.id, refusal)])
      return
    }
    let isNew = state.withLock { state in
      defer { state.started.append(pod.id) }
      return !state.started.contains(pod.id)
    }
    guard isNew else { return }
    state.withLock { $0.handler }?([.started(pod.id)])
    if succeedsAtOnce { end(pod.id, .exited(code: failing ? 1 : 0)) }
  }

  /// Ends a pod.
  func end(_ pod: PodID, _ termination: ContainerOutcome.Termination = .exited(code: 0)) {
    let outcome = PodOutcome(containers: [ContainerOutcome(name: "main", termination: termination)])
    let handler = state.withLock { state in
      state.ended[pod] = outcome
      return state.handler
    }
    handler?([.finished(pod, outcome)])
  }

  func stop(_ pod: PodID, gracePeriod: Duration) async {
    state.withLock { $0.stopped.append(pod) }
    end(pod, .signalled(number: 15))
  }

  func adopt(_ pods: [PodID]) async -> [PodID: Adoption] {
    let (state, handler) = state.withLock { ($0, $0.handler) }
    handler?(pods.compactMap { pod in state.ended[pod].map { .finished(pod, $0) } })
    if state.refusesAdopted {
      let error = PodRuntimeError(code: .unavailable, message: "the supervisor ended")
      handler?(pods.map { .refused($0, error) })
    }
    return Dictionary(
      uniqueKeysWithValues: pods.map { ($0, state.started.contains($0) ? .adopted : .neverStarted) })
  }

  func release(_ root: ObjectKey) async {
    guard isStuck else { return }
    await withCheckedContinuation { continuation in state.withLock { $0.stuck.append(continuation) } }
  }

  /// Lets go of the runs that were released.
  func letGo() {
    let stuck = state.withLock { state in
      defer { state.stuck = [] }
      return state.stuck
    }
    for continuation in stuck { continuation.resume() }
  }

  func discard(_ root: ObjectKey) async { state.withLock { $0.discarded.append(root) } }

  func keptRoots() async throws(PodRuntimeError) -> [ObjectKey] { state.withLock { $0.kept } }

  func unanswering() async -> [ObjectKey] { [] }

  func logPath(pod: PodID, container: String) -> String? { nil }
}
