extension CronSchedule {
  /// The first time after a moment; `nil` when there is none before the year 10000, the last that can be
  /// written.
  ///
  /// Five fields name times of the clock on the wall. Each such time happens exactly once, at the first
  /// moment at which the zone's clock shows it or a later time:
  ///
  /// - a time that the clock leaves out happens at the moment after the gap, and several such times happen
  ///   there together, as one;
  /// - a time that the clock shows twice happens the first time only. So a schedule of every ten minutes
  ///   pauses while the clock goes through an hour again.
  ///
  /// The times of an `@every` do not depend on the zone: they are the anchor, without its parts of a second,
  /// and a whole number of intervals, at least one.
  ///
  /// The work does not depend on how far away the time is.
  ///
  /// - Parameters:
  ///   - moment: the time is strictly later.
  ///   - zone: of the clock.
  ///   - anchor: what an `@every` is counted from: its last start, or when it was first seen.
  public func next(after moment: Timestamp, in zone: TimeZoneRules, anchor: Timestamp) -> Timestamp? {
    let after = max(moment.secondsSinceEpoch, Self.firstSecond - 1)
    guard after < Self.lastSecond else { return nil }
    let next: Int64?
    switch kind {
    case .calendar(let calendar):
      // The time that is next is later than all that the clock has shown.
      let shown = zone.latestLocalTime(through: after)
      next = calendar.first(from: shown.quotientAndRemainder(flooredBy: 60).quotient + 1)
        .map { zone.firstMoment(atLocalTime: $0 * 60) }
    case .interval(let seconds):
      let start = anchor.secondsSinceEpoch
      next = start + max((after - start).quotientAndRemainder(flooredBy: seconds).quotient + 1, 1) * seconds
    }
    return next.flatMap { $0 > Self.lastSecond ? nil : Timestamp(seconds: $0) }
  }

  /// The last time in an interval: the only one of several missed times that leads to a start (spec, section
  /// 5).
  ///
  /// The work does not depend on the length of the interval, or on how many times there are in it.
  ///
  /// - Parameters:
  ///   - start: the time is strictly later.
  ///   - end: the time is not later.
  ///   - zone: as in ``next(after:in:anchor:)``.
  ///   - anchor: as in ``next(after:in:anchor:)``.
  public func latest(
    after start: Timestamp, through end: Timestamp, in zone: TimeZoneRules, anchor: Timestamp
  ) -> Timestamp? {
    let after = max(start.secondsSinceEpoch, Self.firstSecond - 1)
    let through = min(end.secondsSinceEpoch, Self.lastSecond)
    guard after < through else { return nil }
    let latest: Int64?
    switch kind {
    case .calendar(let calendar):
      let shown = zone.latestLocalTime(through: through)
      latest = calendar.last(through: shown.quotientAndRemainder(flooredBy: 60).quotient)
        .map { zone.firstMoment(atLocalTime: $0 * 60) }
    case .interval(let seconds):
      let start = anchor.secondsSinceEpoch
      let count = (through - start).quotientAndRemainder(flooredBy: seconds).quotient
      latest = count >= 1 ? start + count * seconds : nil
    }
    return latest.flatMap { $0 > after ? Timestamp(seconds: $0) : nil }
  }

  /// How many times there are in an interval, at most `limit`, which bounds the work.
  ///
  /// - Parameters:
  ///   - start: the times are strictly later.
  ///   - end: the times are not later.
  ///   - zone: as in ``next(after:in:anchor:)``.
  ///   - anchor: as in ``next(after:in:anchor:)``.
  ///   - limit: where to stop.
  public func count(
    after start: Timestamp, through end: Timestamp, in zone: TimeZoneRules, anchor: Timestamp, limit: Int
  ) -> Int {
    var count = 0
    var moment = start
    while count < limit, let next = next(after: moment, in: zone, anchor: anchor), next <= end {
      count += 1
      moment = next
    }
    return count
  }

  /// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z: what RFC 3339 can write.
  private static let firstSecond: Int64 = -62_167_219_200
  private static let lastSecond: Int64 = 253_402_300_799
}
