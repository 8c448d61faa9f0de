import Testing
import WorkflowAPI
import YAML

/// Reads a text as the file `a.yaml`.
func read(_ text: String) -> ManifestFile { ManifestReader().read(Array(text.utf8), path: "a.yaml") }

/// All errors of a text, as they are shown.
func errors(in text: String) -> [String] {
  let file = read(text)
  let ofObjects = file.objects.flatMap { object -> [Diagnostic] in
    if case .invalid(let diagnostics) = object.content { diagnostics } else { [] }
  }
  return (file.diagnostics + ofObjects).map(\.description)
}

/// The valid objects of a text.
func manifests(in text: String) -> [Manifest] {
  read(text).objects.compactMap { object in
    if case .decoded(let manifest) = object.content { manifest } else { nil }
  }
}

/// The only run of a text, which must be valid.
func run(in text: String) throws -> WorkflowRun {
  guard case .workflowRun(let run)? = manifests(in: text).first else {
    throw Unexpected(errors: errors(in: text))
  }
  return run
}

/// A text that should be valid, and is not.
struct Unexpected: Error {
  var errors: [String]
}

/// A template whose spec is this text, which begins on line 4.
func template(_ spec: String) -> String {
  """
  apiVersion: batch.tensorstack.dev/v1beta1
  kind: WorkflowTemplate
  metadata: {name: t}
  spec:
  \(spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }.joined(separator: "\n"))
  """
}

/// A run whose spec is this text, which begins on line 4.
func runManifest(_ spec: String, metadata: String = "{name: r}") -> String {
  template(spec).replacing("WorkflowTemplate\n", with: "WorkflowRun\n")
    .replacing("metadata: {name: t}", with: "metadata: \(metadata)")
}

extension String {
  /// Foundation's replacement, for literals.
  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard let range = self.firstRange(of: old) else { return self }
    return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
