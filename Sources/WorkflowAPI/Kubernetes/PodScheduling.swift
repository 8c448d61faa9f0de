// Scheduling, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#scheduling

/// Attraction to nodes and to other pods.
public struct Affinity: Codable, Hashable, Sendable {
  /// Attraction to nodes.
  public var nodeAffinity: NodeAffinity?
  /// Attraction to other pods.
  public var podAffinity: PodAffinity?
  /// Repulsion from other pods; the same shape as attraction.
  public var podAntiAffinity: PodAffinity?
}

/// Attraction to nodes.
public struct NodeAffinity: Codable, Hashable, Sendable {
  /// What a node must fulfil.
  public var requiredDuringSchedulingIgnoredDuringExecution: NodeSelector?
  /// What is preferred of a node.
  public var preferredDuringSchedulingIgnoredDuringExecution: [PreferredSchedulingTerm]?
}

/// Terms of which one must hold.
public struct NodeSelector: Codable, Hashable, Sendable {
  /// The terms.
  public var nodeSelectorTerms: [NodeSelectorTerm]
}

/// Requirements that must all hold.
public struct NodeSelectorTerm: Codable, Hashable, Sendable {
  /// Requirements on labels.
  public var matchExpressions: [NodeSelectorRequirement]?
  /// Requirements on fields.
  public var matchFields: [NodeSelectorRequirement]?
}

/// A requirement on a label or field of a node.
public struct NodeSelectorRequirement: Codable, Hashable, Sendable {
  /// The label or field.
  public var key: String
  /// How it relates to `values`.
  public var `operator`: Operator
  /// What it is compared with.
  public var values: [String]?

  /// How a key relates to the values.
  public enum Operator: String, Choice {
    case `in` = "In"
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
    case gt = "Gt"
    case lt = "Lt"
  }
}

/// A preference with its weight.
public struct PreferredSchedulingTerm: Codable, Hashable, Sendable {
  /// From 1 to 100.
  public var weight: Int
  /// What is preferred.
  public var preference: NodeSelectorTerm
}

/// Attraction to, or repulsion from, other pods.
public struct PodAffinity: Codable, Hashable, Sendable {
  /// What must hold.
  public var requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]?
  /// What is preferred.
  public var preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]?
}

/// A set of pods and how near they count.
public struct PodAffinityTerm: Codable, Hashable, Sendable {
  /// The pods, by labels.
  public var labelSelector: LabelSelector?
  /// The namespaces that they are in.
  public var namespaces: [String]?
  /// The node label whose equal values mean near.
  public var topologyKey: String
  /// The namespaces that they are in, by labels.
  public var namespaceSelector: LabelSelector?
  /// Label keys whose values are taken from this pod.
  public var matchLabelKeys: [String]?
  /// Label keys whose values must differ from this pod's.
  public var mismatchLabelKeys: [String]?
}

/// A preference with its weight.
public struct WeightedPodAffinityTerm: Codable, Hashable, Sendable {
  /// From 1 to 100.
  public var weight: Int
  /// What is preferred.
  public var podAffinityTerm: PodAffinityTerm
}

/// Objects by their labels; all parts must hold.
public struct LabelSelector: Codable, Hashable, Sendable {
  /// Labels with these values.
  public var matchLabels: [String: String]?
  /// Further requirements.
  public var matchExpressions: [LabelSelectorRequirement]?
}

/// A requirement on one label.
public struct LabelSelectorRequirement: Codable, Hashable, Sendable {
  /// The label.
  public var key: String
  /// How it relates to `values`.
  public var `operator`: Operator
  /// What it is compared with.
  public var values: [String]?

  /// How a label relates to the values.
  public enum Operator: String, Choice {
    case `in` = "In"
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
  }
}

/// A taint that the pod tolerates.
public struct Toleration: Codable, Hashable, Sendable {
  /// The taint's key; none means every key.
  public var key: String?
  /// How the value is compared; `Equal` by default.
  public var `operator`: Operator?
  /// The taint's value.
  public var value: String?
  /// The taint's effect; none means every effect.
  public var effect: Effect?
  /// How many seconds a `NoExecute` taint is tolerated.
  public var tolerationSeconds: Int?

  /// How a taint's value is compared.
  public enum Operator: String, Choice {
    case exists = "Exists"
    case equal = "Equal"
  }

  /// What a taint does.
  public enum Effect: String, Choice {
    case noSchedule = "NoSchedule"
    case preferNoSchedule = "PreferNoSchedule"
    case noExecute = "NoExecute"
  }
}

/// How evenly pods are spread.
public struct TopologySpreadConstraint: Codable, Hashable, Sendable {
  /// The greatest difference between two domains.
  public var maxSkew: Int
  /// The node label whose values are the domains.
  public var topologyKey: String
  /// What to do when it cannot be held.
  public var whenUnsatisfiable: UnsatisfiableAction
  /// The pods that are counted.
  public var labelSelector: LabelSelector?
  /// The fewest domains.
  public var minDomains: Int?
  /// Whether affinity is heeded in counting.
  public var nodeAffinityPolicy: NodeInclusionPolicy?
  /// Whether taints are heeded in counting.
  public var nodeTaintsPolicy: NodeInclusionPolicy?
  /// Label keys whose values are taken from this pod.
  public var matchLabelKeys: [String]?

  /// What to do when a spread cannot be held.
  public enum UnsatisfiableAction: String, Choice {
    case doNotSchedule = "DoNotSchedule"
    case scheduleAnyway = "ScheduleAnyway"
  }

  /// Whether something is heeded in counting.
  public enum NodeInclusionPolicy: String, Choice {
    case honor = "Honor"
    case ignore = "Ignore"
  }
}
