import FoundationEssentials
import Glibc
import SupervisorProtocol
import WorkflowAPI

/// The directory of a root run: what a supervisor shares with agents, and its pods' files.
///
/// `<namespace>/<name>` needs no escaping and no hash: both are file names by the rules for names.
struct RootDirectory: Sendable {
  let path: String

  /// - Returns: `nil` if the names are no file names.
  init?(_ root: ObjectKey, in directory: String) {
    guard NameRule.subdomain.accepts(root.namespace), NameRule.subdomain.accepts(root.name) else {
      return nil
    }
    path = "\(directory)/\(root.namespace)/\(root.name)"
  }

  /// The roots that have more than logs in their directories: the lock comes first and goes last.
  static func all(in directory: String) throws(PodRuntimeError) -> [ObjectKey] {
    var roots: [ObjectKey] = []
    for namespace in try names(in: directory) where NameRule.subdomain.accepts(namespace) {
      for name in try names(in: "\(directory)/\(namespace)") {
        let key = ObjectKey(namespace: namespace, name: name)
        guard let root = RootDirectory(key, in: directory), access(root.lock, F_OK) == 0 else { continue }
        roots.append(key)
      }
    }
    return roots.sorted()
  }

  /// The names in a directory; none where there is no directory.
  private static func names(in path: String) throws(PodRuntimeError) -> [String] {
    do throws(Errno) {
      return try directoryEntries(path)
    } catch {
      if error.number == ENOENT || error.number == ENOTDIR { return [] }
      throw unavailable("cannot read the directory \(path): \(error)")
    }
  }

  var journal: String { "\(path)/\(RootFiles.journal)" }
  var lock: String { "\(path)/\(RootFiles.lock)" }
  var supervisorLog: String { "\(path)/\(RootFiles.supervisorLog)" }

  var exists: Bool { access(path, F_OK) == 0 }

  /// Where a pod's processes start, and their `HOME` and `TMPDIR`.
  func scratch(_ pod: String) -> String { "\(path)/scratch/\(pod)" }
  func scripts(_ pod: String) -> String { "\(path)/scripts/\(pod)" }
  func results(_ pod: String) -> String { "\(path)/results/\(pod)" }
  func workspace(_ pod: String, _ name: String) -> String { "\(path)/workspaces/\(pod)/\(name)" }
  func log(_ pod: String, _ container: String) -> String { "\(path)/\(relativeLog(pod, container))" }
  func relativeLog(_ pod: String, _ container: String) -> String { "logs/\(pod)/\(container).log" }

  /// The entry of the environment that only this pod's processes have.
  func marker(_ pod: String) -> String { "\(Self.markerVariable)=\(path)/\(pod)" }

  static let markerVariable = "PUSHRUN_POD"

  /// Removes all but the logs.
  ///
  /// - Returns: what could not be removed, with the reason.
  func removeAllButLogs() -> [String] {
    var failures: [String] = []
    for name in ["scratch", "scripts", "results", "workspaces"] {
      let tree = "\(path)/\(name)"
      guard access(tree, F_OK) == 0 else { continue }
      do {
        try FileManager.default.removeItem(atPath: tree)
      } catch {
        failures.append("cannot remove \(tree): \(error)")
      }
    }
    for name in [RootFiles.socket, RootFiles.supervisorLog, RootFiles.journal, RootFiles.lock] {
      if unlink("\(path)/\(name)") != 0, errno != ENOENT {
        failures.append("cannot remove \(path)/\(name): \(errorText(errno))")
      }
    }
    // Only a root that had no pod has no logs.
    rmdir(path)
    return failures
  }
}

/// Makes a directory and those above it, unless they are there; only the owner may enter.
func makeDirectory(_ path: String) throws(PodRuntimeError) {
  if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
  if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
    try makeDirectory(String(path[..<slash]))
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
  }
  throw PodRuntimeError(code: .unavailable, message: "cannot make the directory \(path): \(errorText(errno))")
}

/// The names in a directory, `.` and `..` among them, in no order.
func directoryEntries(_ path: String) throws(Errno) -> [String] {
  guard let directory = opendir(path) else { throw Errno(errno) }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    names.append(
      withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
  }
  return names
}
