public import WorkflowAPI

/// How an agent is, part by part: what it writes to `health.json` in its state directory for others to read.
public struct Health: Codable, Sendable, Hashable {
  /// Whether a part works.
  public enum Condition: String, Codable, Sendable, Hashable, Comparable, CaseIterable {
    /// It works.
    case ok
    /// Something of it does not work; it is tried again, and the rest goes on.
    case degraded
    /// It does not work, and a person should look.
    case failed

    /// The better one is the smaller.
    public static func < (a: Self, b: Self) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  /// A part of an agent.
  public struct Part: Codable, Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// Whether it works.
    public var condition: Condition
    /// Since when it has this condition, if that is known.
    public var since: Timestamp?
    /// How it is, for people.
    public var message: String
    /// When what failed is tried again.
    public var nextAttempt: Timestamp?
    /// The same for programs: texts, numbers and times by name.
    public var details: [String: String]

    /// A part in a condition.
    public init(
      _ name: String, _ condition: Condition = .ok, _ message: String = "", details: [String: String] = [:]
    ) {
      self.name = name
      self.condition = condition
      self.message = message
      self.details = details
    }
  }

  /// A run that cannot go on by itself.
  public struct Waiting: Codable, Sendable, Hashable {
    /// `namespace/name`.
    public var run: String
    /// What it waits for, for people.
    public var reason: String
  }

  /// The agent's id.
  public var agent: String
  /// Its process.
  public var processID: Int32
  /// When it started.
  public var started: Timestamp
  /// When it ended, unless it was killed.
  public var ended: Timestamp?
  /// Whether it was to end by itself.
  public var once: Bool
  /// The repository's URL without credentials, or its path.
  public var repository: String
  /// The branch.
  public var branch: String
  /// When the branch was last read.
  public var lastFetch: Timestamp?
  /// When a commit was last pushed.
  public var lastPush: Timestamp?
  /// The parts that only the agent itself can judge: `repository`, `state` and `runtime`.
  public var parts: [Part] = []
  /// Runs that wait; the first ones, when there are many.
  public var waiting: [Waiting] = []
  /// How many wait for their claim or their status to be pushed.
  public var unpushed = 0

  /// Takes over from an earlier state since when each part has its condition.
  mutating func compare(with earlier: Health?, at now: Timestamp) {
    for index in parts.indices {
      let before = earlier?.parts.first { $0.name == parts[index].name }
      parts[index].since = before?.condition == parts[index].condition ? before?.since ?? now : now
    }
  }
}
