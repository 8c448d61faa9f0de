import Glibc
import SupervisorProtocol

/// Kills what is left of pods whose supervisor died: nobody would see it end, and its workspaces may be needed.
enum Survivors {
  /// Kills the process groups of main processes that are still themselves, and every process with the marker of one of the
  /// pods in its environment.
  ///
  /// Not covered is a process that left its group, changed its environment and lost its parent.
  ///
  /// - Throws: what the machine is short of to find all of them.
  static func kill(_ pods: [(entry: PodLedger.Entry, marker: String)]) throws(Errno) {
    for (entry, _) in pods {
      guard case .lost(let bootID) = entry.end, bootID == currentBootID() else { continue }
      for (container, process) in entry.processes where entry.terminations[container] == nil {
        if ProcessIdentity(pid: process.pid) == process { Glibc.kill(-process.pid, SIGKILL) }
      }
    }
    let markers = Set(pods.map { ArraySlice($0.marker.utf8) })
    try kill { markers.contains($0) }
  }

  /// Kills every process that was started for a pod of a root.
  ///
  /// - Throws: what the machine is short of to find all of them.
  static func kill(below root: RootDirectory) throws(Errno) {
    let prefix = Array(root.marker("").utf8)
    try kill { $0.starts(with: prefix) }
  }

  /// Kills every process that has such an entry in its environment.
  private static func kill(marked isMarked: (ArraySlice<UInt8>) -> Bool) throws(Errno) {
    for pid in try processes() {
      guard let environment = contents(ofFile: "/proc/\(pid)/environ") else {
        // One that has ended, or is another user's and so none of ours, cannot be read either.
        if Errno(errno).isShortage { throw Errno(errno) }
        continue
      }
      if environment.split(separator: 0).contains(where: isMarked) { Glibc.kill(pid, SIGKILL) }
    }
  }

  private static func processes() throws(Errno) -> [pid_t] {
    try directoryEntries("/proc").compactMap { pid_t($0) }.filter { $0 != getpid() }
  }
}
