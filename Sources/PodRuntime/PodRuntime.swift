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
  /// - Throws: ``PodRuntimeError`` when the pod cannot be run at all, or not now. Nothing was started then.
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

  /// The root runs of which more than logs is kept here: those that were not released.
  ///
  /// - Throws: ``PodRuntimeError`` when that cannot be read.
  func keptRoots() async throws(PodRuntimeError) -> [ObjectKey]

  /// The root runs of which the runtime hears nothing: what runs them is there and does not answer.
  func unanswering() async -> [ObjectKey]

  /// Where the output of a pod's container is, if it is on this machine: a file's path.
  func logPath(pod: PodID, container: String) -> String?
}

/// What happened to a pod.
public enum PodEvent: Hashable, Sendable {
  /// Its first process runs.
  case started(PodID)
  /// The order to start it was given and cannot be carried out, and nothing of it was started: as if
  /// ``PodRuntime/start(_:)`` had thrown this. It may be ordered again.
  case refused(PodID, PodRuntimeError)
  /// Something of it cannot be started for now, and is tried again: what the machine is short of, for people; `nil` when
  /// that is over.
  case delayed(PodID, String?)
  /// It ended; comes once.
  case finished(PodID, PodOutcome)

  /// The pod that it happened to.
  public var pod: PodID {
    switch self {
    case .started(let pod), .refused(let pod, _), .delayed(let pod, _), .finished(let pod, _): pod
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
public struct PodRuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
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
  /// The message.
  public var description: String { message }

  /// What happened, for a person.
  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }
}
