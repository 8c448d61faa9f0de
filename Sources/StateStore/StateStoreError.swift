import GRDB

/// Why the agent's memory could not be read or written.
public struct StateStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: Hashable, Sendable {
    /// The disk or a quota is full; goes on when there is room.
    case full
    /// The file may not be read or written.
    case permission
    /// The file is not a database, or a damaged one; ``DatabaseFiles/putAside(at:)`` makes room for a new one.
    case corrupt
    /// A later version of the agent wrote it.
    case newer
    /// Anything else that SQLite reports.
    case other
  }

  /// What an agent can do about it.
  public var code: Code
  /// What happened and what to do about it.
  public var message: String

  /// The message.
  public var description: String { message }

  init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  init(damage: String) { self.init(code: .corrupt, message: Self.damaged(damage)) }

  private static func damaged(_ what: String) -> String {
    "the state database is damaged; an agent that is started puts it aside and asks the repository what has run "
      + "(\(what))"
  }

  init(cause: any Error) {
    if let error = cause as? StateStoreError {
      self = error
      return
    }
    guard let error = cause as? DatabaseError else {
      self.init(code: .other, message: "the state database failed: \(cause)")
      return
    }
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(code: .full, message: "no room for the state database: free space on its file system")
    case .SQLITE_CANTOPEN:
      // SQLite does not say why.
      self.init(
        code: .permission,
        message:
          "the state database cannot be opened: check the directory's owner and mode, that files can be made on its "
          + "file system, and that this process has descriptors left (\(error))")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        code: .permission,
        message:
          "the state database cannot be opened for writing: check the directory's owner and mode (\(error))")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        code: .corrupt,
        message: Self.damaged("\(error)"))
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        code: .other,
        message: "the state database is locked by another program: end that program (\(error))")
    default:
      self.init(code: .other, message: "the state database failed (\(error))")
    }
  }

  init(opening path: String, cause: any Error) {
    let inner = StateStoreError(cause: cause)
    self.init(code: inner.code, message: "\(path): \(inner.message)")
  }
}
