public import Git
public import PodRuntime
public import WorkflowEngine
public import YAML

/// The value of every limit. ``Limit/all`` is the table of them: their names, units, ranges and meanings.
public struct AgentLimits: Sendable {
  /// What one manifest file may cost to read; its `bytes` also cap the blobs that are loaded at all.
  public var parsing = ParsingLimits()
  /// How much of a repository is looked at, and how long a transfer may take.
  public var git = GitLimits()
  /// What one run may grow to.
  public var engine = EngineLimits()
  /// What pods on this machine may leave, and how long their supervisors are waited for.
  public var host = HostLimits()
  /// Manifest files under the configured paths. More are refused with an error; none of them is read.
  public var manifestFiles = 100_000
  /// Pods that run at the same time; more wait for their turn.
  public var concurrentPods = 64
  /// How often a commit is built again when the branch moved, before the next poll takes over.
  public var pushAttempts = 10
  /// How long an agent that ends waits for the runtime to let go of runs that are over.
  public var releaseWait: Duration = .seconds(10)
  /// Bytes of a status file that is read back: it holds a whole manifest and more.
  public var statusBytes = 16 << 20
  /// Free bytes of the state directory below which the disk is `failed`: the database cannot be sure to grow.
  public var diskFull = 1 << 20
  /// Free bytes of the state directory below which the disk is `degraded`.
  public var diskLow = 256 << 20
  /// How long the repository may fail, in a way that may pass, until a person should look.
  public var healthPatience: Duration = .seconds(300)
  /// Errors that are written to `errors.yaml`; the rest is counted.
  public var reportedErrors = 1_000
  /// Bytes of the message in the status of a run that is rejected: one file may have very many mistakes.
  public var messageBytes = 16_384
  /// Runs that the message of one commit names; the rest is counted.
  public var commitRuns = 10_000
  /// Status changes within this time become one commit (spec, section 7).
  public var commitWindow: Duration = .seconds(2)
  /// The first wait after a failure; it doubles up to ``longestBackoff``.
  public var shortestBackoff: Duration = .milliseconds(100)
  /// The longest wait after failures in a row.
  public var longestBackoff: Duration = .seconds(300)
  /// The first wait after a push that came too late; it doubles up to ``longestPushBackoff``.
  public var shortestPushBackoff: Duration = .milliseconds(20)
  /// The longest wait after pushes in a row that came too late.
  public var longestPushBackoff: Duration = .seconds(2)
  /// The longest wait until what the machine had no room for is tried again: to record a step, or to start a pod.
  public var longestShortageBackoff: Duration = .seconds(10)

  /// The defaults.
  public init() {}
}

extension AgentLimits {
  /// What a status file may cost to read. It is larger and deeper than the manifests that it came from: it has the
  /// template, its nodes and earlier attempts besides. One that is not read is a run that is not known.
  var statusParsing: ParsingLimits {
    ParsingLimits(
      bytes: statusBytes, depth: parsing.depth + 10, events: parsing.events * 10,
      documents: parsing.documents,
      aliasExpansion: parsing.aliasExpansion, directives: parsing.directives)
  }

  /// What two rooms must agree on: the runtime reads what the engine checks and quotes.
  var resultBytes: Int {
    get { engine.resultBytes }
    set { (engine.resultBytes, host.resultBytes) = (newValue, newValue) }
  }

  var lastLines: Int {
    get { engine.lastLines }
    set { (engine.lastLines, host.lastLines) = (newValue, newValue) }
  }

  var lastLinesBytes: Int {
    get { engine.lastLinesBytes }
    set { (engine.lastLinesBytes, host.lastLinesBytes) = (newValue, newValue) }
  }
}
