import YAML

extension Validation {
  /// A template's spec (spec, section 2).
  mutating func checkTemplate(_ spec: WorkflowTemplateSpec, at path: [PathElement]) {
    withReason(.invalidWorkflowTemplate) { validation in
      validation.checkNames(of: spec.params, \.name, .identifier, what: "param", at: path, "params")
      validation.checkNames(of: spec.results, \.name, .identifier, what: "result", at: path, "results")
      validation.checkNames(of: spec.workspaces, \.name, .label, what: "workspace", at: path, "workspaces")
      validation.checkMountPaths(of: spec.workspaces ?? [], at: path)
      guard let type = validation.checkType(of: spec, at: path) else { return }
      validation.checkResults(of: spec, type: type, at: path)
      validation.checkBody(of: spec, type: type, at: path.child(type.field))
      validation.checkReferences(in: spec, type: type, at: path)
    }
  }

  /// Exactly the field that belongs to the type is present.
  private mutating func checkType(of spec: WorkflowTemplateSpec, at path: [PathElement]) -> TemplateType? {
    guard let type = spec.resolvedType else {
      let fields = TemplateType.allCases.map(\.field).joined(separator: ", ")
      report(path, "there is nothing to run: one of the fields \(fields) must be present")
      return nil
    }
    for other in spec.presentTypes where other != type {
      report(
        path.child(other.field),
        "the field \(other.field) does not belong to a template of type \(type.rawValue)")
    }
    guard spec.hasField(of: type) else {
      report(path.child("type"), "a template of type \(type.rawValue) needs the field \(type.field)")
      return nil
    }
    return type
  }

  private mutating func checkBody(of spec: WorkflowTemplateSpec, type: TemplateType, at path: [PathElement]) {
    if let pod = spec.pod, type == .pod { checkPod(pod, at: path) }
    if let seqPod = spec.seqPod, type == .seqPod { checkSeqPod(seqPod, at: path) }
    if let dag = spec.dag, type == .dag { checkDAG(dag, in: spec, at: path) }
    if let resource = spec.resource, type == .resource { checkResource(resource, at: path) }
    if let job = spec.job(of: type), job.spec?.mapping == nil {
      report(path.child("spec"), "the spec of a job must be a mapping")
    }
  }

  private mutating func checkResults(
    of spec: WorkflowTemplateSpec, type: TemplateType, at path: [PathElement]
  ) {
    for (index, result) in (spec.results ?? []).enumerated() {
      let place = path.child("results", index)
      if type == .dag, result.value == nil {
        report(place, "the result \(quoted(result.name)) of a DAG needs a value")
      } else if type != .dag, result.value != nil {
        report(place.child("value"), "only a result of a DAG has a value")
      }
    }
  }

  private mutating func checkMountPaths(of workspaces: [WorkspaceSpec], at path: [PathElement]) {
    var seen: Set<[String]> = []
    for (index, workspace) in workspaces.enumerated() {
      let place = path.child("workspaces", index).child("mountPath")
      let mountPath = workspace.mountPath ?? "\(ReservedPaths.workspaces)/\(workspace.name)"
      guard ReservedPaths.isAbsolute(mountPath) else {
        report(place, "\(quoted(mountPath)) must be an absolute path without \"..\"")
        continue
      }
      if workspace.mountPath != nil, ReservedPaths.areTaken(byWorkspaceAt: mountPath) {
        report(place, "\(quoted(mountPath)) is reserved")
      }
      if !seen.insert(ReservedPaths.components(of: mountPath)).inserted {
        report(place, "two workspaces are mounted at \(quoted(mountPath))")
      }
    }
  }

  private mutating func checkResource(_ resource: ResourceSpec, at path: [PathElement]) {
    if resource.manifest.allSatisfy(\.isWhitespace) {
      report(path.child("manifest"), "the manifest must not be empty")
    }
    for (key, rules) in [("successRules", resource.successRules), ("failureRules", resource.failureRules)] {
      if let rules, rules.fieldSelector == nil, rules.conditionSelector == nil {
        report(path.child(key), "\(key) needs a fieldSelector or a conditionSelector")
      }
    }
  }
}

/// Where the runtime mounts what it gives to a container (spec, section 2, "SeqPod").
enum ReservedPaths {
  static let workspaces = "/t9k/workspaces"
  private static let all = [workspaces, "/t9k/results", "/t9k/tools", "/t9k/termination"].map(components)

  /// The parts of a path between its slashes.
  static func components(of path: String) -> [String] {
    path.pathComponents.filter { $0 != "." }
  }

  static func isAbsolute(_ path: String) -> Bool {
    path.utf8.first == UInt8(ascii: "/") && !path.utf8.contains(0) && !components(of: path).contains("..")
  }

  /// Whether a mount at `path` is at, under or over a reserved path.
  static func areTaken(byMountAt path: String) -> Bool {
    let parts = components(of: path)
    return all.contains { $0.starts(with: parts) || parts.starts(with: $0) }
  }

  /// The same for a workspace, which may be where it would be by default.
  static func areTaken(byWorkspaceAt path: String) -> Bool {
    let parts = components(of: path)
    let isDefaultPlace = parts.count > 2 && parts.starts(with: components(of: workspaces))
    return !isDefaultPlace && areTaken(byMountAt: path)
  }
}
