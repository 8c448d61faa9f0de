import Glibc
import SupervisorProtocol

/// Starts containers' processes.
struct Launcher {
  private let null: Int32

  init() throws(Errno) {
    null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard null >= 0 else { throw Errno(errno) }
  }

  /// Why a process could not be started, for people. Names no argument, and no variable's value but that of `PATH`.
  struct Failure: Error {
    var message: String
    /// Whether it may be started later.
    var isShortage = false
  }

  /// Starts a process in a process group of its own, with its output in its log.
  func start(_ plan: ProcessPlan) throws(Failure) -> (ProcessIdentity, LogFile) {
    guard let name = plan.arguments.first, !name.isEmpty else { throw Failure(message: "it has no command") }
    let executable = try executable(named: name, for: plan)
    let log = open(plan.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard log >= 0 else {
      throw Failure(
        message: "its log cannot be written: \(errorText(errno))", isShortage: Errno(errno).isShortage)
    }
    var isKept = false
    defer { if !isKept { close(log) } }
    switch spawnWritten(executable, plan, log: log) {
    case .success(let pid):
      // The process cannot be gone: it stays a zombie until it is reaped.
      isKept = true
      return (ProcessIdentity(pid: pid) ?? ProcessIdentity(pid: pid, startTime: 0), LogFile(log))
    case .failure(let error):
      throw explain(error, executable: name, directory: plan.directory)
    }
  }

  /// Starts it, also when it is a script that was written a moment ago.
  ///
  /// A thread of the agent that starts another process at that moment holds all of the agent's files open until its
  /// exec, and a file that is open for writing cannot be executed. That passes in microseconds and nothing tells when, so
  /// it is tried again, for at most a tenth of a second.
  private func spawnWritten(_ executable: String, _ plan: ProcessPlan, log: Int32) -> Result<pid_t, Errno> {
    var attempts = 0
    while true {
      let started = spawn(
        executable, arguments: plan.arguments, environment: plan.environment, directory: plan.directory,
        descriptors: [null, log, log])
      guard started == .failure(Errno(ETXTBSY)), attempts < 100 else { return started }
      attempts += 1
      poll(nil, 0, 1)
    }
  }

  /// Looks in the `PATH` of the process, not in that of the supervisor as `posix_spawnp` would.
  private func executable(named name: String, for plan: ProcessPlan) throws(Failure) -> String {
    guard !name.utf8.contains(UInt8(ascii: "/")) else { return name }
    let path = plan.environment.first { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? ""
    var denied: String?
    for directory in path.utf8.split(separator: UInt8(ascii: ":")) where directory.first == UInt8(ascii: "/")
    {
      let candidate = "\(Substring(directory))/\(name)"
      var status = stat()
      guard stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      if access(candidate, X_OK) == 0 { return candidate }
      denied = candidate
    }
    if let denied { throw Failure(message: "not executable: \(denied)") }
    throw Failure(message: "executable not found: \(name) (looked for in PATH \(path))")
  }

  /// `posix_spawn` does not say which of its steps failed.
  private func explain(_ error: Errno, executable: String, directory: String) -> Failure {
    var status = stat()
    if stat(directory, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
      return Failure(message: "working directory not found: \(directory)")
    }
    return switch error.number {
    case ENOENT: Failure(message: "executable not found: \(executable) (or the interpreter that it names)")
    case EACCES: Failure(message: "not executable: \(executable)")
    case ENOEXEC: Failure(message: "neither a program nor a script with a #! line: \(executable)")
    case E2BIG: Failure(message: "arguments and environment are too long for \(executable)")
    // A file that somebody writes can be executed when that is over.
    default:
      Failure(
        message: "cannot start \(executable): \(error)",
        isShortage: error.isShortage || error.number == ETXTBSY)
    }
  }
}
