import YAML

/// What a variable may refer to in a template (spec, section 4).
private struct ReferenceScope {
  let type: TemplateType
  let params: Set<String>
  let workspaces: Set<String>
  let results: Set<String>
  let nodes: Set<String>

  init(_ spec: WorkflowTemplateSpec, type: TemplateType) {
    self.type = type
    params = Set((spec.params ?? []).map(\.name))
    workspaces = Set((spec.workspaces ?? []).map(\.name))
    results = Set((spec.results ?? []).map(\.name))
    nodes = Set((spec.dag?.templates ?? []).map(\.name))
  }

  /// Why a reference is wrong, with the names among which the right one may be.
  func problem(with name: String, allowsResultsOfNodes: Bool) -> (
    message: String, candidates: Set<String>, wanted: String
  )? {
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count > 1 ? String(parts[1]) : ""
    switch parts.first {
    case "params":
      if params.contains(rest) { return nil }
      return ("the template declares no param \(quoted(rest))", params, rest)
    case "workspaces":
      guard type == .pod || type == .seqPod else { return notHere(name, "a Pod or a SeqPod") }
      return path(rest, what: "workspace", of: workspaces, name)
    case "results":
      guard type == .seqPod else { return notHere(name, "a SeqPod") }
      return path(rest, what: "result", of: results, name)
    case "templates":
      guard type == .dag, allowsResultsOfNodes else {
        return notHere(name, "a DAG's params[].value, when[] and results[].value")
      }
      guard let reference = ResultReference(name) else {
        return ("$(\(name)) is not of the form $(templates.<node>.results.<result>)", [], name)
      }
      if nodes.contains(reference.node) { return nil }
      return ("the DAG has no node \(quoted(reference.node))", nodes, reference.node)
    default:
      let known: Set = ["workflowRun.name", "workflowRun.namespace", "workflowTemplate.name"]
      if known.contains(rest) { return nil }
      return ("there is no variable $(\(name))", known, rest)
    }
  }

  private typealias Problem = (message: String, candidates: Set<String>, wanted: String)

  private func notHere(_ name: String, _ place: String) -> Problem {
    ("$(\(name)) can only be used in \(place)", [], name)
  }

  /// `<name>.path`
  private func path(_ rest: String, what: String, of declared: Set<String>, _ name: String) -> Problem? {
    guard rest.hasSuffix(".path") else {
      return ("$(\(name)) is not of the form $(\(what)s.<\(what)>.path)", [], name)
    }
    let wanted = String(rest.dropLast(5))
    if declared.contains(wanted) { return nil }
    return ("the template declares no \(what) \(quoted(wanted))", declared, wanted)
  }
}

extension Validation {
  /// Every variable in the part of the template that is substituted names something that is declared.
  mutating func checkReferences(in spec: WorkflowTemplateSpec, type: TemplateType, at path: [PathElement]) {
    let scope = ReferenceScope(spec, type: type)
    let body = path.child(type.field)
    switch type {
    case .pod: walk(spec.pod, at: body, scope)
    case .seqPod: walk(spec.seqPod, at: body, scope)
    case .resource: checkText(spec.resource?.manifest, at: body.child("manifest"), scope)
    case .dag:
      walk(spec.dag, at: body, scope)
      for (index, result) in (spec.results ?? []).enumerated() {
        let place = path.child("results", index).child("value")
        checkText(result.value, at: place, scope, allowsResultsOfNodes: true)
      }
    default: walk(spec.job(of: type), at: body, scope)
    }
  }

  private mutating func walk(_ value: (some Encodable)?, at path: [PathElement], _ scope: ReferenceScope) {
    guard let value else { return }
    do {
      let node = try YAMLEncoder().node(from: value)
      var place = path
      walk(node, at: &place, depth: path.count, scope)
    } catch {
      report(path, "the variables cannot be checked: \(error)")
    }
  }

  /// `place` is one array that grows and shrinks with the walk.
  private mutating func walk(
    _ node: Node, at place: inout [PathElement], depth: Int, _ scope: ReferenceScope
  ) {
    switch node.value {
    case .scalar(let scalar):
      guard Substitution.mayRefer(scalar.text) else { return }
      let inside = place[depth...]
      checkText(scalar.text, at: place, scope, allowsResultsOfNodes: Self.allowsResultsOfNodes(inside))
    case .sequence(let items):
      for (index, item) in items.enumerated() {
        place.append(.index(index))
        walk(item, at: &place, depth: depth, scope)
        place.removeLast()
      }
    case .mapping(let mapping):
      for (key, item) in mapping {
        place.append(.key(key.scalar?.text ?? ""))
        walk(item, at: &place, depth: depth, scope)
        place.removeLast()
      }
    }
  }

  /// Whether a path inside a DAG is that of a node's `params[].value`, `when[].input` or `when[].values[]`.
  private static func allowsResultsOfNodes(_ path: ArraySlice<PathElement>) -> Bool {
    let keys = path.compactMap { element in
      if case .key(let key) = element { key } else { nil }
    }
    return keys.first == "templates"
      && [["params", "value"], ["when", "input"], ["when", "values"]].contains(Array(keys.dropFirst()))
  }

  private mutating func checkText(
    _ text: String?, at path: [PathElement], _ scope: ReferenceScope, allowsResultsOfNodes: Bool = false
  ) {
    guard let text, !isFull else { return }
    for name in Substitution.references(in: text) {
      if let problem = scope.problem(with: name, allowsResultsOfNodes: allowsResultsOfNodes) {
        report(path, problem.message + hint(for: problem.wanted, among: problem.candidates.sorted()))
      }
    }
  }
}
