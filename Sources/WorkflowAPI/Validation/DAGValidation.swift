import YAML

extension Validation {
  /// A DAG (spec, section 2).
  mutating func checkDAG(_ dag: DAGSpec, in spec: WorkflowTemplateSpec, at path: [PathElement]) {
    if dag.templates.isEmpty { report(path.child("templates"), "a DAG needs at least one node") }
    checkNames(of: dag.templates, \.name, .label, what: "node", at: path, "templates")
    let known = Set(dag.templates.map(\.name))
    let names = dag.templates.map(\.name)
    let workspaces = Set((spec.workspaces ?? []).map(\.name))
    for (index, node) in dag.templates.enumerated() {
      let place = path.child("templates", index)
      if !Substitution.mayRefer(node.workflowTemplateRef) {
        checkName(node.workflowTemplateRef, .subdomain, at: place.child("workflowTemplateRef"))
      }
      for (number, dependency) in (node.dependencies ?? []).enumerated() where !known.contains(dependency) {
        report(
          place.child("dependencies", number),
          "there is no node \(quoted(dependency))\(hint(for: dependency, among: names))")
      }
      checkNames(of: node.params, \.name, .identifier, what: "param", at: place, "params")
      checkNodeWorkspaces(of: node, declared: workspaces, at: place)
      if let retries = node.retries, retries < 0 {
        report(place.child("retries"), "\(retries) must not be negative")
      }
    }
    for cycle in dag.cycles() { reportCycle(cycle, of: dag, at: path) }
  }

  private mutating func checkNodeWorkspaces(of node: DAGNode, declared: Set<String>, at path: [PathElement]) {
    checkNames(of: node.workspaces, \.name, .label, what: "workspace", at: path, "workspaces")
    for (index, workspace) in (node.workspaces ?? []).enumerated() {
      let place = path.child("workspaces", index)
      if !declared.contains(workspace.workspace) {
        let name = workspace.workspace
        report(
          place.child("workspace"),
          "the DAG declares no workspace \(quoted(name))\(hint(for: name, among: declared.sorted()))")
      }
      checkSubPath(workspace.subPath, at: place)
    }
  }

  /// Located at the dependency that leads from the first node to the second, or at the first node where
  /// that dependency is a reference to a result.
  private mutating func reportCycle(_ cycle: [Int], of dag: DAGSpec, at path: [PathElement]) {
    guard let first = cycle.first, !isFull else { return }
    let names = (cycle + [first]).map { dag.templates[$0].name }
    let place = path.child("templates", first)
    let edge = dag.templates[first].dependencies?.firstIndex(of: names[1])
    report(
      edge.map { place.child("dependencies", $0) } ?? place,
      "the dependencies are a cycle: \(names.joined(separator: " -> "))")
  }
}
