// The core objects that a repository may hold, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/

/// Configuration for pods (spec, section 1).
public struct ConfigMap: Codable, Hashable, Sendable {
  /// ``APIVersion/core``.
  public var apiVersion: String
  /// `ConfigMap`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// Whether its data may never be changed.
  public var immutable: Bool?
  /// UTF-8 text by key.
  public var data: [String: String]?
  /// Any bytes by key, in base 64.
  public var binaryData: [String: String]?
}

/// A claim on a volume, which on a host is a directory (spec, section 1).
public struct PersistentVolumeClaim: Codable, Hashable, Sendable {
  /// ``APIVersion/core``.
  public var apiVersion: String
  /// `PersistentVolumeClaim`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// What is asked for.
  public var spec: PersistentVolumeClaimSpec?
  /// In a manifest it is accepted and ignored.
  public var status: PersistentVolumeClaimStatus?
}

/// Values that must not be seen; refused in a repository unless the host allows them (spec, section 1).
public struct Secret: Codable, Hashable, Sendable {
  /// ``APIVersion/core``.
  public var apiVersion: String
  /// `Secret`.
  public var kind: String
  /// Its name, namespace, labels and annotations.
  public var metadata: ObjectMeta
  /// Whether its data may never be changed.
  public var immutable: Bool?
  /// Any bytes by key, in base 64.
  public var data: [String: String]?
  /// UTF-8 text by key; wins over `data`.
  public var stringData: [String: String]?
  /// What kind of secret it is.
  public var type: String?
}
