/// One of the five fields of a schedule, in the order in which they are written.
enum CronField: CaseIterable, Sendable {
  case minute, hour, dayOfMonth, month, dayOfWeek

  /// With its article, for messages.
  var name: String {
    switch self {
    case .minute: "a minute"
    case .hour: "an hour"
    case .dayOfMonth: "a day of month"
    case .month: "a month"
    case .dayOfWeek: "a day of week"
    }
  }

  /// What `*` stands for.
  var values: ClosedRange<Int> {
    switch self {
    case .minute: 0...59
    case .hour: 0...23
    case .dayOfMonth: 1...31
    case .month: 1...12
    case .dayOfWeek: 0...6
    }
  }

  /// The greatest number that may be written: 7 is Sunday, as 0 is.
  var greatest: Int { self == .dayOfWeek ? 7 : values.upperBound }

  /// Names that may be written in place of the numbers, from the least number on; lower case.
  var names: [String] {
    switch self {
    case .minute, .hour, .dayOfMonth: []
    case .month:
      ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    }
  }

  /// What may be written, for messages: `1 to 12 or jan to dec`.
  var choices: String {
    let numbers = "\(values.lowerBound) to \(greatest)"
    guard let first = names.first, let last = names.last else { return numbers }
    return "\(numbers) or \(first) to \(last)"
  }
}

/// Some of the values of a field.
struct CronValues: Hashable, Sendable {
  /// The bit of each value; all are below 60.
  private(set) var bits: UInt64 = 0
  /// Whether the field restricts nothing, see ``CronSchedule``.
  var isUnrestricted = false

  mutating func insert(_ value: Int) { bits |= 1 << UInt64(value) }

  var isEmpty: Bool { bits == 0 }

  func contains(_ value: Int) -> Bool { bits & 1 << UInt64(value) != 0 }

  /// The least value that is not less than `value`.
  func first(from value: Int) -> Int? {
    let rest = bits & ~0 << UInt64(value)
    return rest == 0 ? nil : rest.trailingZeroBitCount
  }

  /// The greatest value that is not greater than `value`.
  func last(through value: Int) -> Int? {
    let rest = bits & ~(~0 << UInt64(value + 1))
    return rest == 0 ? nil : 63 - rest.leadingZeroBitCount
  }

  /// Numbers and ranges, the shortest that mean the same; `*` for a field that restricts nothing.
  func text(of field: CronField) -> String {
    if isUnrestricted { return "*" }
    var items: [String] = []
    var next = first(from: field.values.lowerBound)
    while let start = next {
      var end = start
      while contains(end + 1) { end += 1 }
      switch end - start {
      case 0: items.append("\(start)")
      case 1: items += ["\(start)", "\(end)"]
      default: items.append("\(start)-\(end)")
      }
      next = first(from: end + 1)
    }
    return items.joined(separator: ",")
  }
}
