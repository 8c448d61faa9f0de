import Foundation
import Synchronization

/// Looks after a process while it is waited for: kills it at its deadline, and notes the most memory that it had.
///
/// `ru_maxrss` would not do for that: it begins with the memory of whoever started the process.
final class Watchdog {
  private let queue = DispatchQueue(label: "watchdog")
  private let timer: any DispatchSourceTimer
  private let peak: Peak

  private final class Peak: Sendable {
    let value = Mutex<Double?>(nil)
  }

  init(_ id: pid_t, deadline: Duration) {
    let (end, peak) = (ContinuousClock.now + deadline, Peak())
    self.peak = peak
    timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + .milliseconds(20), repeating: .milliseconds(20))
    timer.setEventHandler {
      // A zombie has none.
      if let now = Memory.peak(of: id) { peak.value.withLock { $0 = now } }
      if ContinuousClock.now > end { kill(id, SIGKILL) }
    }
    timer.activate()
  }

  /// Ends it for certain, while the process is still a zombie.
  ///
  /// - Returns: the peak in MiB; `nil` if it never looked.
  func end() -> Double? {
    timer.cancel()
    queue.sync {}
    return peak.value.withLock { $0 }
  }
}
