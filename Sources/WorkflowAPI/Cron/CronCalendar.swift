/// The minutes that the five fields name, in the time that a clock on the wall shows.
///
/// Such a time is counted in minutes since 1970-01-01 00:00 of the same clock. A search goes through at most
/// eight years of months, the longest time between two 29ths of February (1896 to 1904).
struct CronCalendar: Hashable, Sendable, CustomStringConvertible {
  let minute: CronValues
  let hour: CronValues
  let dayOfMonth: CronValues
  let month: CronValues
  let dayOfWeek: CronValues

  var description: String {
    let fields: [(CronField, CronValues)] = [
      (.minute, minute), (.hour, hour), (.dayOfMonth, dayOfMonth), (.month, month), (.dayOfWeek, dayOfWeek),
    ]
    return fields.map { $1.text(of: $0) }.joined(separator: " ")
  }

  /// Whether some day of some year is named.
  var canHappen: Bool {
    // A day of the week comes in every month, and with both restricted either one is enough.
    guard dayOfWeek.isUnrestricted, let first = dayOfMonth.first(from: 1) else { return true }
    return (1...12).contains { month.contains($0) && first <= CivilDate.days(inMonth: Int64($0), of: 2000) }
  }

  /// The first minute not before `start`.
  func first(from start: Int64) -> Int64? {
    let (day, time) = start.quotientAndRemainder(flooredBy: Self.minutesADay)
    if isNamed(day), let minute = firstMinute(from: time) { return day * Self.minutesADay + minute }
    guard let next = firstDay(from: day + 1), let minute = firstMinute(from: 0) else { return nil }
    return next * Self.minutesADay + minute
  }

  /// The last minute not after `end`.
  func last(through end: Int64) -> Int64? {
    let (day, time) = end.quotientAndRemainder(flooredBy: Self.minutesADay)
    if isNamed(day), let minute = lastMinute(through: time) { return day * Self.minutesADay + minute }
    guard let last = lastDay(through: day - 1), let minute = lastMinute(through: Self.minutesADay - 1) else {
      return nil
    }
    return last * Self.minutesADay + minute
  }

  private static let minutesADay: Int64 = 1440
  private static let monthsSearched = 8 * 12 + 1

  // MARK: Minutes of a day

  private func firstMinute(from time: Int64) -> Int64? {
    let (now, rest) = Int(time).quotientAndRemainder(dividingBy: 60)
    if hour.contains(now), let minute = minute.first(from: rest) { return Int64(now * 60 + minute) }
    guard let next = hour.first(from: now + 1), let minute = minute.first(from: 0) else { return nil }
    return Int64(next * 60 + minute)
  }

  private func lastMinute(through time: Int64) -> Int64? {
    let (now, rest) = Int(time).quotientAndRemainder(dividingBy: 60)
    if hour.contains(now), let minute = minute.last(through: rest) { return Int64(now * 60 + minute) }
    guard let last = hour.last(through: now - 1), let minute = minute.last(through: 59) else { return nil }
    return Int64(last * 60 + minute)
  }

  // MARK: Days, counted from 1970-01-01

  private func isNamed(_ day: Int64) -> Bool {
    let date = CivilDate(daysSinceEpoch: day)
    return days(of: date) & 1 << UInt64(date.day) != 0
  }

  private func firstDay(from start: Int64) -> Int64? {
    var date = CivilDate(daysSinceEpoch: start)
    for _ in 0..<Self.monthsSearched {
      let rest = days(of: date) & ~0 << UInt64(date.day)
      if rest != 0 {
        date.day = Int64(rest.trailingZeroBitCount)
        return date.daysSinceEpoch
      }
      date = CivilDate(
        year: date.month == 12 ? date.year + 1 : date.year, month: date.month % 12 + 1, day: 1)
    }
    return nil
  }

  private func lastDay(through end: Int64) -> Int64? {
    var date = CivilDate(daysSinceEpoch: end)
    for _ in 0..<Self.monthsSearched {
      let rest = days(of: date) & ~(~0 << UInt64(date.day + 1))
      if rest != 0 {
        date.day = Int64(63 - rest.leadingZeroBitCount)
        return date.daysSinceEpoch
      }
      date = CivilDate(
        year: date.month == 1 ? date.year - 1 : date.year, month: (date.month + 10) % 12 + 1, day: 31)
    }
    return nil
  }

  /// The named days of the month of a date, as bits 1 to 31.
  private func days(of date: CivilDate) -> UInt64 {
    guard month.contains(Int(date.month)) else { return 0 }
    let all: UInt64 = ~(~0 << UInt64(CivilDate.days(inMonth: date.month, of: date.year) + 1)) & ~1
    let first = CivilDate(year: date.year, month: date.month, day: 1)
    // 1970-01-01 was a Thursday.
    let weekday = (first.daysSinceEpoch + 4).quotientAndRemainder(flooredBy: 7).remainder
    var byWeek: UInt64 = 0
    for week: UInt64 in 0..<6 { byWeek |= dayOfWeek.bits << (7 * week) }
    // Bit 1 is for the weekday of the first.
    byWeek = (byWeek >> UInt64(weekday)) << 1
    let isEither = !dayOfMonth.isUnrestricted && !dayOfWeek.isUnrestricted
    return all & (isEither ? dayOfMonth.bits | byWeek : dayOfMonth.bits & byWeek)
  }
}
