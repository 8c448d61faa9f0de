import WorkflowAPI
import YAML

/// The params and workspaces that a run or a node gives to its template.
struct Supply {
  /// A list in the manifest: a key, and the names of its items.
  private struct List {
    var names: [String]
    var noun: String
    var key: String
    var reason: Reason
  }

  private var params: List
  private var workspaces: List

  /// What a run gives.
  init(of run: WorkflowRun) {
    self.init(
      params: (run.spec.params ?? []).map(\.name), workspaces: (run.spec.workspaces ?? []).map(\.name))
  }

  /// What a DAG gives to a node.
  init(of node: DAGNode) {
    self.init(params: (node.params ?? []).map(\.name), workspaces: (node.workspaces ?? []).map(\.name))
  }

  private init(params: [String], workspaces: [String]) {
    self.params = List(names: params, noun: "param", key: "params", reason: .invalidParams)
    self.workspaces = List(
      names: workspaces, noun: "workspace", key: "workspaces", reason: .invalidWorkspaces)
  }

  /// Checks that it is what a template asks for (spec, section 3). That nothing is given twice, the
  /// validation of the one manifest has seen.
  ///
  /// - Parameter place: where the params and workspaces are given.
  func check(_ template: WorkflowTemplateSpec, _ place: TemplatePlace) throws(RunRejection) {
    let declaredParams = template.params ?? []
    try check(
      params, declared: declaredParams.map(\.name),
      required: declaredParams.filter { $0.default == nil }.map(\.name), place)
    let declaredWorkspaces = template.workspaces ?? []
    try check(
      workspaces, declared: declaredWorkspaces.map(\.name),
      required: declaredWorkspaces.filter { $0.optional != true }.map(\.name), place)
  }

  private func check(
    _ list: List, declared: [String], required: [String], _ place: TemplatePlace
  ) throws(RunRejection) {
    let known = Set(declared)
    for (index, name) in list.names.enumerated() where !known.contains(name) {
      let message = "the template has no \(list.noun) \"\(name)\"" + suggestion(for: name, among: declared)
      throw place.rejection(list.reason, message, .key(list.key), .index(index), .key("name"))
    }
    let given = Set(list.names)
    for name in required where !given.contains(name) {
      let message = "\(list.noun) \"\(name)\" is required and not given"
      throw list.names.isEmpty
        ? place.rejection(list.reason, message) : place.rejection(list.reason, message, .key(list.key))
    }
  }
}
