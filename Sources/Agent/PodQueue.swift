import WorkflowAPI

/// The pods that wait to be started, in order, and those that run, so that no more run at a time than the limit says.
struct PodQueue {
  private let capacity: Int
  private var waiting: [PodRequest] = []
  /// Index of the first of `waiting` that was not taken: taking from the front is then constant time.
  private var head = 0
  private var running: Set<PodID> = []
  private var postponed: [PodID: (request: PodRequest, due: Instant)] = [:]
  private var attempts: [PodID: Int] = [:]

  init(capacity: Int) { self.capacity = capacity }

  /// Puts a pod at the end of the queue.
  mutating func enqueue(_ request: PodRequest) { waiting.append(request) }

  /// Counts a pod that runs already.
  mutating func occupy(_ pod: PodID) { running.insert(pod) }

  /// A pod has ended. One that was not known to run is not started any more: an order that failed has arrived after all,
  /// or an earlier agent's did.
  mutating func vacate(_ pod: PodID) {
    if running.remove(pod) == nil { _ = withdraw(pod) }
    attempts[pod] = nil
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
    attempts[pod] = nil
    if postponed.removeValue(forKey: pod) != nil { return true }
    guard let index = waiting[head...].firstIndex(where: { $0.id == pod }) else { return false }
    waiting.remove(at: index)
    return true
  }

  /// Puts a pod that could not start aside for a while; it does not count as running meanwhile.
  ///
  /// - Returns: `false` when it was tried often enough.
  mutating func postpone(_ request: PodRequest, limits: AgentLimits, at now: Instant) -> Bool {
    let tried = attempts[request.id, default: 0] + 1
    guard tried < limits.podStartAttempts else { return false }
    running.remove(request.id)
    attempts[request.id] = tried
    let wait = min(limits.shortestBackoff * (1 << min(tried, 20)), limits.longestBackoff)
    postponed[request.id] = (request, now.adding(wait))
    return true
  }

  /// Puts the pods whose wait is over back into the queue.
  mutating func retry(at now: Instant) {
    for (pod, entry) in postponed.sorted(by: { $0.key.name < $1.key.name }) where entry.due <= now {
      postponed[pod] = nil
      waiting.append(entry.request)
    }
  }

  /// How many pods run, wait for their turn, and wait because they could not start.
  var counts: (running: Int, waiting: Int, postponed: Int) {
    (running.count, waiting.count - head, postponed.count)
  }

  /// Runs of which pods wait because they could not start, and runs next in turn; not all, when there are many.
  var waitingRuns: (postponed: Set<ObjectKey>, queued: Set<ObjectKey>) {
    (Set(postponed.keys.prefix(200).map(\.root)), Set(waiting[head...].prefix(200).map(\.root)))
  }

  /// When ``retry(at:)`` has something to do.
  var nextRetry: Instant? { postponed.values.map(\.due).min() }
}
