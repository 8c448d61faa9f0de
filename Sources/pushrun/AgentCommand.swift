import Agent
import ArgumentParser
import Foundation
import Git
import Logging
import PodRuntime
import StateStore
import WorkflowAPI

struct AgentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent", abstract: "Pull a repository, run what is new, commit the status.",
    discussion: """
      Pulls the manifests, compares them with what it knows, claims and runs what is new as processes on this machine, \
      and commits a status file for every run. It works until SIGTERM or SIGINT, which end it and not the runs: the \
      next agent takes them over. With --once it pulls, runs all that is new to its end, commits, and exits 0 when \
      that is done, even if a run failed.

      Every flag can also be given in the environment (--status-path as PUSHRUN_STATUS_PATH) and in the file of --config.

      EXAMPLE
        pushrun agent --repo git@example.com:team/workflows.git --branch main
      """)

  @OptionGroup var repository: RepositoryOptions

  @OptionGroup var host: HostOptions

  @Option(help: "What runs the pods: host (processes of this machine).")
  var runtime: RuntimeKind?

  @Option(help: "How often the repository is asked for news, as 500ms, 30s or 5m. (default: 30s)")
  var interval: String?

  @Flag(help: "Run everything that is new to its end, then exit.")
  var once = false

  enum RuntimeKind: String, ExpressibleByArgument, CaseIterable { case host }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    Self.raiseDescriptorLimit()
    let settings = try host.settings()
    var resolved = try ResolvedSettings(repository, host)
    resolved.configuration.once = try settings.isOn("once", flag: once)
    if let text = try settings.value("interval", flag: interval) {
      guard let duration = try? GoDuration.parse(text), duration > .zero else {
        throw ValidationError("--interval \(text): give a time such as 500ms, 30s or 5m")
      }
      resolved.configuration.interval = duration
    }
    if let kind = try settings.value("runtime", flag: runtime?.rawValue), RuntimeKind(rawValue: kind) == nil {
      throw ValidationError("runtime \"\(kind)\" is not known; known: host")
    }
    let level = try settings.value("log-level", flag: nil)
    guard let level = Logger.Level(rawValue: level ?? "info") else {
      throw ValidationError(
        "log-level must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let log = Logger(label: "pushrun") { _ in ConsoleLogHandler(logLevel: level) }
    try await work(resolved, log)
  }

  /// A run that is active costs a descriptor or two: as many as the machine allows.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it may not be raised, pods wait for their turn when descriptors run out.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private func work(_ settings: ResolvedSettings, _ log: Logger) async throws {
    let directory = try StateDirectory(path: settings.stateDirectory)
    let opened = try directory.openStore(
      repository: settings.repositoryIdentity, branch: settings.remote.branch, at: SystemClock().now())
    let store = opened.store
    if let (aside, problem) = opened.putAside {
      log.error(
        "the state database was damaged and is put aside; what has run is read from the repository",
        metadata: ["put aside": "\(aside)", "problem": "\(problem)"])
    }
    try store.set(.statusPath, to: settings.configuration.statusPath)
    try store.set(
      .paths, to: String(decoding: try JSONEncoder().encode(settings.configuration.paths), as: UTF8.self))
    let mirror = try await Mirror(
      path: directory.mirrorPath, remote: settings.remote,
      transfers: settings.transfers, limits: settings.configuration.limits.git)
    if let damaged = await mirror.quarantined {
      log.warning("the mirror was damaged; it is fetched anew", metadata: ["put aside": "\(damaged)"])
    }
    let runtime = HostRuntime(
      configuration: HostRuntimeConfiguration(
        directory: directory.podsPath, volumesDirectory: directory.volumesPath,
        supervisorPath: Programs.supervisor, limits: settings.configuration.limits.host,
        warn: { log.warning("\($0)") }))
    let agent = Agent(
      configuration: settings.configuration, repository: mirror, branch: settings.remote.branch,
      runtime: runtime,
      store: store, clock: SystemClock(), agentID: opened.agentID,
      boot: StateDirectory.bootID(),
      healthFile: HealthFile(
        path: StateDirectory.healthPath(in: directory.path), repository: settings.repositoryIdentity),
      log: log)
    log.notice("containers run as processes of this machine; their images are not used")

    let signals = SignalSource([SIGTERM, SIGINT]) { agent.terminate() }
    defer { signals.cancel() }
    var watcher: RefWatcher?
    if !settings.configuration.once, let path = settings.remote.localPath {
      do {
        watcher = try RefWatcher(repository: path, branch: settings.remote.branch) {
          agent.branchMayHaveMoved()
        }
      } catch {
        log.warning(
          "the branch cannot be watched; it is looked at every interval", metadata: ["error": "\(error)"])
      }
    }
    defer { watcher?.cancel() }
    try await agent.run()
  }
}
