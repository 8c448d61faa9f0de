import Agent
import Git

/// The repository as one agent has it: its own mirror, and a way to the remote that fails as networks do.
final class Repository: ManifestRepository, @unchecked Sendable {
  private let process: Process
  private var world: World { process.world }
  private var remote: Remote { process.world.remote }

  init(_ process: Process) { self.process = process }

  private func happens(_ probability: Double) -> Bool { world.scheduler.chance.happens(probability) }

  /// The way to the remote or back, which takes time and may fail.
  private func travel() async throws(GitError) {
    guard process.reaches(.remote) else { throw GitError(.network, "the agent is dead") }
    await world.scheduler.pause(Int64(world.scheduler.chance.number(1...world.faults.latency)))
    guard process.reaches(.remote) else { throw GitError(.network, "the agent is dead") }
    if happens(world.faults.network) { throw GitError(.network, "the remote cannot be reached") }
  }

  private func touchDisk() throws(GitError) {
    guard process.reaches(.write) else { throw GitError(.storage, "the agent is dead") }
    if process.machine.disk.isFull { throw GitError(.storage, "no room for the mirror") }
  }

  func fetch() async throws(GitError) -> ObjectID? {
    try await travel()
    try touchDisk()
    if happens(world.faults.staleFetch), remote.tips.count > 1 {
      let old = remote.tips.suffix(4).dropLast()
      return old[old.startIndex + world.scheduler.chance.index(old.count)]
    }
    return remote.tip
  }

  func advertisedBranches() async -> [String] { remote.tip == nil ? [] : ["main"] }

  func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) async throws(GitError) -> Bool {
    remote.isAncestor(ancestor, of: commit)
  }

  func changes(
    from old: ObjectID?, to new: ObjectID, under paths: [String], excluding excluded: [String]
  ) async throws(GitError) -> [TreeChange] {
    if process.isDead { throw GitError(.storage, "the agent is dead") }
    let (before, after) = (remote.files(at: old), remote.files(at: new))
    var changes: [TreeChange] = []
    for path in Set(before.keys).union(after.keys).sorted() where before[path] != after[path] {
      guard !excluded.contains(where: { path.hasPrefix($0 + "/") }),
        paths.contains(where: { $0.isEmpty || path.hasPrefix($0 + "/") })
      else { continue }
      let (old, new) = (before[path].map { entry(path, $0) }, after[path].map { entry(path, $0) })
      if let change = TreeChange(path: path, old: old, new: new) { changes.append(change) }
    }
    return changes
  }

  private func entry(_ path: String, _ id: ObjectID) -> TreeEntry {
    TreeEntry(path: path, id: id, kind: .file)
  }

  func entry(at commit: ObjectID, path: String) async throws(GitError) -> TreeEntry? {
    remote.files(at: commit)[path].map { entry(path, $0) }
  }

  func entries(at commit: ObjectID, paths: [String]) async throws(GitError) -> [String: TreeEntry] {
    if process.isDead { throw GitError(.storage, "the agent is dead") }
    let files = remote.files(at: commit)
    var found: [String: TreeEntry] = [:]
    for path in paths { found[path] = files[path].map { entry(path, $0) } }
    return found
  }

  func blob(_ id: ObjectID, limit: Int) async throws(GitError) -> [UInt8] { remote.bytes(id) }

  func blobs(_ ids: [ObjectID], limit: Int) async -> [Result<[UInt8], GitError>] {
    ids.map { .success(remote.bytes($0)) }
  }

  func commit(
    _ update: TreeUpdate, parent: ObjectID?, message: String, author: Signature
  ) async throws(GitError) -> ObjectID? {
    try touchDisk()
    let before = remote.files(at: parent)
    var files = before
    for (path, bytes) in update.writes { files[path] = remote.blob(bytes) }
    for path in update.removals { files[path] = nil }
    return files == before ? nil : remote.make(files, parent: parent, message: message)
  }

  func push(_ commit: ObjectID) async throws(GitError) {
    if world.broken == .claims { return }
    try await travel()
    if happens(world.faults.rejectedPush) { throw GitError(.rejected, "the hook says no") }
    if happens(world.faults.lockedPush) { throw GitError(.locked, "somebody else pushes") }
    guard let made = remote.commits[commit], made.parent == remote.tip else {
      if world.broken == .rejectedPushes { return }
      throw GitError(.nonFastForward, "the branch has moved")
    }
    world.invariants.willPush(commit, by: process)
    remote.move(to: commit)
    world.note("machine \(process.machine.name): pushed \(made.message.prefix { $0 != "\n" })")
    guard process.reaches(.remote) else { throw GitError(.network, "the agent is dead") }
    if happens(world.faults.lostAnswer) { throw GitError(.timeout, "no answer") }
  }
}
