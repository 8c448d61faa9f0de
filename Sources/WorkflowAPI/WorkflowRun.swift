/// One execution of a template (spec, section 3).
public struct WorkflowRun: Codable, Hashable, Sendable {
  /// ``APIVersion/batch``.
  public var apiVersion: String
  /// `WorkflowRun`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// What to run.
  public var spec: WorkflowRunSpec
  /// In a manifest it is accepted and ignored, as a cluster does on create.
  @Indirect public var status: WorkflowRunStatus?

  /// A run of this spec.
  public init(metadata: ObjectMeta, spec: WorkflowRunSpec, status: WorkflowRunStatus? = nil) {
    self.apiVersion = APIVersion.batch
    self.kind = "WorkflowRun"
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }

  /// Its name; empty for a manifest that has only a `generateName`.
  public var name: String { metadata.name ?? "" }
  /// Its namespace, `default` when the manifest names none.
  public var namespace: String { metadata.namespace ?? "default" }
  /// What identifies it.
  public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
}

/// What to run, and with what. Exactly one of `workflowTemplateRef` and `workflowTemplateSpec` is set.
public struct WorkflowRunSpec: Codable, Hashable, Sendable {
  /// A template of the same namespace.
  public var workflowTemplateRef: String?
  /// The template itself.
  @Indirect public var workflowTemplateSpec: WorkflowTemplateSpec?
  /// Values for the template's params.
  public var params: [Param]?
  /// What the template's workspaces are bound to.
  public var workspaces: [WorkspaceBinding]?
  /// Always written, empty when unset, as the API's own controller does.
  @DefaultEmpty public var serviceAccountName: String
  /// A Go duration, as written.
  public var timeout: String?
  /// Nesting, written by the agent into children.
  public var depth: Int?
  /// Where it queues.
  public var scheduler: Scheduler?

  /// A run of a template, by reference or in place.
  public init(
    workflowTemplateRef: String? = nil, workflowTemplateSpec: WorkflowTemplateSpec? = nil,
    params: [Param]? = nil, workspaces: [WorkspaceBinding]? = nil
  ) {
    self.workflowTemplateRef = workflowTemplateRef
    self.workflowTemplateSpec = workflowTemplateSpec
    self.params = params
    self.workspaces = workspaces
    self.serviceAccountName = ""
  }
}

/// A value for a param of a template.
public struct Param: Codable, Hashable, Sendable {
  /// The param's name in the template.
  public var name: String
  /// Its value.
  public var value: String

  /// This value for this param.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// What a workspace of the template is bound to: exactly one of the four sources.
public struct WorkspaceBinding: Codable, Hashable, Sendable {
  /// The workspace's name in the template.
  public var name: String
  /// A directory in the source, in place of its root.
  public var subPath: String?
  /// A PersistentVolumeClaim.
  public var persistentVolumeClaim: ClaimSource?
  /// A directory that lives as long as the run.
  public var emptyDir: EmptyDirSource?
  /// The keys of a ConfigMap as files.
  public var configMap: ConfigMapSource?
  /// The keys of a Secret as files.
  public var secret: SecretSource?

  /// A PersistentVolumeClaim of the namespace.
  public struct ClaimSource: Codable, Hashable, Sendable {
    /// The claim's name.
    public var claimName: String
    /// Whether it may not be written.
    public var readOnly: Bool?

    /// The claim of this name.
    public init(claimName: String) { self.claimName = claimName }
  }
  /// A directory that lives as long as the run.
  public struct EmptyDirSource: Codable, Hashable, Sendable {
    /// What it is kept in, such as `Memory`.
    public var medium: String?
    /// Its greatest size.
    public var sizeLimit: Quantity?

    /// A directory of no special kind.
    public init() {}
  }
  /// The keys of a ConfigMap as files.
  public struct ConfigMapSource: Codable, Hashable, Sendable {
    /// The ConfigMap's name.
    public var name: String
    /// The keys that are taken; all by default.
    public var items: [KeyToPath]?
    /// Mode bits of the files.
    public var defaultMode: Int?
    /// Whether the ConfigMap or a key may be missing.
    public var optional: Bool?

    /// All keys of the ConfigMap of this name.
    public init(name: String) { self.name = name }
  }
  /// The keys of a Secret as files.
  public struct SecretSource: Codable, Hashable, Sendable {
    /// The Secret's name.
    public var secretName: String
    /// The keys that are taken; all by default.
    public var items: [KeyToPath]?
    /// Mode bits of the files.
    public var defaultMode: Int?
    /// Whether the Secret or a key may be missing.
    public var optional: Bool?

    /// All keys of the Secret of this name.
    public init(secretName: String) { self.secretName = secretName }
  }

  /// A workspace of this name, its source still to be set.
  public init(name: String) { self.name = name }
}

/// Where the run queues.
public struct Scheduler: Codable, Hashable, Sendable {
  /// A place in the T9k scheduler.
  public struct T9kScheduler: Codable, Hashable, Sendable {
    /// The queue's name.
    public var queue: String?
    /// The priority in the queue.
    public var priority: Int?
  }
  /// The T9k scheduler's queue; on a host, a limit in the host's configuration.
  public var t9kScheduler: T9kScheduler?
}
