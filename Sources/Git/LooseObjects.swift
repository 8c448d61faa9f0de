import Glibc

/// The loose objects of a repository that belongs to somebody else: written so that its owner can go on using it, and
/// so that they survive a power failure.
struct LooseObjects {
  /// The `objects` directory, without a `/` at its end.
  let directory: String

  /// Makes the directory that an object will be in, with the owner and mode of `objects`.
  ///
  /// Otherwise an agent that runs as root would leave directories in which the repository's user cannot write.
  func prepare(for id: ObjectID) throws(GitError) {
    let path = "\(directory)/\(id.description.prefix(2))"
    guard mkdir(path, 0o777) == 0 else {
      if errno == EEXIST { return }
      throw GitError(.storage, "make \(path): \(String(cString: strerror(errno)))")
    }
    var parent = stat()
    guard stat(directory, &parent) == 0 else { return }
    // Only root can give a directory away; for anyone else it is theirs already.
    if geteuid() == 0 { _ = chown(path, parent.st_uid, parent.st_gid) }
    _ = chmod(path, parent.st_mode & 0o7777)
  }

  /// Flushes objects and their directories to the disk: a ref may point to them only after that.
  func flush(_ ids: [ObjectID]) throws(GitError) {
    var directories: Set<String> = []
    for id in ids {
      let name = id.description
      let folder = "\(directory)/\(name.prefix(2))"
      directories.insert(folder)
      try Self.flush("\(folder)/\(name.dropFirst(2))")
    }
    for folder in directories { try Self.flush(folder) }
  }

  /// Flushes a file or directory. One that is not there needs none: the object was in a pack already.
  static func flush(_ path: String) throws(GitError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return }
      throw GitError(.storage, "open \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    guard fsync(file) == 0 else {
      throw GitError(.storage, "flush \(path): \(String(cString: strerror(errno)))")
    }
  }
}
