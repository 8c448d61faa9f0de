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
