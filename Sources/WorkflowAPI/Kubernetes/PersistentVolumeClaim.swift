// Volume claims, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/persistent-volume-claim-v1/

/// What is asked for.
public struct PersistentVolumeClaimSpec: Codable, Hashable, Sendable {
  /// How the volume must be mountable.
  public var accessModes: [PersistentVolumeAccessMode]?
  /// The volumes that are considered.
  public var selector: LabelSelector?
  /// The least resources of the volume.
  public var resources: VolumeResourceRequirements?
  /// The volume that is bound.
  public var volumeName: String?
  /// The class that provisions it.
  public var storageClassName: String?
  /// A file system by default.
  public var volumeMode: Mode?
  /// What the volume is filled from.
  public var dataSource: TypedObjectReference?
  /// What the volume is filled from, any kind of object.
  public var dataSourceRef: TypedObjectReference?
  /// The class of its attributes.
  public var volumeAttributesClassName: String?

  /// Whether a volume is a block device.
  public enum Mode: String, Choice {
    case block = "Block"
    case filesystem = "Filesystem"
  }
}

/// Resources of a volume.
public struct VolumeResourceRequirements: Codable, Hashable, Sendable {
  /// The most.
  public var limits: [String: Quantity]?
  /// The least.
  public var requests: [String: Quantity]?
}

/// An object of some kind.
public struct TypedObjectReference: Codable, Hashable, Sendable {
  /// Its group; core when absent.
  public var apiGroup: String?
  /// Its kind.
  public var kind: String
  /// Its name.
  public var name: String
  /// Its namespace; the claim's when absent.
  public var namespace: String?
}

/// What a cluster reports of a claim; accepted and ignored.
public struct PersistentVolumeClaimStatus: Codable, Hashable, Sendable {
  /// Where the claim is.
  public var phase: Phase?
  /// How the volume is mountable.
  public var accessModes: [PersistentVolumeAccessMode]?
  /// The volume's resources.
  public var capacity: [String: Quantity]?
  /// Conditions of the claim.
  public var conditions: [PersistentVolumeClaimCondition]?
  /// Resources with a resize under way.
  public var allocatedResources: [String: Quantity]?
  /// How far that is.
  public var allocatedResourceStatuses: [String: String]?
  /// The class in use.
  public var currentVolumeAttributesClassName: String?
  /// How far the change of class is.
  public var modifyVolumeStatus: ModifyVolumeStatus?

  /// Where a claim is.
  public enum Phase: String, Choice {
    case pending = "Pending"
    case bound = "Bound"
    case lost = "Lost"
  }
}

extension PersistentVolumeClaimStatus {
  /// How far a change of class is.
  public struct ModifyVolumeStatus: Codable, Hashable, Sendable {
    /// The class that is wanted.
    public var targetVolumeAttributesClassName: String?
    /// How far it is.
    public var status: String
  }
}

/// A condition of a claim.
public struct PersistentVolumeClaimCondition: Codable, Hashable, Sendable {
  /// Its type.
  public var type: String
  /// `True`, `False` or `Unknown`.
  public var status: String
  /// When it was last looked at.
  public var lastProbeTime: Timestamp?
  /// When it last changed.
  public var lastTransitionTime: Timestamp?
  /// Why, in one word.
  public var reason: String?
  /// Why, for people.
  public var message: String?
}

/// How many may mount a volume, and how.
public enum PersistentVolumeAccessMode: String, Choice {
  case readWriteOnce = "ReadWriteOnce"
  case readOnlyMany = "ReadOnlyMany"
  case readWriteMany = "ReadWriteMany"
  case readWriteOncePod = "ReadWriteOncePod"
}
