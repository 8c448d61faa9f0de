/// How much of a repository is read before it is refused, and how long a transfer may take: the content of a repository is
/// input, not authority.
public struct GitLimits: Hashable, Sendable, Codable {
  /// Levels of directories, and components of a path. More than ``greatestTreeDepth`` counts as that.
  public var treeDepth: Int
  /// Entries that one walk over trees visits, directories included. A few trees that hold each other many times
  /// over would otherwise be endless.
  public var treeEntries: Int
  /// Bytes of one tree object: some 1.5 million entries.
  public var treeBytes: Int
  /// Names of branches that are kept to tell which exist.
  public var branches: Int
  /// Bytes of what a server says that are kept for an error message.
  public var serverText: Int
  /// How long a transfer over a network may be without progress.
  public var stallTimeout: Duration
  /// How long a transfer over a network may take in all.
  public var totalTimeout: Duration

  /// The defaults.
  public init(
    treeDepth: Int = 128, treeEntries: Int = 250_000, treeBytes: Int = 64 << 20, branches: Int = 1_000,
    serverText: Int = 4_096, stallTimeout: Duration = .seconds(60), totalTimeout: Duration = .seconds(600)
  ) {
    self.treeDepth = treeDepth
    self.treeEntries = treeEntries
    self.treeBytes = treeBytes
    self.branches = branches
    self.serverText = serverText
    self.stallTimeout = stallTimeout
    self.totalTimeout = totalTimeout
  }

  /// What the stack of a thread holds: trees are walked by recursion.
  public static let greatestTreeDepth = 256

  /// ``treeDepth``, but never more than the stack holds.
  var depth: Int { min(treeDepth, Self.greatestTreeDepth) }
}
