/// What a zone's clocks show at any moment: the zone's history, and its rule for the time after.
///
/// It is read from the files of the IANA database, see ``ZoneDatabase``.
public struct TimeZoneRules: Hashable, Sendable {
  /// Before the first of `starts`, in seconds east of UTC.
  private let firstOffset: Int64
  /// When another offset begins, in seconds since the epoch, ascending.
  private let starts: [Int64]
  /// The offset that begins at the start of the same index.
  private let offsets: [Int64]
  /// From the last of `starts` on; without one the last offset stays.
  private let rule: PosixZoneRule?

  /// The greatest offset that is read: a file may hold more than clocks ever did, and RFC 9636, section 3.2,
  /// recommends less.
  static let greatestOffset: Int64 = 26 * 3600

  /// Coordinated Universal Time.
  public static let utc = TimeZoneRules(firstOffset: 0, changes: [], rule: nil)

  /// Offsets are at most ``greatestOffset``, and changes are in their order.
  init(firstOffset: Int64, changes: [(start: Int64, offset: Int64)], rule: PosixZoneRule?) {
    self.firstOffset = firstOffset
    starts = changes.map(\.start)
    offsets = changes.map(\.offset)
    self.rule = rule
  }

  /// How far the zone's clocks are ahead of UTC, in seconds.
  public func secondsFromUTC(at moment: Timestamp) -> Int64 { span(at: moment.secondsSinceEpoch).offset }

  // MARK: The clock on the wall. Its time is given as if it were UTC, in seconds since the epoch.

  /// The latest time that the zone's clocks have shown up to a moment: later than what they show when they
  /// were turned back just before.
  func latestLocalTime(through moment: Int64) -> Int64 {
    var span = span(at: moment)
    var latest = moment + span.offset
    // Before that no clock was so far ahead.
    while let start = span.start, start > moment - 2 * Self.greatestOffset {
      span = self.span(at: start - 1)
      latest = max(latest, start - 1 + span.offset)
    }
    return latest
  }

  /// The first moment at which the zone's clocks show a time or a later one.
  func firstMoment(atLocalTime time: Int64) -> Int64 {
    // At this moment, no clock has shown it yet.
    var span = span(at: time - Self.greatestOffset - 1)
    while true {
      let moment = max(span.start ?? .min, time - span.offset)
      guard let end = span.end, moment >= end else { return moment }
      span = self.span(at: end)
    }
  }

  // MARK: Spans

  /// A time in which the offset does not change. Two that follow each other may have the same offset.
  struct Span: Hashable {
    /// `nil` when it has always been so.
    var start: Int64?
    /// The first moment after it; `nil` when it stays so.
    var end: Int64?
    /// Seconds east of UTC.
    var offset: Int64
  }

  /// The span that a moment is in.
  func span(at moment: Int64) -> Span {
    // How many changes have been made.
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    let start = low == 0 ? nil : starts[low - 1]
    if low == starts.count, let rule {
      var span = rule.span(at: moment)
      // The rule says nothing of the time before the last change.
      if let start, let ruled = span.start, ruled < start { span.start = start }
      if span.start == nil { span.start = start }
      return span
    }
    return Span(
      start: start, end: low == starts.count ? nil : starts[low],
      offset: low == 0 ? firstOffset : offsets[low - 1])
  }
}
