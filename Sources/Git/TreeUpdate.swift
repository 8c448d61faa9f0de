/// What a commit changes in the tree of its parent.
///
/// The paths are checked when the commit is made: they may not be empty, absolute, or have a component that is empty,
/// `.`, `..` or `.git`, or a NUL. A write never goes through or over anything but a directory or a regular file:
/// a symlink in a repository cannot redirect it.
public struct TreeUpdate: Hashable, Sendable {
  /// The whole new content of files by path. An existing file keeps its executable bit.
  public var writes: [String: [UInt8]]
  /// Files to remove. A path that is not in the tree is no error, a directory is. A directory whose last file goes, goes too.
  public var removals: Set<String>

  /// Makes an update.
  public init(writes: [String: [UInt8]] = [:], removals: Set<String> = []) {
    self.writes = writes
    self.removals = removals
  }

  /// Whether there is nothing to do.
  public var isEmpty: Bool { writes.isEmpty && removals.isEmpty }
}
