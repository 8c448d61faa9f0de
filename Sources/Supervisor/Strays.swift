import Glibc
import SupervisorProtocol

/// Children of this process, as of now. As the subreaper it is the parent of every descendant whose own parent
/// has ended, so a process that outlives its container is among them or below one of them.
///
/// - Returns: `nil` if they cannot be read now.
func children() -> [pid_t]? {
  let pid = getpid()
  guard let text = contents(ofFile: "/proc/\(pid)/task/\(pid)/children") else { return nil }
  return text.split(separator: UInt8(ascii: " ")).compactMap { pid_t(String(decoding: $0, as: UTF8.self)) }
}

/// Whether the environment that a process was started with holds an entry.
func environment(of pid: pid_t, contains entry: String) -> Bool {
  let text = contents(ofFile: "/proc/\(pid)/environ") ?? []
  return text.split(separator: 0).contains { $0.elementsEqual(entry.utf8) }
}
