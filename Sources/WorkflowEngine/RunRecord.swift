public import WorkflowAPI

/// What is kept of one run, or of one skipped node, so that ``RunMachine/init(restoring:plan:salt:limits:)``
/// can go on where a machine was.
///
/// What the plan or another record holds is not in it: the template's spec, and a DAG's nodes, so that a
/// child's change writes one record whatever the size of the DAG.
public struct RunRecord: Codable, Hashable, Sendable {
  /// The run; for a skipped node, the DAG's run.
  public var name: String
  /// The run whose node it is; `nil` for the root and for a skipped node.
  public var parent: String?
  /// The node of `parent`, or the skipped node of `name`.
  public var node: String?
  /// The run, its status without `nodes` and `workflowTemplateSpec`; `nil` for a skipped node.
  public var object: WorkflowRun?
  /// Of a skipped node.
  public var nodeStatus: NodeStatus?
  /// When the attempt was begun, in milliseconds since the epoch.
  public var startedAt: Int64?

  /// The run's place among all runs; for a skipped node, the DAG's.
  var ordinal: Int
  /// Earlier attempts of the run; for a skipped node, the DAG's.
  var attempt: Int
  /// The attempt of the parent that it belongs to.
  var parentAttempt: Int?
  var podName: String?
  /// For a DAG: the node that failed first.
  var firstFailed: String?
  /// For the root: why it is being stopped.
  var stop: StopCause?

  /// What identifies the record within its root run: a newer one takes the place of an older.
  public var id: String { object == nil ? "\(name)/\(node ?? "")" : name }

  /// Names of the objects whose status shows what the record says.
  public var affected: [String] { [name] + (parent.map { [$0] } ?? []) }
}

/// What has changed since the changes were last taken.
struct Changes: Hashable, Sendable {
  struct Skip: Hashable, Sendable {
    var run: Int
    var node: Int
  }

  var runs: Set<Int> = []
  var skips: Set<Skip> = []

  mutating func note(run: Int) { runs.insert(run) }
  mutating func note(skipped node: Int, of run: Int) { skips.insert(Skip(run: run, node: node)) }
}

extension RunMachine {
  /// The records that changed since the last call, all of them after the machine was made. They belong
  /// together: to keep a part of them would keep a state that never was.
  public mutating func takeChanges() -> [RunRecord] {
    let taken = changes
    changes = Changes()
    let skips = taken.skips.sorted { ($0.run, $0.node) < ($1.run, $1.node) }
    return taken.runs.sorted().map(record(of:)) + skips.compactMap(record(of:))
  }

  private func record(of run: Int) -> RunRecord {
    let state = runs[run]
    let origin = state.origin
    return RunRecord(
      name: state.object.name, parent: origin.map { runs[$0.parent].object.name },
      node: origin.flatMap { node($0)?.spec.name }, object: state.object,
      startedAt: state.begunAt?.milliseconds, ordinal: run, attempt: state.attempt,
      parentAttempt: origin?.parentAttempt, podName: state.podName,
      firstFailed: state.dag?.firstFailed.flatMap { graph(of: run)?.nodes[$0].spec.name },
      stop: run == 0 ? stop : nil)
  }

  /// `nil` when the DAG has been begun anew in the meantime.
  private func record(of skip: Changes.Skip) -> RunRecord? {
    guard let graph = graph(of: skip.run), let status = runs[skip.run].dag?.nodes[skip.node].status,
      status.phase == .skipped
    else { return nil }
    return RunRecord(
      name: runs[skip.run].object.name, node: graph.nodes[skip.node].spec.name, nodeStatus: status,
      ordinal: skip.run, attempt: runs[skip.run].attempt)
  }
}
