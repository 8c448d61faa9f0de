// Volumes of clouds and plugins, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/#Volume

/// A disk of Google Compute Engine.
public struct GCEPersistentDiskVolumeSource: Codable, Hashable, Sendable {
  /// The disk.
  public var pdName: String
  /// The file system on it.
  public var fsType: String?
  /// The partition.
  public var partition: Int?
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A disk of AWS.
public struct AWSElasticBlockStoreVolumeSource: Codable, Hashable, Sendable {
  /// The disk.
  public var volumeID: String
  /// The file system on it.
  public var fsType: String?
  /// The partition.
  public var partition: Int?
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A git repository (deprecated).
public struct GitRepoVolumeSource: Codable, Hashable, Sendable {
  /// Its URL.
  public var repository: String
  /// The commit.
  public var revision: String?
  /// The directory that it is cloned to.
  public var directory: String?
}

/// A disk of OpenStack.
public struct CinderVolumeSource: Codable, Hashable, Sendable {
  /// The disk.
  public var volumeID: String
  /// The file system on it.
  public var fsType: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// The secret of the login.
  public var secretRef: LocalObjectReference?
}

/// A file share of Azure.
public struct AzureFileVolumeSource: Codable, Hashable, Sendable {
  /// The secret of the account.
  public var secretName: String
  /// The share.
  public var shareName: String
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A disk of Azure.
public struct AzureDiskVolumeSource: Codable, Hashable, Sendable {
  /// The disk's name.
  public var diskName: String
  /// The disk's URI.
  public var diskURI: String
  /// How the host caches it.
  public var cachingMode: CachingMode?
  /// The file system on it.
  public var fsType: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// How the disk is kept.
  public var kind: Kind?

  /// How the host caches a disk.
  public enum CachingMode: String, Choice {
    case none = "None"
    case readOnly = "ReadOnly"
    case readWrite = "ReadWrite"
  }

  /// How a disk is kept.
  public enum Kind: String, Choice {
    case shared = "Shared"
    case dedicated = "Dedicated"
    case managed = "Managed"
  }
}

/// A disk of vSphere.
public struct VsphereVirtualDiskVolumeSource: Codable, Hashable, Sendable {
  /// The disk's path.
  public var volumePath: String
  /// The file system on it.
  public var fsType: String?
  /// The storage policy's name.
  public var storagePolicyName: String?
  /// The storage policy's id.
  public var storagePolicyID: String?
}

/// A disk of Photon.
public struct PhotonPersistentDiskVolumeSource: Codable, Hashable, Sendable {
  /// The disk.
  public var pdID: String
  /// The file system on it.
  public var fsType: String?
}

/// A volume of an exec plugin.
public struct FlexVolumeSource: Codable, Hashable, Sendable {
  /// The plugin.
  public var driver: String
  /// The file system on it.
  public var fsType: String?
  /// The secret handed to the plugin.
  public var secretRef: LocalObjectReference?
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// Options of the plugin.
  public var options: [String: String]?
}

/// A volume of a CSI driver.
public struct CSIVolumeSource: Codable, Hashable, Sendable {
  /// The driver.
  public var driver: String
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// The file system on it.
  public var fsType: String?
  /// Attributes of the driver.
  public var volumeAttributes: [String: String]?
  /// The secret handed to the driver.
  public var nodePublishSecretRef: LocalObjectReference?
}
