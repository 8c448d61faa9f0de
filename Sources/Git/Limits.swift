/// How much of a repository is read before it is refused: its content is input, not authority.
public enum Limits {
  /// Levels of directories, and components of a path.
  public static let treeDepth = 128
  /// Entries that one walk over trees visits, directories included. A few trees that hold each other many times
  /// over would otherwise be endless.
  public static let treeEntries = 250_000
  /// Bytes of one tree object: some 1.5 million entries.
  public static let treeBytes = 64 << 20
  /// Names of branches that are kept to tell which exist.
  public static let branches = 1_000
  /// Bytes of what a server says that are kept for an error message.
  public static let serverText = 4_096
}
