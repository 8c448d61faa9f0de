/// Writes nodes as YAML that every reader understands alike.
///
/// - Block style, two spaces a level, sequences indented under their key, no folding, Unicode as it is.
/// - Strings that a reader of YAML 1.1 or 1.2 would take for something else are quoted; strings of several
///   lines are literal blocks wherever these can hold them exactly.
/// - Numbers, booleans and nulls are written in the form that is the same in YAML 1.1 and 1.2: `0o17` as
///   `15`, `1e3` as `1.0e+3`.
/// - Keys are written as strings, as JSON and Kubernetes have them: a key `8080` as `'8080'`.
/// - Styles and marks of the nodes do not count.
public enum YAMLEmitter {
  /// The text of documents: of one without `---`, of several with `---` between them.
  ///
  /// - Parameter sortsKeys: whether keys are put in the order of their UTF-8 bytes.
  /// - Throws: `limit` if a document nests deeper than 1,000 levels; `dataCorrupted` if a scalar is not of
  ///   its own type.
  public static func text(of documents: [Node], sortsKeys: Bool) throws(YAMLError) -> String {
    var writer = BlockWriter(sortsKeys: sortsKeys)
    for (position, document) in documents.enumerated() {
      if position > 0 { writer.separate() }
      try writer.write(document)
    }
    return writer.text
  }
}
