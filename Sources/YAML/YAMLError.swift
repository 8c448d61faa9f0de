/// Why a text could not be read, a node not be decoded, or a value not be encoded.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of errors.
  public enum Code: Hashable, Sendable {
    /// The text is not YAML, or uses a part of it that is not supported.
    case syntax
    /// A mapping has one key twice.
    case duplicateKey
    /// A tag that is not of the core schema.
    case unknownTag
    /// One of ``ParsingLimits`` is passed.
    case limit
    /// The text is not UTF-8, or holds a character that YAML does not allow.
    case encoding
    /// A value is of another type than is expected.
    case typeMismatch
    /// A mapping has a key that nothing asks for.
    case unknownKey
    /// A mapping does not have a key that is needed.
    case missingKey
    /// A value has the expected type, and is not valid.
    case dataCorrupted
  }

  /// The kind of the error.
  public var code: Code
  /// What is wrong, for a person, without the place.
  public var message: String
  /// Where; the start for an error of encoding, which has no text.
  public var mark: Mark
  /// The way from the document's root to the value; empty when the text could not be read.
  public var path: [PathElement]

  /// An error of this kind at this place.
  public init(code: Code, message: String, mark: Mark = .start, path: [PathElement] = []) {
    self.code = code
    self.message = message
    self.mark = mark
    self.path = path
  }

  /// The path as text: `spec.params[0].value`; empty for the root.
  public var pathDescription: String { path.pathDescription }

  /// `line:column: path: message`.
  public var description: String {
    path.isEmpty ? "\(mark): \(message)" : "\(mark): \(pathDescription): \(message)"
  }
}
