/// Runs on a schedule (spec, section 5).
public struct CronWorkflowRun: Codable, Hashable, Sendable {
  /// ``APIVersion/batch``.
  public var apiVersion: String
  /// `CronWorkflowRun`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// When to run what.
  public var spec: CronWorkflowRunSpec
  /// In a manifest it is accepted and ignored.
  public var status: CronWorkflowRunStatus?

  /// A schedule of this spec.
  public init(metadata: ObjectMeta, spec: CronWorkflowRunSpec) {
    apiVersion = APIVersion.batch
    kind = "CronWorkflowRun"
    self.metadata = metadata
    self.spec = spec
  }
}

/// When to run what.
public struct CronWorkflowRunSpec: Codable, Hashable, Sendable {
  /// Five-field cron, or one of the `@` forms, as written: see ``CronSchedule``.
  public var schedule: String
  /// An IANA name of ``ZoneDatabase``; UTC when absent. An extension, as in CronJob.
  public var timeZone: String?
  /// A start that is later than this many seconds is missed.
  public var startingDeadlineSeconds: Int?
  /// What to do when the earlier run has not ended; ``ConcurrencyPolicy/allow`` when absent.
  public var concurrencyPolicy: ConcurrencyPolicy?
  /// No new runs while true.
  public var suspend: Bool?
  /// How many succeeded runs to keep; 3 when absent.
  public var successfulRunsHistoryLimit: Int?
  /// How many failed runs to keep; 1 when absent.
  public var failedRunsHistoryLimit: Int?
  /// What to create.
  public var workflowRun: RunTemplate

  /// What to do when it is time and the earlier run has not ended.
  public enum ConcurrencyPolicy: String, Choice {
    /// Run both.
    case allow = "Allow"
    /// Skip this time.
    case forbid = "Forbid"
    /// Cancel the earlier one.
    case replace = "Replace"
  }

  /// What a run is created from; its name comes from the schedule.
  public struct RunTemplate: Codable, Hashable, Sendable {
    /// Labels and annotations of the runs.
    public var metadata: ObjectMeta?
    /// What to run.
    public var spec: WorkflowRunSpec

    /// Runs of this spec.
    public init(spec: WorkflowRunSpec) { self.spec = spec }
  }

  /// This schedule of these runs.
  public init(schedule: String, workflowRun: RunTemplate) {
    self.schedule = schedule
    self.workflowRun = workflowRun
  }
}

/// What became of a schedule.
public struct CronWorkflowRunStatus: Codable, Hashable, Sendable {
  /// The runs that have not ended.
  public var active: [ObjectReference]?
  /// The last time that a run was started for.
  public var lastScheduleTime: Timestamp?
  /// `HasStarted`, `IsRunning`, `HasSuccessfulRun`, `HasFailedRun`.
  public var conditions: [Condition]?

  /// Nothing yet.
  public init() {}
}

/// A reference to an object of any kind.
public struct ObjectReference: Codable, Hashable, Sendable {
  /// Its version.
  public var apiVersion: String?
  /// Its kind.
  public var kind: String?
  /// Its namespace.
  public var namespace: String?
  /// Its name.
  public var name: String?
  /// A cluster's id of it.
  public var uid: String?
  /// A cluster's version of it.
  public var resourceVersion: String?
  /// A part of it.
  public var fieldPath: String?

  /// The object of this kind and name.
  public init(apiVersion: String, kind: String, key: ObjectKey) {
    self.apiVersion = apiVersion
    self.kind = kind
    namespace = key.namespace
    name = key.name
  }
}
