import Glibc

/// The processes that belong to a directory: they are in it, or name it in their arguments or their environment.
public func processes(of directory: String) -> [Int32] {
  return entries("/proc").compactMap { Int32($0) }.filter { pid in
    guard pid != getpid() else { return false }
    if target(ofLink: "/proc/\(pid)/cwd").hasPrefix(directory) { return true }
    return ["cmdline", "environ"].contains { file in
      readFile("/proc/\(pid)/\(file)")?.utf8.firstRange(of: directory.utf8) != nil
    }
  }
}

/// Kills what a test left running in its directory: supervisors and pods outlive the agent that started them.
public func killProcesses(of directory: String) async throws {
  // They are children of nobody here, so no event tells of their end. One that forks meanwhile is met in the next look.
  try await waitUntil("the processes of \(directory) have ended") {
    let left = processes(of: directory)
    for pid in left { kill(pid, SIGKILL) }
    return left.isEmpty
  }
}

/// Where a symbolic link points to; empty if it cannot be read.
func target(ofLink path: String) -> String {
  var target = [CChar](repeating: 0, count: 4096)
  let length = readlink(path, &target, target.count)
  return String(decoding: target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The names in a directory, without `.` and `..`.
func entries(_ path: String) -> [String] {
  guard let directory = opendir(path) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

/// One process: told apart from a later one that is given the same id.
public struct ProcessHandle: Hashable, Sendable {
  /// Its id.
  public let pid: Int32
  private let startTime: String

  /// The process that has this id now; `nil` if there is none, or it has ended and nobody has asked how.
  public init?(_ pid: Int32) {
    guard let fields = Self.fields(pid), fields.count > 19, fields[0] != "Z", fields[0] != "X" else {
      return nil
    }
    self.pid = pid
    startTime = fields[19]
  }

  /// Whether it has not ended.
  public var isThere: Bool { ProcessHandle(pid) == self }

  /// Whether it was stopped, by SIGSTOP and the like.
  public var isStopped: Bool { Self.fields(pid)?.first == "T" && isThere }

  /// Sends it a signal, if it is there.
  public func signal(_ number: Int32) { if isThere { kill(pid, number) } }

  /// Stops it, and returns when it does nothing any more.
  public func stop() async throws {
    signal(SIGSTOP)
    try await waitUntil("process \(pid) is stopped or gone") { isStopped || !isThere }
  }

  /// Its children that have not ended.
  public var children: [ProcessHandle] {
    (readFile("/proc/\(pid)/task/\(pid)/children") ?? "").split(separator: " ").compactMap {
      Int32($0).flatMap(ProcessHandle.init)
    }
  }

  /// Its working directory.
  public var directory: String { target(ofLink: "/proc/\(pid)/cwd") }

  /// The file name of its program.
  public var program: String { String(target(ofLink: "/proc/\(pid)/exe").split(separator: "/").last ?? "") }

  /// The value of a variable in the environment that it was started with.
  public func variable(_ name: String) -> String? {
    (readFile("/proc/\(pid)/environ") ?? "").split(separator: "\0").first { $0.hasPrefix(name + "=") }.map {
      String($0.dropFirst(name.count + 1))
    }
  }

  /// How many threads it has.
  public var threads: Int { entries("/proc/\(pid)/task").count }

  /// What proc(5) has in `stat` from the third field on: the second may hold anything.
  private static func fields(_ pid: Int32) -> [String]? {
    guard let text = readFile("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: end)...].split(separator: " ").map(String.init)
  }
}

/// All processes there are.
public func allProcesses() -> [ProcessHandle] {
  entries("/proc").compactMap { Int32($0).flatMap(ProcessHandle.init) }
}
