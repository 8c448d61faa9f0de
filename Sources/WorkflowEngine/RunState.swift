import WorkflowAPI

/// A run in the machine: the root, or the child of a DAG's node.
struct RunState: Hashable, Sendable {
  /// Which node of which attempt of which run it is the child of.
  struct Origin: Hashable, Sendable {
    var parent: Int
    var node: Int
    var parentAttempt: Int
  }

  /// `nil` for the root.
  var origin: Origin?
  /// What it runs; `nil` if the plan lacks the template.
  var blueprint: Int?
  /// The object, without the parts of its status that are kept elsewhere: `nodes` and `workflowTemplateSpec`.
  var object: WorkflowRun
  /// How often it has been run before.
  var attempt = 0
  /// When this attempt was begun, in milliseconds; `nil` before that.
  var begunAt: Timestamp?
  /// The pod of this attempt.
  var podName: String?
  /// For a DAG whose attempt has begun.
  var dag: DAGProgress?

  var phase: Phase { object.status?.phase ?? .pending }
}

/// How far a DAG is.
struct DAGProgress: Hashable, Sendable {
  struct Node: Hashable, Sendable {
    /// Dependencies that have not ended, or have failed: a node that depends on a failed one never gets to zero.
    var waitingFor: Int
    /// The child that runs it.
    var child: Int?
    /// `nil` until it is started or skipped.
    var status: NodeStatus?
  }

  var nodes: [Node]
  /// Nodes that were started or skipped and whose end has not been dealt with.
  var inFlight = 0
  /// Nodes that are skipped, or have come to their last end.
  var ended = 0
  var failures = 0
  /// The node that failed first.
  var firstFailed: Int?
  /// What can be substituted in it, apart from results.
  var variables: [String: String]

  init(_ graph: DAGGraph, variables: [String: String]) {
    nodes = graph.nodes.map { Node(waitingFor: $0.dependencies) }
    self.variables = variables
  }
}

/// How a run ended.
enum RunEnd: Hashable, Sendable {
  case succeeded(message: String?, results: [RunResult])
  case failed(Reason, message: String)
  /// It failed in a way that another attempt would not change.
  case refused(Reason, message: String)
}

/// Why a root run is made to end before its time.
struct StopCause: Codable, Hashable, Sendable {
  var reason: Reason
  var message: String
}
