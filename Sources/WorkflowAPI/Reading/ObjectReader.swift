import YAML

/// Reads one object of a kind that is handled.
struct ObjectReader {
  let node: Node
  let kind: ManifestKind
  let file: String

  /// The object with all that can be said of it.
  func read(_ object: ManifestObject, _ allowsSecrets: Bool) -> ManifestObject {
    var object = object
    object.annotations = annotations
    var names = Validation()
    names.checkMetadata(
      name: text("name"), generateName: text("generateName"), namespace: text("namespace"),
      at: [.key("metadata")])
    if names.issues.isEmpty {
      object.generateName = text("generateName")
      object.identity = identity
    }
    object.content = content(named: object.identity, names.issues, allowsSecrets)
    return object
  }

  private func content(
    named identity: ObjectIdentity?, _ nameIssues: [FieldIssue], _ allowsSecrets: Bool
  ) -> ManifestObject.Content {
    let manifest: Manifest
    do {
      manifest = try kind.decode(node)
    } catch {
      let issue = FieldIssue(path: error.path, message: error.message, reason: reason(for: error.path))
      let first = diagnostic(issue, at: error.mark, identity)
      // A name that is no string is one mistake, not two.
      let others = error.path.first == .key("metadata") ? [] : nameIssues
      return .invalid([first] + others.map { diagnostic($0, at: node.place(of: $0.path), identity) })
    }
    let issues = Validator.issues(in: manifest, allowingSecrets: allowsSecrets)
    guard issues.isEmpty else {
      return .invalid(issues.map { diagnostic($0, at: node.place(of: $0.path), identity) })
    }
    return .decoded(identity.map { manifest.named($0.key.name) } ?? manifest)
  }

  private func diagnostic(_ issue: FieldIssue, at mark: Mark, _ identity: ObjectIdentity?) -> Diagnostic {
    let path = YAMLError(code: .dataCorrupted, message: "", path: issue.path).pathDescription
    return Diagnostic(
      file: file, line: mark.line, column: mark.column, object: identity?.description,
      message: path.isEmpty ? issue.message : "\(path): \(issue.message)", reason: issue.reason)
  }

  /// The reason that a run fails for when the field at `path` cannot be decoded.
  private func reason(for path: [PathElement]) -> Reason {
    guard path.first == .key("spec"), path.count > 1 else { return .failed }
    if kind == .workflowTemplate { return .invalidWorkflowTemplate }
    switch path[1] {
    case .key("workflowTemplateSpec"), .key("workflowTemplateRef"): return .invalidWorkflowTemplate
    case .key("params"): return .invalidParams
    case .key("workspaces"): return .invalidWorkspaces
    default: return .failed
    }
  }

  // MARK: What is read even from an object that cannot be decoded

  private func text(_ key: String) -> String? { node["metadata"]?[key]?.string }

  /// Of an object with valid names.
  private var identity: ObjectIdentity? {
    let name = text("name") ?? text("generateName").map { GeneratedName.name(prefix: $0, seed: node.seed) }
    return name.map {
      let key = ObjectKey(namespace: text("namespace") ?? "default", name: $0)
      return ObjectIdentity(apiVersion: kind.apiVersion, kind: kind.rawValue, key: key)
    }
  }

  private var annotations: [String: String] {
    var annotations: [String: String] = [:]
    for (key, value) in node["metadata"]?["annotations"]?.mapping ?? Mapping() {
      if let key = key.string, let value = value.string { annotations[key] = value }
    }
    return annotations
  }
}

extension Manifest {
  /// The same object under the name that was made from its `generateName`.
  fileprivate func named(_ name: String) -> Manifest {
    func named(_ metadata: inout ObjectMeta) {
      metadata.name = name
      metadata.generateName = nil
    }
    guard metadata.generateName != nil else { return self }
    switch self {
    case .workflowTemplate(var object):
      named(&object.metadata)
      return .workflowTemplate(object)
    case .workflowRun(var object):
      named(&object.metadata)
      return .workflowRun(object)
    case .cronWorkflowRun(var object):
      named(&object.metadata)
      return .cronWorkflowRun(object)
    case .eventListener(var object):
      named(&object.metadata)
      return .eventListener(object)
    case .workflowTrigger(var object):
      named(&object.metadata)
      return .workflowTrigger(object)
    case .configMap(var object):
      named(&object.metadata)
      return .configMap(object)
    case .persistentVolumeClaim(var object):
      named(&object.metadata)
      return .persistentVolumeClaim(object)
    case .secret(var object):
      named(&object.metadata)
      return .secret(object)
    }
  }
}

extension Node {
  /// The content as bytes: the same for the same content, however it is written and in whatever order its
  /// keys are. The status, which is ignored, does not count. It is taken from the nodes and not from the
  /// decoded object, so that an object that cannot be decoded has a name as well, and so that a later
  /// version of this program, which knows more fields, gives the same names.
  fileprivate var seed: [UInt8] {
    var bytes: [UInt8] = []
    appendSeed(to: &bytes, skipping: "status")
    return bytes
  }

  private func appendSeed(to bytes: inout [UInt8], skipping skipped: String? = nil) {
    func append(_ tag: Unicode.Scalar, _ text: String) {
      bytes.append(UInt8(ascii: tag))
      bytes.append(contentsOf: "\(text.utf8.count):".utf8)
      bytes.append(contentsOf: text.utf8)
    }
    switch value {
    case .scalar(let scalar):
      append(scalar.type == .string ? "s" : "p", scalar.text)
    case .sequence(let items):
      append("l", "\(items.count)")
      for item in items { item.appendSeed(to: &bytes) }
    case .mapping(let mapping):
      let entries = mapping.map { (key: $0.key.scalar?.text ?? "", value: $0.value) }
      append("m", "")
      for entry in entries.sorted(by: { $0.key < $1.key }) where entry.key != skipped {
        append("k", entry.key)
        entry.value.appendSeed(to: &bytes)
      }
      append("e", "")
    }
  }
}
