import WorkflowAPI

/// Records that no machine has written, or that do not belong to the plan.
public struct RestoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The record, by its id; empty when one is missing.
  public var record: String
  /// What is wrong with it.
  public var description: String
}

extension RunMachine {
  /// A machine in the state of the one that wrote the records.
  ///
  /// - Parameters:
  ///   - records: the newest record of every id, in any order.
  ///   - plan: the plan of that machine.
  ///   - salt: the salt of that machine.
  /// - Throws: ``RestoreError`` if the records do not fit together or do not fit the plan.
  public init(
    restoring records: [RunRecord], plan: RunPlan, salt: String, limits: EngineLimits
  ) throws(RestoreError) {
    self.init(plan: plan, salt: salt, limits: limits)
    runs = []
    index = [:]
    for record in records.sorted(by: { $0.ordinal < $1.ordinal }) {
      if let object = record.object { try restore(record, object) }
    }
    guard !runs.isEmpty else { throw RestoreError(record: "", description: "there is no record of the run") }
    for record in records where record.object == nil { try restoreSkipped(record) }
    for run in runs.indices { restoreProgress(run) }
    changes = Changes()
  }

  private mutating func restore(_ record: RunRecord, _ object: WorkflowRun) throws(RestoreError) {
    guard record.ordinal == runs.count, index[record.name] == nil, record.attempt >= 0 else {
      throw RestoreError(record: record.id, description: "a record is missing or doubled before \(record.id)")
    }
    var state = RunState(blueprint: 0, object: object)
    state.attempt = record.attempt
    state.begunAt = record.startedAt.map(Timestamp.init(milliseconds:))
    state.podName = record.podName
    if record.ordinal > 0 {
      guard let parent = record.parent.flatMap({ index[$0] }), let graph = graph(of: parent),
        let node = record.node.flatMap({ graph.index[$0] })
      else { throw RestoreError(record: record.id, description: "no such node in the plan: \(record.id)") }
      state.origin = .init(parent: parent, node: node, parentAttempt: record.parentAttempt ?? 0)
      state.blueprint = graph.nodes[node].blueprint
      if runs[parent].attempt == record.parentAttempt {
        runs[parent].dag?.nodes[node].child = record.ordinal
        runs[parent].dag?.nodes[node].status = NodeStatus(
          phase: state.phase, workflowRunName: object.name)
      }
    }
    restorePods(of: state, at: record.ordinal)
    retries += min(record.attempt, limits.retries)
    if record.ordinal == 0 { stop = record.stop }
    add(state)
    if state.begunAt != nil, let graph = graph(of: record.ordinal) {
      runs[record.ordinal].dag = DAGProgress(graph, variables: variables(of: record.ordinal))
      runs[record.ordinal].dag?.firstFailed = record.firstFailed.flatMap { graph.index[$0] }
    }
  }

  private mutating func restorePods(of state: RunState, at run: Int) {
    for attempt in state.object.status?.retriedStatus ?? [] {
      if let name = attempt.podName { podNames.insert(name) }
    }
    guard let name = state.podName else { return }
    podNames.insert(name)
    if !state.phase.isFinal { unfinishedPods[name] = run }
  }

  private mutating func restoreSkipped(_ record: RunRecord) throws(RestoreError) {
    guard let run = index[record.name], let node = record.node.flatMap({ graph(of: run)?.index[$0] }) else {
      throw RestoreError(record: record.id, description: "no such node in the plan: \(record.id)")
    }
    // A record of an earlier attempt stays until the node is skipped again.
    guard runs[run].attempt == record.attempt else { return }
    runs[run].dag?.nodes[node].status = record.nodeStatus
  }

  /// Counts anew what follows from the nodes' phases.
  private mutating func restoreProgress(_ run: Int) {
    guard let graph = graph(of: run), let nodes = runs[run].dag?.nodes else { return }
    for (node, progress) in nodes.enumerated() {
      switch progress.status?.phase {
      case .pending, .running: runs[run].dag?.inFlight += 1
      case .succeeded, .skipped:
        runs[run].dag?.ended += 1
        for dependent in graph.nodes[node].dependents { runs[run].dag?.nodes[dependent].waitingFor -= 1 }
      case .failed:
        runs[run].dag?.ended += 1
        runs[run].dag?.failures += 1
      case nil: break
      }
    }
  }
}
