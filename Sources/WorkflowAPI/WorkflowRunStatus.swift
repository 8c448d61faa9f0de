/// What became of a run (spec, section 3, "Status").
public struct WorkflowRunStatus: Codable, Hashable, Sendable {
  /// Where it is; `nil` before it was seen.
  public var phase: Phase?
  /// For people: what failed and how.
  public var message: String?
  /// The nodes of a DAG that were started or skipped.
  public var nodes: [String: NodeStatus]?
  /// When it was started.
  public var startTime: Timestamp?
  /// When it came to its end.
  public var completionTime: Timestamp?
  /// What it output.
  public var results: [RunResult]?
  /// The template as it was when the run started: references resolved, variables not substituted.
  @Indirect public var workflowTemplateSpec: WorkflowTemplateSpec?
  /// `<run>-pod-<5 characters>`, for Pod and SeqPod.
  public var podName: String?
  /// `Running`, then `Completed`.
  public var conditions: [Condition]?
  /// Earlier attempts, oldest first.
  public var retriedStatus: [WorkflowRunStatus]?

  /// A status in this phase, everything else unset.
  public init(phase: Phase? = nil) { self.phase = phase }
}

/// Where a run or a node is. Only a node may be `Skipped`.
public enum Phase: String, Choice {
  case pending = "Pending"
  case running = "Running"
  case succeeded = "Succeeded"
  case failed = "Failed"
  case skipped = "Skipped"

  /// Whether it has come to its end.
  public var isFinal: Bool {
    switch self {
    case .pending, .running: false
    case .succeeded, .failed, .skipped: true
    }
  }
}

/// A node of a DAG in the status of its run.
public struct NodeStatus: Codable, Hashable, Sendable {
  /// The child that runs it; `nil` for a skipped node.
  public var workflowRunName: String?
  /// Where the node is.
  public var phase: Phase
  /// The conditions that did not hold, substituted.
  public var whenExpressions: [WhenExpression]?

  /// A node in this phase.
  public init(phase: Phase, workflowRunName: String? = nil, whenExpressions: [WhenExpression]? = nil) {
    self.phase = phase
    self.workflowRunName = workflowRunName
    self.whenExpressions = whenExpressions
  }
}

/// An output of a run.
public struct RunResult: Codable, Hashable, Sendable {
  /// The result's name in the template.
  public var name: String
  /// What was written, not trimmed.
  public var value: String

  /// This value for this result.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A condition of a run: `Running`, then `Completed`.
public struct Condition: Codable, Hashable, Sendable {
  /// `Running` or `Completed`.
  public var type: String
  /// `True`, `False` or `Unknown`.
  public var status: String
  /// Why, in one word; left out for plain success.
  public var reason: Reason?
  /// Why, for people; left out for plain success.
  public var message: String?
  /// When `status` last changed.
  public var lastTransitionTime: Timestamp?

  /// A condition of these parts.
  public init(
    type: String, status: Bool, reason: Reason? = nil, message: String? = nil, lastTransitionTime: Timestamp?
  ) {
    self.type = type
    self.status = status ? "True" : "False"
    self.reason = reason
    self.message = message
    self.lastTransitionTime = lastTransitionTime
  }
}

/// Why a run failed.
public struct Reason: RawRepresentable, Codable, Hashable, Sendable {
  /// As written in a status.
  public var rawValue: String

  /// A reason of this text.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A container, step or node failed.
  public static let failed = Reason(rawValue: "Failed")
  /// The template is not valid.
  public static let invalidWorkflowTemplate = Reason(rawValue: "InvalidWorkflowTemplate")
  /// The template is not there.
  public static let workflowTemplateNotFound = Reason(rawValue: "WorkflowTemplateNotFound")
  /// A param is missing, unknown or given twice.
  public static let invalidParams = Reason(rawValue: "InvalidParams")
  /// A workspace is missing, unknown or given twice.
  public static let invalidWorkspaces = Reason(rawValue: "InvalidWorkspaces")
  /// The run's `timeout` expired.
  public static let timeout = Reason(rawValue: "Timeout")
  /// It was cancelled.
  public static let cancelled = Reason(rawValue: "Cancelled")
  /// The results have more than 4096 bytes together.
  public static let resultsTooLarge = Reason(rawValue: "ResultsTooLarge")
  /// A declared result was not written.
  public static let missingResult = Reason(rawValue: "MissingResult")
  /// DAGs are nested too deep.
  public static let depthExceeded = Reason(rawValue: "DepthExceeded")
  /// The runtime could not run it.
  public static let runtimeError = Reason(rawValue: "RuntimeError")
  /// The agent that had claimed it is gone for good.
  public static let agentLost = Reason(rawValue: "AgentLost")
}
