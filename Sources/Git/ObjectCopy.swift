import CLibGit2

/// Copies commits with all that is new in them from one repository to another as loose objects.
///
/// A pack for each push would be fewer bytes, but a repository of a thousand packs is slow, and nothing would merge them.
struct ObjectCopy {
  private let source: Repository
  private let target: Repository
  private let objects: LooseObjects
  private var copied: [ObjectID] = []

  init(from source: Repository, to target: Repository) {
    self.source = source
    self.target = target
    self.objects = LooseObjects(directory: target.directory + "objects")
  }

  /// Copies the commits that lead from `known`, which the target has whole, to `id`, and flushes them to the disk.
  mutating func copyCommits(from known: ObjectID?, to id: ObjectID) throws(GitError) {
    for commit in try source.commits(from: known, to: id) {
      let info = try source.commitInfo(commit)
      let parentTree = try info.parents.first.map { parent throws(GitError) in try source.treeID(of: parent) }
      try copyTree(info.tree, knowing: parentTree, depth: 0)
      try copy(commit, as: GIT_OBJECT_COMMIT)
    }
    try objects.flush(copied)
  }

  /// What a tree refers to is copied before the tree, so that an object that is there is there with all it needs.
  private mutating func copyTree(_ id: ObjectID, knowing known: ObjectID?, depth: Int) throws(GitError) {
    if id == known { return }
    guard depth < source.limits.depth else {
      throw GitError(
        .tooLarge, "more than \(source.limits.depth) directories deep; raise it with --limit tree-depth=…")
    }
    let knownTree = try known.map { id throws(GitError) in try source.tree(id) } ?? Tree()
    for entry in try source.tree(id).entries {
      let old = knownTree[entry.name]
      if entry.id == old?.id { continue }
      if entry.isDirectory {
        let oldTree = old.flatMap { $0.isDirectory ? $0.id : nil }
        try copyTree(entry.id, knowing: oldTree, depth: depth + 1)
      } else if entry.kind != .submodule {
        try copy(entry.id, as: GIT_OBJECT_BLOB)
      }
    }
    try copy(id, as: GIT_OBJECT_TREE)
  }

  private mutating func copy(_ id: ObjectID, as kind: git_object_t) throws(GitError) {
    let content = try source.read(id, as: kind, limit: .max)
    try objects.prepare(for: id)
    try target.write(content, as: kind)
    copied.append(id)
  }
}
