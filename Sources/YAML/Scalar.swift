/// A scalar: the text as it was written, and the type that it has.
///
/// Two scalars are equal when text and type are; how they were written does not count. All nulls are equal.
public struct Scalar: Sendable {
  /// How a scalar was written.
  public enum Style: Hashable, Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  /// The text, without quotes and with escapes resolved. A number keeps its digits: `1.10` is `1.10`.
  public var text: String
  /// How it was written. The emitter chooses its own style.
  public var style: Style
  /// Its type, by its tag or else by the YAML 1.2 core schema.
  public var type: ScalarType

  /// A scalar of the given text, style and type; nothing is checked or resolved.
  public init(text: String, style: Style, type: ScalarType) {
    self.text = text
    self.style = style
    self.type = type
  }
}

/// The types of the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema).
public enum ScalarType: Hashable, Sendable {
  case null, bool, int, float, string
}

extension Scalar: Hashable {
  /// Whether type and text are the same; all nulls are.
  public static func == (a: Scalar, b: Scalar) -> Bool {
    a.type == b.type && (a.type == .null || a.text == b.text)
  }

  /// Hashes text and type.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    if type != .null { hasher.combine(text) }
  }
}
