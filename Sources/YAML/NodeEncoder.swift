/// Encodes one value. All containers that are made on it add to the same content.
final class NodeEncoder: Encoder {
  /// What was encoded so far.
  enum Content {
    case nothing
    case node(Node)
    case sequence([Part])
    case mapping([(String, Part)])
  }

  /// Something inside: whole, or still being encoded.
  enum Part {
    case node(Node)
    case encoder(NodeEncoder)

    var node: Node {
      switch self {
      case .node(let node): node
      case .encoder(let encoder): encoder.node
      }
    }
  }

  var content = Content.nothing
  let trail: Trail?

  var codingPath: [any CodingKey] { trail.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(trail: Trail?) { self.trail = trail }

  /// The node of a value.
  static func node<T: Encodable>(of value: T, trail: @autoclosure () -> Trail?) throws -> Node {
    if T.self == Node.self, let node = value as? Node { return node }
    if T.self == String.self, let text = value as? String { return .scalar(text) }
    let encoder = NodeEncoder(trail: trail())
    try value.encode(to: encoder)
    return encoder.node
  }

  /// The node of all that was encoded. A value that encoded nothing, as one without properties, is `{}`.
  var node: Node {
    switch content {
    case .nothing: .mapping([])
    case .node(let node): node
    case .sequence(let parts): .sequence(parts.map(\.node))
    case .mapping(let parts): .mapping(parts.map { ($0, $1.node) })
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .mapping = content {} else { content = .mapping([]) }
    return KeyedEncodingContainer(KeyedEncoder<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .sequence = content {} else { content = .sequence([]) }
    return UnkeyedEncoder(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleValueEncoder(encoder: self) }

  /// Adds an entry to the mapping.
  func set(_ part: Part, for key: String) {
    guard case .mapping(var parts) = content else { return }
    content = .nothing
    parts.append((key, part))
    content = .mapping(parts)
  }

  /// Adds an item to the sequence.
  func append(_ part: Part) {
    guard case .sequence(var parts) = content else { return }
    content = .nothing
    parts.append(part)
    content = .sequence(parts)
  }

  /// How many items the sequence has.
  var count: Int {
    if case .sequence(let parts) = content { parts.count } else { 0 }
  }
}
