import Git
import Logging
import PodRuntime
import StateStore
import WorkflowAPI
import WorkflowEngine

// What the agent does about runs that its memory should have and has not: the status files say which they are, nobody
// can say what became of them, and so they end as `AgentLost` and are not run again.

/// A run that the store should know and does not.
struct DoubtfulRun {
  var cause: LostRuns.Cause
  /// Whether nothing can have been done for it yet, should the repository have no claim on it.
  var isUnclaimed = false
}

/// Runs that are lost, and what else is found out while they are looked for.
struct LostRuns {
  /// How the agent lost what it knew of a run.
  enum Cause {
    /// Its database is gone; how.
    case rebuilt(String)
    /// Its database has the run, and it cannot be read; why.
    case unreadable(String)
    /// The run went on after what the database says.
    case putBack
    /// Its database does not have the run, and something of it is on this machine.
    case unknown

    var summary: String {
      switch self {
      case .rebuilt(let how): "its state database \(how)"
      case .unreadable(let why): "its record of the run cannot be read (\(why))"
      case .putBack: "its state is older than the status of the run, as after an old copy was put back"
      case .unknown: "its state has no record of the run, of which something was on this machine"
      }
    }

    var message: String {
      "the agent lost what it knew of this run: \(summary). Nobody can say what became of it; what was left of it on "
        + "this machine was stopped, and it is not run again"
    }
  }

  var lost: [AdmittedRun] = []
  /// Runs that are over and whose status says so no more, with their last status.
  var takenBack: [AdmittedRun] = []
  /// Runs that are over, as their status says.
  var over: [ObjectKey] = []
  /// Runs that were never claimed.
  var unclaimed: [ObjectKey] = []
  /// The commit of which all status files were looked at.
  var rebuiltAt: ObjectID?
  /// Those of which something may still run.
  var discarded: [ObjectKey] = []

  var isEmpty: Bool {
    lost.isEmpty && takenBack.isEmpty && over.isEmpty && unclaimed.isEmpty && rebuiltAt == nil
  }

  /// Adds a run of this agent as its status file has it.
  mutating func add(
    _ key: ObjectKey, _ run: WorkflowRun, files: StatusFiles, at commit: ObjectID, because cause: Cause,
    _ now: Timestamp
  ) async throws(GitError) {
    discarded.append(key)
    if run.isOver { return over.append(key) }
    let children = try await files.children(of: key, at: commit)
    let phases = Dictionary(
      children.map { ($0.name, $0.status?.phase ?? .pending) }, uniquingKeysWith: { $1 })
    let lostChildren = children.filter { !$0.isOver }.map {
      $0.lost(message: cause.message, phases: phases, at: now)
    }
    lost.append(
      AdmittedRun(
        key: key, revision: run.metadata.annotations?[WellKnown.revisionAnnotation] ?? "",
        decision: .lost(
          run.lost(message: cause.message, phases: phases, at: now), children: lostChildren), salt: ""))
  }
}

extension AdmittedRun {
  /// Whether nobody can know what became of it.
  var isLost: Bool { if case .lost = decision { true } else { false } }

  /// Whether its last status says so; that of a run that is over may have been taken back only.
  var isAgentLost: Bool {
    isLost && firstStatus.status?.conditions?.contains { $0.reason == .agentLost } ?? false
  }
}

extension Agent {
  /// What a status file says of a run.
  enum Standing {
    case none
    /// It is another agent's, or nobody's.
    case others
    /// This agent claimed it.
    case ours(WorkflowRun)
  }

  var statusFiles: StatusFiles {
    StatusFiles(repository: repository, layout: layout, limits: configuration.limits.statusParsing)
  }

  func standing(of key: ObjectKey, _ entry: TreeEntry?) async throws(GitError) -> Standing {
    guard let entry else { return .none }
    guard let root = try await statusFiles.root(entry), root.agent == agentID else { return .others }
    return .ours(root.run)
  }

  // MARK: - Damage

  /// Notes that the database is damaged; the loop ends at its next turn.
  func noteDamage(_ error: StateStoreError) {
    if error.code == .corrupt { damage = damage ?? error }
  }

  /// An agent that goes on with a damaged memory may do anything: the next one puts it aside.
  func endIfDamaged() async throws {
    if let damage { throw damage }
    if let failure = await executor.recordFailure, failure.code == .corrupt { throw failure }
  }

  func noteUnreadable(_ run: StoredRun, _ error: any Error) {
    log.error(
      "a stored run cannot be read; it is lost", metadata: ["run": "\(run.key)", "error": "\(error)"])
    doubtful[run.key] = DoubtfulRun(cause: .unreadable("\(error)"), isUnclaimed: run.state == .claiming)
  }

  // MARK: - Lost runs

  /// Takes up the runs that the store cannot read or does not have, and, when the database is new and the agent is not, those that it
  /// does not know. Asks the repository for nothing when there are none.
  func takeUpLostRuns(at commit: ObjectID) async throws(GitError) {
    var found = LostRuns()
    let files = statusFiles
    let entries = try await repository.entries(at: commit, paths: doubtful.keys.map(layout.run))
    for (key, run) in doubtful.sorted(by: { $0.key < $1.key }) {
      switch try await standing(of: key, entries[layout.run(key)]) {
      case .none where run.isUnclaimed: found.unclaimed.append(key)
      case .none:
        let rest = WorkflowRun(lost: key, agent: agentID)
        try await found.add(key, rest, files: files, at: commit, because: run.cause, clock.now())
      case .others:
        found.discarded.append(key)
        found.over.append(key)
      case .ours(let status):
        try await found.add(key, status, files: files, at: commit, because: run.cause, clock.now())
      }
    }
    let rebuilt: String?
    do {
      rebuilt = try store.setting(.rebuild)
      if let rebuilt { try await rebuild(&found, at: commit, because: .rebuilt(rebuilt)) }
    } catch let error as StateStoreError {
      noteDamage(error)
      throw GitError(.storage, "the state cannot be read: \(error)")
    } catch let error as GitError {
      throw error
    } catch {
      throw GitError(.other, "\(error)")
    }
    try await record(found)
    doubtful = [:]
    if rebuilt != nil {
      log.warning(
        "the state is rebuilt from the status files: \(found.over.count) finished runs, \(found.lost.count) lost"
      )
    }
  }

