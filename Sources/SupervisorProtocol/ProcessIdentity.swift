import Glibc

/// A process, told from a later one with the same id by its start time.
package struct ProcessIdentity: Hashable, Sendable {
  package var pid: Int32
  /// In clock ticks since boot: field 22 of `/proc/<pid>/stat`, see proc(5).
  package var startTime: UInt64

  package init(pid: Int32, startTime: UInt64) {
    self.pid = pid
    self.startTime = startTime
  }

  /// The process that has this id now.
  package init?(pid: Int32) {
    guard let stat = contents(ofFile: "/proc/\(pid)/stat"),
      // The second field, the command in parentheses, may hold anything.
      let end = stat.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = stat[stat.index(after: end)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19, let time = UInt64(String(decoding: fields[19], as: UTF8.self)) else {
      return nil
    }
    self.init(pid: pid, startTime: time)
  }
}

/// Identifies the time since the machine was booted; empty if the system does not say.
package func currentBootID() -> String {
  let text = contents(ofFile: "/proc/sys/kernel/random/boot_id") ?? []
  return String(decoding: text.filter { $0 > 0x20 }, as: UTF8.self)
}
