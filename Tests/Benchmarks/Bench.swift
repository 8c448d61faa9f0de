import Foundation

/// Where everything is: the programs, and the only directory that is written to.
struct Bench: Sendable {
  let pushrun: String
  let supervisor: String
  /// Removed at the end, with every process that still works in it.
  let scratch: String
  /// The environment of every process that is started: the user's configuration has no say in the numbers.
  let environment: [String]

  init() throws {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let directory = URL(filePath: own).deletingLastPathComponent()
    pushrun = directory.appending(path: "pushrun").path
    supervisor = directory.appending(path: "pushrun-supervisor").path
    for program in [pushrun, supervisor] where !FileManager.default.isExecutableFile(atPath: program) {
      throw BenchmarkFailure("\(program) is not there: build the whole package, in release mode")
    }
    scratch =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "pushrun-bench-\(getpid())").path
    let settings = scratch + "/gitconfig"
    environment = [
      "PATH=" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"), "HOME=" + scratch,
      "TMPDIR=" + scratch, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + settings, "LC_ALL=C",
    ]
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    // A collection of garbage at a moment of git's choice would be in the numbers of git and of pushrun.
    let text = """
      [user]
        name = bench
        email = bench@localhost
      [init]
        defaultBranch = main
      [gc]
        auto = 0
      [maintenance]
        auto = false
      [receive]
        autoGC = false

      """
    try text.write(toFile: settings, atomically: false, encoding: .utf8)
  }

  /// An empty directory, made anew if it was there.
  func directory(_ name: String) throws -> String {
    let path = scratch + "/" + name
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Where a program is; `nil` if it is not installed.
  func installed(_ program: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts a program, to be waited for or stopped by its id.
  func start(
    _ command: [String], in directory: String? = nil, input: String = "/dev/null",
    output: String = "/dev/null"
  ) throws -> Child {
    try Child(
      command, environment: environment, directory: directory ?? scratch, input: input, output: output,
      errors: scratch + "/errors")
  }

  /// Runs a program to its end.
  ///
  /// - Throws: when it does not end within `deadline`, or not with 0.
  @discardableResult
  func run(
    _ command: [String], in directory: String? = nil, input: String = "/dev/null",
    output: String = "/dev/null",
    deadline: Duration = .seconds(300)
  ) throws -> Ended {
    let ended = try start(command, in: directory, input: input, output: output).wait(deadline: deadline)
    guard ended.isSuccess else {
      let errors = (try? String(contentsOfFile: scratch + "/errors", encoding: .utf8)) ?? ""
      throw BenchmarkFailure(
        "\(command.joined(separator: " ")) \(ended.explanation)\n\(errors.suffix(2_000))")
    }
    return ended
  }

  /// What a program prints.
  func read(_ command: [String], in directory: String? = nil) throws -> String {
    let file = scratch + "/output"
    try run(command, in: directory, output: file)
    return try String(contentsOfFile: file, encoding: .utf8)
  }

  // MARK: The end

  /// Stops whatever was started here and still runs, supervisors and their processes too: by id, as found by the
  /// directory that they work in.
  func stopProcesses() {
    for process in ProcessTable.workingBelow(scratch) where process != getpid() { kill(process, SIGKILL) }
  }

  func cleanUp() {
    stopProcesses()
    do {
      try FileManager.default.removeItem(atPath: scratch)
    } catch {
      printError("\(scratch) is left: \(error)")
    }
  }

  func cleanUpOnInterrupt() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        cleanUp()
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }
}

/// Why something could not be measured.
struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
