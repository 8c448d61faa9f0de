/// A unit of work that runs are made from (spec, section 2).
public struct WorkflowTemplate: Codable, Hashable, Sendable {
  /// ``APIVersion/batch``.
  public var apiVersion: String
  /// `WorkflowTemplate`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// What it does.
  public var spec: WorkflowTemplateSpec

  /// A template of this spec.
  public init(metadata: ObjectMeta, spec: WorkflowTemplateSpec) {
    self.apiVersion = APIVersion.batch
    self.kind = "WorkflowTemplate"
    self.metadata = metadata
    self.spec = spec
  }
}

/// The API groups of spec, section 1.
public enum APIVersion {
  /// `WorkflowTemplate`, `WorkflowRun` and `CronWorkflowRun`.
  public static let batch = "batch.tensorstack.dev/v1beta1"
  /// `ConfigMap`, `PersistentVolumeClaim` and `Secret`.
  public static let core = "v1"
  /// `EventListener` and `WorkflowTrigger`.
  public static let events = "tensorstack.dev/v1beta1"
}

/// What a template does and what it needs for it. Exactly the field of its type is present.
public struct WorkflowTemplateSpec: Codable, Hashable, Sendable {
  /// For people.
  public var description: String?
  /// As written. Use ``resolvedType`` for the type that an empty one stands for.
  public var type: TemplateType?
  /// Its inputs.
  public var params: [ParamSpec]?
  /// The volumes that it needs.
  public var workspaces: [WorkspaceSpec]?
  /// Its outputs.
  public var results: [ResultSpec]?
  /// Type `Pod`.
  @Indirect public var pod: PodSpec?
  /// Type `SeqPod`.
  @Indirect public var seqPod: SeqPodSpec?
  /// Type `Resource`.
  @Indirect public var resource: ResourceSpec?
  /// Type `DAG`.
  @Indirect public var dag: DAGSpec?
  /// Type `GenericJob`.
  @Indirect public var genericJob: JobSpec?
  /// Type `TensorFlowTrainingJob`.
  @Indirect public var tensorflowTrainingJob: JobSpec?
  /// Type `PyTorchTrainingJob`.
  @Indirect public var pytorchTrainingJob: JobSpec?
  /// Type `XGBoostTrainingJob`.
  @Indirect public var xgboostTrainingJob: JobSpec?
  /// Type `ColossalAIJob`.
  @Indirect public var colossalaiJob: JobSpec?
  /// Type `DeepSpeedJob`.
  @Indirect public var deepspeedJob: JobSpec?
  /// Type `MPIJob`.
  @Indirect public var mpiJob: JobSpec?
  /// Type `BeamJob`.
  @Indirect public var beamJob: JobSpec?

  /// A template of this type, its field still to be set.
  public init(type: TemplateType? = nil) {
    self.type = type
  }
}

/// The types of a template, in the order in which an empty `type` is inferred from the fields.
public enum TemplateType: String, Choice {
  case pod = "Pod"
  case seqPod = "SeqPod"
  case resource = "Resource"
  case dag = "DAG"
  case genericJob = "GenericJob"
  case tensorFlowTrainingJob = "TensorFlowTrainingJob"
  case pyTorchTrainingJob = "PyTorchTrainingJob"
  case xgboostTrainingJob = "XGBoostTrainingJob"
  case colossalAIJob = "ColossalAIJob"
  case deepSpeedJob = "DeepSpeedJob"
  case mpiJob = "MPIJob"
  case beamJob = "BeamJob"
}

/// An input of a template. Without `default` it is required; an empty string is a default.
public struct ParamSpec: Codable, Hashable, Sendable {
  /// Unique among the params.
  public var name: String
  /// For people.
  public var description: String?
  /// Its value where a run gives none.
  public var `default`: String?

  /// A param, required unless it has a default.
  public init(name: String, default: String? = nil) {
    self.name = name
    self.default = `default`
  }
}

/// A volume that a template needs, mounted at `mountPath`, else at `/t9k/workspaces/<name>`.
public struct WorkspaceSpec: Codable, Hashable, Sendable {
  /// Unique among the workspaces.
  public var name: String
  /// For people.
  public var description: String?
  /// An absolute path.
  public var mountPath: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// Whether a run may leave it unbound.
  public var optional: Bool?

  /// A required, writable workspace at the default path.
  public init(name: String) { self.name = name }
}

/// An output of a template. `value` is for a DAG only.
public struct ResultSpec: Codable, Hashable, Sendable {
  /// Unique among the results.
  public var name: String
  /// For people.
  public var description: String?
  /// An expression over the results of the DAG's nodes.
  public var value: String?

  /// A result, with its expression for a DAG.
  public init(name: String, value: String? = nil) {
    self.name = name
    self.value = value
  }
}

/// A graph of templates (spec, section 2, "DAG").
public struct DAGSpec: Codable, Hashable, Sendable {
  /// The nodes, in no meaningful order.
  public var templates: [DAGNode]
  /// `nil` is the default, ``FailureStrategy/stopAll``.
  public var failureStrategy: FailureStrategy?

  /// A graph of these nodes.
  public init(templates: [DAGNode]) { self.templates = templates }
}

/// What a failed node means to the nodes that have not started.
public enum FailureStrategy: String, Choice {
  /// No further node starts; the default.
  case stopAll = "StopAllWorkflowTemplates"
  /// No node that depends on the failed one, directly or not, starts.
  case stopDependent = "StopDependentWorkflowTemplates"
}

/// A node of a DAG: one template, run as a child WorkflowRun.
public struct DAGNode: Codable, Hashable, Sendable {
  /// Unique in the DAG; a DNS label.
  public var name: String
  /// The template that it runs, of any type, in the namespace of the run.
  public var workflowTemplateRef: String
  /// Nodes that must have ended before it starts.
  public var dependencies: [String]?
  /// Values for its template's params.
  public var params: [Param]?
  /// What the workspaces of its template are bound to.
  public var workspaces: [NodeWorkspace]?
  /// It runs only if all hold.
  public var when: [WhenExpression]?
  /// How often it is run again after a failure; 0 when unset.
  public var retries: Int?

  /// A node that runs this template.
  public init(name: String, workflowTemplateRef: String, dependencies: [String]? = nil) {
    self.name = name
    self.workflowTemplateRef = workflowTemplateRef
    self.dependencies = dependencies
  }
}

/// A workspace of the DAG handed to a node under the name that the node's template gives it.
public struct NodeWorkspace: Codable, Hashable, Sendable {
  /// The workspace of the node's template.
  public var name: String
  /// The workspace of the DAG.
  public var workspace: String
  /// A directory in the DAG's workspace, in place of its root.
  public var subPath: String?

  /// A workspace of the node's template bound to one of the DAG's.
  public init(name: String, workspace: String) {
    self.name = name
    self.workspace = workspace
  }
}

/// A condition for a node to run; all of a node's must hold.
public struct WhenExpression: Codable, Hashable, Sendable {
  /// How the input relates to the values.
  public enum Operator: String, Choice {
    case `in`
    case notIn = "notin"
  }
  /// Defaults to the empty string.
  public var input: String?
  /// How the input relates to the values.
  public var `operator`: Operator
  /// What the input is compared with, as text.
  public var values: [String]

  /// A condition of these parts.
  public init(input: String?, operator: Operator, values: [String]) {
    self.input = input
    self.operator = `operator`
    self.values = values
  }
}
