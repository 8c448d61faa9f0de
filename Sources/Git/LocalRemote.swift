import CLibGit2

/// A remote that is a repository on this machine. It is used directly, not through libgit2's local transport, which copies
/// all branches on a fetch, and on a push replaces whatever the branch has become in the meantime.
///
/// As with that transport no hooks run. Nothing here has a deadline: a system call on a file system that hangs, as a network
/// mount can, is interrupted by nobody.
final class LocalRemote {
  private let path: String
  private let reference: String
  private let limits: GitLimits
  /// Kept open between polls, to read the branch's ref. Transfers open the repository anew, so that they see it as it is now,
  /// even if it was replaced.
  private var poller: Repository?

  init(path: String, reference: String, limits: GitLimits) {
    self.path = path
    self.reference = reference
    self.limits = limits
  }

  /// The branch's commit; `nil` if there is no such branch.
  func tip() throws(GitError) -> ObjectID? {
    if let poller, let tip = try poller.reference(reference) { return tip }
    // No branch, or no repository any more.
    poller = nil
    let repository = try open()
    poller = repository
    return try repository.reference(reference)
  }

  /// The names of the branches, the first of them if there are very many.
  func branches() throws(GitError) -> [String] {
    let prefix = "refs/heads/"
    let references = try open().references(matching: prefix + "*")
    return references.prefix(limits.branches).map { String($0.dropFirst(prefix.count)) }
  }

  /// Copies a commit with its history into the mirror, as one pack.
  /// - Parameter known: A commit that the mirror has whole.
  func download(_ tip: ObjectID, knowing known: ObjectID?, to mirror: Repository) throws(GitError) {
    let repository = try open()
    let builder = try Owned("pack", freeing: git_packbuilder_free) {
      git_packbuilder_new($0, repository.pointer)
    }
    let shared = known.flatMap { repository.contains($0) ? $0 : nil }
    let walk = try repository.revisionWalk(to: tip, hiding: shared)
    try check(git_packbuilder_insert_walk(builder.pointer, walk.pointer), "collect what is new in \(path)")
    try PackWriter.write(builder, to: mirror)
  }

  /// Moves the branch forward to a commit of the mirror.
  func push(_ commit: ObjectID, from mirror: Repository) throws(GitError) {
    let repository = try open()
    guard repository.isBare else {
      throw GitError(
        .notBare,
        """
        \(path) has a work tree, which a push would leave behind. Push to a bare repository: \
        git clone --bare \(path) \(path).git
        """)
    }
    let current = try repository.reference(reference)
    if current == commit { return }
    try checkFastForward(from: current, to: commit, in: mirror)
    if current == nil { try checkIsFree(in: repository) }
    var copy = ObjectCopy(from: mirror, to: repository)
    try copy.copyCommits(from: current, to: commit)
    try moveBranch(
      of: repository, from: current, to: commit, note: RefLock.Note(path: mirror.directory + "pushing"))
    try LooseObjects.flush(repository.directory + reference)
  }

  private func open() throws(GitError) -> Repository {
    do throws(GitError) {
      let repository = try Repository(opening: path)
      repository.limits = limits
      return repository
    } catch  where error.code == .notFound {
      throw GitError(.notFound, "there is no git repository at \(path)")
    }
  }

  private func checkFastForward(
    from current: ObjectID?, to commit: ObjectID, in mirror: Repository
  ) throws(GitError) {
    guard let current else { return }
    guard mirror.contains(current), try mirror.isAncestor(current, of: commit) else { throw movedOn() }
  }

  /// A ref cannot be both a file and a directory of others; libgit2's transaction does not look at packed ones.
  private func checkIsFree(in repository: Repository) throws(GitError) {
    var parent = reference[...]
    while let slash = parent.lastIndex(of: "/"), parent[..<slash] != "refs/heads" {
      parent = parent[..<slash]
      if try repository.reference(String(parent)) != nil { throw taken(by: String(parent)) }
    }
    if let child = try repository.references(matching: reference + "/*").first { throw taken(by: child) }
  }

  private func taken(by other: String) -> GitError {
    GitError(.rejected, "cannot create \(reference) in \(path): \(other) exists. Choose another branch")
  }

  /// Compares and sets under the lock that git itself takes.
  private func moveBranch(
    of repository: Repository, from current: ObjectID?, to commit: ObjectID, note: RefLock.Note
  ) throws(GitError) {
    let file = repository.directory + reference
    note.removeLock(of: file)
    try note.write(commit)
    let lock = try RefLock(of: file, for: commit)
    guard try repository.reference(reference) == current else { throw movedOn() }
    try lock.commit()
  }

  private func movedOn() -> GitError {
    GitError(.nonFastForward, "\(reference) in \(path) has moved on: fetch, and commit again on its new tip")
  }
}
