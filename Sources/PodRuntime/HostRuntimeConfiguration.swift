/// What the host decides about its runtime; nothing of it comes from a repository.
public struct HostRuntimeConfiguration: Sendable {
  /// Absolute path of the directory for what the runtime keeps of each root run: `<namespace>/<name>/…`.
  public var directory: String
  /// Absolute path of the directory for persistent volume claims: `<namespace>/<claim>`. They are made on first use and
  /// never deleted. A claim may be a symbolic link that the host's owner made.
  public var volumesDirectory: String
  /// Absolute path of the `pushrun-supervisor` executable.
  public var supervisorPath: String
  /// The environment that every process has before its container's. Processes get nothing of the
  /// agent's own, which may hold credentials. `HOME` and `TMPDIR` are set to the pod's scratch directory.
  public var environment: [String: String]
  /// Every limit.
  public var limits: HostLimits
  /// Told what the runtime could not do and nobody waits for, such as removing files. May be called on any thread.
  public var warn: @Sendable (String) -> Void

  /// Paths must be absolute; all else has a default.
  public init(
    directory: String, volumesDirectory: String, supervisorPath: String,
    environment: [String: String] = Self.defaultEnvironment, limits: HostLimits = HostLimits(),
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.directory = directory
    self.volumesDirectory = volumesDirectory
    self.supervisorPath = supervisorPath
    self.environment = environment
    self.limits = limits
    self.warn = warn
  }

  /// The standard `PATH`, and UTF-8.
  public static let defaultEnvironment = [
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
  ]
}
