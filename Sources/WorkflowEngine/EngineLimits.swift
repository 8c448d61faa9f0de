/// The numbers that bound what one root run may ask of the engine.
public struct EngineLimits: Hashable, Sendable {
  /// The deepest nesting: the greatest `spec.depth` of a child (spec, section 2, "DAG").
  public var depth: Int
  /// Nodes of all DAGs of a root run together, each nested DAG counted as often as it is used.
  public var nodes: Int
  /// Retries that a root run may use in all. Retries of nested DAGs multiply, so a bound on each node would not do.
  public var retries: Int
  /// Runs of one root, those of earlier attempts included, beyond which nothing is retried: every retry of
  /// a nested DAG makes its children anew.
  public var runs: Int
  /// Bytes of all results of one run together (spec, section 4).
  public var resultBytes: Int
  /// Bytes of one string after substitution: what DAGs hand down can multiply on every level.
  public var valueBytes: Int
  /// Lines of a failed container's output that its message quotes, counted from the last.
  public var lastLines: Int
  /// Bytes of a failed container's output that its message quotes, counted from the last.
  public var lastLinesBytes: Int

  /// The defaults.
  public init(
    depth: Int = 10, nodes: Int = 5_000, retries: Int = 1_000, runs: Int = 20_000,
    resultBytes: Int = 4_096, valueBytes: Int = 65_536, lastLines: Int = 10, lastLinesBytes: Int = 1_024
  ) {
    self.depth = depth
    self.nodes = nodes
    self.retries = retries
    self.runs = runs
    self.resultBytes = resultBytes
    self.valueBytes = valueBytes
    self.lastLines = lastLines
    self.lastLinesBytes = lastLinesBytes
  }
}
