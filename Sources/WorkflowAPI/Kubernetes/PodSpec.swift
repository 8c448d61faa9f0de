// Pods, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec

/// What a pod runs and where: every field of Kubernetes 1.30. A host runtime uses a few of them.
public struct PodSpec: Codable, Hashable, Sendable {
  /// Volumes that containers may mount.
  public var volumes: [Volume]?
  /// Run one after the other before `containers`.
  public var initContainers: [Container]?
  /// Run together. Absent reads as empty, and an empty list is not written, so that a SeqPod can hold a
  /// PodSpec.
  @OmitEmpty public var containers: [Container]
  /// Debugging containers, which only a cluster can add to a running pod.
  public var ephemeralContainers: [EphemeralContainer]?
  /// Accepted and ignored: a pod of a run is never restarted (spec, section 2, "Pod").
  public var restartPolicy: RestartPolicy?
  /// Seconds between the request to stop and the kill.
  public var terminationGracePeriodSeconds: Int?
  /// Seconds that the pod may be active before it is stopped.
  public var activeDeadlineSeconds: Int?
  /// Where names are resolved.
  public var dnsPolicy: DNSPolicy?
  /// Labels that the node must have.
  public var nodeSelector: [String: String]?
  /// The service account that the pod runs as.
  public var serviceAccountName: String?
  /// The deprecated name of `serviceAccountName`.
  public var serviceAccount: String?
  /// Whether the service account's token is mounted.
  public var automountServiceAccountToken: Bool?
  /// The node that the pod is bound to.
  public var nodeName: String?
  /// Whether the host's network is used.
  public var hostNetwork: Bool?
  /// Whether the host's process ids are seen.
  public var hostPID: Bool?
  /// Whether the host's IPC is used.
  public var hostIPC: Bool?
  /// Whether the containers see one another's processes.
  public var shareProcessNamespace: Bool?
  /// Defaults for the security context of all containers.
  @Indirect public var securityContext: PodSecurityContext?
  /// Secrets for pulling the images.
  public var imagePullSecrets: [LocalObjectReference]?
  /// The pod's host name.
  public var hostname: String?
  /// The domain under the cluster's that the host name is in.
  public var subdomain: String?
  /// Which nodes, and next to which pods.
  @Indirect public var affinity: Affinity?
  /// The scheduler that places the pod.
  public var schedulerName: String?
  /// Taints of nodes that are tolerated.
  public var tolerations: [Toleration]?
  /// Lines for the pod's hosts file.
  public var hostAliases: [HostAlias]?
  /// The class that gives the pod its priority.
  public var priorityClassName: String?
  /// The priority itself.
  public var priority: Int?
  /// Additions to what `dnsPolicy` gives.
  public var dnsConfig: PodDNSConfig?
  /// Conditions that must hold for the pod to be ready.
  public var readinessGates: [PodReadinessGate]?
  /// The container runtime's class.
  public var runtimeClassName: String?
  /// Whether services are described in environment variables.
  public var enableServiceLinks: Bool?
  /// Whether pods of lower priority may be evicted for it.
  public var preemptionPolicy: PreemptionPolicy?
  /// Resources that the runtime itself takes.
  public var overhead: [String: Quantity]?
  /// How pods are spread over nodes and zones.
  public var topologySpreadConstraints: [TopologySpreadConstraint]?
  /// Whether the host name is the fully qualified one.
  public var setHostnameAsFQDN: Bool?
  /// The operating system that the containers are for.
  public var os: PodOS?
  /// Whether the host's user namespace is used.
  public var hostUsers: Bool?
  /// What must be lifted before the pod is scheduled.
  public var schedulingGates: [PodSchedulingGate]?
  /// Claims on devices, made before the pod starts.
  public var resourceClaims: [PodResourceClaim]?

  /// Only what is required; everything else unset.
  public init() { containers = [] }
}

/// An object of the same namespace.
public struct LocalObjectReference: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String?
}

/// An address and its names in the hosts file.
public struct HostAlias: Codable, Hashable, Sendable {
  /// The address.
  public var ip: String?
  /// Its names.
  public var hostnames: [String]?
}

/// A condition that must hold for the pod to be ready.
public struct PodReadinessGate: Codable, Hashable, Sendable {
  /// The condition's type.
  public var conditionType: String
}

/// An operating system.
public struct PodOS: Codable, Hashable, Sendable {
  /// Which one.
  public var name: PodOS.Name

  /// The operating systems of Kubernetes.
  public enum Name: String, Choice {
    case linux
    case windows
  }
}

/// Something that holds back the scheduling of a pod.
public struct PodSchedulingGate: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String
}

/// A claim on devices under the name that containers use.
public struct PodResourceClaim: Codable, Hashable, Sendable {
  /// The name that containers use.
  public var name: String
  /// Where the claim comes from.
  public var source: ClaimSource?
}

extension PodResourceClaim {
  /// Exactly one of its fields is set.
  public struct ClaimSource: Codable, Hashable, Sendable {
    /// An existing claim.
    public var resourceClaimName: String?
    /// A template that a claim is made from.
    public var resourceClaimTemplateName: String?
  }
}

/// Settings of the pod's resolver.
public struct PodDNSConfig: Codable, Hashable, Sendable {
  /// Addresses of name servers.
  public var nameservers: [String]?
  /// Domains to search in.
  public var searches: [String]?
  /// Further resolver options.
  public var options: [PodDNSConfigOption]?
}

/// One option of the resolver.
public struct PodDNSConfigOption: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String?
  /// Its value.
  public var value: String?
}

/// When the containers of a pod are started again.
public enum RestartPolicy: String, Choice {
  case always = "Always"
  case onFailure = "OnFailure"
  case never = "Never"
}

/// Where a pod resolves names.
public enum DNSPolicy: String, Choice {
  case clusterFirst = "ClusterFirst"
  case clusterFirstWithHostNet = "ClusterFirstWithHostNet"
  case `default` = "Default"
  case none = "None"
}

/// Whether a pod may evict others.
public enum PreemptionPolicy: String, Choice {
  case preemptLowerPriority = "PreemptLowerPriority"
  case never = "Never"
}
