import WorkflowAPI
import YAML

/// Checks that the results which a DAG uses are declared by the templates of the nodes that they are taken from.
struct ResultUse {
  private let dag: LocatedTemplate
  private let outputs: [String: Outputs]

  /// What a node has to offer.
  private struct Outputs {
    var template: String
    var type: TemplateType?
    var results: [String]
  }

  /// - Parameter templates: at least those that the DAG's nodes refer to.
  init(_ dag: LocatedTemplate, _ templates: [String: WorkflowTemplateSpec]) {
    self.dag = dag
    var outputs: [String: Outputs] = [:]
    for node in dag.spec.dag?.templates ?? [] {
      guard let spec = templates[node.workflowTemplateRef] else { continue }
      outputs[node.name] = Outputs(
        template: node.workflowTemplateRef, type: spec.resolvedType, results: (spec.results ?? []).map(\.name)
      )
    }
    self.outputs = outputs
  }

  func check() throws(RunRejection) {
    for (index, node) in (dag.spec.dag?.templates ?? []).enumerated() {
      let place = dag.place.at(.key("dag"), .key("templates"), .index(index))
      for (index, param) in (node.params ?? []).enumerated() {
        try check(param.value, place.at(.key("params"), .index(index), .key("value")))
      }
      for (index, when) in (node.when ?? []).enumerated() {
        let place = place.at(.key("when"), .index(index))
        try check(when.input ?? "", place.at(.key("input")))
        for (index, value) in when.values.enumerated() {
          try check(value, place.at(.key("values"), .index(index)))
        }
      }
    }
    for (index, result) in (dag.spec.results ?? []).enumerated() {
      try check(result.value ?? "", dag.place.at(.key("results"), .index(index), .key("value")))
    }
  }

  private func check(_ text: String, _ place: TemplatePlace) throws(RunRejection) {
    for variable in Substitution.references(in: text) {
      guard let use = ResultReference(variable), let outputs = outputs[use.node] else { continue }
      if outputs.type == .pod {
        let message =
          "$(\(variable)) cannot be: template \"\(outputs.template)\" is of type Pod, which outputs no results"
        throw place.rejection(.invalidWorkflowTemplate, message)
      }
      guard !outputs.results.contains(use.result) else { continue }
      let hint = suggestion(for: use.result, among: outputs.results)
      let message =
        "template \"\(outputs.template)\" of node \"\(use.node)\" declares no result \"\(use.result)\"\(hint)"
      throw place.rejection(.invalidWorkflowTemplate, message)
    }
  }
}
