// Containers, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container

/// One container of a pod: every field of Kubernetes 1.30.
public struct Container: Codable, Hashable, Sendable {
  /// Unique in the pod; a DNS label.
  public var name: String
  /// The image. The host runtime does not use it.
  public var image: String?
  /// What is run, in place of the image's entrypoint; no shell is added.
  public var command: [String]?
  /// Arguments of the command.
  public var args: [String]?
  /// Where it is run.
  public var workingDir: String?
  /// Ports that it opens.
  public var ports: [ContainerPort]?
  /// Sources of many environment variables; `env` wins over them.
  public var envFrom: [EnvFromSource]?
  /// Environment variables, in order.
  public var env: [EnvVar]?
  /// What it needs and what it may take.
  public var resources: ResourceRequirements?
  /// How its resources may be resized.
  public var resizePolicy: [ContainerResizePolicy]?
  /// `Always` makes an init container a sidecar; nothing else is allowed.
  public var restartPolicy: RestartPolicy?
  /// Volumes and where they are mounted.
  public var volumeMounts: [VolumeMount]?
  /// Block devices and where they appear.
  public var volumeDevices: [VolumeDevice]?
  /// Restarts the container when it fails.
  @Indirect public var livenessProbe: Probe?
  /// Takes the container out of service while it fails.
  @Indirect public var readinessProbe: Probe?
  /// Holds back the other probes until it succeeds.
  @Indirect public var startupProbe: Probe?
  /// What is done after its start and before its stop.
  @Indirect public var lifecycle: Lifecycle?
  /// The file of its last words.
  public var terminationMessagePath: String?
  /// Whether the log may stand in for that file.
  public var terminationMessagePolicy: TerminationMessagePolicy?
  /// When the image is pulled.
  public var imagePullPolicy: ImagePullPolicy?
  /// Security settings; they override the pod's.
  @Indirect public var securityContext: SecurityContext?
  /// Whether standard input is open.
  public var stdin: Bool?
  /// Whether standard input is closed after the first client.
  public var stdinOnce: Bool?
  /// Whether it has a terminal.
  public var tty: Bool?

  /// Whether the log may stand in for the file of last words.
  public enum TerminationMessagePolicy: String, Choice {
    case file = "File"
    case fallbackToLogsOnError = "FallbackToLogsOnError"
  }

  /// When an image is pulled.
  public enum ImagePullPolicy: String, Choice {
    case always = "Always"
    case never = "Never"
    case ifNotPresent = "IfNotPresent"
  }

  /// Only what is required; everything else unset.
  public init(name: String) {
    self.name = name
  }
}

/// A port that a container opens.
public struct ContainerPort: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String?
  /// The port on the host.
  public var hostPort: Int?
  /// The port in the container.
  public var containerPort: Int
  /// TCP by default.
  public var `protocol`: ContainerPort.Transport?
  /// The host's address.
  public var hostIP: String?

  /// Transport protocols.
  public enum Transport: String, Choice {
    case tcp = "TCP"
    case udp = "UDP"
    case sctp = "SCTP"
  }
}

/// What a container needs and what it may take.
public struct ResourceRequirements: Codable, Hashable, Sendable {
  /// What it may take at most.
  public var limits: [String: Quantity]?
  /// What it needs.
  public var requests: [String: Quantity]?
  /// The pod's device claims that it uses.
  public var claims: [ResourceClaim]?
}

/// A device claim of the pod.
public struct ResourceClaim: Codable, Hashable, Sendable {
  /// Its name in `resourceClaims`.
  public var name: String
}

/// How a resource may be resized.
public struct ContainerResizePolicy: Codable, Hashable, Sendable {
  /// The resource.
  public var resourceName: String
  /// Whether the container is restarted for it.
  public var restartPolicy: Restart

  /// Whether a container is restarted for a resize.
  public enum Restart: String, Choice {
    case notRequired = "NotRequired"
    case restartContainer = "RestartContainer"
  }
}

/// A volume in a container.
public struct VolumeMount: Codable, Hashable, Sendable {
  /// The volume.
  public var name: String
  /// Whether it may not be written.
  public var readOnly: Bool?
  /// Whether mounts below it may not be written either.
  public var recursiveReadOnly: RecursiveReadOnly?
  /// Where it is mounted.
  public var mountPath: String
  /// The directory of the volume that is mounted.
  public var subPath: String?
  /// Whether later mounts are seen on the other side.
  public var mountPropagation: Propagation?
  /// As `subPath`, with `$(NAME)` of environment variables.
  public var subPathExpr: String?

  /// Whether mounts below a read-only one are read-only.
  public enum RecursiveReadOnly: String, Choice {
    case disabled = "Disabled"
    case ifPossible = "IfPossible"
    case enabled = "Enabled"
  }

  /// Whether later mounts are seen on the other side.
  public enum Propagation: String, Choice {
    case none = "None"
    case hostToContainer = "HostToContainer"
    case bidirectional = "Bidirectional"
  }

  /// Only what is required; everything else unset.
  public init(name: String, mountPath: String) {
    self.name = name
    self.mountPath = mountPath
  }
}

/// A block device in a container.
public struct VolumeDevice: Codable, Hashable, Sendable {
  /// The volume claim.
  public var name: String
  /// Where it appears.
  public var devicePath: String
}
