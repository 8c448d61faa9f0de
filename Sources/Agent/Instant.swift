/// A moment on a clock that only goes on, whatever people or other programs set the time of day to. It means nothing
/// outside the process.
public struct Instant: Hashable, Sendable, Comparable {
  /// Milliseconds since some moment before the process.
  public var milliseconds: Int64

  /// A moment.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Later than every other moment.
  static let distantFuture = Instant(milliseconds: .max)

  /// The earlier one is the smaller.
  public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

  /// The moment that is `duration` later; sums beyond the end are the end.
  public func adding(_ duration: Duration) -> Instant {
    let (sum, overflow) = milliseconds.addingReportingOverflow(duration.roundedMilliseconds)
    return overflow ? .distantFuture : Instant(milliseconds: sum)
  }

  /// How much later this is than `earlier`.
  public func since(_ earlier: Instant) -> Duration {
    .milliseconds(milliseconds.subtractingReportingOverflow(earlier.milliseconds).partialValue)
  }
}

extension Duration {
  /// Rounded up, so that nothing that waits comes too early; a duration that is too long is the longest.
  fileprivate var roundedMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, tooLong) = scaled.addingReportingOverflow(
      (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    return tooLong ? .max : sum
  }
}
