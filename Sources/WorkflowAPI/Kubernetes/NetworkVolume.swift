// Volumes on a network, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/#Volume

/// An NFS export.
public struct NFSVolumeSource: Codable, Hashable, Sendable {
  /// The server.
  public var server: String
  /// The exported path.
  public var path: String
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// An iSCSI disk.
public struct ISCSIVolumeSource: Codable, Hashable, Sendable {
  /// The portal's address.
  public var targetPortal: String
  /// The target's qualified name.
  public var iqn: String
  /// The logical unit's number.
  public var lun: Int
  /// The interface's name.
  public var iscsiInterface: String?
  /// The file system on it.
  public var fsType: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// Further portals.
  public var portals: [String]?
  /// Whether discovery is authenticated by CHAP.
  public var chapAuthDiscovery: Bool?
  /// Whether the session is authenticated by CHAP.
  public var chapAuthSession: Bool?
  /// The CHAP secret.
  public var secretRef: LocalObjectReference?
  /// The initiator's qualified name.
  public var initiatorName: String?
}

/// A Glusterfs volume.
public struct GlusterfsVolumeSource: Codable, Hashable, Sendable {
  /// The endpoints object.
  public var endpoints: String
  /// The volume.
  public var path: String
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A Rados block device.
public struct RBDVolumeSource: Codable, Hashable, Sendable {
  /// The monitors.
  public var monitors: [String]
  /// The image.
  public var image: String
  /// The file system on it.
  public var fsType: String?
  /// The pool.
  public var pool: String?
  /// The user.
  public var user: String?
  /// The user's keyring.
  public var keyring: String?
  /// The user's secret, in place of the keyring.
  public var secretRef: LocalObjectReference?
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A Ceph file system.
public struct CephFSVolumeSource: Codable, Hashable, Sendable {
  /// The monitors.
  public var monitors: [String]
  /// The mounted root.
  public var path: String?
  /// The user.
  public var user: String?
  /// The file of the user's key.
  public var secretFile: String?
  /// The user's secret, in place of the file.
  public var secretRef: LocalObjectReference?
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A Flocker dataset.
public struct FlockerVolumeSource: Codable, Hashable, Sendable {
  /// Its name.
  public var datasetName: String?
  /// Its id.
  public var datasetUUID: String?
}

/// A Fibre Channel disk.
public struct FCVolumeSource: Codable, Hashable, Sendable {
  /// The targets' names.
  public var targetWWNs: [String]?
  /// The logical unit's number.
  public var lun: Int?
  /// The file system on it.
  public var fsType: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// World-wide ids, in place of targets and lun.
  public var wwids: [String]?
}

/// A Quobyte volume.
public struct QuobyteVolumeSource: Codable, Hashable, Sendable {
  /// The registry services.
  public var registry: String
  /// The volume.
  public var volume: String
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// The user.
  public var user: String?
  /// The group.
  public var group: String?
  /// The tenant.
  public var tenant: String?
}

/// A Portworx volume.
public struct PortworxVolumeSource: Codable, Hashable, Sendable {
  /// Its id.
  public var volumeID: String
  /// The file system on it.
  public var fsType: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A ScaleIO volume.
public struct ScaleIOVolumeSource: Codable, Hashable, Sendable {
  /// The gateway's address.
  public var gateway: String
  /// The storage system.
  public var system: String
  /// The secret of the login.
  public var secretRef: LocalObjectReference?
  /// Whether TLS is used.
  public var sslEnabled: Bool?
  /// The protection domain.
  public var protectionDomain: String?
  /// The storage pool.
  public var storagePool: String?
  /// Thick or thin.
  public var storageMode: String?
  /// The volume.
  public var volumeName: String?
  /// The file system on it.
  public var fsType: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A StorageOS volume.
public struct StorageOSVolumeSource: Codable, Hashable, Sendable {
  /// The volume.
  public var volumeName: String?
  /// Its namespace.
  public var volumeNamespace: String?
  /// The file system on it.
  public var fsType: String?
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// The secret of the login.
  public var secretRef: LocalObjectReference?
}
