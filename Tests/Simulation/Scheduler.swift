import CSimulation

/// The executor of all tasks, and time: one thread, one order, chosen by chance.
///
/// Everything in a simulation is confined to the thread that calls ``step()``: tasks run nowhere else, and nothing
/// else calls. That is the proof for each `@unchecked Sendable` in this directory.
final class Scheduler: @unchecked Sendable {
  // Confined to the one thread.
  nonisolated(unsafe) private static var current: Scheduler?

  var chance: Chance
  /// Milliseconds since the simulation began.
  private(set) var now: Int64 = 0
  private(set) var steps = 0
  private var ready: [UnsafeMutableRawPointer] = []
  private var timers: [Timer] = []
  private var order = 0

  private struct Timer {
    var due: Int64
    var order: Int
    var body: () -> Void
    func isBefore(_ other: Timer) -> Bool { (due, order) < (other.due, other.order) }
  }

  init(chance: Chance) {
    self.chance = chance
    Self.current = self
    simulation_take_over { job in
      guard let job, let scheduler = Scheduler.current else { return }
      scheduler.ready.append(job)
    }
  }

  /// Calls `body` after a time.
  func after(_ milliseconds: Int64, _ body: @escaping () -> Void) {
    let (due, overflow) = now.addingReportingOverflow(max(0, milliseconds))
    order += 1
    timers.append(Timer(due: overflow ? .max : due, order: order, body: body))
    var child = timers.count - 1
    while child > 0, timers[child].isBefore(timers[(child - 1) / 2]) {
      timers.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Runs one of the jobs that are ready, or, when there is none, lets time pass to the next timer.
  ///
  /// - Returns: `false` when there is nothing to do at all, or not before `end`.
  func step(until end: Int64) -> Bool {
    steps += 1
    if !ready.isEmpty {
      let index = ready.count == 1 ? 0 : chance.index(ready.count)
      let job = ready[index]
      ready.swapAt(index, ready.count - 1)
      ready.removeLast()
      simulation_run(job)
      return true
    }
    guard let timer = timers.first, timer.due <= end else { return false }
    removeFirst()
    now = max(now, timer.due)
    timer.body()
    return true
  }

  private func removeFirst() {
    let last = timers.removeLast()
    if timers.isEmpty { return }
    timers[0] = last
    var parent = 0
    while true {
      let (left, right) = (2 * parent + 1, 2 * parent + 2)
      var least = parent
      if left < timers.count, timers[left].isBefore(timers[least]) { least = left }
      if right < timers.count, timers[right].isBefore(timers[least]) { least = right }
      if least == parent { return }
      timers.swapAt(parent, least)
      parent = least
    }
  }

  /// Returns after a time.
  func pause(_ milliseconds: Int64) async {
    await withCheckedContinuation { continuation in after(milliseconds) { continuation.resume() } }
  }
}
