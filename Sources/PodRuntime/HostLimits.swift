/// The numbers that bound what pods on this machine may leave, and how long their supervisors are waited for.
public struct HostLimits: Hashable, Sendable {
  /// Bytes of a result that are read, and one more, so that whoever checks the size sees that it is too large.
  public var resultBytes: Int
  /// Lines of a failed container's output that are reported, counted from the last.
  public var lastLines: Int
  /// Bytes of a failed container's output that are reported, counted from the last.
  public var lastLinesBytes: Int
  /// Bytes that it takes to tell a supervisor all of a pod: commands, scripts' paths, environment. At most
  /// ``greatestPodBytes``.
  public var podBytes: Int
  /// Bytes that are kept of a container's log: at least the last half of them, and never more but for what is written
  /// between two looks.
  public var logBytes: Int
  /// How often a supervisor looks at the sizes of logs while containers run.
  public var logCheck: Duration
  /// How long the processes of a container are tried to be started while the machine is out of something.
  public var startWait: Duration
  /// How long a supervisor may take to answer before nobody waits for it; its answer is still heard.
  public var supervisorAnswer: Duration
  /// How long a supervisor may read nothing of what waits for it before it counts as not answering. It always reads,
  /// unless it was stopped.
  public var supervisorSend: Duration
  /// How long a supervisor that is alive and does not listen is tried: that is one that exits.
  public var supervisorConnect: Duration
  /// After what time a supervisor that cannot be reached is looked for again.
  public var supervisorRetry: Duration
  /// How often another supervisor is started in a row, if none does anything.
  public var supervisorRestarts: Int
  /// How long a supervisor stays when nothing runs and no agent is connected.
  public var supervisorLinger: Duration
  /// How long ``HostRuntime/discard(_:)`` waits for a supervisor, before it kills by itself what that one runs.
  public var discardWait: Duration

  /// The defaults.
  public init(
    resultBytes: Int = 4_096, lastLines: Int = 10, lastLinesBytes: Int = 1_024,
    podBytes: Int = Self.greatestPodBytes, logBytes: Int = 64 << 20, logCheck: Duration = .seconds(1),
    startWait: Duration = .seconds(86_400),
    supervisorAnswer: Duration = .seconds(10), supervisorSend: Duration = .seconds(5),
    supervisorConnect: Duration = .seconds(2), supervisorRetry: Duration = .seconds(1),
    supervisorRestarts: Int = 3, supervisorLinger: Duration = .seconds(30),
    discardWait: Duration = .seconds(15)
  ) {
    self.resultBytes = resultBytes
    self.lastLines = lastLines
    self.lastLinesBytes = lastLinesBytes
    self.podBytes = podBytes
    self.logBytes = logBytes
    self.logCheck = logCheck
    self.startWait = startWait
    self.supervisorAnswer = supervisorAnswer
    self.supervisorSend = supervisorSend
    self.supervisorConnect = supervisorConnect
    self.supervisorRetry = supervisorRetry
    self.supervisorRestarts = supervisorRestarts
    self.supervisorLinger = supervisorLinger
    self.discardWait = discardWait
  }

  /// The longest command that a supervisor reads.
  public static let greatestPodBytes = 64 << 20
}

extension Duration {
  /// Whole milliseconds, at most what 40 bits hold: some 30 years.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(min(max(seconds, 0), 1 << 30)) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
  }
}
