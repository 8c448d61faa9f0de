import Foundation
import Git
public import Logging
public import PodRuntime
public import StateStore
import WorkflowAPI
import WorkflowEngine
import YAML

/// The agent: pulls, compares, runs what is new, commits what became of it.
///
/// One loop talks to git; the runs go on beside it in a ``RunExecutor``, so that a slow remote holds up no process.
public actor Agent {
  /// What wakes the loop.
  private enum Wake: Sendable {
    /// The branch may have moved.
    case refChanged
    /// A status changed; `true` when a root run ended.
    case statusChanged(Bool)
    /// A moment that the loop waits for has come.
    case timer
    /// Publish what there is, and end. Runs go on.
    case terminate
  }

  let configuration: AgentConfiguration
  let repository: any ManifestRepository
  let branch: String
  let runtime: any PodRuntime
  let store: StateStore
  let clock: any AgentClock
  let log: Logger
  let agentID: String
  let executor: RunExecutor
  private let inbox: Inbox<Wake>

  let layout: StatusLayout
  private let scanner: ManifestScanner
  var index = ManifestIndex()
  /// The commit that `index` shows, and that the next status commit is built on.
  var tip: ObjectID?
  /// Runs that are decided on and whose claim is not known to be in the remote branch.
  var claiming: [ObjectKey: AdmittedRun] = [:]
  /// The runs that the executor has, for commit messages.
  var revisions: [ObjectKey: String] = [:]
  /// Those of `claiming` whose manifest is gone: they are not claimed any more, but a claim that was pushed and
  /// not answered may still be seen, or come, and then it is ours.
  var withheld: Set<ObjectKey> = []
  /// Runs that go on here and whose status is another agent's.
  var ceded: Set<ObjectKey> = []
  /// Runs whose status the repository has no place for, as it is now.
  var blocked: [ObjectKey: GitError] = [:]
  /// Runs that the store should know and does not, until the repository says what to make of them.
  var doubtful: [ObjectKey: DoubtfulRun] = [:]
  /// The database is damaged: nothing more may follow from what it says.
  var damage: StateStoreError?
  var errorsChanged = false
  /// Whether the repository has something else in the place of `errors.yaml`.
  var isReportBlocked = false
  /// Kinds that were said to be not handled: each is said once.
  private var notHandled: Set<String> = []
  var schedule: CommitSchedule
  private var backoff: Backoff
  private var nextFetch: Instant
  private var retryAt: Instant?
  private(set) var lastFailure: GitError?
  var vitals: Vitals
  let healthFile: HealthFile?
  private var scheduledTimer: Instant?
  private var hasFetched = false

  /// - Parameters:
  ///   - branch: the branch's name, for messages.
  ///   - boot: the machine's boot id.
  ///   - healthFile: where the agent says how it is; `nil` for nowhere.
  public init(
    configuration: AgentConfiguration, repository: any ManifestRepository, branch: String,
    runtime: any PodRuntime, store: StateStore, clock: any AgentClock, agentID: String, boot: String,
    healthFile: HealthFile? = nil, log: Logger
  ) {
    let inbox = Inbox<Wake>()
    self.configuration = configuration
    self.repository = repository
    self.branch = branch
    self.runtime = runtime
    self.store = store
    self.clock = clock
    self.log = log
    self.agentID = agentID
    self.inbox = inbox
    executor = RunExecutor(
      store: store, runtime: runtime, clock: clock, limits: configuration.limits, boot: boot, log: log
    ) { ended in inbox.post(.statusChanged(ended)) }
    layout = StatusLayout(root: configuration.statusPath)
    scanner = ManifestScanner(
      repository: repository, paths: configuration.paths, statusPath: configuration.statusPath,
      limits: configuration.limits)
    schedule = CommitSchedule(window: configuration.limits.commitWindow)
    backoff = Backoff(
      shortest: configuration.limits.shortestBackoff, longest: configuration.limits.longestBackoff)
    nextFetch = clock.uptime()
    vitals = Vitals(started: clock.now())
    self.healthFile = healthFile
  }

  /// Says that the branch may have moved: the agent looks at once.
  public nonisolated func branchMayHaveMoved() { inbox.post(.refChanged) }

  /// Asks the agent to publish what there is and to end. Runs go on; the next agent takes them over.
  public nonisolated func terminate() { inbox.post(.terminate) }

  /// Works until ``terminate()``, or, with `once`, until everything that is new has run to its end.
  ///
  /// - Throws: ``Git/GitError`` with `once`, when the remote could not be read or written; ``StateStore/StateStoreError``
  ///   when the memory cannot be read.
  public func run() async throws {
    let found = try await restore()
    log.info(
      "agent started: \(found)",
      metadata: ["agent": "\(agentID)", "branch": "\(branch)", "claiming": "\(claiming.count)"])
    let work = Task { [executor] in await executor.run() }
    defer { executor.post(.stop) }
    do {
      try await loop()
    } catch {
      await reportHealth(ended: true)
      throw error
    }
    executor.post(.stop)
    await work.value
    await reportHealth(ended: true)
  }

  // MARK: - The loop

  private func loop() async throws {
    while true {
      let now = clock.uptime()
      if isDue(now) { try await synchronize(now) }
      try await endIfDamaged()
      if configuration.once, lastFailure == nil, await isDone() {
        if let (_, error) = blocked.min(by: { $0.key < $1.key }) { throw error }
        return
      }
      await reportHealth()
      wake(at: await nextWake())
      for wake in await inbox.next() {
        switch wake {
        case .refChanged:
          nextFetch = clock.uptime()
          // Whatever failed, the repository is there and changed: it is worth a look.
          retryAt = nil
        case .statusChanged(let ended): schedule.changed(urgent: ended, at: clock.uptime())
        case .timer:
          // A later one stays: it is for a moment that is still to come.
          if let time = scheduledTimer, time <= clock.uptime() { scheduledTimer = nil }
        case .terminate:
          await publishLast()
          return
        }
      }
    }
  }

  private func isDue(_ now: Instant) -> Bool {
    if let retryAt { return retryAt <= now }
    return nextFetch <= now || schedule.due.map { $0 <= now } ?? false
  }

  private func nextWake() async -> Instant {
    if let retryAt { return retryAt }
    if configuration.once, schedule.due != nil, await executor.unfinished == 0 {
      // Nothing more will change: the last commit need not wait for company.
      schedule.hurry()
    }
    return min(nextFetch, schedule.due ?? nextFetch)
  }

  private func wake(at time: Instant) {
    if let scheduledTimer, scheduledTimer <= time { return }
    scheduledTimer = time
    clock.schedule(at: time) { [inbox] in inbox.post(.timer) }
  }

  /// Has the loop turn at a time, whatever else it waits for.
  func wakeForHealth(at time: Instant) {
    clock.schedule(at: time) { [inbox] in inbox.post(.timer) }
  }

  private func isDone() async -> Bool {
    guard hasFetched, claiming.keys.allSatisfy({ blocked[$0] != nil || withheld.contains($0) }),
      schedule.due == nil
    else {
      return false
    }
    guard await executor.unfinished == 0 else { return false }
    return await executor.statusObjects().allSatisfy { blocked[$0.root] != nil }
  }

  private func publishLast() async {
    guard tip != nil else { return }
    do {
      try await publish(admitting: false)
    } catch {
      log.warning(
        "the last status changes are not published; the next agent does it",
        metadata: ["error": "\(error.message)"])
    }
  }

  /// Fetches and publishes what is due, and decides when to try again if that fails.
  private func synchronize(_ now: Instant) async throws {
    do {
      if nextFetch <= now || retryAt != nil || !hasFetched {
        try await fetch()
        vitals.lastFetch = clock.now()
        nextFetch = configuration.once ? .distantFuture : clock.uptime().adding(configuration.interval)
      }
      let isCommitDue = schedule.due.map { $0 <= clock.uptime() } ?? false
      if claiming.count > withheld.count || hasReport || isCommitDue {
        try await publish(admitting: true)
      }
      if lastFailure != nil { log.notice("the repository can be read and written again") }
      lastFailure = nil
      vitals.failingSince = nil
      vitals.nextAttempt = nil
      retryAt = nil
      backoff.reset()
    } catch {
      let wait = backoff.next(jitter: clock.jitter())
      // Said once, not once a try.
      if lastFailure != error {
        log.error(
          "\(error.message)", metadata: ["code": "\(error.code)", "retrying": "\(!configuration.once)"])
      }
      lastFailure = error
      vitals.failingSince = vitals.failingSince ?? clock.now()
      if configuration.once, await executor.unfinished == 0 { throw error }
      retryAt = clock.uptime().adding(wait)
      vitals.nextAttempt = clock.now().adding(wait)
    }
  }

  // MARK: - Pull

  func fetch() async throws(GitError) {
    let fetched = try await repository.fetch()
    guard let fetched else {
      let branches = await repository.advertisedBranches()
      if branches.isEmpty, tip == nil {
        hasFetched = true
        // An empty repository is the first thing that a new user has: there is nothing wrong with it.
        log.info("the repository is empty; nothing to do until something is pushed")
        return
      }
      throw GitError(
        .notFound,
        "the repository has no branch \"\(branch)\"; it has \(branches.isEmpty ? "none" : branches.prefix(10).joined(separator: ", "))"
      )
    }
    if fetched != tip { try await observe(fetched) }
    hasFetched = true
  }

  /// Compares a new tip with what is known: what is new is decided on, and remembered before it is claimed.
  private func observe(_ new: ObjectID) async throws(GitError) {
    var updated = index
    let seen = try await scanner.update(&updated, from: tip, to: new)
    try await settleStatuses(at: new)
    try await takeUpLostRuns(at: new)
    try await settleClaims(at: new, index: updated)
    let unknown = try await firstSeen(seen.runs, at: new)
    let admission = RunAdmission(
      source: { [repository, limits = configuration.limits] path in
        guard let entry = try await repository.entry(at: new, path: path) else { return [] }
        return try await repository.blob(entry.id, limit: limits.parsing.bytes)
      },
      index: updated, limits: configuration.limits)
    var admitted: [AdmittedRun] = []
    for (key, run) in unknown {
      admitted.append(
        await admission.admit(
          run, key, revision: "\(new)", agentID: agentID, claim: newClaim(on: key), at: clock.now()))
    }
    do {
      try store.insert(admitted.map { try $0.stored() })
    } catch {
      if let error = error as? StateStoreError { noteDamage(error) }
      // Nothing was decided: the next try sees the same commit as new.
      throw GitError(.storage, "new runs cannot be recorded, so none starts: \(error)")
    }
    try rememberObserved(new)
    for run in admitted { claiming[run.key] = run }
    blocked = [:]
    if isReportBlocked { (isReportBlocked, errorsChanged) = (false, true) }
    index = updated
    // Only then: two agents with different paths would else undo each other's report for ever.
    if seen.changed || tip == nil { errorsChanged = true }
    if tip == nil {
      for path in seen.unchangedPaths {
        log.warning("the branch has no files under a configured path", metadata: ["path": "\(path)"])
      }
    }
    tip = new
    for kind in seen.notHandled.subtracting(notHandled).sorted() {
      log.notice("not handled", metadata: ["kind": "\(kind)"])
      notHandled.insert(kind)
    }
    if !admitted.isEmpty {
      log.info("new runs", metadata: ["count": "\(admitted.count)", "revision": "\(new)"])
    }
  }

  /// What another claim on the run does not have, of this agent or of one with the same id. It begins with a letter, so
  /// that it is no number to anybody who reads it as YAML.
  private func newClaim(on key: ObjectKey) -> String {
    GeneratedName.make(base: "c", salt: [agentID, "\(key)", "\(clock.now())", "\(clock.jitter())"])
  }

  /// The runs among `seen` that have no status, neither in the repository nor here.
  private func firstSeen(
    _ seen: [ManifestScanner.SeenRun], at commit: ObjectID
  ) async throws(GitError) -> [(ObjectKey, ManifestScanner.SeenRun)] {
    var byKey: [ObjectKey: ManifestScanner.SeenRun] = [:]
    for run in seen { if let key = run.object.identity?.key { byKey[key] = byKey[key] ?? run } }
    let unknown: [ObjectKey]
    do {
      unknown = try store.unknown(among: byKey.keys.sorted())
    } catch {
      noteDamage(error)
      throw GitError(.storage, "the state cannot be read: \(error)")
    }
    let statuses = try await repository.entries(at: commit, paths: unknown.map(layout.run))
    return unknown.compactMap { key in
      statuses[layout.run(key)] == nil ? byKey[key].map { (key, $0) } : nil
    }
  }

  /// Looks for the outcome of claims that were not known to have arrived: ours did, another agent's did, or the
  /// manifest is gone and there is nothing to claim for now. A commit that is older than what was pushed, from a
  /// remote that lags behind, must not make an agent forget its claim.
  private func settleClaims(at commit: ObjectID, index: ManifestIndex) async throws(GitError) {
    var ours: [AdmittedRun] = []
    var gone: [ObjectKey] = []
    withheld = []
    var recovery = LostRuns()
    let statuses = try await repository.entries(at: commit, paths: claiming.keys.map(layout.run))
    for (key, run) in claiming.sorted(by: { $0.key < $1.key }) {
      switch try await standing(of: run.key, statuses[layout.run(key)]) {
      case .none:
        if !run.isLost, index.definitions(of: .run(key)).isEmpty { withheld.insert(key) }
      case .others:
        log.info("run is another agent's", metadata: ["run": "\(key)"])
        // One that was started here once must not be new again when that status goes.
        if run.isLost { recovery.over.append(key) } else { gone.append(key) }
      case .ours(let status):
        let first = run.firstStatus
        let isFirst = status.status?.phase == first.status?.phase && status.claim == first.claim
        if isFirst || (run.isLost && status.isOver) {
          ours.append(run)
        } else if !run.isLost {
          // Past the claim, or by another claim, an agent with this id has had it: one whose state was copied, an
          // earlier one whose state was put back, or one that does not remember. It must not start again.
          try await recovery.add(key, status, files: statusFiles, at: commit, because: .putBack, clock.now())
        }
      }
    }
    do {
      try store.remove(gone)
    } catch {
      noteDamage(error)
      throw GitError(.storage, "the state cannot be written: \(error)")
    }
    for key in gone { claiming[key] = nil }
    try await record(recovery)
    await begin(ours)
  }

  // MARK: - Restart

  private func restore() async throws -> RunExecutor.Found {
    let unfinished = try store.unfinishedRuns()
    for stored in unfinished {
      do {
        let admitted = try AdmittedRun.restore(stored.run)
        if stored.run.state == .claiming {
          claiming[admitted.key] = admitted
        } else {
          revisions[admitted.key] = admitted.revision
        }
      } catch {
        if stored.run.state == .claiming { noteUnreadable(stored.run, error) }
      }
    }
    var found = await executor.restore(unfinished)
    for (run, error) in found.unreadable { noteUnreadable(run, error) }
    let kept = try await runtime.keptRoots()
    for key in try store.unknown(among: kept) { doubtful[key] = DoubtfulRun(cause: .unknown) }
    // What was lost before may still run: the agent that found out may have ended right then. And one that ended between
    // putting a run away and letting go of it has left its files.
    let lost = claiming.values.filter(\.isLost)
    let over = Set(kept).subtracting(unfinished.map(\.run.key)).subtracting(doubtful.keys)
    await discard(lost.map(\.key) + over.sorted())
    found.lost += doubtful.count + lost.count(where: \.isAgentLost)
    return found
  }
}
