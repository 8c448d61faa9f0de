/// An amount of a resource, such as `500m` or `1Gi`; kept as written, so that nothing is rounded.
///
/// A manifest may give a bare number; like Kubernetes it is written back as a string.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
public struct Quantity: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The text, which is a valid quantity.
  public let text: String

  /// `nil` when the text is no quantity.
  public init?(_ text: String) {
    guard Self.isValid(text) else { return nil }
    self.text = text
  }

  /// Reads a string, an integer or a decimal number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text: String
    if let number = try? container.decode(Int.self) {
      text = String(number)
    } else if let number = try? container.decode(Double.self) {
      text = String(number)
    } else {
      text = try container.decode(String.self)
    }
    guard Self.isValid(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a quantity, such as 500m, 2 or 1Gi")
    }
    self.text = text
  }

  /// Writes a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// The text.
  public var description: String { text }

  private static let suffixes: Set<String> = [
    "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
  ]

  /// Sign, digits with at most one point, then a suffix or a decimal exponent.
  private static func isValid(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let number = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
    guard number.contains(where: isDigit), number.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else {
      return false
    }
    rest = rest[number.endIndex...]
    if suffixes.contains(String(Substring(rest))) { return true }
    guard rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") else { return false }
    rest.removeFirst()
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
