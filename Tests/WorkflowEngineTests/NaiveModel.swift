import WorkflowAPI

/// What the spec says of DAGs, written down as plainly as possible and without a thought of time: after every
/// event everything is looked at again until nothing changes. Tests hold the machine against it.
final class NaiveRun {
  let spec: WorkflowTemplateSpec
  let templates: [String: WorkflowTemplateSpec]
  private weak var parent: NaiveRun?
  private let params: [String: String]
  var phase = Phase.pending
  var attempts = 1
  var results: [String: String] = [:]
  var children: [String: NaiveRun] = [:]
  var skipped: Set<String> = []
  var cancelled = false

  init(
    _ spec: WorkflowTemplateSpec, _ templates: [String: WorkflowTemplateSpec], parent: NaiveRun? = nil,
    params: [String: String] = [:]
  ) {
    self.spec = spec
    self.templates = templates
    self.parent = parent
    self.params = params
  }

  private var isCancelled: Bool { parent?.isCancelled ?? cancelled }

  /// Goes on as far as it can without an event.
  func settle() {
    guard let dag = spec.dag, !phase.isFinal else { return }
    while advance(dag) {}
    let ended = children.values.allSatisfy(\.phase.isFinal)
    if ended {
      let failed = isCancelled || children.values.contains { $0.phase == .failed }
      end(failed ? .failed : .succeeded)
    }
  }

  /// One pass over all nodes; whether anything has changed.
  private func advance(_ dag: DAGSpec) -> Bool {
    var changed = false
    for node in dag.templates {
      if let child = children[node.name] {
        let before = child.phase
        child.settle()
        if child.phase == .failed, child.attempts <= node.retries ?? 0, !isCancelled {
          child.restart()
          changed = true
        }
        changed = changed || child.phase != before
      } else if !skipped.contains(node.name), mayStart(node, dag) {
        start(node)
        changed = true
      }
    }
    return changed
  }

  private func mayStart(_ node: DAGNode, _ dag: DAGSpec) -> Bool {
    let stopsAll = dag.failureStrategy != .stopDependent
    if isCancelled || (stopsAll && children.values.contains { $0.phase == .failed }) { return false }
    let names = (node.dependencies ?? []) + uses(node).map(\.node)
    return names.allSatisfy { skipped.contains($0) || children[$0]?.phase == .succeeded }
  }

  private func uses(_ node: DAGNode) -> [ResultReference] {
    let texts = (node.when ?? []).map { $0.input ?? "" } + (node.params ?? []).map(\.value)
    return texts.flatMap(Substitution.references).compactMap(ResultReference.init)
  }

  private func start(_ node: DAGNode) {
    if uses(node).contains(where: { skipped.contains($0.node) }) {
      skipped.insert(node.name)
      return
    }
    for when in node.when ?? [] where when.values.contains(text(when.input ?? "")) != (when.operator == .in) {
      skipped.insert(node.name)
      return
    }
    var given: [String: String] = [:]
    for param in node.params ?? [] { given[param.name] = text(param.value) }
    guard let spec = templates[node.workflowTemplateRef] else { return }
    children[node.name] = NaiveRun(spec, templates, parent: self, params: given)
  }

  /// The text, in which a whole variable may stand for a value.
  private func text(_ text: String) -> String {
    for (name, child) in children {
      for (result, value) in child.results where text == "$(templates.\(name).results.\(result))" {
        return value
      }
    }
    for (name, value) in params where text == "$(params.\(name))" { return value }
    return text
  }

  private func restart() {
    attempts += 1
    phase = .pending
    results = [:]
    children = [:]
    skipped = []
    settle()
  }

  func begin() {
    guard phase == .pending else { return }
    phase = .running
    parent?.begin()
  }

  func end(_ phase: Phase) {
    self.phase = phase
    parent?.begin()
  }

  /// The phases and attempts of all nodes below, by path.
  func snapshot(_ path: String = "") -> [String: String] {
    var all = [path: "\(phase.rawValue) \(attempts)"]
    for name in skipped { all["\(path)/\(name)"] = "Skipped" }
    for (name, child) in children { all.merge(child.snapshot("\(path)/\(name)")) { $1 } }
    return all
  }

  /// Leaves that have not ended, by path.
  func leaves(_ path: String = "") -> [String: NaiveRun] {
    if spec.dag == nil { return phase.isFinal ? [:] : [path: self] }
    return children.reduce(into: [:]) { $0.merge($1.value.leaves("\(path)/\($1.key)")) { $1 } }
  }
}
