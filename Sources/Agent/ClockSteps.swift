import WorkflowAPI

/// Notices that the time of day was set: it then moves by another amount than the time that only goes on.
struct ClockSteps: Sendable {
  /// A smaller difference is a clock that is being adjusted, not set; it adds up until it counts.
  static let least: Duration = .seconds(1)
  private var time: Timestamp
  private var uptime: Instant

  init(_ clock: any AgentClock) {
    time = clock.now()
    uptime = clock.uptime()
  }

  /// By how much the clock was set since the last step; negative when it was set back. `nil` if it was not.
  mutating func next(_ clock: any AgentClock) -> Duration? {
    let (time, uptime) = (clock.now(), clock.uptime())
    let step = time.since(self.time) - uptime.since(self.uptime)
    guard abs(step) >= Self.least else { return nil }
    self.time = time
    self.uptime = uptime
    return step
  }

  private func abs(_ duration: Duration) -> Duration { duration < .zero ? .zero - duration : duration }
}
