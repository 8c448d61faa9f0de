// Projected volumes, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/#projections

/// Several sources in one directory.
public struct ProjectedVolumeSource: Codable, Hashable, Sendable {
  /// The sources.
  public var sources: [VolumeProjection]?
  /// Mode bits of the files.
  public var defaultMode: Int?
}

/// Exactly one of its fields is set.
public struct VolumeProjection: Codable, Hashable, Sendable {
  /// The keys of a Secret.
  public var secret: SecretProjection?
  /// Fields of the pod.
  public var downwardAPI: DownwardAPIProjection?
  /// The keys of a ConfigMap.
  public var configMap: ConfigMapProjection?
  /// A token of the service account.
  public var serviceAccountToken: ServiceAccountTokenProjection?
  /// Certificates of the cluster.
  public var clusterTrustBundle: ClusterTrustBundleProjection?
}

/// The keys of a Secret.
public struct SecretProjection: Codable, Hashable, Sendable {
  /// The Secret.
  public var name: String?
  /// The keys that are taken; all by default.
  public var items: [KeyToPath]?
  /// Whether the Secret or a key may be missing.
  public var optional: Bool?
}

/// The keys of a ConfigMap.
public struct ConfigMapProjection: Codable, Hashable, Sendable {
  /// The ConfigMap.
  public var name: String?
  /// The keys that are taken; all by default.
  public var items: [KeyToPath]?
  /// Whether the ConfigMap or a key may be missing.
  public var optional: Bool?
}

/// Fields of the pod.
public struct DownwardAPIProjection: Codable, Hashable, Sendable {
  /// The files.
  public var items: [DownwardAPIVolumeFile]?
}

/// A token of the service account.
public struct ServiceAccountTokenProjection: Codable, Hashable, Sendable {
  /// Whom the token is for.
  public var audience: String?
  /// How long it is valid.
  public var expirationSeconds: Int?
  /// The file, relative to the mount.
  public var path: String
}

/// Certificates of the cluster.
public struct ClusterTrustBundleProjection: Codable, Hashable, Sendable {
  /// The bundle.
  public var name: String?
  /// The signer whose bundles are taken.
  public var signerName: String?
  /// Which of the signer's bundles.
  public var labelSelector: LabelSelector?
  /// Whether the bundle may be missing.
  public var optional: Bool?
  /// The file, relative to the mount.
  public var path: String
}
