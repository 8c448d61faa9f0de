/// A sequence being decoded.
struct UnkeyedNodeContainer: UnkeyedDecodingContainer {
  private let decoder: NodeDecoder
  private let items: [Node]
  private(set) var currentIndex = 0

  init(decoder: NodeDecoder, items: [Node]) {
    self.decoder = decoder
    self.items = items
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { items.count }
  var isAtEnd: Bool { currentIndex == items.count }

  mutating func decodeNil() throws -> Bool {
    guard try item().isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let index = currentIndex
    let value = try NodeDecoder.decode(
      type, from: item(), trail: Trail(parent: decoder.trail, step: .index(index)),
      rejectsUnknownKeys: decoder.rejectsUnknownKeys)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try nextDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try nextDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try nextDecoder() }

  private mutating func nextDecoder() throws(YAMLError) -> NodeDecoder {
    let nested = decoder.makeNested(try item(), step: .index(currentIndex))
    currentIndex += 1
    return nested
  }

  private func item() throws(YAMLError) -> Node {
    guard !isAtEnd else {
      throw YAMLError(
        code: .dataCorrupted, message: "the sequence has only \(items.count) items", mark: decoder.node.mark,
        path: decoder.trail.path)
    }
    return items[currentIndex]
  }
}
