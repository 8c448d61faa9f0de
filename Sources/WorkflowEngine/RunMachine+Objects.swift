public import WorkflowAPI

extension RunMachine {
  /// The root run with its status, as it is written to git.
  public var root: WorkflowRun { object(at: 0) }

  /// The root, then every descendant after its parent; children of attempts that were retried are among them.
  public var objects: some Sequence<WorkflowRun> { runs.indices.lazy.map { [self] in object(at: $0) } }

  /// The root or a descendant, by its name.
  public func object(named name: String) -> WorkflowRun? { index[name].map(object(at:)) }

  private func object(at run: Int) -> WorkflowRun {
    var object = runs[run].object
    object.status = status(of: run)
    return object
  }

  /// The whole status of a run: what it shares with others is put in when it is asked for.
  func status(of run: Int) -> WorkflowRunStatus {
    var status = runs[run].object.status ?? WorkflowRunStatus()
    if status.phase != .pending {
      status.workflowTemplateSpec = runs[run].blueprint.map { blueprints[$0].spec }
    }
    if let dag = runs[run].dag, let graph = graph(of: run) {
      var nodes: [String: NodeStatus] = [:]
      for (node, progress) in zip(graph.nodes, dag.nodes) { nodes[node.spec.name] = progress.status }
      if !nodes.isEmpty { status.nodes = nodes }
    }
    return status
  }
}
