public import YAML

/// The metadata that every object has (spec, section 1).
///
/// Exactly one of `name` and `generateName` is set in a manifest. The fields that a cluster would
/// fill in are accepted, so that an object read back from one is a valid manifest, and are not used.
public struct ObjectMeta: Codable, Hashable, Sendable {
  /// A DNS-1123 subdomain, unique in the namespace for its kind.
  public var name: String?
  /// What a name is derived from, see ``GeneratedName``.
  public var generateName: String?
  /// A DNS label; `nil` stands for `default`.
  public var namespace: String?
  /// Marks to select by.
  public var labels: [String: String]?
  /// Marks for tools, free of form.
  public var annotations: [String: String]?
  /// What it belongs to.
  public var ownerReferences: [OwnerReference]?
  /// A cluster's id of it; not used.
  public var uid: String?
  /// A cluster's version of it; not used.
  public var resourceVersion: String?
  /// A cluster's count of changes; not used.
  public var generation: Int?
  /// When a cluster made it; not used.
  public var creationTimestamp: Timestamp?
  /// When a cluster will delete it; not used.
  public var deletionTimestamp: Timestamp?
  /// How many seconds a cluster waits for that; not used.
  public var deletionGracePeriodSeconds: Int?
  /// What holds back its deletion in a cluster; not used.
  public var finalizers: [String]?
  /// Who has set which field in a cluster; not used.
  public var managedFields: [ManagedFields]?
  /// Its address in a cluster; not used.
  public var selfLink: String?

  /// Metadata of these parts; a manifest has exactly one of `name` and `generateName`.
  public init(
    name: String? = nil, generateName: String? = nil, namespace: String? = nil,
    labels: [String: String]? = nil, annotations: [String: String]? = nil,
    ownerReferences: [OwnerReference]? = nil
  ) {
    self.name = name
    self.generateName = generateName
    self.namespace = namespace
    self.labels = labels
    self.annotations = annotations
    self.ownerReferences = ownerReferences
  }
}

/// What one writer of the object's fields has set; a cluster's bookkeeping.
public struct ManagedFields: Codable, Hashable, Sendable {
  /// The writer.
  public var manager: String?
  /// `Apply` or `Update`.
  public var operation: String?
  /// The version that the fields are of.
  public var apiVersion: String?
  /// When it last wrote.
  public var time: Timestamp?
  /// The form of `fieldsV1`.
  public var fieldsType: String?
  /// The fields, as nested mappings.
  public var fieldsV1: Node?
  /// The part of the object that was written, such as `status`.
  public var subresource: String?
}

/// The object that this one belongs to: a DAG's child names its parent (spec, section 3).
public struct OwnerReference: Codable, Hashable, Sendable {
  /// The owner's version.
  public var apiVersion: String
  /// The owner's kind.
  public var kind: String
  /// The owner's name, in the same namespace.
  public var name: String
  /// A cluster's id of the owner.
  public var uid: String?
  /// Whether the owner manages the object.
  public var controller: Bool?
  /// Whether the owner's deletion waits for the object's.
  public var blockOwnerDeletion: Bool?

  /// The owner of these parts.
  public init(apiVersion: String, kind: String, name: String, controller: Bool? = nil) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.controller = controller
  }
}

/// Labels and annotations that the API and this agent give a meaning to (spec, sections 3 and 7).
public enum WellKnown {
  /// Label on a run: the template that it was made from.
  public static let templateLabel = "batch.tensorstack.dev/workflowTemplate"
  /// Label on a pod: the run that it belongs to.
  public static let runLabel = "batch.tensorstack.dev/workflowRun"
  /// Annotation on a status: the id of the agent that claimed the run.
  public static let agentAnnotation = "pushrun.dev/agent"
  /// Annotation on a status: what distinguishes this claim from others of the same agent.
  public static let claimAnnotation = "pushrun.dev/claim"
  /// Annotation on a status: the commit that the run is pinned to.
  public static let revisionAnnotation = "pushrun.dev/revision"
}

/// A namespace and a name: what identifies an object of one kind.
public struct ObjectKey: Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The namespace.
  public var namespace: String
  /// The name.
  public var name: String

  /// A name in a namespace.
  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// `namespace/name`.
  public var description: String { "\(namespace)/\(name)" }

  /// By namespace, then by name.
  public static func < (a: ObjectKey, b: ObjectKey) -> Bool {
    (a.namespace, a.name) < (b.namespace, b.name)
  }
}
