import Glibc
import WorkflowAPI

/// Which fields of a pod the host can honour.
///
/// What would change what the pod does or how it ends is refused; what would only place, isolate or limit it is ignored.
enum HostSupport {
  /// The first field that makes it impossible to run the pod here, and why.
  static func check(_ request: PodRequest) throws(PodRuntimeError) {
    let pod = request.podSpec
    for (field, isUsed) in refusedOfPod where isUsed(pod) {
      throw unsupported("the host runtime does not support \(field)")
    }
    let mountable = Set((pod.volumes ?? []).filter(\.isEmptyDir).map(\.name))
    for container in request.containers {
      for (field, isUsed) in refusedOfContainer where isUsed(container) {
        throw unsupported("container \(container.name): the host runtime does not support \(field)")
      }
      for mount in container.volumeMounts ?? [] where !mountable.contains(mount.name) {
        throw unsupported(
          "container \(container.name): the host runtime cannot mount volume \(mount.name), only workspaces")
      }
      try checkIdentity(container, pod: pod)
    }
  }

  /// Fields that are set and have no effect here, such as `containers[].image`.
  static func ignoredFields(of request: PodRequest) -> [String] {
    let pod = request.podSpec
    let containers = request.containers
    var fields = ignoredOfPod.filter { $0.isUsed(pod) }.map(\.field)
    for (field, isUsed) in ignoredOfContainer where containers.contains(where: isUsed) {
      fields.append("containers[].\(field)")
    }
    if request.workspaces.contains(where: { $0.declaration.mountPath != nil }) {
      fields.append("workspaces[].mountPath")
    }
    let isReadOnly = { (workspace: PodWorkspace) in
      workspace.declaration.readOnly == true || workspace.binding?.persistentVolumeClaim?.readOnly == true
    }
    if request.workspaces.contains(where: isReadOnly) { fields.append("workspaces[].readOnly") }
    return fields
  }

  /// Processes run as the agent's user; a container that must run as another one cannot.
  private static func checkIdentity(_ container: Container, pod: PodSpec) throws(PodRuntimeError) {
    let context = container.securityContext
    let defaults = pod.securityContext
    let user = context?.runAsUser ?? defaults?.runAsUser
    let group = context?.runAsGroup ?? defaults?.runAsGroup
    if let user, user != Int(geteuid()) {
      throw unsupported(
        "container \(container.name): runAsUser \(user): the host runtime runs all as user \(geteuid())")
    }
    if let group, group != Int(getegid()) {
      throw unsupported(
        "container \(container.name): runAsGroup \(group): the host runtime runs all as group \(getegid())")
    }
    if context?.runAsNonRoot ?? defaults?.runAsNonRoot ?? false, geteuid() == 0 {
      throw unsupported("container \(container.name): runAsNonRoot, but the agent runs as root")
    }
  }

  private typealias Rule<Subject> = (field: String, isUsed: @Sendable (Subject) -> Bool)

  private static let refusedOfPod: [Rule<PodSpec>] = [
    ("activeDeadlineSeconds (use the run's timeout)", { $0.activeDeadlineSeconds != nil }),
    ("os windows", { $0.os?.name == .windows }),
    ("resourceClaims", { !($0.resourceClaims ?? []).isEmpty }),
  ]

  private static let refusedOfContainer: [Rule<Container>] = [
    ("restartPolicy Always of an init container (a sidecar)", { $0.restartPolicy == .always }),
    ("lifecycle hooks", { $0.lifecycle?.postStart != nil || $0.lifecycle?.preStop != nil }),
    ("envFrom", { !($0.envFrom ?? []).isEmpty }),
    (
      "env valueFrom other than fieldRef metadata.name and metadata.namespace",
      { ($0.env ?? []).contains { $0.valueFrom != nil && $0.downwardField == nil } }
    ),
    ("volumeDevices", { !($0.volumeDevices ?? []).isEmpty }),
    ("hostPort", { ($0.ports ?? []).contains { $0.hostPort != nil && $0.hostPort != $0.containerPort } }),
  ]

  private static let ignoredOfPod: [Rule<PodSpec>] = [
    ("nodeSelector", { !($0.nodeSelector ?? [:]).isEmpty }),
    ("nodeName", { $0.nodeName != nil }),
    ("affinity", { $0.affinity != nil }),
    ("tolerations", { !($0.tolerations ?? []).isEmpty }),
    ("serviceAccountName", { !($0.serviceAccountName ?? "").isEmpty }),
    ("securityContext", { $0.securityContext != nil }),
    ("hostAliases", { !($0.hostAliases ?? []).isEmpty }),
    ("dnsConfig", { $0.dnsConfig != nil }),
    ("runtimeClassName", { $0.runtimeClassName != nil }),
    ("volumes", { !($0.volumes ?? []).isEmpty }),
  ]

  private static let ignoredOfContainer: [Rule<Container>] = [
    ("image", { !($0.image ?? "").isEmpty }),
    ("resources", { $0.resources?.limits != nil || $0.resources?.requests != nil }),
    ("livenessProbe", { $0.livenessProbe != nil }),
    ("readinessProbe", { $0.readinessProbe != nil }),
    ("startupProbe", { $0.startupProbe != nil }),
    ("securityContext", { $0.securityContext != nil }),
    ("volumeMounts", { !($0.volumeMounts ?? []).isEmpty }),
    ("stdin", { $0.stdin == true }),
    ("tty", { $0.tty == true }),
  ]
}

extension EnvVar {
  /// The field of the pod that the value is from, if it is one that the host knows.
  var downwardField: String? {
    guard let field = valueFrom?.fieldRef?.fieldPath,
      ["metadata.name", "metadata.namespace"].contains(field)
    else { return nil }
    return field
  }
}

extension Volume {
  /// Whether it is an empty directory: it says so, or has no source at all.
  fileprivate var isEmptyDir: Bool { emptyDir != nil || self == Volume(name: name) }
}

extension PodRequest {
  /// The pod's spec; of a SeqPod the fields beside its steps.
  var podSpec: PodSpec {
    switch workload {
    case .pod(let spec): spec
    case .seqPod(let spec): spec.pod
    }
  }

  /// All containers, in the order of their stages.
  var containers: [Container] {
    switch workload {
    case .pod(let spec): (spec.initContainers ?? []) + spec.containers
    case .seqPod(let spec): (spec.pod.initContainers ?? []) + spec.steps.map(\.container)
    }
  }
}
