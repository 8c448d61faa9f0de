/// Decodes one node. All containers that are made on the node share it, and what they were asked for.
final class NodeDecoder: Decoder {
  let node: Node
  let trail: Trail?
  let rejectsUnknownKeys: Bool
  /// The keys that were asked for.
  var asked = AskedKeys()
  /// Whether a container was made: an `init(from:)` that makes none reads nothing of the node.
  private var isRead = false
  /// The decoders of containers nested in this one's, which end with it.
  private var nested: [NodeDecoder] = []

  var codingPath: [any CodingKey] { trail.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(node: Node, trail: Trail?, rejectsUnknownKeys: Bool) {
    self.node = node
    self.trail = trail
    self.rejectsUnknownKeys = rejectsUnknownKeys
  }

  /// Decodes a value and then checks that nothing of the node is left unread.
  static func decode<T: Decodable>(
    _ type: T.Type, from node: Node, trail: @autoclosure () -> Trail?, rejectsUnknownKeys: Bool
  ) throws -> T {
    // Standard collections come here for every item: spare them a decoder for what needs none.
    if T.self == String.self, case .scalar(let scalar) = node.value, let value = String(scalar: scalar) as? T
    {
      return value
    }
    if T.self == Node.self, let value = node as? T { return value }
    let decoder = NodeDecoder(node: node, trail: trail(), rejectsUnknownKeys: rejectsUnknownKeys)
    do {
      let value = try T(from: decoder)
      if rejectsUnknownKeys { try decoder.checkForUnknownKeys() }
      return value
    } catch {
      throw decoder.located(error, decoding: type)
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .mapping(let mapping) = node.value else { throw mismatch(expected: "a mapping") }
    isRead = true
    return KeyedDecodingContainer(KeyedNodeContainer<Key>(decoder: self, mapping: mapping))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .sequence(let items) = node.value else { throw mismatch(expected: "a sequence") }
    isRead = true
    return UnkeyedNodeContainer(decoder: self, items: items)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    isRead = true
    return SingleNodeContainer(decoder: self)
  }

  /// The decoder of a node inside this one, which is checked for unknown keys when this one is.
  func makeNested(_ node: Node, step: PathElement) -> NodeDecoder {
    let decoder = NodeDecoder(
      node: node, trail: Trail(parent: trail, step: step), rejectsUnknownKeys: rejectsUnknownKeys)
    nested.append(decoder)
    return decoder
  }

  /// The whole node, as it is.
  func takeNode() -> Node {
    asked.isAll = true
    return node
  }

  private func checkForUnknownKeys() throws(YAMLError) {
    if !isRead {
      guard case .mapping(let mapping) = node.value else { throw mismatch(expected: "a mapping") }
      asked.begin(count: mapping.count)
    }
    if case .mapping(let mapping) = node.value, let position = asked.firstUnasked {
      throw unknownKey(mapping[position].key)
    }
    for decoder in nested { try decoder.checkForUnknownKeys() }
  }

  private func unknownKey(_ key: Node) -> YAMLError {
    var message = "the key \(key.keyText.quotedForMessage) is not known"
    if let name = Suggestion.nearest(to: key.keyText, among: asked.names) {
      message += "; did you mean \(name.quotedForMessage)?"
    }
    return YAMLError(
      code: .unknownKey, message: message, mark: key.mark, path: trail.path + [.key(key.keyText)])
  }

  /// The error of this node's being of another type.
  func mismatch(expected: String) -> YAMLError {
    YAMLError(
      code: .typeMismatch, message: node.mismatch(expected: expected), mark: node.mark, path: trail.path)
  }
}
