import Foundation
public import StateStore

/// The directory that an agent keeps its state in: the mirror, the database, the pods and the volumes.
///
/// One agent at a time has it, and it belongs to one repository: the names of its runs mean nothing in another.
public final class StateDirectory: Sendable {
  /// Why a state directory cannot be used.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened and what to do about it.
    public var message: String
    /// The message.
    public var description: String { message }
  }

  /// Its path, absolute.
  public let path: String
  private let lock: FileHandle

  /// The bare mirror of the repository.
  public var mirrorPath: String { Self.mirrorPath(in: path) }
  /// Where the host runtime keeps the pods.
  public var podsPath: String { Self.podsPath(in: path) }
  /// Where claimed volumes are.
  public var volumesPath: String { path + "/volumes" }

  /// Where the mirror is in a state directory that another process may have.
  public static func mirrorPath(in path: String) -> String { path + "/repository.git" }
  /// Where the pods are in a state directory that another process may have.
  public static func podsPath(in path: String) -> String { path + "/pods" }
  /// Where the database is in a state directory that another process may have.
  public static func storePath(in path: String) -> String { path + "/state.sqlite" }

  /// Makes the directory if it is not there, and takes it.
  ///
  /// - Throws: ``Failure`` when it cannot be made or another agent has it, named by its process id.
  public init(path: String) throws {
    let path = URL(filePath: path).standardizedFileURL.path
    self.path = path
    try Self.makeDirectory(path)
    let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(
        message:
          "\(path)/lock cannot be opened: \(String(cString: strerror(errno))); check its owner and mode")
    }
    lock = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? lock.readToEnd()).flatMap { String(decoding: $0, as: UTF8.self) } ?? ""
      throw Failure(
        message:
          "the agent with process id \(holder.isEmpty ? "unknown" : holder) uses the state directory \(path); "
          + "stop it, or give another --state-dir")
    }
    try lock.truncate(atOffset: 0)
    try lock.write(contentsOf: Data("\(getpid())".utf8))
  }

  /// Makes a directory and those above it. Others may not look: logs and volumes hold what the processes made of
  /// their secrets.
  private static func makeDirectory(_ path: String) throws(Failure) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) == 0 || errno == EEXIST { continue }
      throw Failure(
        message: "the state directory \(path) cannot be made: \(made): \(String(cString: strerror(errno))); "
          + "give another --state-dir")
    }
  }

  /// Opens the database, and ties it to a branch of a repository when it is new.
  ///
  /// - Parameter repository: the repository's URL without credentials, or its path.
  /// - Throws: ``Failure`` when the state is another repository's or branch's; ``StateStore/StateStoreError``.
  public func openStore(repository: String, branch: String) throws -> StateStore {
    let store = try StateStore(path: Self.storePath(in: path))
    for (key, value) in [(SettingKey.repository, repository), (.branch, branch)] {
      if let known = try store.setting(key), known != value {
        throw Failure(
          message: "the state directory \(path) belongs to the \(key.rawValue) \(known), not \(value); "
            + "give another --state-dir")
      }
      try store.set(key, to: value)
    }
    return store
  }

  /// The agent's id, made once and kept.
  public static func agentID(in store: StateStore) throws(StateStoreError) -> String {
    if let id = try store.setting(.agentID) { return id }
    let id = UUID().uuidString.lowercased()
    try store.set(.agentID, to: id)
    return id
  }

  /// Identifies this boot of the machine; processes do not outlive it.
  public static func bootID() -> String {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
  }
}
