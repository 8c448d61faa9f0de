/// Reads YAML 1.2, and JSON, as nodes.
///
/// A text is UTF-8. Plain scalars have the types of the core schema. Refused are duplicate keys (which are
/// compared as Swift compares strings), keys that are no scalars, tags that are not of the core schema, and
/// whatever passes the limits. Merge keys (`<<`) are followed.
public enum YAMLParser {
  /// The documents of a text; none if there is nothing but comments in it, a null for an empty document.
  ///
  /// - Throws: the first error; see ``YAMLError/Code``.
  public static func documents(
    in bytes: [UInt8], limits: ParsingLimits = ParsingLimits()
  ) throws(YAMLError) -> [Node] {
    try parse(bytes, limits: limits).get()
  }

  /// The documents of a text.
  ///
  /// - Throws: the first error; see ``YAMLError/Code``.
  public static func documents(
    in bytes: UnsafeRawBufferPointer, limits: ParsingLimits = ParsingLimits()
  ) throws(YAMLError) -> [Node] {
    try bytes.withMemoryRebound(to: UInt8.self) { parse($0, limits: limits) }.get()
  }

  /// The documents of a text.
  ///
  /// - Throws: the first error; see ``YAMLError/Code``.
  public static func documents(
    in text: String, limits: ParsingLimits = ParsingLimits()
  ) throws(YAMLError) -> [Node] {
    var text = text
    return try text.withUTF8 { parse($0, limits: limits) }.get()
  }

  /// The documents of a text up to the first error, and that error.
  public static func parse(
    _ bytes: [UInt8], limits: ParsingLimits = ParsingLimits()
  ) -> (documents: [Node], error: YAMLError?) {
    let result: Parsed = bytes.withUnsafeBufferPointer { parse($0, limits: limits) }
    return (result.documents, result.error)
  }

  private static func parse(_ bytes: [UInt8], limits: ParsingLimits) -> Parsed {
    bytes.withUnsafeBufferPointer { parse($0, limits: limits) }
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, limits: ParsingLimits) -> Parsed {
    var parsed = Parsed()
    do throws(YAMLError) {
      let text = try SourceText.checked(bytes, limits: limits)
      if text.isEmpty { return parsed }
      if let surrogates = JSONSurrogates(text) {
        try surrogates.text.withUnsafeBufferPointer { (text) throws(YAMLError) in
          try compose(text, surrogates: surrogates, limits: limits, into: &parsed.documents)
        }
      } else {
        try compose(text, surrogates: nil, limits: limits, into: &parsed.documents)
      }
    } catch {
      parsed.error = error
    }
    return parsed
  }

  private static func compose(
    _ text: UnsafeBufferPointer<UInt8>, surrogates: JSONSurrogates?, limits: ParsingLimits,
    into documents: inout [Node]
  ) throws(YAMLError) {
    let events = try EventStream(text: text, surrogates: surrogates, limit: limits.events)
    var composer = Composer(events: events, limits: limits)
    while let document = try composer.nextDocument() { documents.append(document) }
  }
}

/// What a text gave.
private struct Parsed {
  var documents: [Node] = []
  var error: YAMLError?

  /// The documents, if there was no error.
  func get() throws(YAMLError) -> [Node] {
    if let error { throw error }
    return documents
  }
}
