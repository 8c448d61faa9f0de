import Glibc

/// The lock that git itself takes to change a ref, the file `<ref>.lock`, in a repository that belongs to somebody else.
///
/// Whoever is killed with it in its hands leaves it there for good, and then neither a person nor an agent can move the
/// branch any more. So it comes into being with the commit in it that the ref is to have, and a ``Note`` says before that
/// which commit this will be: a lock that holds the commit of the note is what an earlier process of the same agent left, and
/// goes. Nobody else's is ever touched.
struct RefLock: ~Copyable {
  private let path: String
  private let lock: String
  private var isHeld = true

  /// Takes the lock.
  ///
  /// - Parameters:
  ///   - path: the ref's file.
  ///   - commit: what the ref is to have.
  /// - Throws: `locked` when another process has it.
  init(of path: String, for commit: ObjectID) throws(GitError) {
    let lock = path + ".lock"
    try Self.makeParents(of: path)
    try Self.make(lock, Array("\(commit)\n".utf8))
    // Only now: what is not ours must not come to `deinit`.
    self.path = path
    self.lock = lock
  }

  deinit { if isHeld { unlink(lock) } }

  /// Gives the ref its commit, and the lock back.
  consuming func commit() throws(GitError) {
    if rename(lock, path) != 0 {
      // Where there were branches below this name once, git may have left an empty directory.
      guard errno == EISDIR || errno == ENOTEMPTY || errno == EEXIST, rmdir(path) == 0,
        rename(lock, path) == 0
      else { throw Self.failure(path) }
    }
    isHeld = false
  }

  private static func make(_ lock: String, _ bytes: [UInt8]) throws(GitError) {
    if try link(bytes, to: lock) { return }
    // The lock is empty for a moment.
    let file = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(lock) }
    defer { close(file) }
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      let error = failure(lock)
      unlink(lock)
      throw error
    }
  }

  /// - Returns: `false` when the file system has no files without a name.
  private static func link(_ bytes: [UInt8], to lock: String) throws(GitError) -> Bool {
    let directory = String(lock[..<(lock.lastIndex(of: "/") ?? lock.startIndex)])
    // `O_TMPFILE` of open(2), which is a macro that Swift does not see.
    let file = open(directory, O_WRONLY | O_CLOEXEC | O_DIRECTORY | 0o20000000, 0o666)
    guard file >= 0 else {
      if errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL { return false }
      throw failure(lock)
    }
    defer { close(file) }
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else { throw failure(lock) }
    guard linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, lock, AT_SYMLINK_FOLLOW) == 0 else {
      if errno == EEXIST || errno == ENOSPC { throw failure(lock) }
      return false
    }
    return true
  }

  private static func makeParents(of path: String) throws(GitError) {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
    let directory = String(path[..<slash])
    if access(directory, F_OK) == 0 { return }
    try makeParents(of: directory)
    guard mkdir(directory, 0o777) == 0 || errno == EEXIST else { throw failure(directory) }
  }

  private static func failure(_ path: String) -> GitError {
    let number = errno
    if number == EEXIST {
      return GitError(
        .locked, "\(path) is there: another process pushes. If no git process runs there, remove it")
    }
    return GitError(.storage, "write \(path): \(String(cString: strerror(number)))")
  }
}

extension RefLock {
  /// What an agent is about to push, kept where it survives the agent.
  struct Note {
    /// The file.
    let path: String

    /// Takes away the lock that an earlier process of this agent left.
    func removeLock(of ref: String) {
      guard let commit = read(path), read(ref + ".lock") == commit else { return }
      unlink(ref + ".lock")
    }

    /// Says what the next lock will hold. It is on the disk before the lock is.
    func write(_ commit: ObjectID) throws(GitError) {
      let bytes = Array("\(commit)\n".utf8)
      let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw failure() }
      defer { close(file) }
      guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else { throw failure() }
    }

    private func failure() -> GitError {
      GitError(.storage, "write \(path): \(String(cString: strerror(errno)))")
    }

    /// - Returns: `nil` unless it holds just a commit's id and a line end.
    private func read(_ path: String) -> ObjectID? {
      let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard file >= 0 else { return nil }
      defer { close(file) }
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = Glibc.read(file, &bytes, bytes.count)
      guard count == 41, bytes[40] == UInt8(ascii: "\n") else { return nil }
      return ObjectID(String(decoding: bytes[..<40], as: UTF8.self))
    }
  }
}
