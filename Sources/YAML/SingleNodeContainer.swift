/// A node being decoded as one value.
struct SingleNodeContainer: SingleValueDecodingContainer {
  let decoder: NodeDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.node.isNull }

  func decode<T: ScalarConvertible>(_ type: T.Type) throws -> T {
    if case .scalar(let scalar) = decoder.node.value, let value = T(scalar: scalar) { return value }
    throw decoder.mismatch(expected: T.expectation(for: decoder.node.scalar))
  }

  /// Decodes the same node as another type. Both types' keys are known then, unless this attempt fails: the
  /// keys that it asked for are forgotten.
  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    if T.self == Node.self, let value = decoder.takeNode() as? T { return value }
    let before = decoder.asked
    do {
      return try T(from: decoder)
    } catch {
      decoder.asked = before
      throw decoder.located(error, decoding: type)
    }
  }
}
