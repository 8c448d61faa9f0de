/// A zone's rule for the time after its recorded history, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// The form is that of the variable `TZ` in POSIX.1-2017, section 8.3, with what RFC 9636, section 3.3.2,
/// adds: hours of a change from -167 to 167.
struct PosixZoneRule: Hashable, Sendable {
  /// Seconds east of UTC.
  private let standardOffset: Int64
  private let saving: Saving?

  private struct Saving: Hashable {
    /// Seconds east of UTC.
    var offset: Int64
    var start: YearDay
    var end: YearDay
  }

  /// A moment of every year.
  private struct YearDay: Hashable {
    enum Day: Hashable {
      /// 1 to 365; the 29th of February is not counted.
      case withoutLeapDay(Int64)
      /// 0 to 365.
      case ofYear(Int64)
      /// Month, week from 1 with 5 for the last, and day of week from Sunday as 0.
      case ofWeek(month: Int64, week: Int64, day: Int64)
    }

    var day: Day
    /// Seconds after midnight of the clock on the wall.
    var time: Int64

    /// In seconds since the epoch, as a clock shows it that is at UTC.
    func seconds(in year: Int64) -> Int64 {
      let days: Int64
      switch day {
      case .withoutLeapDay(let day):
        let isAfterLeapDay = day >= 60 && CivilDate.days(inMonth: 2, of: year) == 29
        days = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + day - (isAfterLeapDay ? 0 : 1)
      case .ofYear(let day):
        days = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + day
      case .ofWeek(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
        // 1970-01-01 was a Thursday.
        let day = (weekday - first - 4).quotientAndRemainder(flooredBy: 7).remainder + 7 * (week - 1)
        days = first + (day < CivilDate.days(inMonth: month, of: year) ? day : day - 7)
      }
      return days * 86_400 + time
    }
  }

  /// The span that a moment is in.
  func span(at moment: Int64) -> TimeZoneRules.Span {
    guard let saving else { return TimeZoneRules.Span(start: nil, end: nil, offset: standardOffset) }
    let year = CivilDate(daysSinceEpoch: moment.quotientAndRemainder(flooredBy: 86_400).quotient).year
    // A change may be a week outside of its year.
    var changes: [(start: Int64, offset: Int64)] = []
    for year in year - 2...year + 2 {
      let start = (saving.start.seconds(in: year) - standardOffset, saving.offset)
      let end = (saving.end.seconds(in: year) - saving.offset, standardOffset)
      changes += start.0 <= end.0 ? [start, end] : [end, start]
    }
    // Where it is always summer, one year's end is the next year's start, which counts.
    let order = changes.indices.sorted { (changes[$0].start, $0) < (changes[$1].start, $1) }
    var span = TimeZoneRules.Span(start: nil, end: nil, offset: standardOffset)
    for index in order {
      guard changes[index].start <= moment else {
        span.end = changes[index].start
        break
      }
      span.start = changes[index].start
      span.offset = changes[index].offset
    }
    return span
  }
}

extension PosixZoneRule {
  /// `nil` when the text is no rule.
  init?(_ text: some Sequence<UInt8>) {
    var scanner = Scanner(Array(text))
    guard scanner.skipName(), let west = scanner.time(hours: 24) else { return nil }
    standardOffset = -west
    guard !scanner.isAtEnd else {
      saving = nil
      return
    }
    guard scanner.skipName() else { return nil }
    var offset = standardOffset + 3600
    if scanner.peek != UInt8(ascii: ",") {
      guard let west = scanner.time(hours: 24) else { return nil }
      offset = -west
    }
    guard scanner.skip(","), let start = scanner.yearDay(), scanner.skip(","), let end = scanner.yearDay(),
      scanner.isAtEnd
    else { return nil }
    saving = Saving(offset: offset, start: start, end: end)
  }

  private struct Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }
    var peek: UInt8? { isAtEnd ? nil : bytes[position] }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard peek == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    /// At least three letters, or anything in angle brackets.
    mutating func skipName() -> Bool {
      if skip("<") {
        while let byte = peek, byte != UInt8(ascii: ">") { position += 1 }
        return skip(">")
      }
      let start = position
      while let byte = peek, UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte & ~0x20 { position += 1 }
      return position - start >= 3
    }

    mutating func number(through greatest: Int64) -> Int64? {
      var value: Int64?
      while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
        let next = (value ?? 0) * 10 + Int64(byte - UInt8(ascii: "0"))
        guard next <= greatest else { return nil }
        value = next
        position += 1
      }
      return value
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours: Int64) -> Int64? {
      let sign: Int64 = skip("-") ? -1 : 1
      if sign == 1 { _ = skip("+") }
      guard var seconds = number(through: hours) else { return nil }
      seconds *= 3600
      for unit: Int64 in [60, 1] where skip(":") {
        guard let value = number(through: 59) else { return nil }
        seconds += value * unit
      }
      return sign * seconds
    }

    mutating func yearDay() -> YearDay? {
      let day: YearDay.Day
      if skip("M") {
        guard let month = number(through: 12), month >= 1, skip("."), let week = number(through: 5),
          week >= 1,
          skip("."), let weekday = number(through: 6)
        else { return nil }
        day = .ofWeek(month: month, week: week, day: weekday)
      } else if skip("J") {
        guard let number = number(through: 365), number >= 1 else { return nil }
        day = .withoutLeapDay(number)
      } else {
        guard let number = number(through: 365) else { return nil }
        day = .ofYear(number)
      }
      var time: Int64 = 2 * 3600
      if skip("/") {
        guard let given = self.time(hours: 167) else { return nil }
        time = given
      }
      return YearDay(day: day, time: time)
    }
  }
}
