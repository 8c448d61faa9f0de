/// A mapping being decoded.
struct KeyedNodeContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  private let decoder: NodeDecoder
  private let mapping: Mapping

  init(decoder: NodeDecoder, mapping: Mapping) {
    self.decoder = decoder
    self.mapping = mapping
    decoder.asked.begin(count: mapping.count)
  }

  var codingPath: [any CodingKey] { decoder.codingPath }

  /// The keys that `Key` knows. To ask for them all is to know what to do with them.
  var allKeys: [Key] {
    mapping.indices.compactMap { position in
      let text = mapping[position].key.keyText
      guard let key = Key(stringValue: text) else { return nil }
      decoder.asked.note(text, position: position)
      return key
    }
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { find(key)?.isNull ?? true }

  func decode<T: ScalarConvertible>(_ type: T.Type, forKey key: Key) throws -> T {
    try scalar(type, from: require(key), key: key)
  }

  func decodeIfPresent<T: ScalarConvertible>(_ type: T.Type, forKey key: Key) throws -> T? {
    guard let node = find(key), !node.isNull else { return nil }
    return try scalar(type, from: node, key: key)
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try value(type, from: require(key), key: key)
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    guard let node = find(key), !node.isNull else { return nil }
    return try value(type, from: node, key: key)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try decoder.makeNested(require(key), step: .key(key.stringValue)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder.makeNested(require(key), step: .key(key.stringValue)).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { superDecoder(forKey: "super") }

  func superDecoder(forKey key: Key) throws -> any Decoder { superDecoder(forKey: key.stringValue) }

  private func superDecoder(forKey name: String) -> NodeDecoder {
    decoder.makeNested(find(name) ?? .mapping([]), step: .key(name))
  }

  private func find(_ key: Key) -> Node? { find(key.stringValue) }

  private func find(_ name: String) -> Node? {
    let position = mapping.position(of: name)
    decoder.asked.note(name, position: position)
    return position.map { mapping[$0].value }
  }

  private func require(_ key: Key) throws(YAMLError) -> Node {
    if let node = find(key) { return node }
    throw YAMLError(
      code: .missingKey, message: "the key \(key.stringValue.quotedForMessage) is missing",
      mark: decoder.node.mark, path: decoder.trail.path)
  }

  private func scalar<T: ScalarConvertible>(
    _ type: T.Type, from node: Node, key: Key
  ) throws(YAMLError) -> T {
    if case .scalar(let scalar) = node.value, let value = T(scalar: scalar) { return value }
    throw YAMLError(
      code: .typeMismatch, message: node.mismatch(expected: T.expectation(for: node.scalar)), mark: node.mark,
      path: decoder.trail.path + [.key(key.stringValue)])
  }

  private func value<T: Decodable>(_ type: T.Type, from node: Node, key: Key) throws -> T {
    try NodeDecoder.decode(
      type, from: node, trail: Trail(parent: decoder.trail, step: .key(key.stringValue)),
      rejectsUnknownKeys: decoder.rejectsUnknownKeys)
  }
}
