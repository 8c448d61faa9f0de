// Volumes, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/

/// A volume of a pod; exactly one source is set, an `emptyDir` where none is.
public struct Volume: Codable, Hashable, Sendable {
  /// What containers call it; a DNS label.
  public var name: String
  /// A file or directory of the host.
  public var hostPath: HostPathVolumeSource?
  /// A directory that lives as long as the pod.
  public var emptyDir: EmptyDirVolumeSource?
  /// A disk of Google Compute Engine.
  public var gcePersistentDisk: GCEPersistentDiskVolumeSource?
  /// A disk of AWS.
  public var awsElasticBlockStore: AWSElasticBlockStoreVolumeSource?
  /// A git repository (deprecated).
  public var gitRepo: GitRepoVolumeSource?
  /// The keys of a Secret as files.
  public var secret: SecretVolumeSource?
  /// An NFS export.
  public var nfs: NFSVolumeSource?
  /// An iSCSI disk.
  public var iscsi: ISCSIVolumeSource?
  /// A Glusterfs volume.
  public var glusterfs: GlusterfsVolumeSource?
  /// A PersistentVolumeClaim of the namespace.
  public var persistentVolumeClaim: PersistentVolumeClaimVolumeSource?
  /// A Rados block device.
  public var rbd: RBDVolumeSource?
  /// A volume of an exec plugin.
  public var flexVolume: FlexVolumeSource?
  /// A disk of OpenStack.
  public var cinder: CinderVolumeSource?
  /// A Ceph file system.
  public var cephfs: CephFSVolumeSource?
  /// A Flocker dataset.
  public var flocker: FlockerVolumeSource?
  /// Fields of the pod as files.
  public var downwardAPI: DownwardAPIVolumeSource?
  /// A Fibre Channel disk.
  public var fc: FCVolumeSource?
  /// A file share of Azure.
  public var azureFile: AzureFileVolumeSource?
  /// The keys of a ConfigMap as files.
  public var configMap: ConfigMapVolumeSource?
  /// A disk of vSphere.
  public var vsphereVolume: VsphereVirtualDiskVolumeSource?
  /// A Quobyte volume.
  public var quobyte: QuobyteVolumeSource?
  /// A disk of Azure.
  public var azureDisk: AzureDiskVolumeSource?
  /// A disk of Photon.
  public var photonPersistentDisk: PhotonPersistentDiskVolumeSource?
  /// Several sources in one directory.
  public var projected: ProjectedVolumeSource?
  /// A Portworx volume.
  public var portworxVolume: PortworxVolumeSource?
  /// A ScaleIO volume.
  public var scaleIO: ScaleIOVolumeSource?
  /// A StorageOS volume.
  public var storageos: StorageOSVolumeSource?
  /// A volume of a CSI driver.
  public var csi: CSIVolumeSource?
  /// A claim that lives as long as the pod.
  @Indirect public var ephemeral: EphemeralVolumeSource?

  /// Only what is required; everything else unset.
  public init(name: String) {
    self.name = name
  }
}

/// A file or directory of the host.
public struct HostPathVolumeSource: Codable, Hashable, Sendable {
  /// Where it is.
  public var path: String
  /// What it must be, such as `DirectoryOrCreate`; not checked when empty.
  public var type: String?
}

/// A directory that lives as long as the pod.
public struct EmptyDirVolumeSource: Codable, Hashable, Sendable {
  /// What it is kept in, such as `Memory`.
  public var medium: String?
  /// Its greatest size.
  public var sizeLimit: Quantity?
}

/// The keys of a Secret as files.
public struct SecretVolumeSource: Codable, Hashable, Sendable {
  /// The Secret.
  public var secretName: String?
  /// The keys that are taken; all by default.
  public var items: [KeyToPath]?
  /// Mode bits of the files.
  public var defaultMode: Int?
  /// Whether the Secret or a key may be missing.
  public var optional: Bool?
}

/// The keys of a ConfigMap as files.
public struct ConfigMapVolumeSource: Codable, Hashable, Sendable {
  /// The ConfigMap.
  public var name: String?
  /// The keys that are taken; all by default.
  public var items: [KeyToPath]?
  /// Mode bits of the files.
  public var defaultMode: Int?
  /// Whether the ConfigMap or a key may be missing.
  public var optional: Bool?
}

/// A key and the file that it becomes.
public struct KeyToPath: Codable, Hashable, Sendable {
  /// The key.
  public var key: String
  /// The file, relative to the mount.
  public var path: String
  /// Mode bits of the file.
  public var mode: Int?
}

/// A claim of the namespace.
public struct PersistentVolumeClaimVolumeSource: Codable, Hashable, Sendable {
  /// The claim.
  public var claimName: String
  /// Whether it may not be written.
  public var readOnly: Bool?
}

/// A claim that lives as long as the pod.
public struct EphemeralVolumeSource: Codable, Hashable, Sendable {
  /// What the claim is made from.
  public var volumeClaimTemplate: PersistentVolumeClaimTemplate?
}

/// What a claim is made from.
public struct PersistentVolumeClaimTemplate: Codable, Hashable, Sendable {
  /// Labels and annotations of the claim.
  public var metadata: ObjectMeta?
  /// The claim.
  public var spec: PersistentVolumeClaimSpec
}

/// Fields of the pod as files.
public struct DownwardAPIVolumeSource: Codable, Hashable, Sendable {
  /// The files.
  public var items: [DownwardAPIVolumeFile]?
  /// Mode bits of the files.
  public var defaultMode: Int?
}

/// A field of the pod as a file.
public struct DownwardAPIVolumeFile: Codable, Hashable, Sendable {
  /// The file, relative to the mount.
  public var path: String
  /// A field of the pod.
  public var fieldRef: ObjectFieldSelector?
  /// A resource of a container.
  public var resourceFieldRef: ResourceFieldSelector?
  /// Mode bits of the file.
  public var mode: Int?
}
