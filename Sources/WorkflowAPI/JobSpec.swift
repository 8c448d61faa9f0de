public import YAML

/// A training or batch job of the cluster (spec, section 2): its own API checks it, this one carries it.
public struct JobSpec: Codable, Hashable, Sendable {
  /// Labels and annotations of the job.
  public var metadata: ObjectMeta?
  /// The job's own `spec`, a mapping.
  public var spec: Node?

  /// A job of this spec.
  public init(spec: Node?) { self.spec = spec }
}

/// A Kubernetes object to create, and how to tell that it has done its work (spec, section 2, "Resource").
public struct ResourceSpec: Codable, Hashable, Sendable {
  /// The object, as YAML text.
  public var manifest: String
  /// What must hold for success.
  public var successRules: Rules?
  /// What means failure; looked at first.
  public var failureRules: Rules?

  /// Conditions on the object; those that are set must all hold.
  public struct Rules: Codable, Hashable, Sendable {
    /// Comma-separated terms on the object's fields.
    public var fieldSelector: String?
    /// An entry of the object's `status.conditions`.
    public var conditionSelector: ConditionSelector?
  }

  /// An entry of `status.conditions`, equal in both.
  public struct ConditionSelector: Codable, Hashable, Sendable {
    /// The condition's type.
    public var type: String
    /// `True`, `False` or `Unknown`.
    public var status: String
  }

  /// This object, with no rules.
  public init(manifest: String) { self.manifest = manifest }
}
