public import WorkflowAPI

/// What has happened to a run. One that was handled before, or is about an unknown pod, changes nothing.
public enum Event: Hashable, Sendable {
  /// The first process of a pod runs.
  case podStarted(PodID)
  /// A pod ended.
  case podFinished(PodID, PodOutcome)
  /// The runtime refuses to start a pod; nothing of it runs.
  case podRejected(PodID, message: String, reason: Reason)
  /// The run is to end; the message becomes its status's.
  case cancel(message: String)
  /// ``RunMachine/nextDeadline`` may have come.
  case deadline
  /// The clock that the times come from was set by this much: what is left of a timeout is what it was.
  case clockStepped(by: Duration)
}

/// What the machine asks to be done. Each may be performed twice.
public enum Action: Hashable, Sendable {
  case startPod(PodRequest)
  /// A ``Event/podFinished(_:_:)`` is expected to follow.
  case stopPod(PodID, gracePeriod: Duration)
}
