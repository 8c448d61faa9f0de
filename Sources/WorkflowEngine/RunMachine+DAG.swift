import WorkflowAPI

extension RunMachine {
  mutating func beginDAG(_ run: Int, _ graph: DAGGraph, _ turn: inout Turn) {
    runs[run].dag = DAGProgress(graph, variables: variables(of: run))
    for node in graph.nodes.indices where graph.nodes[node].dependencies == 0 {
      release(node, of: run, graph, &turn)
    }
    if graph.nodes.isEmpty { conclude(run, graph, &turn) }
  }

  /// Deals with the last end of a node: lets go on what waited for it, or ends the DAG.
  mutating func nodeEnded(_ run: Int, _ node: Int, _ turn: inout Turn) {
    guard let graph = graph(of: run), let phase = runs[run].dag?.nodes[node].status?.phase else { return }
    runs[run].dag?.ended += 1
    if phase == .failed {
      runs[run].dag?.failures += 1
      if runs[run].dag?.firstFailed == nil {
        runs[run].dag?.firstFailed = node
        changes.note(run: run)
      }
    } else {
      for dependent in graph.nodes[node].dependents {
        runs[run].dag?.nodes[dependent].waitingFor -= 1
        if runs[run].dag?.nodes[dependent].waitingFor == 0 { release(dependent, of: run, graph, &turn) }
      }
    }
    runs[run].dag?.inFlight -= 1
    if runs[run].dag?.inFlight == 0 { conclude(run, graph, &turn) }
  }

  /// Starts or skips a node whose dependencies have ended, unless the DAG is to start nothing more.
  private mutating func release(_ node: Int, of run: Int, _ graph: DAGGraph, _ turn: inout Turn) {
    // No local copy of the progress may be alive while it is changed: that would copy all its nodes.
    if stop != nil || (graph.failureStrategy == .stopAll && runs[run].dag?.firstFailed != nil) { return }
    let spec = graph.nodes[node].spec
    runs[run].dag?.inFlight += 1
    guard let variables = try? variables(of: run, with: graph.nodes[node].inputs, graph) else {
      return skip(node, of: run, expressions: nil, &turn)
    }
    let expressions = spec.when.map { $0.map { $0.substituted(variables) } }
    if let expressions, !expressions.allSatisfy(\.holds) {
      return skip(node, of: run, expressions: expressions, &turn)
    }
    let (child, problem) = makeChild(of: run, node: node, spec, variables)
    let name = runs[child].object.name
    runs[run].dag?.nodes[node].child = child
    runs[run].dag?.nodes[node].status = NodeStatus(phase: .pending, workflowRunName: name)
    if let problem {
      end(child, problem, &turn)
    } else {
      turn.queue.append(.begin(child))
    }
  }

  private mutating func skip(
    _ node: Int, of run: Int, expressions: [WhenExpression]?, _ turn: inout Turn
  ) {
    runs[run].dag?.nodes[node].status = NodeStatus(phase: .skipped, whenExpressions: expressions)
    changes.note(skipped: node, of: run)
    turn.queue.append(.nodeEnded(dag: run, node: node))
  }

  /// Ends a DAG of which nothing runs and nothing more will.
  private mutating func conclude(_ run: Int, _ graph: DAGGraph, _ turn: inout Turn) {
    guard let dag = runs[run].dag else { return }
    let result: RunEnd
    if let stopped = stopped() {
      result = stopped
    } else if let failed = dag.firstFailed {
      let message = dag.nodes[failed].child.flatMap { runs[$0].object.status?.message } ?? ""
      result = .failed(
        .failed,
        message: FailureMessage.dag(
          firstFailed: graph.nodes[failed].spec.name, message: message, failures: dag.failures))
    } else {
      result = success(run, graph)
    }
    end(run, result, &turn)
  }

  /// The end of a DAG whose nodes all went well: it turns on what it has to output.
  private func success(_ run: Int, _ graph: DAGGraph) -> RunEnd {
    do throws(MissingResult) {
      let variables = try variables(of: run, with: graph.outputs, graph)
      let declared = runs[run].blueprint.flatMap { blueprints[$0].spec.results } ?? []
      var results: [RunResult] = []
      for result in declared {
        guard let value = expand(result.value ?? "", variables, limit: limits.resultBytes) else {
          return .failed(.resultsTooLarge, message: Results.tooLarge(limits))
        }
        results.append(RunResult(name: result.name, value: value))
      }
      return Results.check(results, limits)
        ?? .succeeded(message: "All nodes in DAG have succeeded", results: results)
    } catch {
      return .failed(
        .missingResult,
        message:
          "a result of the DAG needs result \"\(error.result)\" of node \"\(error.node)\", which was skipped")
    }
  }

  /// What can be substituted in a DAG, with results of its nodes.
  private func variables(
    of run: Int, with references: [DAGGraph.ResultInput], _ graph: DAGGraph
  ) throws(MissingResult) -> [String: String] {
    var values = runs[run].dag?.variables ?? [:]
    for reference in references {
      let child = runs[run].dag?.nodes[reference.node].child
      let results = child.flatMap { runs[$0].object.status?.results }
      guard let result = results?.first(where: { $0.name == reference.result }) else {
        throw MissingResult(node: graph.nodes[reference.node].spec.name, result: reference.result)
      }
      values[reference.variable] = result.value
    }
    return values
  }
}

/// A node was skipped, so that its result is not there.
struct MissingResult: Error {
  var node: String
  var result: String
}

extension WhenExpression {
  func substituted(_ values: [String: String]) -> WhenExpression {
    let variables = Variables(values)
    return WhenExpression(
      input: input.map { Substitution.apply(to: $0, variables: variables) },
      operator: self.operator,
      values: self.values.map { Substitution.apply(to: $0, variables: variables) })
  }

  /// Whether the input is among the values, or is not, as the operator asks.
  var holds: Bool {
    let found = values.contains(input ?? "")
    return switch self.operator {
    case .in: found
    case .notIn: !found
    }
  }
}
