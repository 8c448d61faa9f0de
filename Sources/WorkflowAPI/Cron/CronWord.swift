import YAML

/// A part of a schedule's text, and the column of its first character in the whole.
struct CronWord {
  var text: String
  var column: Int

  var isEmpty: Bool { text.unicodeScalars.isEmpty }

  /// The parts between the characters that are separators, empty ones too.
  func split(where isSeparator: (Unicode.Scalar) -> Bool) -> [CronWord] {
    var parts = [CronWord(text: "", column: column)]
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      if isSeparator(scalar) {
        parts.append(CronWord(text: "", column: column + offset + 1))
      } else {
        parts[parts.count - 1].text.unicodeScalars.append(scalar)
      }
    }
    return parts
  }

  /// An error at this place.
  func error(_ message: String) -> CronError { CronError(column: column, message: message) }
}

/// An item of a field's list: `*`, a value or a range, with or without a step.
struct CronItem {
  private let field: CronField
  /// From the first in steps to the last; 7 stands for Sunday, too.
  private let first: Int
  private let last: Int
  private let step: Int
  private let isStar: Bool

  init(_ word: CronWord, of field: CronField) throws(CronError) {
    self.field = field
    let parts = word.split { $0 == "/" }
    guard parts.count <= 2 else { throw parts[2].error("\(quoted(word.text)) has more than one step") }
    let step = parts.count == 2 ? parts[1] : nil
    let bounds = parts[0].split { $0 == "-" }
    guard bounds.count <= 2, bounds.count == 1 || bounds.allSatisfy({ !$0.isEmpty }) else {
      throw word.error("\(quoted(parts[0].text)) is not a range: write the first value, a dash and the last")
    }
    isStar = bounds[0].text == "*" || bounds[0].text == "?"
    if isStar {
      guard bounds.count == 1 else {
        throw word.error(
          "\(quoted(parts[0].text)) is not a range: write \(bounds[0].text) alone, or two values")
      }
      first = field.values.lowerBound
      last = field.values.upperBound
    } else {
      guard step == nil || !bounds[0].isEmpty else {
        throw word.error("\(quoted(word.text)) has nothing before its step: write *\(word.text)")
      }
      first = try Self.value(bounds[0], of: field)
      if bounds.count == 2 {
        last = try Self.value(bounds[1], of: field)
      } else {
        last = step == nil ? first : field.values.upperBound
      }
    }
    self.step = try step.map(Self.step) ?? 1
    guard first <= last else { throw word.error(backwards(word, isRange: bounds.count == 2)) }
  }

  func insert(into values: inout CronValues) {
    for value in stride(from: first, through: last, by: step) {
      values.insert(field == .dayOfWeek ? value % 7 : value)
    }
    if isStar, step == 1 { values.isUnrestricted = true }
  }

  /// What to write in place of a range that ends before it begins.
  private func backwards(_ word: CronWord, isRange: Bool) -> String {
    guard isRange else { return "Sunday has no values after it to step through: write 7 without a step" }
    let better =
      switch (field, first, last) {
      case (.dayOfWeek, _, 0): "\(first)-7"
      case (.dayOfWeek, 7, _): "0-\(last)"
      default: "two ranges, \(first)-\(field.values.upperBound),\(field.values.lowerBound)-\(last)"
      }
    return "\(quoted(word.text)) ends before it begins: write \(better)"
  }

  private static func value(_ word: CronWord, of field: CronField) throws(CronError) -> Int {
    let name = word.text.lowercased()
    if let index = field.names.firstIndex(of: name) { return field.values.lowerBound + index }
    if let value = number(word), field.values.lowerBound...field.greatest ~= value { return value }
    let meant =
      field.names.first { name.utf8.starts(with: $0.utf8) }
      ?? Suggestion.nearest(to: name, among: field.names)
    let hint = meant.map { "did you mean \($0)?" } ?? "use \(field.choices)"
    throw word.error("\(quoted(word.text)) is not \(field.name): \(hint)")
  }

  private static func step(_ word: CronWord) throws(CronError) -> Int {
    guard let step = number(word), step > 0 else {
      throw word.error("\(quoted(word.text)) is not a step: use a number from 1")
    }
    return step
  }

  /// Digits only: neither a sign nor digits of other scripts.
  private static func number(_ word: CronWord) -> Int? {
    guard word.text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
    return Int(word.text)
  }
}
