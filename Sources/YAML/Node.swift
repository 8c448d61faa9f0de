/// A value of a document, with the place where it stands.
///
/// Two nodes are equal when their content is: neither marks nor styles nor the order of keys count.
public struct Node: Sendable {
  /// What a node is.
  public enum Value: Hashable, Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping(Mapping)
  }

  /// What it is.
  public var value: Value
  /// Where its first character stands; for an alias, where the alias does.
  public var mark: Mark

  /// A node with this value at this place.
  public init(_ value: Value, mark: Mark = .start) {
    self.value = value
    self.mark = mark
  }
}

extension Node: Hashable {
  /// Whether the content is the same.
  public static func == (a: Node, b: Node) -> Bool { a.value == b.value }

  /// Hashes the content.
  public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}

extension Node {
  /// The deepest nesting that nodes may have anywhere: code that walks nodes recurses, and a thread's
  /// stack must hold it.
  static let maximumDepth = 1_000

  /// The scalar that it is, or `nil`.
  public var scalar: Scalar? {
    if case .scalar(let scalar) = value { scalar } else { nil }
  }

  /// The items of the sequence that it is, or `nil`.
  public var sequence: [Node]? {
    if case .sequence(let items) = value { items } else { nil }
  }

  /// The mapping that it is, or `nil`.
  public var mapping: Mapping? {
    if case .mapping(let mapping) = value { mapping } else { nil }
  }

  /// The text of the string that it is; `nil` for other types, numbers and booleans among them.
  public var string: String? {
    if case .scalar(let scalar) = value, scalar.type == .string { scalar.text } else { nil }
  }

  /// Whether it is null.
  public var isNull: Bool {
    if case .scalar(let scalar) = value { scalar.type == .null } else { false }
  }
}

extension Node {
  /// A null.
  public static let null = Node(.scalar(Scalar(text: "null", style: .plain, type: .null)))

  /// A string.
  public static func scalar(_ text: String) -> Node {
    Node(.scalar(Scalar(text: text, style: .plain, type: .string)))
  }

  /// An integer.
  public static func int(_ value: some FixedWidthInteger) -> Node {
    Node(.scalar(Scalar(text: String(value), style: .plain, type: .int)))
  }

  /// A boolean.
  public static func bool(_ value: Bool) -> Node { Node(.scalar(value.scalar)) }

  /// A floating-point number.
  public static func double(_ value: Double) -> Node { Node(.scalar(value.scalar)) }

  /// A sequence of these items.
  public static func sequence(_ items: [Node]) -> Node { Node(.sequence(items)) }

  /// A mapping of these entries. Of several with one key the last value counts.
  public static func mapping(_ entries: [(String, Node)]) -> Node { Node(.mapping(Mapping(entries))) }
}
