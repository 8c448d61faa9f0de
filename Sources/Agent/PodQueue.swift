import PodRuntime
import WorkflowAPI

/// The pods that wait to be started, in order, and those that run, so that no more run at a time than the limit says.
struct PodQueue {
  private let capacity: Int
  private var waiting: [PodRequest] = []
  /// Index of the first of `waiting` that was not taken: taking from the front is then constant time.
  private var head = 0
  private var running: Set<PodID> = []
  private var postponed: [PodID: (request: PodRequest, due: Instant)] = [:]
  private var failures: [PodID: Failure] = [:]

  /// How a pod failed to start until now.
  private struct Failure {
    let since: Instant
    var count = 0
    var reason = ""
  }

  /// What becomes of a pod that could not start.
  enum Postponement: Hashable {
    /// It is tried again. `isNews` tells whether it failed for another reason than the last time.
    case postponed(isNews: Bool)
    /// It was tried for long enough.
    case givenUp
  }

  init(capacity: Int) { self.capacity = capacity }

  /// Puts a pod at the end of the queue.
  mutating func enqueue(_ request: PodRequest) { waiting.append(request) }

  /// Whether a pod was taken to be started, or was running already, and has not ended.
  func isRunning(_ pod: PodID) -> Bool { running.contains(pod) }

  /// Counts a pod that runs already.
  mutating func occupy(_ pod: PodID) { running.insert(pod) }

  /// A pod has ended. One that was not known to run is not started any more: an order that failed has arrived after all,
  /// or an earlier agent's did.
  ///
  /// What it took, the machine has room for: the first of those that wait for room need not wait any longer.
  mutating func vacate(_ pod: PodID) {
    failures[pod] = nil
    guard running.remove(pod) != nil else {
      _ = withdraw(pod)
      return
    }
    let first = postponed.min { ($0.value.due, $0.key.name) < ($1.value.due, $1.key.name) }
    if let first { resume(first.key) }
  }

  /// Takes the pods whose turn it is; they count as running.
  mutating func takeReady() -> [PodRequest] {
    let count = max(0, min(capacity - running.count, waiting.count - head))
    guard count > 0 else { return [] }
    let ready = Array(waiting[head..<(head + count)])
    head += count
    // What was taken goes when it is half of all: constant time for each, and no growth.
    if head * 2 >= waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    running.formUnion(ready.map(\.id))
    return ready
  }

  /// Takes a pod out of the queue.
  ///
  /// - Returns: whether it was waiting.
  mutating func withdraw(_ pod: PodID) -> Bool {
    failures[pod] = nil
    if postponed.removeValue(forKey: pod) != nil { return true }
    guard let index = waiting[head...].firstIndex(where: { $0.id == pod }) else { return false }
    waiting.remove(at: index)
    return true
  }

  /// Puts a pod that could not start aside for a while; it does not count as running meanwhile.
  mutating func postpone(
    _ request: PodRequest, because reason: String, limits: AgentLimits, at now: Instant
  ) -> Postponement {
    var failure = failures[request.id] ?? Failure(since: now)
    guard now.since(failure.since) < limits.host.startWait else { return .givenUp }
    let isNews = failure.reason != reason
    failure.count += 1
    failure.reason = reason
    failures[request.id] = failure
    running.remove(request.id)
    let wait = min(limits.shortestBackoff * (1 << min(failure.count, 20)), limits.longestShortageBackoff)
    postponed[request.id] = (request, now.adding(wait))
    return .postponed(isNews: isNews)
  }

  /// Puts the pods whose wait is over back into the queue.
  mutating func retry(at now: Instant) {
    for (pod, entry) in postponed.sorted(by: { $0.key.name < $1.key.name }) where entry.due <= now {
      resume(pod)
    }
  }

  private mutating func resume(_ pod: PodID) {
    if let entry = postponed.removeValue(forKey: pod) { waiting.append(entry.request) }
  }

  /// How many pods run, wait for their turn, and wait because they could not start.
  var counts: (running: Int, waiting: Int, postponed: Int) {
    (running.count, waiting.count - head, postponed.count)
  }

  /// Runs of which pods wait because they could not start, with the reason; not all, when there are many.
  var postponedRuns: [ObjectKey: String] {
    Dictionary(
      postponed.keys.prefix(200).map { ($0.root, failures[$0]?.reason ?? "") },
      uniquingKeysWith: { min($0, $1) })
  }

  /// Runs next in turn; not all, when there are many.
  var queuedRuns: Set<ObjectKey> { Set(waiting[head...].prefix(200).map(\.root)) }

  /// When ``retry(at:)`` has something to do.
  var nextRetry: Instant? { postponed.values.map(\.due).min() }
}
