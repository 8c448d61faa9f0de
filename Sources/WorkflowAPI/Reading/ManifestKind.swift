import YAML

/// The kinds that are handled (spec, section 1).
enum ManifestKind: String, CaseIterable {
  case workflowTemplate = "WorkflowTemplate"
  case workflowRun = "WorkflowRun"
  case cronWorkflowRun = "CronWorkflowRun"
  case eventListener = "EventListener"
  case workflowTrigger = "WorkflowTrigger"
  case configMap = "ConfigMap"
  case persistentVolumeClaim = "PersistentVolumeClaim"
  case secret = "Secret"

  var apiVersion: String {
    switch self {
    case .workflowTemplate, .workflowRun, .cronWorkflowRun: APIVersion.batch
    case .eventListener, .workflowTrigger: APIVersion.events
    case .configMap, .persistentVolumeClaim, .secret: APIVersion.core
    }
  }

  /// What an `apiVersion` and a `kind` lead to.
  enum Resolution {
    case handled(ManifestKind)
    case notHandled
    /// Surely meant for this agent, and wrong.
    case mistaken(field: String, message: String)
  }

  /// Another group may have a kind of the same name, and this group has kinds that are not handled: only
  /// what is surely a mistake is one.
  static func resolve(apiVersion: String, kind: String) -> Resolution {
    if let known = ManifestKind(rawValue: kind) {
      if known.apiVersion == apiVersion { return .handled(known) }
      let isOurs = known.apiVersion != APIVersion.core && (apiVersion.isEmpty || isOurGroup(apiVersion))
      guard isOurs else { return .notHandled }
      let found = apiVersion.isEmpty ? "is missing" : "\(quoted(apiVersion)) is not right"
      return .mistaken(
        field: "apiVersion", message: "the apiVersion \(found): a \(kind) is of \(quoted(known.apiVersion))")
    }
    guard isOurGroup(apiVersion) else { return .notHandled }
    if kind.isEmpty { return .mistaken(field: "kind", message: "the kind is missing") }
    let candidates = allCases.filter { group(of: $0.apiVersion) == group(of: apiVersion) }.map(\.rawValue)
    guard let near = Suggestion.nearest(to: kind, among: candidates) else { return .notHandled }
    return .mistaken(
      field: "kind",
      message: "there is no kind \(quoted(kind)) in \(apiVersion); did you mean \(quoted(near))?")
  }

  private static func isOurGroup(_ apiVersion: String) -> Bool {
    let group = group(of: apiVersion)
    return group == self.group(of: APIVersion.batch) || group == self.group(of: APIVersion.events)
  }

  /// The part before the slash; empty for the core API.
  private static func group(of apiVersion: String) -> Substring {
    apiVersion.firstIndex(of: "/").map { apiVersion[..<$0] } ?? ""
  }
}

/// An object as a manifest has it: whatever its status is, it is ignored.
private struct Envelope<Spec: Decodable>: Decodable {
  var apiVersion: String
  var kind: String
  var metadata: ObjectMeta
  var spec: Spec?
  var status: Node?
}

extension ManifestKind {
  /// Decodes an object of the kind.
  func decode(_ node: Node) throws(YAMLError) -> Manifest {
    switch self {
    case .workflowTemplate:
      let (metadata, spec) = try Self.required(WorkflowTemplateSpec.self, of: node)
      return .workflowTemplate(WorkflowTemplate(metadata: metadata, spec: spec))
    case .workflowRun:
      let (metadata, spec) = try Self.required(WorkflowRunSpec.self, of: node)
      return .workflowRun(WorkflowRun(metadata: metadata, spec: spec))
    case .cronWorkflowRun:
      let (metadata, spec) = try Self.required(CronWorkflowRunSpec.self, of: node)
      return .cronWorkflowRun(CronWorkflowRun(metadata: metadata, spec: spec))
    case .workflowTrigger:
      let (metadata, spec) = try Self.required(WorkflowTriggerSpec.self, of: node)
      return .workflowTrigger(
        WorkflowTrigger(apiVersion: apiVersion, kind: rawValue, metadata: metadata, spec: spec))
    case .eventListener:
      let object = try YAMLDecoder().decode(Envelope<EventListenerSpec>.self, from: node)
      return .eventListener(
        EventListener(apiVersion: apiVersion, kind: rawValue, metadata: object.metadata, spec: object.spec))
    case .persistentVolumeClaim:
      let object = try YAMLDecoder().decode(Envelope<PersistentVolumeClaimSpec>.self, from: node)
      return .persistentVolumeClaim(
        PersistentVolumeClaim(
          apiVersion: apiVersion, kind: rawValue, metadata: object.metadata, spec: object.spec))
    case .configMap: return .configMap(try YAMLDecoder().decode(ConfigMap.self, from: node))
    case .secret: return .secret(try YAMLDecoder().decode(Secret.self, from: node))
    }
  }

  /// Decodes an object that must have a spec.
  private static func required<Spec: Decodable>(
    _ type: Spec.Type, of node: Node
  ) throws(YAMLError) -> (ObjectMeta, Spec) {
    let object = try YAMLDecoder().decode(Envelope<Spec>.self, from: node)
    guard let spec = object.spec else {
      throw YAMLError(
        code: .missingKey, message: "the field \"spec\" is missing", mark: node.mark, path: [.key("spec")])
    }
    return (object.metadata, spec)
  }
}
