/// A reference to a result of a node, `templates.<node>.results.<result>` (spec, section 4).
public struct ResultReference: Hashable, Sendable {
  /// The node.
  public var node: String
  /// The result of the node's template.
  public var result: String

  /// `nil` when the name, without `$(` and `)`, is no such reference.
  public init?(_ name: String) {
    let parts = name.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "templates", parts[2] == "results", !parts[1].isEmpty,
      !parts[3].isEmpty
    else { return nil }
    node = String(parts[1])
    result = String(parts[3])
  }
}

extension DAGNode {
  /// The results of other nodes that its params and conditions refer to.
  public var resultReferences: [ResultReference] {
    var texts = (params ?? []).map(\.value)
    for expression in when ?? [] {
      texts.append(expression.input ?? "")
      texts += expression.values
    }
    return texts.flatMap(Substitution.references).compactMap(ResultReference.init)
  }

  /// The nodes that must have ended before it: those that it names, then those whose results it refers
  /// to, each once.
  var allDependencies: [String] {
    var seen: Set<String> = []
    return ((dependencies ?? []) + resultReferences.map(\.node)).filter { seen.insert($0).inserted }
  }
}

extension DAGSpec {
  /// For every node, the nodes that must have ended before it: its `dependencies`, then the nodes whose
  /// results it refers to, each once (spec, section 2, "DAG"). Names are as written, known or not.
  public var edges: [String: [String]] {
    Dictionary(templates.map { ($0.name, $0.allDependencies) }) { first, _ in first }
  }

  /// Cycles of the dependencies, as positions of nodes: each node needs the next, the last the first. Every
  /// cycle begins with its first node; of cycles that share nodes not all are found.
  func cycles() -> [[Int]] {
    var positions: [String: Int] = [:]
    for (index, node) in templates.enumerated() where positions[node.name] == nil {
      positions[node.name] = index
    }
    let next = templates.map { node in node.allDependencies.compactMap { positions[$0] } }
    var visited = Array(repeating: false, count: templates.count)
    var cycles: [[Int]] = []
    for root in templates.indices where !visited[root] {
      if let cycle = Self.cycle(from: root, next: next, visited: &visited) { cycles.append(cycle) }
    }
    return cycles
  }

  /// Walks depth first, with a stack of its own: a chain may be longer than a thread's stack is deep.
  private static func cycle(from root: Int, next: [[Int]], visited: inout [Bool]) -> [Int]? {
    var stack: [(node: Int, edge: Int)] = [(root, 0)]
    var depth = [root: 0]
    visited[root] = true
    while let top = stack.last {
      guard top.edge < next[top.node].count else {
        depth[top.node] = nil
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].edge += 1
      let target = next[top.node][top.edge]
      if let start = depth[target] {
        let cycle = stack[start...].map(\.node)
        let first = cycle.indices.min { cycle[$0] < cycle[$1] } ?? 0
        return Array(cycle[first...] + cycle[..<first])
      }
      if !visited[target] {
        visited[target] = true
        depth[target] = stack.count
        stack.append((target, 0))
      }
    }
    return nil
  }
}
