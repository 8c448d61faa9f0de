import WorkflowAPI
import YAML

/// All manifests at one commit: by file for what changes, by identity for what refers to what.
///
/// Of a run only its identity is kept; it is planned when it is first seen, and a repository may hold many.
struct ManifestIndex: Sendable {
  /// Where an object is defined.
  struct Definition: Sendable, Hashable {
    var file: String
    var line: Int
    var column: Int
    var document: Int
    var itemPath: [PathElement]

    init(_ object: ManifestObject, in file: String) {
      self.file = file
      line = object.line
      column = object.column
      document = object.document
      itemPath = object.itemPath
    }
  }

  /// What is kept of an object.
  enum Content: Sendable {
    case template(WorkflowTemplate)
    case other
    /// It is not valid; why.
    case invalid([Diagnostic])
  }

  private struct File: Sendable {
    var diagnostics: [Diagnostic]
    var identities: [ObjectIdentity]
  }

  private var files: [String: File] = [:]
  private var definitions: [ObjectIdentity: [(definition: Definition, content: Content)]] = [:]

  /// Replaces what a file defines.
  mutating func replace(_ file: ManifestFile) {
    remove(file.path)
    var kept = File(diagnostics: file.diagnostics, identities: [])
    for object in file.objects {
      var content = Content.other
      switch object.content {
      case .decoded(.workflowTemplate(let template)): content = .template(template)
      case .decoded: break
      case .invalid(let diagnostics):
        content = .invalid(diagnostics)
        if object.identity == nil || object.identity?.kind != "WorkflowRun" {
          kept.diagnostics += diagnostics
        }
      case .notHandled: continue
      }
      guard let identity = object.identity else { continue }
      kept.identities.append(identity)
      definitions[identity, default: []].append((Definition(object, in: file.path), content))
    }
    files[file.path] = kept
  }

  /// Replaces what a file defines by an error about the file as a whole.
  mutating func replace(_ path: String, with diagnostic: Diagnostic) {
    remove(path)
    files[path] = File(diagnostics: [diagnostic], identities: [])
  }

  /// Forgets a file that is gone.
  mutating func remove(_ path: String) {
    guard let file = files.removeValue(forKey: path) else { return }
    for identity in Set(file.identities) {
      definitions[identity]?.removeAll { $0.definition.file == path }
      if definitions[identity]?.isEmpty == true { definitions[identity] = nil }
    }
  }

  /// Where an object is defined: not at all, once, or, by mistake, several times.
  func definitions(of identity: ObjectIdentity) -> [Definition] {
    definitions[identity]?.map(\.definition) ?? []
  }

  /// All templates that are defined once and valid, by namespace and name.
  var templates: [WorkflowTemplate] {
    definitions.keys.filter { $0.kind == "WorkflowTemplate" }.sorted { $0.key < $1.key }.compactMap {
      template($0.key)
    }
  }

  /// A template that is defined once and valid.
  func template(_ key: ObjectKey) -> WorkflowTemplate? {
    guard let found = definitions[.template(key)], found.count == 1,
      case .template(let template) = found[0].content
    else { return nil }
    return template
  }

  /// Why a template that is defined cannot be used: the first of its errors, or that it is defined twice.
  func templateProblem(_ key: ObjectKey) -> String? {
    guard let found = definitions[.template(key)] else { return nil }
    if found.count > 1 { return Self.duplicate(.template(key), found.map(\.definition)) }
    if case .invalid(let diagnostics) = found[0].content { return diagnostics.first?.description }
    return nil
  }

  /// The names of all templates in a namespace, for hints.
  func templateNames(in namespace: String) -> [String] {
    definitions.keys.filter { $0.kind == "WorkflowTemplate" && $0.key.namespace == namespace }.map(\.key.name)
      .sorted()
  }

  /// Everything that is wrong with manifests and cannot be said in a run's own status.
  func diagnostics() -> [Diagnostic] {
    var all = files.values.flatMap(\.diagnostics).filter { $0.severity == .error }
    for (identity, found) in definitions where found.count > 1 {
      for (definition, _) in found {
        all.append(
          Diagnostic(
            severity: .error, file: definition.file, line: definition.line, column: definition.column,
            object: identity.description, message: Self.duplicate(identity, found.map(\.definition))))
      }
    }
    return all.sorted {
      ($0.file, $0.line, $0.column, $0.message) < ($1.file, $1.line, $1.column, $1.message)
    }
  }

  /// What to say of an object that is defined several times.
  static func duplicate(_ identity: ObjectIdentity, _ definitions: [Definition]) -> String {
    var places = definitions.prefix(5).map { "\($0.file):\($0.line):\($0.column)" }.sorted().joined(
      separator: ", ")
    if definitions.count > 5 { places += " and \(definitions.count - 5) more" }
    return "\(identity) is defined more than once (\(places)); leave one of them"
  }
}

extension ObjectIdentity {
  static func template(_ key: ObjectKey) -> ObjectIdentity {
    ObjectIdentity(apiVersion: APIVersion.batch, kind: "WorkflowTemplate", key: key)
  }
  static func run(_ key: ObjectKey) -> ObjectIdentity {
    ObjectIdentity(apiVersion: APIVersion.batch, kind: "WorkflowRun", key: key)
  }
}
