import WorkflowAPI
import YAML

/// One limit: what people call it, what it counts, and what it may be set to.
public struct Limit: Sendable {
  /// What it counts. The values of a `duration` are in milliseconds here, and with a unit for people.
  public enum Unit: String, Hashable, Sendable, Encodable {
    case bytes, count, duration
  }

  /// The name, as in `--limit NAME=VALUE`.
  public let name: String
  /// What it counts.
  public let unit: Unit
  /// The least and the greatest value that it may be set to.
  public let range: ClosedRange<Int>
  /// What it bounds, and what happens beyond it.
  public let meaning: String
  private let place: Place

  private enum Place: Sendable {
    case number(any WritableKeyPath<AgentLimits, Int> & Sendable)
    case time(any WritableKeyPath<AgentLimits, Duration> & Sendable)
  }

  static func bytes(
    _ name: String, _ path: any WritableKeyPath<AgentLimits, Int> & Sendable, _ range: ClosedRange<Int>,
    _ meaning: String
  ) -> Limit {
    Limit(name: name, unit: .bytes, range: range, meaning: meaning, place: .number(path))
  }

  static func count(
    _ name: String, _ path: any WritableKeyPath<AgentLimits, Int> & Sendable, _ range: ClosedRange<Int>,
    _ meaning: String
  ) -> Limit {
    Limit(name: name, unit: .count, range: range, meaning: meaning, place: .number(path))
  }

  /// From a millisecond to a day, unless said otherwise.
  static func duration(
    _ name: String, _ path: any WritableKeyPath<AgentLimits, Duration> & Sendable, _ meaning: String,
    _ range: ClosedRange<Int> = 1...86_400_000
  ) -> Limit {
    Limit(name: name, unit: .duration, range: range, meaning: meaning, place: .time(path))
  }

  /// What it is set to.
  public func value(in limits: AgentLimits) -> Int {
    switch place {
    case .number(let path): return limits[keyPath: path]
    case .time(let path):
      let (seconds, attoseconds) = limits[keyPath: path].components
      return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
  }

  func set(_ value: Int, in limits: inout AgentLimits) {
    switch place {
    case .number(let path): limits[keyPath: path] = value
    case .time(let path): limits[keyPath: path] = .milliseconds(value)
    }
  }

  /// A value as people write it: `1Mi`, `10`, `500ms`, `5m`.
  public func text(_ value: Int) -> String {
    switch unit {
    case .count: return String(value)
    case .bytes:
      let scale = Self.scales.last { value != 0 && value % $0.factor == 0 }
      return scale.map { "\(value / $0.factor)\($0.suffix)" } ?? String(value)
    case .duration:
      let text = GoDuration.format(.milliseconds(value))
      let minutes = text.hasSuffix("m0s") ? text.dropLast(2) : text[...]
      return String(minutes.hasSuffix("h0m") ? minutes.dropLast(2) : minutes)
    }
  }

  private static let scales: [(suffix: String, factor: Int)] = [
    ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40),
  ]

  /// Reads a value as people write it.
  ///
  /// - Throws: ``LimitError`` for what is no value of this unit, or beyond the range.
  public func parse(_ text: String) throws(LimitError) -> Int {
    guard let value = number(text) else {
      let form =
        switch unit {
        case .count: "a number, such as 10"
        case .bytes: "a number of bytes, such as 65536, 64Ki or 1Mi"
        case .duration: "a time in whole milliseconds, such as 500ms, 2s or 5m"
        }
      throw LimitError(message: "limit \(name) is \(form), not \"\(text)\"")
    }
    guard range.contains(value) else {
      throw LimitError(
        message:
          "limit \(name) must be from \(self.text(range.lowerBound)) to \(self.text(range.upperBound)), not \(text)"
      )
    }
    return value
  }

  private func number(_ text: String) -> Int? {
    switch unit {
    case .count: return Self.digits(text)
    case .bytes:
      guard let scale = Self.scales.first(where: { text.hasSuffix($0.suffix) }) else {
        return Self.digits(text)
      }
      let product = Self.digits(String(text.dropLast(2)))?.multipliedReportingOverflow(by: scale.factor)
      return product.map { $0.overflow ? .max : $0.partialValue }
    case .duration:
      guard let duration = try? GoDuration.parse(text) else { return nil }
      let (seconds, attoseconds) = duration.components
      guard attoseconds % 1_000_000_000_000_000 == 0 else { return nil }
      return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
  }

  /// Digits only: `Int` takes signs too.
  private static func digits(_ text: String) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
      return nil
    }
    return Int(text) ?? .max
  }
}

/// A limit that does not exist, or cannot have a value.
public struct LimitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, with what may be given.
  public var message: String
  /// The message.
  public var description: String { message }
}

extension AgentLimits {
  /// Sets a limit by its name to a value as people write it.
  ///
  /// - Throws: ``LimitError``, which suggests the name that was probably meant, or says what the range is.
  public mutating func set(_ name: String, to text: String) throws(LimitError) {
    guard let limit = Limit.all.first(where: { $0.name == name }) else {
      let nearest = Suggestion.nearest(to: name, among: Limit.all.map(\.name))
      throw LimitError(
        message: "there is no limit \"\(name)\"; "
          + (nearest.map { "did you mean \"\($0)\"?" } ?? "pushrun get limits lists them"))
    }
    limit.set(try limit.parse(text), in: &self)
  }

  /// Sets a limit as `NAME=VALUE` says.
  ///
  /// - Throws: ``LimitError``
  public mutating func set(_ assignment: String) throws(LimitError) {
    guard let separator = assignment.firstIndex(of: "=") else {
      throw LimitError(message: "\"\(assignment)\" is not NAME=VALUE, such as manifest-bytes=2Mi")
    }
    try set(
      String(assignment[..<separator]), to: String(assignment[assignment.index(after: separator)...]))
  }
}
