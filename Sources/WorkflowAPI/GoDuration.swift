/// Durations as Go writes them, such as `1h30m`, `90s` and `500ms` (spec, section 3, `timeout`).
///
/// https://pkg.go.dev/time#ParseDuration
public enum GoDuration {
  /// A text that is no duration, or one beyond ±292 years (what 64 bits of nanoseconds hold).
  public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String
    /// Whether it is well formed and too large.
    public let isOverflow: Bool

    /// For people.
    public var description: String {
      isOverflow
        ? "duration \"\(text)\" is too large" : "\"\(text)\" is not a duration, such as 1h30m, 90s or 500ms"
    }
  }

  /// The duration that `text` stands for.
  public static func parse(_ text: String) throws(ParseError) -> Duration {
    var rest = text.utf8[...]
    let negative = rest.first == UInt8(ascii: "-")
    if negative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.elementsEqual("0".utf8) { return .zero }
    guard !rest.isEmpty else { throw ParseError(text: text, isOverflow: false) }
    // Counted as a magnitude, as Go does, so that the least Int64 can be read as well.
    var total: UInt64 = 0
    while !rest.isEmpty {
      guard let term = Term(&rest) else { throw ParseError(text: text, isOverflow: false) }
      guard let nanoseconds = term.nanoseconds,
        case let (sum, overflow) = total.addingReportingOverflow(nanoseconds),
        !overflow, sum <= UInt64(Int64.max) + (negative ? 1 : 0)
      else { throw ParseError(text: text, isOverflow: true) }
      total = sum
    }
    return .nanoseconds(negative ? Int64(truncatingIfNeeded: 0 &- total) : Int64(total))
  }

  /// The shortest text of Go's form: `1h30m0s`, `1.5s`, `500ms`, `0s`. What is less than a nanosecond is
  /// dropped; a duration beyond ±292 years is shown as that.
  public static func format(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, over) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
    let nanoseconds = overflow || over ? (seconds < 0 ? Int64.min : Int64.max) : sum
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    switch magnitude {
    case 0: return "0s"
    case ..<1000: return "\(sign)\(magnitude)ns"
    case ..<1_000_000: return "\(sign)\(decimal(magnitude, over: 1000))µs"
    case ..<1_000_000_000: return "\(sign)\(decimal(magnitude, over: 1_000_000))ms"
    default: break
    }
    let whole = magnitude / 1_000_000_000
    var text = sign
    if whole >= 3600 { text += "\(whole / 3600)h" }
    if whole >= 60 { text += "\(whole / 60 % 60)m" }
    return text + "\(decimal(magnitude % 60_000_000_000, over: 1_000_000_000))s"
  }

  /// `value / unit` without trailing zeros; `unit` is a power of ten.
  private static func decimal(_ value: UInt64, over unit: UInt64) -> String {
    guard value % unit != 0 else { return String(value / unit) }
    var fraction = String(value % unit + unit).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(value / unit).\(fraction)"
  }
}

/// A number and its unit.
private struct Term {
  /// `nil` when it does not fit.
  let nanoseconds: UInt64?

  /// Takes a term from the front of `rest`; `nil` when there is none.
  init?(_ rest: inout Substring.UTF8View) {
    var whole: UInt64? = 0
    var digits = 0
    while let digit = Self.digit(&rest) {
      digits += 1
      whole = whole.flatMap { Self.scaled($0, adding: digit) }
    }
    var fraction: UInt64 = 0
    var divisor: UInt64 = 1
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      while let digit = Self.digit(&rest) {
        digits += 1
        // Digits that are less than a nanosecond of an hour are dropped.
        guard divisor < 1_000_000_000_000_000 else { continue }
        fraction = fraction * 10 + digit
        divisor *= 10
      }
    }
    let name = rest.prefix { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) && $0 != UInt8(ascii: ".") }
    guard digits > 0, let unit = Self.units[String(Substring(name))] else { return nil }
    rest = rest[name.endIndex...]
    // The product has at most 52 + 42 bits; it is less than the unit after the division.
    let part = divisor.dividingFullWidth(fraction.multipliedFullWidth(by: unit)).quotient
    nanoseconds = whole.flatMap {
      let (product, overflow) = $0.multipliedReportingOverflow(by: unit)
      let (sum, over) = product.addingReportingOverflow(part)
      return overflow || over ? nil : sum
    }
  }

  private static let units: [String: UInt64] = [
    "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
    "h": 3_600_000_000_000,
  ]

  private static func digit(_ rest: inout Substring.UTF8View) -> UInt64? {
    guard let byte = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
    rest.removeFirst()
    return UInt64(byte - UInt8(ascii: "0"))
  }

  private static func scaled(_ value: UInt64, adding digit: UInt64) -> UInt64? {
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, over) = product.addingReportingOverflow(digit)
    return overflow || over ? nil : sum
  }
}
