import Dispatch
import SupervisorProtocol
public import WorkflowAPI

/// Runs pods as processes of this machine.
///
/// A container is a process group, its image is not used (``ignoredFields(of:)``). All processes of a root run are children of
/// one supervisor, which goes on without an agent and writes down what happens; this runtime gives it orders and
/// reads its journal. So the same journal tells of processes that this agent started, that an earlier one
/// did, and whose supervisor is dead.
///
/// Call ``adopt(_:)`` once before the first ``start(_:)``, with no pods if there are none: it notes in which boot of the
/// machine starts are ordered.
public actor HostRuntime: PodRuntime {
  let configuration: HostRuntimeConfiguration
  let executor = QueueExecutor(label: "pushrun.host-runtime")
  var roots: [ObjectKey: Root] = [:]
  private var releases: [ObjectKey: Task<Void, Never>] = [:]
  private var boot: BootRecord
  /// Numbers what is opened.
  var count = 0
  private var handler: @Sendable ([PodEvent]) -> Void = { _ in }

  /// Nothing is started or read before the first call.
  public init(configuration: HostRuntimeConfiguration) {
    self.configuration = configuration
    boot = BootRecord(directory: configuration.directory)
  }

  /// The actor's own queue: it makes blocking calls.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Fields that are set and have no effect on the host, such as `containers[].image`: for a notice to people.
  public static func ignoredFields(of pod: PodRequest) -> [String] { HostSupport.ignoredFields(of: pod) }

  /// Where events go; see ``PodRuntime/deliver(to:)``. They come on the actor's queue.
  public func deliver(to handler: @escaping @Sendable ([PodEvent]) -> Void) { self.handler = handler }

  /// Gives the order to the root's supervisor, and starts one if there is none; see ``PodRuntime/start(_:)``.
  ///
  /// - Throws: `unsupported` for a field that the host cannot honour, by name, and for a name or path that is not safe;
  ///   `unavailable` if the system refuses a file, socket or process, or the supervisor does not answer.
  public func start(_ pod: PodRequest) async throws(PodRuntimeError) {
    await releases[pod.root]?.value
    // What is started before that is on record counts as lost after the next start of the agent.
    if !boot.isCurrent { try noteBoot(losing: []) }
    let root = try open(pod.root)
    await answered(root)
    guard root.isKnown else { throw unavailable("the supervisor of \(pod.root) does not answer") }
    root.watch(pod.name)
    guard root.ledger[pod.name] == nil, root.orders[pod.name] == nil else {
      return emit(root, [pod.name], of: pod.root)
    }
    do throws(PodRuntimeError) {
      let plan = try HostPlanner(configuration: configuration, root: root.directory).plan(pod)
      let frame = Command.start(plan).frame
      let limit = min(configuration.limits.podBytes, Command.maximumLength)
      guard frame.count <= limit else {
        throw unsupported(
          "pod \(pod.name) takes \(frame.count) bytes of commands and environment, more than \(limit); raise it with "
            + "--limit pod-bytes=…")
      }
      try order(frame, pod: pod.name, of: root, pod.root)
    } catch {
      root.orders[pod.name] = nil
      root.watched[pod.name] = nil
      throw error
    }
  }

  /// Asks a pod to end; see ``PodRuntime/stop(_:gracePeriod:)``.
  public func stop(_ pod: PodID, gracePeriod: Duration) {
    guard let root = try? existing(pod.root), root.watched[pod.name] != .finished else { return }
    let (seconds, attoseconds) = gracePeriod.components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    let milliseconds =
      overflow ? UInt64.max : UInt64(clamping: scaled) + UInt64(clamping: attoseconds / 1_000_000_000_000_000)
    let frame = Command.stop(pod: pod.name, graceMilliseconds: milliseconds).frame
    if root.watched[pod.name] != nil { root.stops[pod.name] = frame }
    send(frame, root, pod.root)
  }

  /// Takes over pods; see ``PodRuntime/adopt(_:)``.
  public func adopt(_ pods: [PodID]) async -> [PodID: Adoption] {
    let keys = Set(pods.map(\.root))
    for key in keys { await releases[key]?.value }
    // All are connected to before the first is waited for.
    // One whose name is not valid was never started.
    for key in keys { _ = try? existing(key) }
    for key in keys { if let root = roots[key] { await answered(root) } }

    var adoptions: [PodID: Adoption] = [:]
    var unknown: [PodID] = []
    for pod in pods {
      guard let root = roots[pod.root] else {
        unknown.append(pod)
        continue
      }
      root.watch(pod.name)
      if let entry = root.ledger[pod.name] {
        if case .lost = entry.end { adoptions[pod] = .lost } else { adoptions[pod] = .adopted }
        emit(root, [pod.name], of: pod.root)
      } else if root.orders[pod.name] != nil {
        adoptions[pod] = .adopted
      } else if !root.isKnown {
        root.undecided[pod.name] = boot.isCurrent && !boot.hasLost(pod)
        adoptions[pod] = .adopted
      } else {
        root.watched[pod.name] = nil
        unknown.append(pod)
      }
    }
    for (pod, adoption) in decide(unknown) { adoptions[pod] = adoption }
    return adoptions
  }

  /// Ends the root's supervisor and removes all files but logs; see ``PodRuntime/release(_:)``.
  ///
  /// Returns when that is done.
  public func release(_ root: ObjectKey) async {
    if let running = releases[root] { return await running.value }
    do throws(PodRuntimeError) {
      guard try existing(root) != nil else { return }
    } catch {
      return configuration.warn("cannot release \(root): \(error.message)")
    }
    let release = Task { await end(root) }
    releases[root] = release
    await release.value
  }

  /// Kills what the root's supervisor runs, and what is left of a supervisor that is dead; then as ``release(_:)``. See
  /// ``PodRuntime/discard(_:)``.
  public func discard(_ key: ObjectKey) async {
    // One that cannot be opened has a name that is not valid, and never ran.
    guard let root = try? existing(key) else { return }
    root.isDiscarded = true
    giveUpLater(root, key)
    // It may be being released already.
    root.stateChanged()
    await release(key)
  }

  /// The roots that were not released; see ``PodRuntime/keptRoots()``.
  public func keptRoots() throws(PodRuntimeError) -> [ObjectKey] {
    try RootDirectory.all(in: configuration.directory)
  }

  /// The roots whose supervisor is there and does not answer.
  public func unanswering() -> [ObjectKey] { roots.filter(\.value.isUnanswering).keys.sorted() }

  /// Where a container's output is, or will be: it need not exist. `nil` if a name is not valid.
  public nonisolated func logPath(pod: PodID, container: String) -> String? {
    guard NameRule.subdomain.accepts(pod.name), NameRule.label.accepts(container) else { return nil }
    return RootDirectory(pod.root, in: configuration.directory)?.log(pod.name, container)
  }

  // MARK: Roots

  /// The root, whose directory is made if it is not there.
  private func open(_ key: ObjectKey) throws(PodRuntimeError) -> Root {
    guard let directory = RootDirectory(key, in: configuration.directory) else {
      throw unsupported("\"\(key)\" is not a name of a run")
    }
    if roots[key] == nil { try makeDirectory(directory.path) }
    guard let root = try existing(key) else { throw unavailable("\(directory.path) cannot be opened") }
    return root
  }

  /// The root, if it has a directory.
  private func existing(_ key: ObjectKey) throws(PodRuntimeError) -> Root? {
    if let root = roots[key] { return root }
    guard let directory = RootDirectory(key, in: configuration.directory) else {
      throw unsupported("\"\(key)\" is not a name of a run")
    }
    guard directory.exists else { return nil }
    count += 1
    let root = Root(directory, number: count, configuration.limits)
    roots[key] = root
    attach(root, key)
    return root
  }

  /// Waits until the supervisor of a root has answered, or is known to be dead or not to answer.
  private func answered(_ root: Root) async {
    guard case .connecting = root.supervisor else { return }
    await withCheckedContinuation { root.wait($0) }
  }

  /// Whether pods that no journal knows were never started.
  private func decide(_ pods: [PodID]) -> [PodID: Adoption] {
    var adoptions: [PodID: Adoption] = [:]
    for pod in pods {
      let isLost = !boot.isCurrent || boot.hasLost(pod)
      adoptions[pod] = isLost ? .lost : .neverStarted
      guard isLost else { continue }
      let message = "pod \(pod.name) is lost: the machine was restarted after its start was ordered"
      handler([.finished(pod, PodOutcome(containers: [], failure: .lost(message)))])
    }
    guard !boot.isCurrent else { return adoptions }
    do throws(PodRuntimeError) {
      try noteBoot(losing: pods)
    } catch {
      configuration.warn(error.message)
    }
    return adoptions
  }

  private func noteBoot(losing pods: [PodID]) throws(PodRuntimeError) {
    try makeDirectory(configuration.directory)
    try boot.becomeCurrent(losing: pods)
  }

  /// Delivers what is new of these pods.
  func emit(_ root: Root, _ pods: [String], of key: ObjectKey) {
    let (events, unread) = root.news(of: pods) { PodID(root: key, name: $0) }
    emit(events)
    guard let (_, error) = unread.min(by: { $0.key < $1.key }) else { return }
    complain(root, "cannot read how pods of \(key) ended: \(error)")
    later(configuration.limits.supervisorRetry, key) { runtime, root in
      runtime.emit(root, unread.keys.sorted(), of: key)
    }
  }

  /// Delivers events.
  func emit(_ events: [PodEvent]) { if !events.isEmpty { handler(events) } }

  /// Delivers the end of pods that is not in the journal.
  func emit(failure: PodOutcome.Failure, of pods: [String], _ root: Root, _ key: ObjectKey) {
    let unfinished = pods.filter { root.watched[$0] != .finished }
    for pod in unfinished { root.watched[pod] = .finished }
    let outcome = PodOutcome(containers: [], failure: failure)
    emit(unfinished.map { .finished(PodID(root: key, name: $0), outcome) })
  }

  // MARK: The end of a root

  private func end(_ key: ObjectKey) async {
    if let root = roots[key] {
      root.isReleasing = true
      send(Command.quit.frame, root, key)
      while true {
        if case .dead = root.supervisor { break }
        if root.isDiscarded { stopAll(root, key) }
        if root.isGivenUp {
          // It has its orders, should it ever go on; what it runs need not wait for that.
          do throws(Errno) {
            try Survivors.kill(below: root.directory)
            configuration.warn(
              "the supervisor of \(key) does not end; its processes were killed, its files stay in \(root.directory.path)"
            )
          } catch {
            configuration.warn(
              "the supervisor of \(key) does not end, and its processes cannot be looked for: \(error)")
          }
          roots[key] = nil
          releases[key] = nil
          return
        }
        await withCheckedContinuation { root.wait($0) }
      }
      roots[key] = nil
      for failure in await Self.clear(root.directory) { configuration.warn(failure) }
    }
    releases[key] = nil
  }

  /// Has everything killed that the supervisor runs, as far as the journal is known.
  private func stopAll(_ root: Root, _ key: ObjectKey) {
    for pod in root.ledger.unfinished {
      send(Command.stop(pod: pod, graceMilliseconds: 0).frame, root, key)
    }
  }

  /// Removes files, which may take long, not on the actor.
  @concurrent
  private static func clear(_ directory: RootDirectory) async -> [String] { directory.removeAllButLogs() }
}
