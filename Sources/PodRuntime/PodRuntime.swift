public import WorkflowAPI

/// What runs pods: this machine's processes, podman, a cluster.
///
/// A runtime outlives nothing: what it started goes on without it, and ``adopt(_:)`` takes it over.
/// Every method is safe to call twice with the same arguments.
public protocol PodRuntime: Sendable {
  /// Where events go. Set once, before any other call; may be called on any thread, with every event
  /// that has happened since the last call, in order.
  func deliver(to handler: @escaping @Sendable ([PodEvent]) -> Void) async

  /// Starts a pod, unless it was started already. Returns when the order is given; how it went comes as events.
  ///
  /// - Throws: ``PodRuntimeError`` when the pod cannot be run at all. Nothing was started then.
  func start(_ pod: PodRequest) async throws(PodRuntimeError)

  /// Asks a pod to end: SIGTERM to all of it, SIGKILL after the grace period. Its end comes as an event.
  func stop(_ pod: PodID, gracePeriod: Duration) async

  /// Takes over pods that an earlier agent started. What has happened to them since comes as events.
  ///
  /// - Parameter pods: all pods of the agent that have no outcome yet.
  /// - Returns: for each what the runtime knows of it.
  func adopt(_ pods: [PodID]) async -> [PodID: Adoption]

  /// Says that all outcomes of a root run's pods are recorded, and no further pod will come.
  func release(_ root: ObjectKey) async

  /// Stops everything of a root run that nobody remembers, at once, and removes all that is kept of it but logs. Its
  /// pods need not have been adopted, and no event tells of their end.
  ///
  /// Returns when nothing of it runs any more, or when it has been tried for long enough; that is said in a warning.
  func discard(_ root: ObjectKey) async

  /// The root runs of which the runtime hears nothing: what runs them is there and does not answer.
  func unanswering() async -> [ObjectKey]

  /// Where the output of a pod's container is, if it is on this machine: a file's path.
  func logPath(pod: PodID, container: String) -> String?
}

/// What happened to a pod.
public enum PodEvent: Hashable, Sendable {
  /// Its first process runs.
  case started(PodID)
  /// It ended; comes once.
  case finished(PodID, PodOutcome)

  /// The pod that it happened to.
  public var pod: PodID {
    switch self {
    case .started(let pod), .finished(let pod, _): pod
    }
  }
}

/// What a runtime knows of a pod that it was asked to take over.
public enum Adoption: Hashable, Sendable {
  /// It runs, or has ended; events follow.
  case adopted
  /// It was certainly never started: starting it now starts it once.
  case neverStarted
  /// It was started and nobody can say how it ended. A `finished` event with the reason `AgentLost` follows.
  case lost
}

/// Why a pod cannot be run.
public struct PodRuntimeError: Error, Hashable, Sendable {
  /// Whether trying again can help.
  public enum Code: Hashable, Sendable {
    /// The pod asks for what this runtime cannot do; trying again does not help.
    case unsupported
    /// The machine is out of something, or refuses; trying again may help.
    case unavailable
  }
  /// Whether trying again can help.
  public var code: Code
  /// What happened, and what to do about it.
  public var message: String

  /// What happened, for a person.
  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }
}
