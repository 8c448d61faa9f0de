import WorkflowAPI
import YAML

/// Follows the workspaces that a run leaves unbound down into its DAGs: a node may need what the DAG
/// itself can do without.
struct BindingSurvey {
  /// A template with what is bound of its workspaces: everything below follows from it.
  private struct Case: Hashable {
    var template: String
    var bound: Set<String>
  }

  let templates: [String: WorkflowTemplateSpec]
  private var checked: Set<Case> = []

  init(templates: [String: WorkflowTemplateSpec]) { self.templates = templates }

  mutating func check(_ spec: WorkflowTemplateSpec, of run: WorkflowRun) throws(RunRejection) {
    try check(spec, bound: Set((run.spec.workspaces ?? []).map(\.name)))
  }

  private mutating func check(_ spec: WorkflowTemplateSpec, bound: Set<String>) throws(RunRejection) {
    for node in spec.dag?.templates ?? [] {
      guard let child = templates[node.workflowTemplateRef] else { continue }
      let given = (node.workspaces ?? []).filter { bound.contains($0.workspace) }
      let names = Set(given.map(\.name))
      for workspace in child.workspaces ?? []
      where workspace.optional != true && !names.contains(workspace.name) {
        let outer = node.workspaces?.first { $0.name == workspace.name }?.workspace ?? workspace.name
        let message =
          "node \"\(node.name)\" requires workspace \"\(workspace.name)\", which comes from the optional "
          + "workspace \"\(outer)\", and the run does not bind that"
        throw RunRejection(
          reason: .invalidWorkspaces, message: message, subject: .run, path: [.key("spec")])
      }
      if checked.insert(Case(template: node.workflowTemplateRef, bound: names)).inserted {
        try check(child, bound: names)
      }
    }
  }
}
