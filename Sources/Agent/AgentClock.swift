import Foundation
public import WorkflowAPI

/// Time, as the agent sees it. A simulation has its own.
///
/// What is written for people is the time of day; what is waited for is ``uptime()``, so that a clock that is set
/// holds nothing up and hurries nothing.
public protocol AgentClock: Sendable {
  /// The time of day. It may be set at any moment, forward and back.
  func now() -> Timestamp
  /// Time that only goes on.
  func uptime() -> Instant
  /// Calls `body` once, at `time` or as soon after it as can be; a moment in the past is now.
  func schedule(at time: Instant, _ body: @escaping @Sendable () -> Void)
  /// A factor between 0 and 1 that spreads the retries of several agents.
  func jitter() -> Double
  /// Returns after `duration`.
  func sleep(for duration: Duration) async
}

extension AgentClock {
  /// Returns after `duration`, as ``schedule(at:_:)`` has it.
  public func sleep(for duration: Duration) async {
    await withCheckedContinuation { continuation in
      schedule(at: uptime().adding(duration)) { continuation.resume() }
    }
  }
}

/// The machine's clocks.
public struct SystemClock: AgentClock {
  private let queue = DispatchQueue(label: "pushrun.clock")

  /// The machine's clocks.
  public init() {}

  /// The time of day.
  public func now() -> Timestamp { Timestamp(milliseconds: Self.read(CLOCK_REALTIME)) }

  /// The time since the machine started, while it did not sleep.
  public func uptime() -> Instant { Instant(milliseconds: Self.read(CLOCK_MONOTONIC)) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Calls `body` at a moment; see ``AgentClock/schedule(at:_:)``.
  public func schedule(at time: Instant, _ body: @escaping @Sendable () -> Void) {
    // A wait is cut to a day: whoever waits longer looks at the clock again then.
    let milliseconds = min(
      max(0, time.milliseconds.subtractingReportingOverflow(uptime().milliseconds).partialValue), 86_400_000)
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(milliseconds)), execute: body)
  }

  /// A random factor.
  public func jitter() -> Double { .random(in: 0...1) }
}
