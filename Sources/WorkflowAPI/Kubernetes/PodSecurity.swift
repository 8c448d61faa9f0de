// Security contexts, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context

/// Security settings of a whole pod.
public struct PodSecurityContext: Codable, Hashable, Sendable {
  /// The SELinux context.
  public var seLinuxOptions: SELinuxOptions?
  /// Settings for Windows.
  public var windowsOptions: WindowsSecurityContextOptions?
  /// The user id.
  public var runAsUser: Int?
  /// The primary group id.
  public var runAsGroup: Int?
  /// Whether running as root is refused.
  public var runAsNonRoot: Bool?
  /// Further group ids.
  public var supplementalGroups: [Int]?
  /// The group that owns the volumes.
  public var fsGroup: Int?
  /// Kernel parameters of the pod's namespaces.
  public var sysctls: [Sysctl]?
  /// When the owner of the volumes' files is changed.
  public var fsGroupChangePolicy: FSGroupChangePolicy?
  /// The seccomp filter.
  public var seccompProfile: SeccompProfile?
  /// The AppArmor profile.
  public var appArmorProfile: AppArmorProfile?

  /// When the owner of a volume's files is changed.
  public enum FSGroupChangePolicy: String, Choice {
    case onRootMismatch = "OnRootMismatch"
    case always = "Always"
  }
}

/// Security settings of one container; they override the pod's.
public struct SecurityContext: Codable, Hashable, Sendable {
  /// Linux capabilities to add and drop.
  public var capabilities: Capabilities?
  /// Whether it is as good as root on the host.
  public var privileged: Bool?
  /// The SELinux context.
  public var seLinuxOptions: SELinuxOptions?
  /// Settings for Windows.
  public var windowsOptions: WindowsSecurityContextOptions?
  /// The user id.
  public var runAsUser: Int?
  /// The primary group id.
  public var runAsGroup: Int?
  /// Whether running as root is refused.
  public var runAsNonRoot: Bool?
  /// Whether the image's file system is read-only.
  public var readOnlyRootFilesystem: Bool?
  /// Whether a process may gain more privileges than its parent.
  public var allowPrivilegeEscalation: Bool?
  /// How `/proc` is mounted.
  public var procMount: ProcMount?
  /// The seccomp filter.
  public var seccompProfile: SeccompProfile?
  /// The AppArmor profile.
  public var appArmorProfile: AppArmorProfile?

  /// How `/proc` is mounted.
  public enum ProcMount: String, Choice {
    case `default` = "Default"
    case unmasked = "Unmasked"
  }
}

/// Linux capabilities.
public struct Capabilities: Codable, Hashable, Sendable {
  /// Those to add.
  public var add: [String]?
  /// Those to drop.
  public var drop: [String]?
}

/// An SELinux context.
public struct SELinuxOptions: Codable, Hashable, Sendable {
  /// Its user.
  public var user: String?
  /// Its role.
  public var role: String?
  /// Its type.
  public var type: String?
  /// Its level.
  public var level: String?
}

/// Security settings for Windows.
public struct WindowsSecurityContextOptions: Codable, Hashable, Sendable {
  /// The name of a group managed service account's credentials.
  public var gmsaCredentialSpecName: String?
  /// The credentials themselves.
  public var gmsaCredentialSpec: String?
  /// The user's name.
  public var runAsUserName: String?
  /// Whether the process runs on the host itself.
  public var hostProcess: Bool?
}

/// A seccomp filter.
public struct SeccompProfile: Codable, Hashable, Sendable {
  /// Where it comes from.
  public var type: SecurityProfileType
  /// The file on the node, for `Localhost`.
  public var localhostProfile: String?
}

/// An AppArmor profile.
public struct AppArmorProfile: Codable, Hashable, Sendable {
  /// Where it comes from.
  public var type: SecurityProfileType
  /// The profile loaded on the node, for `Localhost`.
  public var localhostProfile: String?
}

/// A kernel parameter.
public struct Sysctl: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its value.
  public var value: String
}

/// Where a seccomp or AppArmor profile comes from.
public enum SecurityProfileType: String, Choice {
  case unconfined = "Unconfined"
  case runtimeDefault = "RuntimeDefault"
  case localhost = "Localhost"
}
