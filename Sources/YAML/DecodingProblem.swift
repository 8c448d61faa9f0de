extension NodeDecoder {
  /// An error that a type threw while it was decoded from this node, as an error with a place.
  func located(_ error: any Error, decoding type: Any.Type) -> YAMLError {
    switch error {
    case let error as YAMLError:
      return error
    case DecodingError.dataCorrupted(let context):
      if context.debugDescription.hasPrefix("Cannot initialize "),
        let message = unknownValueMessage(for: type)
      {
        return located(.dataCorrupted, message, context)
      }
      return located(.dataCorrupted, context.debugDescription, context)
    case DecodingError.keyNotFound(let key, let context):
      return located(.missingKey, "the key \(key.stringValue.quotedForMessage) is missing", context)
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      return located(.typeMismatch, context.debugDescription, context)
    default:
      return YAMLError(
        code: .dataCorrupted, message: String(describing: error), mark: node.mark, path: trail.path)
    }
  }

  private func located(
    _ code: YAMLError.Code, _ message: String, _ context: DecodingError.Context
  ) -> YAMLError {
    var path = trail.path
    var inner: [PathElement] = []
    for key in context.codingPath.dropFirst(path.count) {
      if case .sequence? = node[inner]?.value, let index = key.intValue {
        inner.append(.index(index))
      } else {
        inner.append(.key(key.stringValue))
      }
    }
    path += inner
    return YAMLError(code: code, message: message, mark: node.mark(of: inner), path: path)
  }

  /// What to say in place of the standard library's words when an enum does not know the node's value.
  private func unknownValueMessage(for type: Any.Type) -> String? {
    guard type is any RawRepresentable.Type, case .scalar(let scalar) = node.value else { return nil }
    let message = "unknown value \(scalar.text.quotedForMessage)"
    guard let type = type as? any (CaseIterable & RawRepresentable).Type else { return message }
    let values = rawValues(of: type)
    if let value = Suggestion.nearest(to: scalar.text, among: values) {
      return message + "; did you mean \(value.quotedForMessage)?"
    }
    return message + "; expected one of " + values.prefix(20).joined(separator: ", ")
  }

  private func rawValues<T: CaseIterable & RawRepresentable>(of type: T.Type) -> [String] {
    T.allCases.map { String(describing: $0.rawValue) }
  }
}
