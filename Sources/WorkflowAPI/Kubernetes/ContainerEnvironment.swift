// Environment variables, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables

/// An environment variable.
public struct EnvVar: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its value; `$(NAME)` of earlier variables is expanded.
  public var value: String?
  /// Where the value comes from, in place of `value`.
  public var valueFrom: EnvVarSource?

  /// Only what is required; everything else unset.
  public init(name: String, value: String? = nil) {
    self.name = name
    self.value = value
  }
}

/// Exactly one of its fields is set.
public struct EnvVarSource: Codable, Hashable, Sendable {
  /// A field of the pod.
  public var fieldRef: ObjectFieldSelector?
  /// A resource of a container.
  public var resourceFieldRef: ResourceFieldSelector?
  /// A key of a ConfigMap.
  public var configMapKeyRef: KeySelector?
  /// A key of a Secret.
  public var secretKeyRef: KeySelector?
}

/// A field of the pod.
public struct ObjectFieldSelector: Codable, Hashable, Sendable {
  /// The version that the path is for; `v1` by default.
  public var apiVersion: String?
  /// The path.
  public var fieldPath: String
}

/// A resource of a container.
public struct ResourceFieldSelector: Codable, Hashable, Sendable {
  /// The container; this one by default.
  public var containerName: String?
  /// The resource.
  public var resource: String
  /// The unit of the value.
  public var divisor: Quantity?
}

/// A key of a ConfigMap or Secret.
public struct KeySelector: Codable, Hashable, Sendable {
  /// The object.
  public var name: String?
  /// The key.
  public var key: String
  /// Whether the object or the key may be missing.
  public var optional: Bool?
}

/// All keys of an object as environment variables.
public struct EnvFromSource: Codable, Hashable, Sendable {
  /// Put before every name.
  public var prefix: String?
  /// The ConfigMap.
  public var configMapRef: EnvSource?
  /// The Secret.
  public var secretRef: EnvSource?
}

extension EnvFromSource {
  /// The object that the variables are from.
  public struct EnvSource: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String?
    /// Whether it may be missing.
    public var optional: Bool?
  }
}
