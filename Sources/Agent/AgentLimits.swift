public import WorkflowEngine
public import YAML

/// Every limit of the agent, in one place.
public struct AgentLimits: Sendable {
  /// What one manifest file may cost to read; its `bytes` also cap the blobs that are loaded at all.
  public var parsing = ParsingLimits()
  /// What one run may grow to.
  public var engine = EngineLimits()
  /// Manifest files under the configured paths. More are refused with an error; none of them is read.
  public var manifestFiles = 100_000
  /// Pods that run at the same time; more wait for their turn.
  public var concurrentPods = 64
  /// How often a commit is built again when the branch moved, before the next poll takes over.
  public var pushAttempts = 10
  /// How often the start of a pod is tried while the machine is out of something.
  public var podStartAttempts = 10
  /// How long an agent that ends waits for the runtime to let go of runs that are over.
  public var releaseWait: Duration = .seconds(10)
  /// Errors that are written to `errors.yaml`; the rest is counted.
  public var reportedErrors = 1_000
  /// Status changes within this time become one commit (spec, section 7).
  public var commitWindow: Duration = .seconds(2)
  /// The first wait after a failure; it doubles up to ``longestBackoff``.
  public var shortestBackoff: Duration = .milliseconds(100)
  /// The longest wait after failures in a row.
  public var longestBackoff: Duration = .seconds(300)

  /// The defaults.
  public init() {}
}
