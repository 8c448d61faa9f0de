import Git
import GRDBSQLite
import WorkflowAPI
import YAML

/// What must always hold (design, "What must always hold"), checked whenever something happens that could break it.
final class Invariants {
  /// What really happened to one pod.
  private struct Life {
    var root: ObjectKey
    var node: String
    var agentID: String
    var begun: Int64
    var outcome: PodOutcome?
  }
  unowned let world: World
  private var lives: [PodID: Life] = [:]
  /// The pods of each node of each run, in the order in which they began.
  private var attempts: [ObjectKey: [String: [PodID]]] = [:]
  private var lost: Set<ObjectKey> = []
  private var amnesiacs: Set<String> = []
  /// The agents whose claim on a run was in the branch.
  private var claims: [ObjectKey: Set<String>] = [:]
  /// Runs whose status people removed from the branch: for an agent that does not know them they are new.
  private(set) var erased: Set<ObjectKey> = []

  init(world: World) { self.world = world }

  // MARK: - Pods

  /// The agent orders a pod: its claim is in the branch, and the start is on disk.
  func willStart(_ pod: PodRequest, by process: Process) {
    let agentID = process.machine.agentID
    if claims[pod.root]?.contains(agentID) != true {
      world.fail("\(pod.id) is started by \(agentID), whose claim is not in the branch")
    }
    if !DurableStore.holds(pod.id, on: process.machine.disk.durable) {
      world.fail("\(pod.id) is started before its start is on disk")
    }
  }

  /// A pod's process starts.
  ///
  /// - Returns: which attempt of its node this is, from 1.
  func begins(_ pod: Pods.Pod) -> Int {
    if lives[pod.id] != nil { world.fail("\(pod.id) is started twice") }
    let node = pod.request.variables["params.id"] ?? "main"
    let root = pod.id.root
    let earlier = attempts[root]?[node] ?? []
    // With its status removed by people and its agent's memory gone, nothing anywhere tells of a run: it is new.
    let isForgotten = erased.contains(root) && amnesiacs.contains(pod.agentID)
    let mine = isForgotten ? [] : earlier.filter { lives[$0]?.agentID == pod.agentID }
    let retries = node.split(separator: "-").last.flatMap { Int($0.dropFirst()) } ?? 0
    if mine.count > retries {
      world.fail("node \(node) of \(root) is started more often than its retries allow")
    }
    if let last = mine.last, lives[last]?.outcome == nil {
      world.fail("node \(node) of \(root) is retried while it runs")
    }
    if mine.count < earlier.count, !erased.contains(root) {
      world.fail("\(root) is run by two agents")
    }
    lives[pod.id] = Life(root: root, node: node, agentID: pod.agentID, begun: world.scheduler.now)
    attempts[root, default: [:]][node, default: []].append(pod.id)
    return mine.count + 1
  }

  func ends(_ pod: Pods.Pod, _ outcome: PodOutcome) { lives[pod.id]?.outcome = outcome }

  /// An agent has lost its memory: what became of its runs cannot be known.
  func forgets(_ agentID: String) { amnesiacs.insert(agentID) }

  /// What happened to a pod cannot be known.
  func mayBeLost(_ pod: PodID) { lost.insert(pod.root) }

  // MARK: - The branch

  /// An agent's commit is about to become the tip of the branch.
  func willPush(_ commit: ObjectID, by process: Process) {
    let remote = world.remote
    let (before, after) = (remote.files(at: remote.tip), remote.files(at: commit))
    for path in Set(before.keys).union(after.keys) where before[path] != after[path] {
      guard path.hasPrefix("status/") else {
        world.fail("an agent changes \(path), which is not under the status path")
        continue
      }
      guard let key = Self.root(path) else { continue }
      guard let new = after[path].map({ Status(remote.bytes($0)) }) else {
        world.fail("an agent removes the status of \(key)")
        continue
      }
      if let old = before[path].map({ Status(remote.bytes($0)) }) {
        if old.agent != new.agent {
          world.fail("\(process.machine.agentID) overwrites the status of \(key), which is \(old.agent)'s")
        }
        if old.rank > new.rank { world.fail("\(key) goes back from \(old.phase) to \(new.phase)") }
        if old.rank == 2 { world.fail("the final status of \(key) is changed") }
      }
      if new.agent != process.machine.agentID { world.fail("\(key) is published in another agent's name") }
      if new.phase == "Pending" || new.rank == 2 { claims[key, default: []].insert(new.agent) }
    }
  }

  /// A person's commit, or another history, is about to become the tip.
  func willReplace(_ old: ObjectID?, by new: ObjectID) {
    let (before, after) = (world.remote.files(at: old), world.remote.files(at: new))
    for path in before.keys where after[path] != before[path] {
      if let key = Self.root(path) { erased.insert(key) }
    }
  }

