import Glibc

/// Everything in a directory, to see whether anything was changed there.
public struct Snapshot: Hashable, Sendable {
  private struct Entry: Hashable {
    var mode: mode_t
    var size: Int
    var seconds: Int
    var nanoseconds: Int
    /// Of a file its bytes, of a symbolic link its target.
    var content: String
  }

  private var entries: [String: Entry] = [:]

  /// Reads a directory with all that is below it, following no link.
  public init(of path: String) {
    add(path, as: ".")
  }

  /// The paths that are not the same in another one, sorted.
  public func differences(to other: Snapshot) -> [String] {
    Set(entries.keys).union(other.entries.keys).filter { entries[$0] != other.entries[$0] }.sorted()
  }

  private mutating func add(_ path: String, as name: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    let kind = status.st_mode & S_IFMT
    var entry = Entry(
      mode: status.st_mode, size: status.st_size, seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec,
      content: "")
    if kind == S_IFREG { entry.content = readFile(path) ?? "" }
    if kind == S_IFLNK { entry.content = target(ofLink: path) }
    entries[name] = entry
    if kind == S_IFDIR {
      for child in TestSupport.entries(path) { add("\(path)/\(child)", as: "\(name)/\(child)") }
    }
  }
}
