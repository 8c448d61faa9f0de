/// What the host decides about an agent. Nothing in it can be changed by the repository.
public struct AgentConfiguration: Sendable {
  /// The directories of the manifests, relative to the root of the tree; empty for all of it.
  public var paths: [String]
  /// The only directory that the agent writes to.
  public var statusPath: String
  /// How often the remote is asked for news.
  public var interval: Duration
  /// Ends when everything that is new has run to its end.
  public var once: Bool
  /// Who the commits are from.
  public var authorName: String
  /// Their e-mail address.
  public var authorEmail: String
  /// Every limit.
  public var limits: AgentLimits

  /// The defaults are those of the command line.
  public init(
    paths: [String] = [], statusPath: String = "status", interval: Duration = .seconds(30),
    once: Bool = false,
    authorName: String = "pushrun", authorEmail: String = "pushrun@localhost",
    limits: AgentLimits = AgentLimits()
  ) {
    self.paths = paths
    self.statusPath = statusPath
    self.interval = interval
    self.once = once
    self.authorName = authorName
    self.authorEmail = authorEmail
    self.limits = limits
  }
}
