import CLibGit2
import Glibc

/// The directory of a mirror: opened, made, swept of what a killed agent left, or put aside when it is damaged.
///
/// It belongs to one agent alone, which is why what looks like another process's lock can be removed.
struct MirrorDirectory {
  let repository: Repository
  /// Where a damaged mirror was put, for a person to look at.
  let quarantined: String?

  static func trackingReference(for remote: Remote) -> String { "refs/remotes/origin/" + remote.branch }

  init(path: String, remote: Remote) throws(GitError) {
    var quarantined: String?
    var opened: Repository?
    if try Self.isOccupied(path) {
      Self.sweep(path)
      do throws(GitError) {
        opened = try Self.openSound(path, remote: remote)
      } catch  where error.code == .storage {
        throw error
      } catch {
        quarantined = try Self.quarantine(path)
      }
    }
    self.repository = if let opened { opened } else { try Self.create(path, remote: remote) }
    self.quarantined = quarantined
  }

  private static func isOccupied(_ path: String) throws(GitError) -> Bool {
    guard let directory = opendir(path) else {
      if errno == ENOENT { return false }
      throw GitError(.storage, "open the mirror \(path): \(String(cString: strerror(errno)))")
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let isDots =
        entry.pointee.d_name.0 == 0x2E && (entry.pointee.d_name.1 == 0 || entry.pointee.d_name.1 == 0x2E)
      if !isDots { return true }
    }
    return false
  }

  /// Opens the mirror and looks whether the last known commit is whole enough to go on with.
  private static func openSound(_ path: String, remote: Remote) throws(GitError) -> Repository {
    let repository = try Repository(opening: path)
    guard repository.isBare else { throw GitError(.corrupt, "the mirror \(path) is not a bare repository") }
    for reference in try repository.references(matching: "refs/pushrun/*") {
      try repository.removeReference(reference)
    }
    if try origin(of: repository) != identity(of: remote) {
      for reference in try repository.references(matching: "refs/remotes/origin/*") {
        try repository.removeReference(reference)
      }
      try setOrigin(of: repository, to: identity(of: remote))
    }
    if let tip = try repository.reference(trackingReference(for: remote)) {
      _ = try repository.tree(repository.treeID(of: tip))
    }
    return repository
  }

  private static func create(_ path: String, remote: Remote) throws(GitError) -> Repository {
    let repository = try Repository(creating: path)
    try setOrigin(of: repository, to: identity(of: remote))
    return repository
  }

  /// Moves the directory to the first free `<path>.corrupt-<n>`. Nothing is deleted.
  static func quarantine(_ path: String) throws(GitError) -> String {
    for number in 1...1000 {
      let target = "\(path).corrupt-\(number)"
      if access(target, F_OK) == 0 { continue }
      if rename(path, target) == 0 { return target }
      throw GitError(.storage, "put \(path) aside: \(String(cString: strerror(errno)))")
    }
    throw GitError(.storage, "remove the damaged mirrors \(path).corrupt-*: there are a thousand of them")
  }

  /// Removes what a process that was killed leaves: locks on refs, and packs and objects that were not complete.
  static func sweep(_ path: String) {
    for directory in ["", "/objects", "/objects/pack"] {
      for name in names(in: path + directory) {
        if name.hasSuffix(".lock") || name.contains("_git2_") { unlink("\(path)\(directory)/\(name)") }
      }
    }
    removeLocks(in: path + "/refs", depth: 0)
  }

  private static func removeLocks(in directory: String, depth: Int) {
    guard depth < GitLimits.greatestTreeDepth else { return }
    for name in names(in: directory) where name != "." && name != ".." {
      let path = "\(directory)/\(name)"
      // A directory cannot be unlinked; whatever else ends in .lock cannot be a ref.
      if !name.hasSuffix(".lock") || unlink(path) != 0 { removeLocks(in: path, depth: depth + 1) }
    }
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  // MARK: Which remote the mirror is of

  /// The URL is recorded without credentials: the mirror is no place for them.
  private static func identity(of remote: Remote) -> String { "\(remote.redactedURL) \(remote.branch)" }

  private static let originKey = "pushrun.origin"

  private static func origin(of repository: Repository) throws(GitError) -> String? {
    let configuration = try configuration(of: repository)
    var value = git_buf()
    let status = git_config_get_string_buf(&value, configuration.pointer, originKey)
    defer { git_buf_dispose(&value) }
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, "read the mirror's configuration")
    return value.ptr.map { String(cString: $0) }
  }

  private static func setOrigin(of repository: Repository, to identity: String) throws(GitError) {
    let configuration = try configuration(of: repository)
    try check(
      git_config_set_string(configuration.pointer, originKey, identity), "write the mirror's configuration")
  }

  private static func configuration(of repository: Repository) throws(GitError) -> Owned {
    try Owned("read the mirror's configuration", freeing: git_config_free) {
      git_repository_config($0, repository.pointer)
    }
  }
}
