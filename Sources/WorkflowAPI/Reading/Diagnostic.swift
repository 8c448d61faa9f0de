/// Something to tell a person about a file.
public struct Diagnostic: Error, Codable, Hashable, Sendable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Codable, Hashable, Sendable {
    /// What it is about cannot be used.
    case error
    /// It can be used.
    case warning
  }

  /// How bad it is.
  public var severity: Severity
  /// The file, relative to the repository.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column in characters, from 1.
  public var column: Int
  /// The object, such as `WorkflowRun default/x`; `nil` where it cannot be named.
  public var object: String?
  /// What is wrong.
  public var message: String
  /// The reason that a run fails for.
  public var reason: Reason?

  /// A diagnostic of these parts.
  public init(
    severity: Severity = .error, file: String, line: Int, column: Int, object: String? = nil, message: String,
    reason: Reason? = nil
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.object = object
    self.message = message
    self.reason = reason
  }

  /// `file:line:column: error: message`, as compilers write it.
  public var description: String { "\(file):\(line):\(column): \(severity.rawValue): \(message)" }
}
