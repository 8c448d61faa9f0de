/// Decodes values from nodes, with errors that say where.
///
/// - A key with a null is the same as an absent key for optional properties, as in Kubernetes.
/// - Strings, numbers and booleans are not converted into each other: `1.10` is no string.
/// - An unknown key is one that no container of its mapping was asked for by the time that the mapping is
///   decoded. A type may flatten another into itself with `Other(from: decoder)`. A dictionary asks for all
///   keys. A type that asks its decoder for nothing, as one without properties, accepts only `{}`.
/// - ``Node`` decodes as the node itself: use it for objects of any form.
public struct YAMLDecoder: Sendable {
  /// Whether a key that nothing asks for is an error.
  public var rejectsUnknownKeys: Bool

  /// A decoder, strict unless told otherwise.
  public init(rejectsUnknownKeys: Bool = true) { self.rejectsUnknownKeys = rejectsUnknownKeys }

  /// Decodes a value.
  ///
  /// - Throws: `typeMismatch`, `unknownKey`, `missingKey` or `dataCorrupted`, with path and mark.
  ///   A `DecodingError` or other error of a type's own becomes `dataCorrupted` with its message, a
  ///   ``YAMLError`` stays what it is.
  public func decode<T: Decodable>(_ type: T.Type, from node: Node) throws(YAMLError) -> T {
    do {
      return try NodeDecoder.decode(type, from: node, trail: nil, rejectsUnknownKeys: rejectsUnknownKeys)
    } catch let error as YAMLError {
      throw error
    } catch {
      throw YAMLError(code: .dataCorrupted, message: String(describing: error), mark: node.mark)
    }
  }
}