  /// The root run whose status file this is.
  private static func root(_ path: String) -> ObjectKey? {
    let parts = path.split(separator: "/")
    guard parts.count == 3, parts[0] == "status", parts[2].hasSuffix(".yaml") else { return nil }
    return ObjectKey(namespace: String(parts[1]), name: String(parts[2].dropLast(5)))
  }

  // MARK: - The end

  /// Everything that could end has ended, and what the branch says is what happened.
  func check() {
    let files = world.remote.files(at: world.remote.tip)
    let alive = Set(world.machines.map(\.agentID))
    for (path, id) in files.sorted(by: { $0.key < $1.key }) {
      guard let key = Self.root(path) else { continue }
      let status = Status(world.remote.bytes(id))
      // A run whose agent lost its memory for good is not held to anything, and one whose status people removed or took
      // back only to come to an end.
      guard alive.contains(status.agent) else { continue }
      if status.rank < 2 { world.fail("\(key) is \(status.phase) at the end") }
      if erased.contains(key) { continue }
      check(key, status)
    }
    for (key, path) in world.people.runs where files[path] != nil {
      if files["status/\(key.namespace)/\(key.name).yaml"] == nil, !erased.contains(key) {
        world.fail("\(key) is in the branch and has no status")
      }
    }
  }

  private func check(_ key: ObjectKey, _ status: Status) {
    let nodes = attempts[key] ?? [:]
    let last = nodes.mapValues { $0.last.flatMap { lives[$0]?.outcome } }
    switch (status.phase, status.reason) {
    case ("Succeeded", _):
      if nodes.isEmpty { world.fail("\(key) succeeded without a pod") }
      for (node, outcome) in last where outcome?.succeeded != true {
        world.fail("\(key) succeeded and its node \(node) did not")
      }
    case (_, "AgentLost"):
      if !lost.contains(key), !amnesiacs.contains(status.agent) {
        world.fail("\(key) is said to be lost and is not: \(status.message)")
      }
    case (_, "Failed") where !nodes.isEmpty:
      if !lost.contains(key), !last.values.contains(where: { $0?.succeeded == false }) {
        world.fail("\(key) failed and no pod did: \(status.message)")
      }
    case (_, "Timeout"):
      let begun = nodes.values.joined().compactMap { lives[$0]?.begun }.min()
      if !world.people.timeouts.contains(key) { world.fail("\(key) timed out and has no timeout") }
      if let begun, world.scheduler.now - begun < People.timeout { world.fail("\(key) timed out too early") }
    case (_, "RuntimeError"):
      world.fail("\(key) failed since its machine was short of something: \(status.message)")
    default:
      if !nodes.isEmpty { world.fail("\(key) was rejected (\(status.reason)) and ran") }
      if !world.people.bad.contains(key), !lost.contains(key) {
        world.fail("\(key) was rejected without a reason: \(status.message)")
      }
    }
    for (node, pods) in nodes {
      for pod in pods where lives[pod]?.outcome == nil { world.fail("\(key) is over and \(node) runs") }
    }
  }
}

/// What matters of a status file.
struct Status {
  var agent = ""
  var phase = ""
  var reason = ""
  var message = ""

  init(_ bytes: [UInt8]) {
    let document = YAMLParser.parse(bytes, limits: ParsingLimits()).documents.first
    agent = document?[[.key("metadata"), .key("annotations"), .key(WellKnown.agentAnnotation)]]?.string ?? ""
    phase = document?[[.key("status"), .key("phase")]]?.string ?? ""
    message = document?[[.key("status"), .key("message")]]?.string ?? ""
    reason = document?[[.key("status"), .key("conditions"), .index(0), .key("reason")]]?.string ?? ""
  }

  /// How far the run has come: a status never goes back.
  var rank: Int {
    switch phase {
    case "Pending": 0
    case "Running": 1
    default: 2
    }
  }
}

/// The database as it would be found after a loss of power.
private enum DurableStore {
  static func holds(_ pod: PodID, on disk: Disk) -> Bool {
    let path = DiskVFS.mount(disk, for: nil)
    defer { DiskVFS.unmount(path) }
    var database: OpaquePointer?
    defer { sqlite3_close(database) }
    guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else { return false }
    var statement: OpaquePointer?
    defer { sqlite3_finalize(statement) }
    let sql = "SELECT 1 FROM pod WHERE namespace = ? AND run = ? AND name = ?"
    guard sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK else { return false }
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for (index, value) in [pod.root.namespace, pod.root.name, pod.name].enumerated() {
      sqlite3_bind_text(statement, Int32(index + 1), value, -1, copied)
    }
    return sqlite3_step(statement) == SQLITE_ROW
  }
}
