import Foundation

/// A process that was started and not yet waited for.
///
/// Not Foundation's `Process`: its end is told through a run loop, which would be part of every number.
final class Child {
  let id: pid_t
  private let started: ContinuousClock.Instant

  init(
    _ command: [String], environment: [String], directory: String, input: String, output: String,
    errors: String
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // What this program ignores to clean up itself must still end its children.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    let arguments = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { for string in arguments + variables { free(string) } }
    // Of this whole program, since glibc's file action for it is hidden from Swift. Nothing here uses relative paths.
    guard chdir(directory) == 0 else {
      throw BenchmarkFailure("\(directory) cannot be entered: \(String(cString: strerror(errno)))")
    }
    var id: pid_t = 0
    started = ContinuousClock.now
    let status = posix_spawnp(&id, command[0], &actions, &attributes, arguments, variables)
    guard status == 0 else {
      throw BenchmarkFailure("\(command[0]) cannot be started: \(String(cString: strerror(status)))")
    }
    self.id = id
  }

  /// Waits for its end, and kills it at the deadline.
  func wait(deadline: Duration) throws -> Ended {
    let watchdog = Watchdog(id, deadline: deadline)
    // It stays a zombie until the watchdog is gone: its id cannot be another's by then.
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    let elapsed = started.duration(to: .now)
    let peak = watchdog.end()
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(id, &status, 0, &usage) == id else {
      throw BenchmarkFailure("process \(id) is lost: \(String(cString: strerror(errno)))")
    }
    return Ended(
      status: status, elapsed: elapsed, processor: usage.ru_utime.duration + usage.ru_stime.duration,
      peak: peak)
  }

  /// Asks it to end, and waits for that.
  @discardableResult
  func stop() throws -> Ended {
    kill(id, SIGTERM)
    return try wait(deadline: .seconds(10))
  }
}

/// How a process ended, and what it took.
struct Ended {
  /// As `waitpid` gives it.
  let status: Int32
  let elapsed: Duration
  /// User and system time, its own and that of the descendants it waited for.
  let processor: Duration
  /// MiB that it had resident at most, itself alone; `nil` if it was over too soon to tell.
  let peak: Double?

  var isSuccess: Bool { status == 0 }

  var explanation: String {
    let signal = status & 0x7F
    return signal == 0 ? "exited with \(status >> 8 & 0xFF)" : "was ended by signal \(signal)"
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
  var milliseconds: Double { seconds * 1_000 }
}

extension timeval {
  fileprivate var duration: Duration { .seconds(tv_sec) + .microseconds(Int64(tv_usec)) }
}