  /// Takes up runs that bear this agent's id, do not go on here and have not come to their end: those that it does not
  /// know, because a rebuild did not see them at a remote that lagged behind, or because an agent with a copy of this
  /// one's state has claimed them; and those that are over, when a rewritten branch has an earlier status of them.
  ///
  /// - Parameters:
  ///   - files: the files of root runs that others have changed.
  ///   - old: the commit that was looked at last.
  func takeUpForgotten(_ files: Set<String>, from old: ObjectID, at commit: ObjectID) async throws(GitError) {
    let entries = try await repository.entries(at: commit, paths: files.sorted())
    var ours: [ObjectKey: WorkflowRun] = [:]
    for (_, entry) in entries {
      guard let root = try await statusFiles.root(entry), root.agent == agentID, !root.run.isOver,
        claiming[root.run.key] == nil
      else { continue }
      ours[root.run.key] = root.run
    }
    if ours.isEmpty { return }
    var found = LostRuns()
    let unknown: [ObjectKey]
    do {
      unknown = try store.unknown(among: ours.keys.sorted())
    } catch {
      noteDamage(error)
      throw GitError(.storage, "the state cannot be read: \(error)")
    }
    let before = try await endedRuns(Set(ours.keys).subtracting(unknown), at: old)
    for (key, run) in ours.sorted(by: { $0.key < $1.key }) {
      if let ended = before[key] {
        found.takenBack.append(ended)
      } else {
        try await found.add(key, run, files: statusFiles, at: commit, because: .putBack, clock.now())
      }
    }
    try await record(found)
  }

  /// Those of the runs whose status said at an earlier commit how they ended.
  private func endedRuns(
    _ keys: Set<ObjectKey>, at old: ObjectID
  ) async throws(GitError) -> [ObjectKey: AdmittedRun] {
    if keys.isEmpty { return [:] }
    var ended: [ObjectKey: AdmittedRun] = [:]
    do {
      let entries = try await repository.entries(at: old, paths: keys.map(layout.run))
      for key in keys {
        guard case .ours(let run) = try await standing(of: key, entries[layout.run(key)]), run.isOver else {
          continue
        }
        ended[key] = AdmittedRun(
          key: key, revision: run.metadata.annotations?[WellKnown.revisionAnnotation] ?? "",
          decision: .lost(run, children: try await statusFiles.children(of: key, at: old)), salt: "")
      }
    } catch {
      // A mirror that was fetched anew does not have what is not in the branch any more.
      guard error.code == .notFound else { throw error }
    }
    return ended
  }

  private func rebuild(
    _ found: inout LostRuns, at commit: ObjectID, because cause: LostRuns.Cause
  ) async throws {
    var unfinished: [ObjectKey: WorkflowRun] = [:]
    var over: [ObjectKey] = []
    let id = agentID
    try await statusFiles.roots(at: commit, mentioning: true, agent: id) { root in
      guard root.agent == id else { return }
      if root.run.isOver { over.append(root.run.key) } else { unfinished[root.run.key] = root.run }
    }
    for key in try store.unknown(among: unfinished.keys.sorted()) where doubtful[key] == nil {
      guard let run = unfinished[key] else { continue }
      try await found.add(key, run, files: statusFiles, at: commit, because: cause, clock.now())
    }
    found.over += try store.unknown(among: over)
    found.rebuiltAt = commit
  }

  /// Records lost runs, stops what is left of them, and has their last status published.
  func record(_ runs: LostRuns) async throws(GitError) {
    if runs.isEmpty { return }
    do {
      var recovery = Recovery()
      recovery.lost = try (runs.lost + runs.takenBack).map { try $0.stored() }
      recovery.over = runs.over
      recovery.unclaimed = runs.unclaimed
      recovery.rebuiltAt = runs.rebuiltAt.map { "\($0)" }
      try store.record(recovery)
    } catch {
      if let error = error as? StateStoreError { noteDamage(error) }
      throw GitError(.storage, "lost runs cannot be recorded: \(error)")
    }
    for key in runs.over + runs.unclaimed { claiming[key] = nil }
    for run in runs.takenBack {
      claiming[run.key] = run
      log.notice(
        "the branch has an earlier status of a finished run; the last one is written again",
        metadata: ["run": "\(run.key)"])
    }
    for run in runs.lost {
      claiming[run.key] = run
      log.error("run is lost; it is not run again", metadata: ["run": "\(run.key)"])
    }
    await discard(runs.discarded)
  }

  /// Stops what is left of runs that nobody remembers. Returns when that is done, or was tried long enough.
  func discard(_ keys: [ObjectKey]) async {
    await withTaskGroup { group in
      for key in keys.sorted() { group.addTask { [runtime] in await runtime.discard(key) } }
    }
  }
}
