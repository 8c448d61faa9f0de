/// One pod to run, as the engine hands it to a runtime.
///
/// The specs are not substituted: a runtime adds the variables that only it knows
/// (`workspaces.<name>.path`, `results.<name>.path`) to ``variables`` and substitutes once, because
/// substitution is one pass over text (spec, section 4).
public struct PodRequest: Codable, Hashable, Sendable {
  /// Unique in its namespace: `<run>-pod-<5 characters>`.
  public var name: String
  /// The namespace of the run.
  public var namespace: String
  /// The root run that it belongs to; one supervisor serves one root.
  public var root: ObjectKey
  /// Labels of the pod.
  public var labels: [String: String]
  /// What it runs.
  public var workload: Workload
  /// Values of `params.…` and `context.…`, without `$(` and `)`.
  public var variables: [String: String]
  /// The workspaces of the template, bound or not.
  public var workspaces: [PodWorkspace]
  /// Names of the results that it may write (SeqPod).
  public var results: [String]

  /// A Pod runs its containers together, a SeqPod its steps one after the other.
  public enum Workload: Codable, Hashable, Sendable {
    case pod(PodSpec)
    case seqPod(SeqPodSpec)
  }

  /// A pod of these parts.
  public init(
    name: String, namespace: String, root: ObjectKey, labels: [String: String], workload: Workload,
    variables: [String: String], workspaces: [PodWorkspace], results: [String]
  ) {
    self.name = name
    self.namespace = namespace
    self.root = root
    self.labels = labels
    self.workload = workload
    self.variables = variables
    self.workspaces = workspaces
    self.results = results
  }

  /// What identifies the pod.
  public var id: PodID { PodID(root: root, name: name) }
}

/// A pod of a root run.
public struct PodID: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The root run.
  public var root: ObjectKey
  /// The pod's name, unique in the root's namespace.
  public var name: String

  /// A pod of a root run.
  public init(root: ObjectKey, name: String) {
    self.root = root
    self.name = name
  }

  /// `namespace/name`.
  public var description: String { "\(root.namespace)/\(name)" }
}

/// A workspace that the template declares, and what the run bound it to.
public struct PodWorkspace: Codable, Hashable, Sendable {
  /// What the template declares.
  public var declaration: WorkspaceSpec
  /// `nil` for an optional workspace that the run left unbound.
  public var binding: WorkspaceBinding?

  /// A workspace and its binding.
  public init(declaration: WorkspaceSpec, binding: WorkspaceBinding?) {
    self.declaration = declaration
    self.binding = binding
  }
}

/// How a pod ended.
public struct PodOutcome: Codable, Hashable, Sendable {
  /// The containers that ran, in the order in which they started.
  public var containers: [ContainerOutcome]
  /// What the steps wrote to their result files.
  public var results: [String: String]
  /// Why the runtime could not run it, or lost it; `nil` when all that happened is in `containers`.
  public var failure: Failure?

  /// A failure that is not a container's.
  public struct Failure: Codable, Hashable, Sendable {
    /// Why, in one word.
    public var reason: Reason
    /// Why, for people.
    public var message: String

    /// A failure of these parts.
    public init(reason: Reason, message: String) {
      self.reason = reason
      self.message = message
    }
  }

  /// An outcome of these parts.
  public init(containers: [ContainerOutcome], results: [String: String] = [:], failure: Failure? = nil) {
    self.containers = containers
    self.results = results
    self.failure = failure
  }

  /// Whether every container ended with exit code 0 and nothing else went wrong.
  public var succeeded: Bool { failure == nil && containers.allSatisfy(\.succeeded) }
}

/// How a container, an init container or a step ended.
public struct ContainerOutcome: Codable, Hashable, Sendable {
  /// The container's or step's name.
  public var name: String
  /// How its process ended.
  public var termination: Termination
  /// The last lines that it printed, when it failed.
  public var lastLines: String

  /// How a process ended.
  public enum Termination: Codable, Hashable, Sendable {
    case exited(code: Int32)
    case signalled(number: Int32)
    /// It could not be started; why.
    case notStarted(String)
  }

  /// An outcome of these parts.
  public init(name: String, termination: Termination, lastLines: String = "") {
    self.name = name
    self.termination = termination
    self.lastLines = lastLines
  }

  /// Whether it exited with code 0.
  public var succeeded: Bool { termination == .exited(code: 0) }
}
