import CLibGit2

/// Who made a commit, and when.
public struct Signature: Hashable, Sendable {
  /// The name. `<`, `>` and line breaks are removed by git.
  public var name: String
  /// The e-mail address, not checked.
  public var email: String
  /// Seconds since 1970 UTC.
  public var seconds: Int64
  /// The time zone as minutes east of UTC.
  public var offsetMinutes: Int

  /// Makes a signature.
  public init(name: String, email: String, seconds: Int64, offsetMinutes: Int = 0) {
    self.name = name
    self.email = email
    self.seconds = seconds
    self.offsetMinutes = offsetMinutes
  }

  init(_ signature: git_signature) {
    self.init(
      name: signature.name.map { String(cString: $0) } ?? "",
      email: signature.email.map { String(cString: $0) } ?? "",
      seconds: signature.when.time, offsetMinutes: Int(signature.when.offset))
  }
}

/// What a commit says about itself.
public struct CommitInfo: Hashable, Sendable {
  /// The commit.
  public var id: ObjectID
  /// Its tree.
  public var tree: ObjectID
  /// Its parents: none for a root commit, several for a merge.
  public var parents: [ObjectID]
  /// Who wrote the change.
  public var author: Signature
  /// Who made the commit.
  public var committer: Signature
  /// The whole message.
  public var message: String
}
