import Foundation

/// What the numbers were measured on.
struct Machine: Encodable {
  let cores: Int
  let processor: String
  let memoryMiB: Int
  let kernel: String
  /// The file system of the scratch directory: most of what is measured writes files.
  let fileSystem: String
  /// Of the last minute, before the first measurement. On a machine that has other work the numbers say little.
  let load: Double

  init(scratch: String) {
    cores = ProcessInfo.processInfo.activeProcessorCount
    memoryMiB = Int(ProcessInfo.processInfo.physicalMemory >> 20)
    processor =
      Self.lines(of: "/proc/cpuinfo").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":").last }.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    kernel = Self.lines(of: "/proc/sys/kernel/osrelease").first ?? "unknown"
    load =
      Self.lines(of: "/proc/loadavg").first.flatMap { $0.split(separator: " ").first }.flatMap { Double($0) }
      ?? 0
    fileSystem = Self.fileSystem(of: scratch)
  }

  /// The type of the file system that is mounted nearest above a path.
  private static func fileSystem(of path: String) -> String {
    var nearest = (point: "", type: "unknown")
    for line in lines(of: "/proc/self/mounts") {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count > 2, fields[1].count >= nearest.point.count else { continue }
      if fields[1] == "/" || path.hasPrefix(fields[1] + "/") { nearest = (fields[1], fields[2]) }
    }
    return nearest.type
  }

  private static func lines(of path: String) -> [String] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  var text: String {
    """
    \(cores) cores of \(processor), \(memoryMiB) MiB, Linux \(kernel), scratch on \(fileSystem), load \(load) before the start
    """
  }
}
