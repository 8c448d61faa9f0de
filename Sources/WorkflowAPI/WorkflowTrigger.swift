/// An HTTP endpoint whose requests are events (spec, section 6).
public struct EventListener: Codable, Hashable, Sendable {
  /// ``APIVersion/events``.
  public var apiVersion: String
  /// `EventListener`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// How it is deployed on a cluster; not used on a host.
  public var spec: EventListenerSpec?
  /// In a manifest it is accepted and ignored.
  public var status: EventListenerStatus?
}

/// How a listener is deployed on a cluster.
public struct EventListenerSpec: Codable, Hashable, Sendable {
  /// The service account that it runs as.
  public var serviceAccountName: String?
  /// How many pods serve it.
  public var replicas: Int?
  /// What each of them needs and may take.
  public var resources: ResourceRequirements?
}

/// Where a listener is and whether it listens.
public struct EventListenerStatus: Codable, Hashable, Sendable {
  /// Where it is.
  public var address: Address?
  /// `Ready`.
  public var conditions: [Condition]?

  /// The place of an endpoint.
  public struct Address: Codable, Hashable, Sendable {
    /// The URL to post to.
    public var url: String?
  }
}

/// Runs for events (spec, section 6).
public struct WorkflowTrigger: Codable, Hashable, Sendable {
  /// ``APIVersion/events``.
  public var apiVersion: String
  /// `WorkflowTrigger`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// Which events lead to which run.
  public var spec: WorkflowTriggerSpec
  /// In a manifest it is accepted and ignored.
  public var status: WorkflowTriggerStatus?
}

/// Which events lead to which run.
public struct WorkflowTriggerSpec: Codable, Hashable, Sendable {
  /// The events; any of them starts a run.
  public var eventSources: [EventSource]
  /// What to run; values of params may refer to `$(body.…)` and `$(header.…)`.
  public var workflowRunSpec: WorkflowRunSpec
  /// The service account that the trigger runs as on a cluster.
  public var serviceAccountName: String?
  /// How many pods serve it on a cluster.
  public var replicas: Int?
  /// What each of them needs and may take.
  public var resources: ResourceRequirements?
}

/// Events of one listener.
public struct EventSource: Codable, Hashable, Sendable {
  /// A listener of the same namespace.
  public var eventListenerName: String
  /// All must hold.
  public var filters: [EventFilter]?
}

/// A condition on an event: a value of its body or header is one of a list.
public struct EventFilter: Codable, Hashable, Sendable {
  /// `body.…` or `header.…`: dotted, a list by index, `*` and `?` as wild cards, `\` escapes.
  public var path: String
  /// How values are compared.
  public var type: ValueType
  /// The values, as text.
  public var values: [String]

  /// How values are compared.
  public enum ValueType: String, Choice {
    /// As truth values.
    case bool
    /// As numbers.
    case number
    /// As text.
    case string
  }
}

/// Whether a trigger works.
public struct WorkflowTriggerStatus: Codable, Hashable, Sendable {
  /// `Ready`.
  public var conditions: [Condition]?
}
