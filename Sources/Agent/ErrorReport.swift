import WorkflowAPI
import YAML

/// `errors.yaml`: what is wrong with manifests and cannot be said in a run's own status (spec, section 7).
struct ErrorReport {
  private struct Entry: Encodable {
    var file: String
    var line: Int
    var column: Int
    var object: String?
    var message: String
  }

  let diagnostics: [Diagnostic]
  let limit: Int

  /// The file's text; `nil` while there is no error, and no file.
  func text() throws(YAMLError) -> String? {
    if diagnostics.isEmpty { return nil }
    var entries = diagnostics.prefix(limit).map {
      Entry(file: $0.file, line: $0.line, column: $0.column, object: $0.object, message: $0.message)
    }
    if diagnostics.count > limit, let last = diagnostics.last {
      entries.append(
        Entry(
          file: last.file, line: last.line, column: last.column, object: nil,
          message: "and \(diagnostics.count - limit) more errors; raise it with --limit errors-reported=…"))
    }
    return try YAMLEncoder().encode(entries)
  }
}
