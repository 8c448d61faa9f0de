/// A number or a text, such as a port by number or by name; it is written as it was read.
///
/// https://pkg.go.dev/k8s.io/apimachinery/pkg/util/intstr#IntOrString
public enum IntOrString: Codable, Hashable, Sendable, CustomStringConvertible {
  /// A number.
  case int(Int)
  /// A text.
  case string(String)

  /// Reads an integer or a string; anything else is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .int(number)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  /// Writes the number or the text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .int(let number): try container.encode(number)
    case .string(let text): try container.encode(text)
    }
  }

  /// The number in digits, or the text.
  public var description: String {
    switch self {
    case .int(let number): String(number)
    case .string(let text): text
    }
  }
}
