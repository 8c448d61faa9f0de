/// Encodes values as YAML. Optional properties that are `nil` are left out, as `Codable` does.
public struct YAMLEncoder: Sendable {
  /// Whether the keys of mappings are put in the order of their UTF-8 bytes. If not, they come in the order
  /// in which they were encoded.
  public var sortsKeys: Bool

  /// An encoder, which sorts keys unless told otherwise.
  public init(sortsKeys: Bool = true) { self.sortsKeys = sortsKeys }

  /// The text of a value as one document, without `---`, ending in a line feed.
  ///
  /// - Throws: `dataCorrupted` when the value refuses to be encoded, `limit` when it nests too deep.
  public func encode<T: Encodable>(_ value: T) throws(YAMLError) -> String {
    try YAMLEmitter.text(of: [node(from: value)], sortsKeys: sortsKeys)
  }

  /// The node of a value, its keys in the order in which they were encoded.
  ///
  /// - Throws: `dataCorrupted` when the value refuses to be encoded.
  public func node(from value: some Encodable) throws(YAMLError) -> Node {
    do {
      return try NodeEncoder.node(of: value, trail: nil)
    } catch let error as YAMLError {
      throw error
    } catch EncodingError.invalidValue(_, let context) {
      let path = context.codingPath.map { key -> PathElement in
        key.intValue.map { .index($0) } ?? .key(key.stringValue)
      }
      throw YAMLError(code: .dataCorrupted, message: context.debugDescription, path: path)
    } catch {
      throw YAMLError(code: .dataCorrupted, message: String(describing: error))
    }
  }
}
