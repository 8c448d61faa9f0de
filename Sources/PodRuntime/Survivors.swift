import Glibc
import SupervisorProtocol

/// Kills what is left of pods whose supervisor died: nobody would see it end, and its workspaces may be needed.
enum Survivors {
  /// Kills the process groups of main processes that are still themselves, and every process with the marker of one of the
  /// pods in its environment.
  ///
  /// Not covered is a process that left its group, changed its environment and lost its parent.
  static func kill(_ pods: [(entry: PodLedger.Entry, marker: String)]) {
    for (entry, _) in pods {
      guard case .lost(let bootID) = entry.end, bootID == currentBootID() else { continue }
      for (container, process) in entry.processes where entry.terminations[container] == nil {
        if ProcessIdentity(pid: process.pid) == process { Glibc.kill(-process.pid, SIGKILL) }
      }
    }
    let markers = Set(pods.map { ArraySlice($0.marker.utf8) })
    for pid in processes() where isMarked(pid, with: markers) { Glibc.kill(pid, SIGKILL) }
  }

  /// Kills every process that was started for a pod of a root.
  static func kill(below root: RootDirectory) {
    let prefix = Array(root.marker("").utf8)
    for pid in processes() where hasEnvironment(pid, where: { $0.starts(with: prefix) }) {
      Glibc.kill(pid, SIGKILL)
    }
  }

  private static func isMarked(_ pid: pid_t, with markers: Set<ArraySlice<UInt8>>) -> Bool {
    hasEnvironment(pid) { markers.contains($0) }
  }

  private static func hasEnvironment(_ pid: pid_t, where isWanted: (ArraySlice<UInt8>) -> Bool) -> Bool {
    guard let environment = contents(ofFile: "/proc/\(pid)/environ") else { return false }
    return environment.split(separator: 0).contains(where: isWanted)
  }

  private static func processes() -> [pid_t] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var pids: [pid_t] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let pid = pid_t(name), pid != getpid() { pids.append(pid) }
    }
    return pids
  }
}
