public import Git

/// What the agent needs of a git repository: the seam that a simulation replaces. ``Git/Mirror`` is the real one.
public protocol ManifestRepository: Sendable {
  func fetch() async throws(GitError) -> ObjectID?
  func advertisedBranches() async -> [String]
  func changes(
    from old: ObjectID?, to new: ObjectID, under paths: [String], excluding excluded: [String]
  ) async throws(GitError) -> [TreeChange]
  func entry(at commit: ObjectID, path: String) async throws(GitError) -> TreeEntry?
  func entries(at commit: ObjectID, paths: [String]) async throws(GitError) -> [String: TreeEntry]
  func blob(_ id: ObjectID, limit: Int) async throws(GitError) -> [UInt8]
  func blobs(_ ids: [ObjectID], limit: Int) async -> [Result<[UInt8], GitError>]
  func commit(
    _ update: TreeUpdate, parent: ObjectID?, message: String, author: Signature
  ) async throws(GitError) -> ObjectID?
  func push(_ commit: ObjectID) async throws(GitError)
}

extension Mirror: ManifestRepository {}
