/// A bare repository in the state directory that follows one branch of a remote.
///
/// All handles of libgit2 live in this actor, on a queue of its own, so that its blocking calls never hold up other tasks. Only
/// values come out. The directory must belong to one `Mirror` at a time.
///
/// ```swift
/// let mirror = try await Mirror(path: "/var/lib/pushrun/mirror", remote: remote, transfers: .inProcess)
/// if let tip = try await mirror.fetch() {
///   let update = TreeUpdate(writes: ["status/default/a.yaml": Array("phase: Pending\n".utf8)])
///   if let commit = try await mirror.commit(update, parent: tip, message: "a: Pending", author: author) {
///     try await mirror.push(commit)  // nonFastForward: fetch and commit again
///   }
/// }
/// ```
public actor Mirror {
  /// The directory.
  public nonisolated let path: String
  /// The branch that is followed.
  public nonisolated let remote: Remote

  private let executor = SerialQueueExecutor(label: "git.mirror")
  private let transfers: TransferPolicy
  private let limits: GitLimits
  private let local: LocalRemote?
  private var repository: Repository
  private var knownTip: ObjectID?
  private var lastBranches: [String] = []
  private var lastQuarantine: String?
  /// How many transfers run in child processes.
  private var children = 0

  /// The actor's own queue.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Opens the mirror, or makes it. What was fetched from another remote is kept as objects, but no longer counts as this
  /// remote's branch. A damaged directory is moved to `<path>.corrupt-<n>` and replaced; see `quarantined`.
  /// - Throws: `storage` when the directory cannot be read or made.
  public init(
    path: String, remote: Remote, transfers: TransferPolicy, limits: GitLimits = GitLimits()
  ) async throws(GitError) {
    // Some file system calls on the caller's thread, and none on the network: an actor that is not made yet has no queue.
    let directory = try MirrorDirectory(path: path, remote: remote)
    self.path = path
    self.remote = remote
    self.transfers = transfers
    self.limits = limits
    self.local = remote.localPath.map {
      LocalRemote(path: $0, reference: remote.reference, limits: limits)
    }
    self.repository = directory.repository
    directory.repository.limits = limits
    self.lastQuarantine = directory.quarantined
    self.knownTip = try directory.repository.reference(MirrorDirectory.trackingReference(for: remote))
  }

  /// Opens a mirror that another process may be at work with, to read what it has: nothing is made, swept or put
  /// aside.
  /// - Throws: `notFound`, `corrupt` or `storage` when there is no mirror to read.
  public init(reading path: String, remote: Remote, limits: GitLimits = GitLimits()) throws(GitError) {
    self.path = path
    self.remote = remote
    self.transfers = .inProcess
    self.limits = limits
    self.local = nil
    self.repository = try Repository(opening: path)
    self.repository.limits = limits
    self.knownTip = try repository.reference(MirrorDirectory.trackingReference(for: remote))
  }

  // MARK: State

  /// The remote branch's commit as of the last fetch or push, also of an earlier process; `nil` if there was none.
  public var tip: ObjectID? { knownTip }

  /// Where a damaged mirror was put aside; `nil` if that did not happen. Worth a line in the log.
  public var quarantined: String? { lastQuarantine }

  /// The branches that the remote had when the last fetch looked at them, which it does whenever its own branch is missing.
  public func advertisedBranches() -> [String] { lastBranches }

  /// Puts the mirror aside and begins with an empty one: the answer to an error with the code `corrupt`. Fetch afterwards.
  public func startOver() throws(GitError) {
    let old = try MirrorDirectory.quarantine(path)
    repository = try MirrorDirectory(path: path, remote: remote).repository
    repository.limits = limits
    knownTip = nil
    lastQuarantine = old
  }

  // MARK: Transfers

  /// Asks the remote for its branch and downloads what is new.
  ///
  /// When nothing is new this is one look at the ref of a local repository, or one ref advertisement of another, and
  /// nothing is written.
  /// - Returns: The branch's commit; `nil` when the remote has no such branch, as when it is empty.
  public func fetch() async throws(GitError) -> ObjectID? {
    let result: TransferResult
    if let local {
      result = try fetch(from: local)
    } else {
      result = try await transfer(.fetch(known: knownTip))
    }
    try follow(result.tip)
    if !result.branches.isEmpty || result.tip == nil { lastBranches = result.branches }
    return result.tip
  }

  private func fetch(from local: LocalRemote) throws(GitError) -> TransferResult {
    let tip = try local.tip()
    if let tip, tip != knownTip { try local.download(tip, knowing: knownTip, to: repository) }
    return TransferResult(tip: tip, branches: tip == nil ? try local.branches() : [])
  }

  /// Moves the remote's branch forward to a commit of this mirror. Never forces.
  /// - Throws: `nonFastForward` when the branch has moved on, `rejected` with the server's words when it refuses,
  ///   `notBare` for a local repository with a work tree.
  public func push(_ commit: ObjectID) async throws(GitError) {
    if let local {
      try local.push(commit, from: repository)
    } else {
      _ = try await transfer(.push(commit))
    }
    try follow(commit)
  }

  private func transfer(_ operation: TransferRequest.Operation) async throws(GitError) -> TransferResult {
    switch transfers {
    case .inProcess:
      return try NetworkTransfer.run(operation, remote: remote, in: repository) { !Task.isCancelled }
    case .child(let executable, let arguments, let environment, let stallTimeout, let totalTimeout):
      let child = TransferChild(
        executable: executable, arguments: arguments, environment: environment, stallTimeout: stallTimeout,
        totalTimeout: totalTimeout)
      children += 1
      defer {
        children -= 1
        // A child that was killed leaves a half of a pack. One that still runs may be writing its own.
        if children == 0 { MirrorDirectory.sweep(path) }
      }
      return try await child.run(
        TransferRequest(mirror: path, remote: remote, operation: operation, limits: limits))
    }
  }

  /// Makes the tracking ref say what is known of the remote's branch.
  private func follow(_ tip: ObjectID?) throws(GitError) {
    guard tip != knownTip else { return }
    let reference = MirrorDirectory.trackingReference(for: remote)
    if let tip {
      try repository.setReference(reference, to: tip)
    } else {
      try repository.removeReference(reference)
    }
    knownTip = tip
  }

  // MARK: Reading

  /// What differs between two commits' trees, in the order of the paths' bytes. Looks only at what differs.
  /// - Parameters:
  ///   - old: `nil` for nothing, so that everything is added.
  ///   - under: Directories or files; `""` or `"."` is everything.
  ///   - excluding: Directories or files under them that are left out.
  /// - Throws: `tooLarge` by `GitLimits`.
  public func changes(
    from old: ObjectID?, to new: ObjectID, under: [String] = [""], excluding: [String] = []
  ) throws(GitError) -> [TreeChange] {
    let oldTree = try old.map { id throws(GitError) in try repository.treeID(of: id) }
    return try TreeComparison(
      in: repository, from: oldTree, to: repository.treeID(of: new),
      filter: PathFilter(under: under, excluding: excluding)
    ).changes
  }

  /// All files, links and submodules of a commit under a directory, at any depth; none if there is no such path.
  public func entries(at commit: ObjectID, under path: String = "") throws(GitError) -> [TreeEntry] {
    try changes(from: nil, to: commit, under: [path]).compactMap(\.entry)
  }

  /// The file, link or submodule at a path; `nil` if there is none, or a directory.
  public func entry(at commit: ObjectID, path: String) throws(GitError) -> TreeEntry? {
    try entries(at: commit, paths: [path])[path]
  }

  /// The files, links and submodules at paths. A path without one, or with a directory, is not in the result.
  ///
  /// Each tree on the way is read once, so that many paths in one large directory cost little more than one.
  public func entries(at commit: ObjectID, paths: [String]) throws(GitError) -> [String: TreeEntry] {
    if paths.isEmpty { return [:] }
    let root = try repository.treeID(of: commit)
    var trees: [ObjectID: Tree] = [:]
    var found: [String: TreeEntry] = [:]
    for path in paths {
      var id: ObjectID? = root
      var last: Tree.Entry?
      for component in path.utf8.split(separator: UInt8(ascii: "/")) {
        guard let directory = id else {
          last = nil
          break
        }
        if trees[directory] == nil { trees[directory] = try repository.tree(directory) }
        last = trees[directory]?[Array(component)]
        id = last.flatMap { $0.isDirectory ? $0.id : nil }
      }
      if let last, let kind = last.kind { found[path] = TreeEntry(path: path, id: last.id, kind: kind) }
    }
    return found
  }

  /// The content of a file.
  /// - Throws: `tooLarge` if it has more than `limit` bytes; it is not loaded then.
  public func blob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
    try repository.readBlob(id, limit: limit)
  }

  /// The contents of many files at once, in the order of the ids.
  public func blobs(_ ids: [ObjectID], limit: Int) -> [Result<[UInt8], GitError>] {
    ids.map { id in Result { () throws(GitError) in try repository.readBlob(id, limit: limit) } }
  }

  /// What a commit says about itself.
  public func commitInfo(_ id: ObjectID) throws(GitError) -> CommitInfo {
    try repository.commitInfo(id)
  }

  /// Whether `descendant` is `ancestor` or comes after it.
  public func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) throws(GitError) -> Bool {
    try repository.isAncestor(ancestor, of: descendant)
  }

  // MARK: Writing

  /// Makes a commit straight from its parent's tree: no index, no work tree, and no ref until it is pushed.
  /// - Parameter parent: `nil` for the first commit of a repository.
  /// - Returns: `nil` when the tree would not change.
  /// - Throws: `invalid` for a path that cannot be written, by the rules of `TreeUpdate`.
  public func commit(
    _ update: TreeUpdate, parent: ObjectID?, message: String, author: Signature
  ) throws(GitError) -> ObjectID? {
    try repository.commit(update, parent: parent, message: message, author: author)
  }
}
