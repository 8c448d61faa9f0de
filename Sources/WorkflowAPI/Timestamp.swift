/// A moment: milliseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 in UTC, in whole seconds
/// (spec, section 3); the milliseconds are for timeouts and never reach a status.
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Milliseconds since the epoch.
  public var milliseconds: Int64

  /// This many milliseconds since the epoch.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// This many seconds since the epoch; saturates instead of overflowing.
  public init(seconds: Int64) {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
  }

  /// Seconds since the epoch, rounded towards the past.
  var secondsSinceEpoch: Int64 { milliseconds.quotientAndRemainder(flooredBy: 1000).quotient }

  /// Whether `a` is the earlier moment.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// The moment `duration` later; saturates instead of overflowing.
  public func adding(_ duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    let delta = Timestamp(seconds: seconds).milliseconds
    let rest = attoseconds / 1_000_000_000_000_000
    return saturating(delta).saturating(rest)
  }

  private func saturating(_ delta: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
    return Timestamp(milliseconds: overflow ? (delta < 0 ? .min : .max) : sum)
  }

  /// The time from `earlier` to this moment.
  public func since(_ earlier: Timestamp) -> Duration {
    .milliseconds(milliseconds) - .milliseconds(earlier.milliseconds)
  }
}

extension Timestamp: Codable, CustomStringConvertible {
  /// Reads RFC 3339; anything else is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Timestamp(rfc3339: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a time, such as 2021-04-16T07:39:05Z")
    }
    self = value
  }

  /// Writes RFC 3339 in UTC and whole seconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// RFC 3339 in UTC and whole seconds; a moment beyond the years 0 to 9999 is shown as the nearest in them.
  public var description: String {
    let first = CivilDate(year: 0, month: 1, day: 1).daysSinceEpoch * 86_400
    let last = CivilDate(year: 10_000, month: 1, day: 1).daysSinceEpoch * 86_400 - 1
    let seconds = min(max(secondsSinceEpoch, first), last)
    let (days, time) = seconds.quotientAndRemainder(flooredBy: 86_400)
    let date = CivilDate(daysSinceEpoch: days)
    func digits(_ value: Int64, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))"
      + "T\(digits(time / 3600, 2)):\(digits(time / 60 % 60, 2)):\(digits(time % 60, 2))Z"
  }

  /// `nil` unless the text is a date and time of RFC 3339, with `Z` or an offset. A leap second counts
  /// as the second after it; digits beyond milliseconds are dropped.
  public init?(rfc3339 text: String) {
    var scanner = DigitScanner(text)
    guard let year = scanner.number(width: 4), scanner.skip("-"),
      let month = scanner.number(width: 2), 1...12 ~= month, scanner.skip("-"),
      let day = scanner.number(width: 2), day >= 1, day <= CivilDate.days(inMonth: month, of: year),
      scanner.skip("T") || scanner.skip("t"),
      let hour = scanner.number(width: 2), hour <= 23, scanner.skip(":"),
      let minute = scanner.number(width: 2), minute <= 59, scanner.skip(":"),
      let second = scanner.number(width: 2), second <= 60
    else { return nil }
    var fraction: Int64 = 0
    if scanner.skip(".") {
      guard let value = scanner.milliseconds() else { return nil }
      fraction = value
    }
    guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(milliseconds: seconds * 1000 + fraction)
  }
}

/// Reads the fixed-width parts of a time.
private struct DigitScanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func digit() -> Int64? {
    guard let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
    rest.removeFirst()
    return Int64(byte - UInt8(ascii: "0"))
  }

  mutating func number(width: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<width {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// One or more digits of a fraction of a second.
  mutating func milliseconds() -> Int64? {
    guard let first = digit() else { return nil }
    var value = first * 100
    var unit: Int64 = 10
    while let digit = digit() {
      value += digit * unit
      unit /= 10
    }
    return value
  }

  /// `Z` or `±hh:mm`, in seconds east of UTC.
  mutating func offset() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int64
    if skip("+") {
      sign = 1
    } else if skip("-") {
      sign = -1
    } else {
      return nil
    }
    guard let hours = number(width: 2), hours <= 23, skip(":"), let minutes = number(width: 2), minutes <= 59
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
