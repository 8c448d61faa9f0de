/// A mapping being encoded.
struct KeyedEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: NodeEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil(forKey key: Key) throws { encoder.set(.node(.null), for: key.stringValue) }

  func encode<T: ScalarConvertible>(_ value: T, forKey key: Key) throws {
    encoder.set(.node(Node(.scalar(value.scalar))), for: key.stringValue)
  }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    let node = try NodeEncoder.node(
      of: value, trail: Trail(parent: encoder.trail, step: .key(key.stringValue)))
    encoder.set(.node(node), for: key.stringValue)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    nested(key.stringValue).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key.stringValue).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { nested("super") }

  func superEncoder(forKey key: Key) -> any Encoder { nested(key.stringValue) }

  private func nested(_ key: String) -> NodeEncoder {
    let nested = NodeEncoder(trail: Trail(parent: encoder.trail, step: .key(key)))
    encoder.set(.encoder(nested), for: key)
    return nested
  }
}

/// A sequence being encoded.
struct UnkeyedEncoder: UnkeyedEncodingContainer {
  let encoder: NodeEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.count }

  func encodeNil() throws { encoder.append(.node(.null)) }

  func encode<T: Encodable>(_ value: T) throws {
    let node = try NodeEncoder.node(of: value, trail: Trail(parent: encoder.trail, step: .index(count)))
    encoder.append(.node(node))
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    nested().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }

  func superEncoder() -> any Encoder { nested() }

  private func nested() -> NodeEncoder {
    let nested = NodeEncoder(trail: Trail(parent: encoder.trail, step: .index(count)))
    encoder.append(.encoder(nested))
    return nested
  }
}

/// One value being encoded.
struct SingleValueEncoder: SingleValueEncodingContainer {
  let encoder: NodeEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  func encodeNil() throws { encoder.content = .node(.null) }

  func encode<T: ScalarConvertible>(_ value: T) throws {
    encoder.content = .node(Node(.scalar(value.scalar)))
  }

  func encode<T: Encodable>(_ value: T) throws {
    encoder.content = .node(try NodeEncoder.node(of: value, trail: encoder.trail))
  }
}
