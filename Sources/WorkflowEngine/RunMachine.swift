public import WorkflowAPI

/// A root run with all its descendants, as a state machine: it is told what happened and when, and says what
/// to do. It performs nothing itself, and knows no clock and no chance, so that the same events always lead to
/// the same state.
///
/// An event costs what it changes: a node's end costs its dependents, whatever the size of the DAG.
///
/// ```swift
/// var machine = RunMachine(plan: plan, salt: agentID + revision, limits: EngineLimits())
/// perform(machine.start(at: now))
/// perform(machine.handle(.podFinished(pod, outcome), at: now))
/// save(machine.takeChanges())
/// ```
public struct RunMachine: Hashable, Sendable {
  let plan: RunPlan
  let salt: String
  let limits: EngineLimits
  let blueprints: [Blueprint]
  let timeout: Duration?

  /// The root, then every child after its parent.
  var runs: [RunState] = []
  /// Indexes into ``runs``, by name.
  var index: [String: Int] = [:]
  /// The run of every pod that has not ended, by the pod's name.
  var unfinishedPods: [String: Int] = [:]
  /// Names of all pods there ever were, which are not given again.
  var podNames: Set<String> = []
  /// Retries that the root run has used.
  var retries = 0
  var stop: StopCause?
  var changes = Changes()

  /// A machine for a run that has not started: its phase is `Pending`.
  ///
  /// - Parameter salt: what the suffixes of names are made from, with the places of the objects in the run.
  ///   Another machine with the same plan and salt gives the same names.
  public init(plan: RunPlan, salt: String, limits: EngineLimits) {
    self.plan = plan
    self.salt = salt
    self.limits = limits
    blueprints = Blueprint.all(of: plan)
    // Zero is what Go writes for "not set"; that it can be parsed, the planner has seen.
    timeout = plan.run.spec.timeout.flatMap { try? GoDuration.parse($0) }.flatMap { $0 > .zero ? $0 : nil }
    var run = plan.run.labelled()
    run.status = WorkflowRunStatus(phase: .pending)
    add(RunState(blueprint: 0, object: run))
  }

  /// Whether the run has come to its end.
  public var isFinished: Bool { runs[0].phase.isFinal }

  /// When the run began, on the clock of the times that it was told.
  public var begunAt: Timestamp? { runs[0].begunAt }

  /// When the run's timeout expires, unless it has ended or is being stopped: send ``Event/deadline`` then.
  public var nextDeadline: Timestamp? {
    guard let timeout, let begun = runs[0].begunAt, stop == nil, !isFinished else { return nil }
    return begun.adding(timeout)
  }

  /// Nodes of the root's DAG that have ended, and all that it has; both are 0 for a run that is not a DAG.
  public var summary: (finished: Int, total: Int) {
    (runs[0].dag?.ended ?? 0, blueprints[0].graph?.nodes.count ?? 0)
  }

  /// Starts the run. Does nothing if it was started or cancelled.
  public mutating func start(at time: Timestamp) -> [Action] {
    guard runs[0].begunAt == nil, !isFinished else { return [] }
    var turn = Turn(at: time)
    turn.queue.append(.begin(0))
    complete(&turn)
    return turn.actions
  }

  /// Takes note of an event and says what follows from it.
  ///
  /// - Parameter time: when it happened.
  public mutating func handle(_ event: Event, at time: Timestamp) -> [Action] {
    var turn = Turn(at: time)
    switch event {
    case .podStarted(let pod):
      guard let run = run(of: pod) else { break }
      setRunning(run, at: time)
    case .podFinished(let pod, let outcome):
      guard let run = run(of: pod) else { break }
      end(run, podEnd(run, outcome), &turn)
    case .podRejected(let pod, let message, let reason):
      guard let run = run(of: pod) else { break }
      end(run, stopped() ?? .failed(reason, message: message), &turn)
    case .cancel(let message):
      stop(StopCause(reason: .cancelled, message: message), &turn)
    case .deadline:
      guard let deadline = nextDeadline, time >= deadline else { break }
      let after = plan.run.spec.timeout ?? ""
      stop(
        StopCause(reason: .timeout, message: "run \"\(runs[0].object.name)\" timed out after \(after)"), &turn
      )
    case .clockStepped(let step):
      guard nextDeadline != nil, let begun = runs[0].begunAt else { break }
      runs[0].begunAt = begun.adding(step)
      changes.note(run: 0)
    }
    complete(&turn)
    return turn.actions
  }

  /// The run of a pod that has not ended.
  private func run(of pod: PodID) -> Int? {
    pod.root == runs[0].object.key ? unfinishedPods[pod.name] : nil
  }

  /// Asks everything that runs to end. What runs no pod ends with the last of its children.
  private mutating func stop(_ cause: StopCause, _ turn: inout Turn) {
    guard !isFinished, stop == nil else { return }
    stop = cause
    changes.note(run: 0)
    if runs[0].begunAt == nil {
      end(0, .failed(cause.reason, message: cause.message), &turn)
    }
    turn.actions += outstandingStops
  }

  /// How a run ends that was stopped, whatever else became of it.
  func stopped() -> RunEnd? {
    stop.map { .failed($0.reason, message: $0.message) }
  }
}

/// One call of the machine: its time, what it asks for, and what is left to do within it.
struct Turn {
  /// Steps wait in a queue, not on the stack: one event can end thousands of nodes one after the other.
  enum Step {
    case begin(Int)
    case nodeEnded(dag: Int, node: Int)
  }

  let at: Timestamp
  var actions: [Action] = []
  var queue: [Step] = []

  init(at time: Timestamp) { at = time }
}
