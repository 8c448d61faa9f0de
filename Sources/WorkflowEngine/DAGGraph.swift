import WorkflowAPI

/// A DAG made ready to run: nodes by index, edges in the direction in which work flows.
struct DAGGraph: Hashable, Sendable {
  struct Node: Hashable, Sendable {
    var spec: DAGNode
    /// What it runs; `nil` if the plan lacks the template.
    var blueprint: Int?
    /// How many nodes must end before it.
    var dependencies: Int
    /// The nodes that wait for it, ascending.
    var dependents: [Int]
    /// The results that its params and conditions use.
    var inputs: [ResultInput]
  }

  /// A use of `$(templates.<node>.results.<result>)`.
  struct ResultInput: Hashable, Sendable {
    var node: Int
    var result: String
    /// The name as the text has it, for substitution.
    var variable: String
  }

  var nodes: [Node]
  var index: [String: Int]
  var failureStrategy: FailureStrategy
  /// The results of nodes that the results of the DAG use.
  var outputs: [ResultInput]

  /// - Parameter blueprints: the index of every template, by name.
  init(_ dag: DAGSpec, results: [ResultSpec], blueprints: [String: Int]) {
    var index: [String: Int] = [:]
    for (position, node) in dag.templates.enumerated() { index[node.name] = position }
    self.index = index
    failureStrategy = dag.failureStrategy ?? .stopAll
    nodes = dag.templates.map { node in
      Node(
        spec: node, blueprint: blueprints[node.workflowTemplateRef], dependencies: 0, dependents: [],
        inputs: Self.references(in: node.texts, index))
    }
    outputs = Self.references(in: results.compactMap(\.value), index)
    let edges = dag.edges
    for (position, node) in dag.templates.enumerated() {
      let before = Set((edges[node.name] ?? []).compactMap { index[$0] })
      nodes[position].dependencies = before.count
      for dependency in before { nodes[dependency].dependents.append(position) }
    }
  }

  /// The results that texts use, each once.
  private static func references(in texts: [String], _ index: [String: Int]) -> [ResultInput] {
    var found: [ResultInput] = []
    var seen: Set<String> = []
    for text in texts {
      for variable in Substitution.references(in: text) where seen.insert(variable).inserted {
        guard let use = ResultReference(variable), let position = index[use.node] else { continue }
        found.append(ResultInput(node: position, result: use.result, variable: variable))
      }
    }
    return found
  }
}

extension DAGNode {
  /// The texts in which results of other nodes are substituted.
  var texts: [String] {
    (params ?? []).map(\.value) + (when ?? []).flatMap { [$0.input ?? ""] + $0.values }
  }
}
