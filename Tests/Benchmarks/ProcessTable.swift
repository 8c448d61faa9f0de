import Foundation

/// What `/proc` knows of processes.
enum ProcessTable {
  /// The processes whose working directory is a directory or below it.
  static func workingBelow(_ directory: String) -> [pid_t] {
    all().filter { id in
      guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd") else {
        return false
      }
      return path == directory || path.hasPrefix(directory + "/")
    }
  }

  /// The processes that run a program and work below a directory.
  static func running(_ program: String, below directory: String) -> [pid_t] {
    workingBelow(directory).filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")) == program
    }
  }

  static func children(of id: pid_t) -> [pid_t] {
    let path = "/proc/\(id)/task/\(id)/children"
    return ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: " ").compactMap {
      pid_t($0)
    }
  }

  private static func all() -> [pid_t] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
  }

  /// User and system time of all threads of a process so far.
  static func processorTime(of id: pid_t) throws -> Duration {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(id, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      throw BenchmarkFailure("process \(id) is gone")
    }
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// Waits until a process has used next to no processor time for a second.
  static func settle(_ id: pid_t) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    var last = try processorTime(of: id)
    while ContinuousClock.now < deadline {
      try await Task.sleep(for: .seconds(1))
      let now = try processorTime(of: id)
      if now - last < .milliseconds(2) { return }
      last = now
    }
    throw BenchmarkFailure("process \(id) does not come to rest")
  }
}

/// The memory of a process, in MiB.
struct Memory {
  /// What is resident, shared pages in full.
  let resident: Double
  /// What is resident, each shared page divided by the number of those who share it.
  let proportional: Double
  /// What is its own and has no file behind it.
  let anonymous: Double

  init(of id: pid_t) throws {
    let text = try String(contentsOfFile: "/proc/\(id)/smaps_rollup", encoding: .utf8)
    func field(_ name: String) -> Double {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
      return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Double($0) }.map {
        $0 / 1024
      } ?? .nan
    }
    resident = field("Rss")
    proportional = field("Pss")
    anonymous = field("Anonymous")
  }

  /// The most that a process had resident so far; `nil` if it has ended.
  static func peak(of id: pid_t) -> Double? {
    guard let text = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }.map {
      $0 / 1024
    }
  }

  var note: String {
    "PSS; RSS is \(Samples.number(resident)) MiB, \(Samples.number(anonymous)) MiB of it anonymous"
  }
}
