import Git
import Synchronization

@testable import Agent

/// A remote branch in memory, for faults that a real one does not produce on demand. ``Git/Mirror`` is tested
/// against real repositories, and the whole agent with it in the end-to-end tests.
final class FakeRemote: ManifestRepository {
  /// What a push does once, in place of arriving.
  enum PushFault: Sendable {
    /// Somebody else's commit arrives first.
    case overtaken(@Sendable (inout [String: String]) -> Void)
    /// It is refused.
    case refused(String)
    /// It arrives, and the answer is lost.
    case appliedThenTimeout
    /// None: it arrives.
    case applied
  }

  struct State: Sendable {
    var commits: [ObjectID: [String: String]] = [:]
    var blobs: [ObjectID: [UInt8]] = [:]
    var messages: [String] = []
    var tip: ObjectID?
    var pushFaults: [PushFault] = []
    var isGone = false
    /// What the next fetch finds, in place of the tip.
    var stale: ObjectID?
    var number: UInt32 = 0
    var listed: Set<String> = []
  }
  private let state = Mutex(State())

  init(_ files: [String: String]? = nil) {
    if let files { change { $0 = files } }
  }

  /// A person's commit.
  func change(_ edit: (inout [String: String]) -> Void) {
    state.withLock { state in
      var files = state.tip.flatMap { state.commits[$0] } ?? [:]
      edit(&files)
      Self.add(files, to: &state)
    }
  }

  func failNextPushes(_ faults: PushFault...) { state.withLock { $0.pushFaults += faults } }
  var tip: ObjectID? { state.withLock { $0.tip } }
  /// The next fetch is answered by a replica that has not seen what came after this commit.
  func serveNextFetch(_ commit: ObjectID) { state.withLock { $0.stale = commit } }
  func setGone(_ isGone: Bool) { state.withLock { $0.isGone = isGone } }
  var files: [String: String] { state.withLock { state in state.tip.flatMap { state.commits[$0] } ?? [:] } }
  /// The directories that were listed whole.
  var listed: Set<String> { state.withLock { $0.listed } }
  /// The messages of the commits that were pushed, oldest first.
  var messages: [String] { state.withLock { $0.messages } }

  private static func add(_ files: [String: String], to state: inout State) {
    let id = newID(&state)
    state.commits[id] = files
    state.tip = id
  }

  private static func newID(_ state: inout State) -> ObjectID {
    state.number += 1
    let hex = String(state.number, radix: 16)
    guard let id = ObjectID(String(repeating: "0", count: 40 - hex.count) + hex) else {
      fatalError("40 hex digits")
    }
    return id
  }

  // MARK: - ManifestRepository

  func fetch() async throws(GitError) -> ObjectID? {
    let (tip, isGone) = state.withLock { state in
      defer { state.stale = nil }
      return (state.stale ?? state.tip, state.isGone)
    }
    if isGone { throw GitError(.network, "the remote is gone") }
    return tip
  }

  func advertisedBranches() async -> [String] { state.withLock { $0.tip == nil ? [] : ["main"] } }

  func changes(
    from old: ObjectID?, to new: ObjectID, under paths: [String], excluding excluded: [String]
  ) async throws(GitError) -> [TreeChange] {
    let (before, after) = state.withLock { state in
      if old == nil { state.listed.formUnion(paths) }
      return (old.flatMap { state.commits[$0] } ?? [:], state.commits[new] ?? [:])
    }
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

  func entry(at commit: ObjectID, path: String) async throws(GitError) -> TreeEntry? {
    state.withLock { $0.commits[commit]?[path] }.map { entry(path, $0) }
  }

  func entries(at commit: ObjectID, paths: [String]) async throws(GitError) -> [String: TreeEntry] {
    var found: [String: TreeEntry] = [:]
    for path in paths { found[path] = try await entry(at: commit, path: path) }
    return found
  }

  private func entry(_ path: String, _ text: String) -> TreeEntry {
    state.withLock { state in
      let id = Self.newID(&state)
      state.blobs[id] = Array(text.utf8)
      return TreeEntry(path: path, id: id, kind: .file)
    }
  }

  func blob(_ id: ObjectID, limit: Int) async throws(GitError) -> [UInt8] {
    let bytes = state.withLock { $0.blobs[id] ?? [] }
    guard bytes.count <= limit else { throw GitError(.tooLarge, "more than \(limit) bytes") }
    return bytes
  }

  func blobs(_ ids: [ObjectID], limit: Int) async -> [Result<[UInt8], GitError>] {
    state.withLock { state in ids.map { .success(state.blobs[$0] ?? []) } }
  }

  func commit(
    _ update: TreeUpdate, parent: ObjectID?, message: String, author: Signature
  ) async throws(GitError) -> ObjectID? {
    let files = state.withLock { state in parent.flatMap { state.commits[$0] } ?? [:] }
    for path in update.writes.keys where files.keys.contains(where: { $0.hasPrefix(path + "/") }) {
      throw GitError(.invalid, "cannot write \(path): it is not a regular file")
    }
    return state.withLock { state in
      var files = parent.flatMap { state.commits[$0] } ?? [:]
      let before = files
      for (path, bytes) in update.writes { files[path] = String(decoding: bytes, as: UTF8.self) }
      for path in update.removals { files[path] = nil }
      if files == before { return nil }
      let id = Self.newID(&state)
      state.commits[id] = files
      parents.withLock { $0[id] = parent }
      state.messages.append(message)
      return id
    }
  }

  private let parents = Mutex<[ObjectID: ObjectID]>([:])

  func push(_ commit: ObjectID) async throws(GitError) {
    let fault = state.withLock { $0.pushFaults.isEmpty ? nil : $0.pushFaults.removeFirst() }
    if state.withLock({ $0.isGone }) { throw GitError(.network, "the remote is gone") }
    let parent = parents.withLock { $0[commit] }
    switch fault {
    case .refused(let reason): throw GitError(.rejected, reason)
    case .overtaken(let edit): change(edit)
    case .appliedThenTimeout, .applied, nil: break
    }
    let arrived = state.withLock { state in
      guard state.tip == parent else {
        state.messages.removeLast()
        return false
      }
      state.tip = commit
      return true
    }
    if !arrived { throw GitError(.nonFastForward, "the branch has moved") }
    if case .appliedThenTimeout = fault { throw GitError(.timeout, "no answer") }
  }
}
