import Foundation
import TestSupport
import Testing

/// A machine for one test: a home, a temporary directory and a working directory of its own, a bare repository and the
/// state directory of an agent. Whatever still runs in it at the end is killed.
struct Sandbox: Sendable {
  let scratch: Scratch
  /// The repository that everybody pushes to.
  let repository: BareRepository
  /// What nobody but its owner should write to.
  let home, temporary, working: String
  /// The state directory of the agent.
  let state: String
  let environment: [String: String]

  fileprivate init(_ scratch: Scratch) async throws {
    self.scratch = scratch
    home = scratch.path("home")
    temporary = scratch.path("tmp")
    working = scratch.path("working")
    state = scratch.path("state")
    for path in [home, temporary, working] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    var environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "TMPDIR": temporary,
      "XDG_STATE_HOME": scratch.path("xdg-state"), "LANG": "C.UTF-8",
    ]
    // Where the libraries of a toolchain that is not installed are, and what `make sanitize` says.
    for name in ["LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"] {
      environment[name] = ProcessInfo.processInfo.environment[name]
    }
    self.environment = environment
    repository = try await BareRepository(creating: scratch.path("workflows.git"))
    await scratch.onExit { [path = scratch.path] in
      do { try await killProcesses(of: path) } catch { Issue.record(error) }
    }
  }

  func path(_ name: String) -> String { scratch.path(name) }

  /// Runs pushrun to its end.
  @discardableResult
  func pushrun(
    _ arguments: [String], environment added: [String: String] = [:], deadline: Duration = .seconds(40)
  ) async throws -> CommandResult {
    try await start(arguments, environment: added).wait(deadline: deadline)
  }

  /// Starts pushrun.
  func start(_ arguments: [String], environment added: [String: String] = [:]) async throws -> ChildProcess {
    try await ChildProcess(
      Programs.pushrun, arguments, in: working, environment: environment.merging(added) { $1 },
      scratch: scratch)
  }

  /// Starts pushrun by way of a program that becomes it, such as setpriv.
  func start(
    by program: [String], _ arguments: [String], environment added: [String: String] = [:]
  ) async throws -> ChildProcess {
    let words = program + [Programs.pushrun] + arguments
    return try await ChildProcess(
      words[0], Array(words.dropFirst()), in: working, environment: environment.merging(added) { $1 },
      scratch: scratch)
  }

  /// The arguments of an agent on the repository.
  func agentArguments(repository: String? = nil, state: String? = nil) -> [String] {
    ["agent", "--repo", repository ?? self.repository.path, "--state-dir", state ?? self.state]
  }

  /// Runs an agent with `--once`.
  func once(
    _ more: String..., repository: String? = nil, state: String? = nil
  ) async throws -> CommandResult {
    try await pushrun(agentArguments(repository: repository, state: state) + ["--once"] + more)
  }

  /// Runs an agent with `--once` that must succeed.
  @discardableResult
  func reconcile(
    _ more: String..., repository: String? = nil, state: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> CommandResult {
    let result = try await pushrun(agentArguments(repository: repository, state: state) + ["--once"] + more)
    #expect(result.status == 0, "agent --once: \(result.errors)", sourceLocation: sourceLocation)
    return result
  }

  /// Starts an agent that never polls, and waits until it has come to rest.
  func daemon(_ more: String..., repository: String? = nil, state: String? = nil) async throws -> ChildProcess
  {
    try await start(agentArguments(repository: repository, state: state) + ["--interval", "24h"] + more)
  }

  /// Pushes files to the repository without a clone.
  @discardableResult
  func push(_ files: [String: String?], message: String = "Change manifests") async throws -> String {
    try await repository.commit(files, message: message)
  }

  /// A person's clone of the repository.
  func clone(_ name: String = "clone") async throws -> Clone {
    let path = scratch.path(name)
    try await runGit(["clone", "--quiet", repository.path, path])
    return Clone(path: path)
  }

  /// The status files at the tip of the branch.
  func statuses(in other: BareRepository? = nil, under path: String = "status") async throws -> Statuses {
    let repository = other ?? repository
    guard let tip = await repository.tip() else { return Statuses(files: [:]) }
    return Statuses(files: try await YAMLReader.files(in: repository, under: path, at: tip))
  }

  /// Waits until a run's status in the repository has a phase, unless the run has come to another end.
  func wait(for run: String, toBe phase: String, in other: BareRepository? = nil) async throws {
    let repository = other ?? repository
    try await repository.waitUntil("run \(run) is \(phase)") {
      guard let text = try? await repository.show("status/default/\(run).yaml") else { return false }
      // Not that of a node, which stands further in.
      func isIt(_ phase: String) -> Bool { text.contains("\n  phase: \(phase)\n") }
      if isIt(phase) { return true }
      for end in ["Succeeded", "Failed"] where isIt(end) {
        throw TestFailure("run \(run) is not \(phase) and will not be:\n\(text)")
      }
      return false
    }
  }

  /// Waits until what the agent writes about itself has something.
  func waitForHealth(_ what: String, until condition: (YAMLValue) -> Bool) async throws {
    try await DirectoryWatch(state).wait(what) { condition(health) }
  }

  /// What the agent last wrote about itself; null if it has not.
  var health: YAMLValue {
    (try? Data(contentsOf: URL(filePath: state + "/health.json"))).flatMap {
      try? JSONDecoder().decode(YAMLValue.self, from: $0)
    } ?? .null
  }

  /// The lines that processes of runs appended to a file.
  func lines(_ name: String) -> [String] {
    (readFile(scratch.path(name)) ?? "").split(separator: "\n").map(String.init)
  }
}

/// A clone with a work tree.
struct Clone: Sendable {
  let path: String

  /// Writes files, commits them and pushes; on top of what came meanwhile if the push is rejected, as people do.
  func commitAndPush(_ files: [String: String], message: String = "Change") async throws -> String {
    for (name, content) in files {
      let file = URL(filePath: "\(path)/\(name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try writeFile(file.path, content)
      try await runGit(["add", "--", name], in: path)
    }
    try await runGit(["commit", "--quiet", "--message", message], in: path)
    try await push()
    return try await runGit(["rev-parse", "HEAD"], in: path)
  }

  private func push() async throws {
    var last = ""
    for _ in 1...50 {
      do {
        try await runGit(["push", "--quiet", "origin", "HEAD:main"], in: path)
        return
      } catch {
        last = "\(error)"
        try await runGit(["pull", "--quiet", "--rebase", "origin", "main"], in: path)
      }
    }
    throw TestFailure("a push was rejected 50 times, at last: \(last)")
  }
}

/// What agents wrote.
struct Statuses {
  let files: [String: YAMLReader.File]

  var paths: Set<String> { Set(files.keys) }

  /// The object in a file.
  func object(_ path: String) throws -> YAMLValue {
    let file = try #require(files[path], "\(path) is not there; there are \(files.keys.sorted())")
    #expect(file.documents.count == 1, "\(path)")
    return file.documents.first ?? .null
  }

  /// A root run in the default namespace.
  func run(_ name: String) throws -> YAMLValue { try object("status/default/\(name).yaml") }

  /// Its phase.
  func phase(_ name: String) throws -> String? { try run(name)["status"]["phase"].string }
}

/// Runs a test on a machine of its own.
func withSandbox(_ body: @Sendable (Sandbox) async throws -> Void) async throws {
  try await withScratchDirectory { try await body(try await Sandbox($0)) }
}
