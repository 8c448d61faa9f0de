public import Foundation
public import WorkflowAPI

/// How far a run has come, as far as this agent is concerned.
public enum RunState: String, Sendable, Hashable, CaseIterable {
  /// It is decided what is to become of it; its first status, which claims it or says why it was rejected or lost, may
  /// or may not be in the remote branch.
  case claiming
  /// The claim is in the remote branch, and the run has started, ends or has ended; its records say which.
  case claimed
  /// It is over and its last status is published.
  case archived

  init(stored: String) throws {
    guard let state = RunState(rawValue: stored) else {
      throw StateStoreError(damage: "a run has the state \"\(stored)\"")
    }
    self = state
  }
}

/// A run as it is first recorded.
public struct StoredRun: Sendable, Hashable {
  /// The run.
  public var key: ObjectKey
  /// The commit that the run is pinned to.
  public var revision: String
  /// How far it has come.
  public var state: RunState
  /// What the caller needs to start it; `nil` once it is archived.
  public var plan: Data?

  /// A run to insert.
  public init(key: ObjectKey, revision: String, state: RunState, plan: Data?) {
    self.key = key
    self.revision = revision
    self.state = state
    self.plan = plan
  }
}

/// One object of a root run: itself, a child, or a node that was skipped.
public struct StoredRecord: Sendable, Hashable {
  /// The run that it belongs to.
  public var root: ObjectKey
  /// Unique within the root.
  public var id: String
  /// What the caller keeps.
  public var value: Data

  /// A record to write.
  public init(root: ObjectKey, id: String, value: Data) {
    self.root = root
    self.id = id
    self.value = value
  }
}

/// A run that is not archived, as an agent finds it when it starts.
public struct UnfinishedRun: Sendable, Hashable {
  /// The run as it was inserted, with its present state.
  public var run: StoredRun
  /// Its records, by id.
  public var records: [StoredRecord]
  /// The pods whose start was recorded, each with the boot of the machine that it was recorded in.
  public var startedPods: [String: String]
}

/// What is recorded together or not at all, before any action that follows from it.
public struct Transition: Sendable, Hashable {
  /// Runs that come into another state.
  public var states: [ObjectKey: RunState] = [:]
  /// The objects that changed.
  public var records: [StoredRecord] = []
  /// The pods that are started next.
  public var podsToStart: [PodID] = []
  /// The machine's boot id: a pod of an earlier boot is not running any more.
  public var boot: String

  /// A transition of nothing yet.
  public init(boot: String) { self.boot = boot }

  /// Whether there is nothing to record.
  public var isEmpty: Bool { states.isEmpty && records.isEmpty && podsToStart.isEmpty }
}

/// What became of runs that are not in this store, or that it cannot read.
public struct Recovery: Sendable {
  /// Runs that nobody knows the end of, each as it is to be from now on. What else was kept of them is dropped.
  public var lost: [StoredRun] = []
  /// Runs whose last status is published.
  public var over: [ObjectKey] = []
  /// Runs that nothing was done for; they are new again.
  public var unclaimed: [ObjectKey] = []
  /// The commit of which every status file was looked at, so that ``SettingKey/rebuild`` is done, and
  /// ``SettingKey/observed`` is that commit.
  public var rebuiltAt: String?

  /// Nothing yet.
  public init() {}
}

/// What belongs to a state directory as a whole.
public enum SettingKey: String, Sendable {
  /// The agent's id, made once.
  case agentID
  /// The repository that the state belongs to, without credentials.
  case repository
  /// The branch, manifests' paths (JSON) and status path that the agent was last started with.
  case branch, paths, statusPath
  /// The commit whose statuses the agent has looked at last.
  case observed
  /// There until the status files were searched for runs that an earlier database knew; says what became of that one.
  case rebuild
}
