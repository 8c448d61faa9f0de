// Probes and lifecycle hooks, as in the Kubernetes 1.30 API:
// https://v1-30.docs.kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe

/// A check of a container; exactly one of the first four fields is set.
public struct Probe: Codable, Hashable, Sendable {
  /// A command that must exit 0.
  public var exec: ExecAction?
  /// A request that must be answered with success.
  public var httpGet: HTTPGetAction?
  /// A port that must accept a connection.
  public var tcpSocket: TCPSocketAction?
  /// A gRPC health check.
  public var grpc: GRPCAction?
  /// Seconds from the start to the first check.
  public var initialDelaySeconds: Int?
  /// Seconds that a check may take.
  public var timeoutSeconds: Int?
  /// Seconds between checks.
  public var periodSeconds: Int?
  /// Successes in a row that count as healthy.
  public var successThreshold: Int?
  /// Failures in a row that count as ill.
  public var failureThreshold: Int?
  /// Seconds to stop in when the probe fails.
  public var terminationGracePeriodSeconds: Int?
}

/// What is done after the start and before the stop.
public struct Lifecycle: Codable, Hashable, Sendable {
  /// Done right after the start.
  public var postStart: LifecycleHandler?
  /// Done before the stop.
  public var preStop: LifecycleHandler?
}

/// Exactly one of its fields is set.
public struct LifecycleHandler: Codable, Hashable, Sendable {
  /// A command.
  public var exec: ExecAction?
  /// A request.
  public var httpGet: HTTPGetAction?
  /// Deprecated, and without effect in Kubernetes.
  public var tcpSocket: TCPSocketAction?
  /// A pause.
  public var sleep: SleepAction?
}

/// A command in the container.
public struct ExecAction: Codable, Hashable, Sendable {
  /// The command and its arguments, without a shell.
  public var command: [String]?
}

/// An HTTP request.
public struct HTTPGetAction: Codable, Hashable, Sendable {
  /// The path.
  public var path: String?
  /// The port, by number or name.
  public var port: IntOrString
  /// The host; the pod's address by default.
  public var host: String?
  /// HTTP by default.
  public var scheme: Scheme?
  /// Headers of the request.
  public var httpHeaders: [HTTPHeader]?

  /// How the request is made.
  public enum Scheme: String, Choice {
    case http = "HTTP"
    case https = "HTTPS"
  }
}

/// A header of a request.
public struct HTTPHeader: Codable, Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Its value.
  public var value: String
}

/// A connection.
public struct TCPSocketAction: Codable, Hashable, Sendable {
  /// The port, by number or name.
  public var port: IntOrString
  /// The host; the pod's address by default.
  public var host: String?
}

/// A gRPC health check.
public struct GRPCAction: Codable, Hashable, Sendable {
  /// The port.
  public var port: Int
  /// The service that is asked about.
  public var service: String?
}

/// A pause.
public struct SleepAction: Codable, Hashable, Sendable {
  /// Its length.
  public var seconds: Int
}
