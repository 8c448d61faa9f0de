import Foundation
public import WorkflowAPI

/// Time, as the agent sees it. A simulation has its own.
public protocol AgentClock: Sendable {
  /// The time of day.
  func now() -> Timestamp
  /// Calls `body` once, at `time` or as soon after it as can be; a time in the past is now.
  func schedule(at time: Timestamp, _ body: @escaping @Sendable () -> Void)
  /// A factor between 0 and 1 that spreads the retries of several agents.
  func jitter() -> Double
}

extension AgentClock {
  /// Returns after `duration`.
  func sleep(for duration: Duration) async {
    await withCheckedContinuation { continuation in
      schedule(at: now().adding(duration)) { continuation.resume() }
    }
  }
}

/// The machine's clock.
public struct SystemClock: AgentClock {
  private let queue = DispatchQueue(label: "pushrun.clock")

  /// The machine's clock.
  public init() {}

  /// The time of day.
  public func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Calls `body` at a time; see ``AgentClock/schedule(at:_:)``.
  public func schedule(at time: Timestamp, _ body: @escaping @Sendable () -> Void) {
    let (seconds, attoseconds) = time.since(now()).components
    // A wait is cut to a day: whoever waits longer looks at the clock again then.
    let milliseconds = min(max(0, seconds), 86_400) * 1000 + max(0, attoseconds / 1_000_000_000_000_000)
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(milliseconds)), execute: body)
  }

  /// A random factor.
  public func jitter() -> Double { .random(in: 0...1) }
}

extension Timestamp {
  /// Later than every other moment.
  static let distantFuture = Timestamp(milliseconds: .max)
}
