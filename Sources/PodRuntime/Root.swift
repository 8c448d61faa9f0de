import Glibc
import SupervisorProtocol
import WorkflowAPI

/// What the runtime knows of one root run. Belongs to the runtime's actor.
final class Root {
  let directory: RootDirectory
  /// Which of the roots it is that the runtime opened: one may be opened again.
  let number: Int
  private let limits: HostLimits
  var ledger = PodLedger()
  var supervisor = State.unreachable
  /// The supervisor's process id, if it is a child of this process and must be reaped.
  var child: pid_t?
  /// Frames of starts that the journal does not know yet. Should the supervisor die, they go to the next.
  var orders: [String: [UInt8]] = [:]
  /// Frames of stops of pods that are not finished.
  var stops: [String: [UInt8]] = [:]
  /// Pods whose events are wanted, and which events were delivered.
  var watched: [String: Progress] = [:]
  /// Pods that were adopted while the supervisor did not answer; `true` for one that was never started if the journal
  /// does not know it.
  var undecided: [String: Bool] = [:]
  /// Pods whose supervisor died, and of which something may still run.
  var orphaned: [String] = []
  /// What was warned of last, until it is over.
  var complaint: String?
  /// What was told of the shortages of pods.
  private var delays: [String: String] = [:]
  /// How many supervisors in a row were started and did not accept a pod.
  var fruitlessStarts = 0
  var isReleasing = false
  /// Whether nobody wants its pods any more.
  var isDiscarded = false
  /// Whether its supervisor was waited for long enough.
  var isGivenUp = false

  private var waiters: [CheckedContinuation<Void, Never>] = []

  enum State {
    /// Something failed that may pass; it is tried again.
    case unreachable
    /// Connected to one that was there; it has not yet answered, so the journal may lack what earlier agents ordered.
    case connecting(SupervisorConnection)
    /// Connected to one that does not answer or read. It does when it can; until then, as `connecting`.
    case silent(SupervisorConnection)
    case live(SupervisorConnection)
    case dead
  }

  enum Progress {
    case ordered
    case started
    case finished
  }

  init(_ directory: RootDirectory, number: Int, _ limits: HostLimits) {
    self.directory = directory
    self.number = number
    self.limits = limits
  }

  var connection: SupervisorConnection? {
    switch supervisor {
    case .connecting(let connection), .silent(let connection), .live(let connection): connection
    case .unreachable, .dead: nil
    }
  }

  /// Whether the journal holds all that was ever ordered, but ``orders``.
  var isKnown: Bool {
    switch supervisor {
    case .live, .dead: true
    case .unreachable, .connecting, .silent: false
    }
  }

  /// Whether its supervisor is there and nothing is heard of it.
  var isUnanswering: Bool {
    switch supervisor {
    case .unreachable, .silent: true
    case .connecting, .live, .dead: false
    }
  }

  /// Adds to `continuation` until the state of the supervisor changes.
  func wait(_ continuation: CheckedContinuation<Void, Never>) { waiters.append(continuation) }

  /// Wakes who waits for a change.
  func stateChanged() {
    let woken = waiters
    waiters = []
    for waiter in woken { waiter.resume() }
  }

  func watch(_ pod: String) {
    if watched[pod] == nil { watched[pod] = .ordered }
  }

  /// The events of these pods that were not delivered yet.
  ///
  /// - Returns: the events, and the pods that have ended of which it cannot be read now how.
  func news(of pods: [String], id: (String) -> PodID) -> (events: [PodEvent], unread: [String: Errno]) {
    var events: [PodEvent] = []
    var unread: [String: Errno] = [:]
    for pod in pods {
      guard let progress = watched[pod], progress != .finished, let entry = ledger[pod] else { continue }
      if progress == .ordered, entry.hasStarted {
        events.append(.started(id(pod)))
        watched[pod] = .started
      }
      let shortage = entry.delays.min { $0.key < $1.key }?.value
      if shortage != delays[pod] {
        events.append(.delayed(id(pod), shortage))
        delays[pod] = shortage
      }
      do throws(Errno) {
        guard let outcome = try entry.outcome(of: pod, in: directory, limits) else { continue }
        events.append(.finished(id(pod), outcome))
        watched[pod] = .finished
        stops[pod] = nil
      } catch {
        unread[pod] = error
      }
    }
    return (events, unread)
  }
}
