/// A file, link or submodule in the tree of a commit. Directories are not entries: git records only what they hold.
public struct TreeEntry: Hashable, Sendable {
  /// What kind of entry it is.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// A regular file.
    case file
    /// A regular file with the executable bit.
    case executable
    /// A symbolic link; the blob is the path that it points to. Never followed.
    case symlink
    /// A commit of another repository. The object is not in this one.
    case submodule
  }

  /// The path from the top of the tree, with `/` between its components. Bytes that are not UTF-8 read as U+FFFD, and
  /// such an entry cannot be looked up by path again.
  public var path: String
  /// The blob, or a submodule's commit.
  public var id: ObjectID
  /// What kind of entry it is.
  public var kind: Kind

  /// Makes an entry.
  public init(path: String, id: ObjectID, kind: Kind) {
    self.path = path
    self.id = id
    self.kind = kind
  }
}

/// One path that differs between two trees.
public struct TreeChange: Hashable, Sendable {
  /// How it differs.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// It is in the new tree only.
    case added
    /// It is in both, with another content or kind.
    case modified
    /// It is in the old tree only.
    case deleted
  }

  /// The path from the top of the tree.
  public var path: String
  /// How it differs.
  public var kind: Kind
  /// The entry in the new tree; `nil` if deleted.
  public var entry: TreeEntry?
  /// The entry in the old tree; `nil` if added.
  public var old: TreeEntry?

  /// The change from one entry to another; `nil` if there is neither.
  public init?(path: String, old: TreeEntry?, new: TreeEntry?) {
    switch (old, new) {
    case (nil, nil): return nil
    case (nil, _?): self.kind = .added
    case (_?, nil): self.kind = .deleted
    case (_?, _?): self.kind = .modified
    }
    self.path = path
    self.entry = new
    self.old = old
  }
}
