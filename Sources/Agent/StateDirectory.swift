import Foundation
public import StateStore
public import WorkflowAPI

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

  /// Where the agent says how it is, in a state directory that another process may have.
  public static func healthPath(in path: String) -> String { path + "/health.json" }

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
    guard Self.take(descriptor) else {
      let holder = (try? lock.readToEnd()).flatMap { String(decoding: $0, as: UTF8.self) } ?? ""
      throw Failure(
        message:
          "the agent with process id \(holder.isEmpty ? "unknown" : holder) uses the state directory \(path); "
          + "stop it, or give another --state-dir")
    }
    try lock.truncate(atOffset: 0)
    try lock.write(contentsOf: Data("\(getpid())".utf8))
  }

  /// Takes the lock, unless an agent has it.
  ///
  /// Whoever looks whether one has it holds it for a moment, so it is tried for a tenth of a second. A process that an
  /// agent was starting when it was killed has a copy of its lock until it executes its program, which nothing tells: when
  /// the agent that the file names is dead it is tried for ten seconds.
  private static func take(_ lock: Int32) -> Bool {
    for attempt in 0..<1000 {
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { return true }
      if attempt >= 10, isHeld(lock) { return false }
      usleep(10_000)
    }
    return false
  }

  /// Whether the agent that wrote its process id into the lock is alive.
  private static func isHeld(_ lock: Int32) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(lock, &bytes, bytes.count, 0)
    guard let holder = Int32(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)) else {
      return true
    }
    return kill(holder, 0) == 0 || errno == EPERM
  }

  /// The process id of the agent that has a state directory; `nil` if none has. Takes and changes nothing.
  public static func holder(of path: String) -> Int32? {
    let descriptor = open(path + "/lock", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
    let text = (try? file.readToEnd()).flatMap { String(decoding: $0, as: UTF8.self) } ?? ""
    return Int32(text) ?? 0
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

  /// The agent's memory, opened.
  public struct Opened: Sendable {
    /// The database.
    public var store: StateStore
    /// The agent's id: made once, and the same whatever becomes of the database.
    public var agentID: String
    /// Where a damaged database was put aside, and what was wrong with it.
    public var putAside: (path: String, problem: String)?
  }

  /// Opens the database, and ties it to a branch of a repository when it is new. One that is damaged is put aside, with a
  /// new one in its place; the agent then rebuilds what it can from the repository.
  ///
  /// - Parameters:
  ///   - repository: the repository's URL without credentials, or its path.
  ///   - time: the time of day, for the name of a database that is put aside.
  /// - Throws: ``Failure`` when the state is another repository's or branch's, or has no id that can be used;
  ///   ``StateStore/StateStoreError`` when the database cannot be used now and is not damaged.
  public func openStore(repository: String, branch: String, at time: Timestamp) throws -> Opened {
    let file = AgentIDFile(directory: path)
    let known = try file.read()
    let (store, putAside) = try openSound(hasID: known != nil, at: time)
    for (key, value) in [(SettingKey.repository, repository), (.branch, branch)] {
      if let known = try store.setting(key), known != value {
        throw Failure(
          message: "the state directory \(path) belongs to the \(key.rawValue) \(known), not \(value); "
            + "give another --state-dir")
      }
    }
    let stored = try store.setting(.agentID)
    if let known, let stored, known != stored {
      throw Failure(
        message:
          "\(file.path) says \(known), and the database beside it belongs to the agent \(stored): one of "
          + "them was copied from elsewhere; put the right one back")
    }
    let id = known ?? stored ?? UUID().uuidString.lowercased()
    // First the file: a database that is lost right after this is one that an id was there before.
    if known == nil { try file.write(id) }
    if stored == nil {
      var settings: [SettingKey: String] = [.agentID: id, .repository: repository, .branch: branch]
      if known != nil {
        settings[.rebuild] =
          putAside.map {
            "was damaged and put aside as \(URL(filePath: $0.path).lastPathComponent)"
          } ?? "was gone"
      }
      // In one step: were the id there without the rest, nobody would know that something is missing.
      try store.set(settings)
    }
    return Opened(store: store, agentID: id, putAside: putAside)
  }

  private func openSound(hasID: Bool, at time: Timestamp) throws -> (
    StateStore, (path: String, problem: String)?
  ) {
    let files = DatabaseFiles(path: Self.storePath(in: path))
    let problem: String
    do {
      // An agent that has an id has written to its database.
      if hasID, try files.isEmpty {
        problem = "the file is empty"
      } else {
        return (try StateStore(path: files.path), nil)
      }
    } catch let error as StateStoreError {
      guard error.code == .corrupt else { throw error }
      problem = error.message
    }
    let aside = try files.putAside(at: time)
    try Self.synchronize(path)
    return (try StateStore(path: files.path), (aside, problem))
  }

  /// Has the names in a directory survive a loss of power.
  static func synchronize(_ directory: String) throws(Failure) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw Failure(message: "\(directory) cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  /// Identifies this boot of the machine; processes do not outlive it.
  public static func bootID() -> String {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
  }
}
