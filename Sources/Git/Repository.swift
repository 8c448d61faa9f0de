import CLibGit2

/// An open git repository: a libgit2 handle and its object database. One thread at a time may use it.
final class Repository {
  let pointer: OpaquePointer
  let odb: OpaquePointer
  /// How much of it is read.
  var limits = GitLimits()

  /// Opens the repository at a path, or in its `.git`. Its parents are not searched.
  convenience init(opening path: String) throws(GitError) {
    try LibGit2.start()
    var repository: OpaquePointer?
    try check(
      git_repository_open_ext(&repository, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil),
      "open the repository \(path)")
    try self.init(adopting: repository, at: path)
  }

  /// Makes a bare repository, and the directories that lead to it.
  convenience init(creating path: String) throws(GitError) {
    try LibGit2.start()
    var options = git_repository_init_options()
    try check(
      git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)),
      "prepare a repository")
    options.flags =
      GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKDIR.rawValue
      | GIT_REPOSITORY_INIT_MKPATH.rawValue
    var repository: OpaquePointer?
    try check(git_repository_init_ext(&repository, path, &options), "make the mirror \(path)")
    try self.init(adopting: repository, at: path)
  }

  private init(adopting repository: OpaquePointer?, at path: String) throws(GitError) {
    guard let repository else { throw GitError(.other, "libgit2 opened no repository at \(path)") }
    var odb: OpaquePointer?
    let status = git_repository_odb(&odb, repository)
    guard status >= 0, let odb else {
      let error = GitError(libgit2: status, while: "open the objects of \(path)")
      git_repository_free(repository)
      throw error
    }
    self.pointer = repository
    self.odb = odb
  }

  deinit {
    git_odb_free(odb)
    git_repository_free(pointer)
  }

  /// Whether it has no work tree.
  var isBare: Bool { git_repository_is_bare(pointer) == 1 }

  /// The directory that holds `refs` and `objects`, with a `/` at its end.
  var directory: String { git_repository_commondir(pointer).map { String(cString: $0) } ?? "" }

  // MARK: Refs

  /// The object that a ref points to, symbolic refs followed; `nil` if there is no such ref.
  func reference(_ name: String) throws(GitError) -> ObjectID? {
    var oid = git_oid()
    let status = git_reference_name_to_id(&oid, pointer, name)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, "read \(name)")
    return ObjectID(oid)
  }

  /// Creates a ref or moves it, wherever it pointed.
  func setReference(_ name: String, to id: ObjectID) throws(GitError) {
    var oid = id.oid
    try check(git_reference_create(nil, pointer, name, &oid, 1, nil), "write \(name)")
  }

  /// Removes a ref if it is there.
  func removeReference(_ name: String) throws(GitError) {
    try check(git_reference_remove(pointer, name), "remove \(name)")
  }

  /// The names of all refs that match a glob such as `refs/heads/*`, sorted.
  func references(matching glob: String) throws(GitError) -> [String] {
    let iterator = try Owned("list \(glob)", freeing: git_reference_iterator_free) {
      git_reference_iterator_glob_new($0, pointer, glob)
    }
    var names: [String] = []
    var name: UnsafePointer<CChar>?
    while true {
      let status = git_reference_next_name(&name, iterator.pointer)
      if status == GIT_ITEROVER.rawValue { break }
      try check(status, "list \(glob)")
      if let name { names.append(String(cString: name)) }
    }
    return names.sorted()
  }

  // MARK: Objects

  /// Whether an object is here.
  func contains(_ id: ObjectID) -> Bool {
    var oid = id.oid
    return git_odb_exists(odb, &oid) == 1
  }

  /// The content of an object. Its header is read first, so that one that is too large is never loaded.
  func read(_ id: ObjectID, as kind: git_object_t, limit: Int) throws(GitError) -> [UInt8] {
    var oid = id.oid
    var size = 0
    var found = GIT_OBJECT_ANY
    try check(git_odb_read_header(&size, &found, odb, &oid), "read object \(id)")
    let name = String(cString: git_object_type2string(kind))
    guard found == kind else { throw GitError(.invalid, "object \(id) is not a \(name)") }
    guard size <= limit else {
      throw GitError(
        .tooLarge,
        "\(name) \(id) has \(size) bytes, more than the \(limit) allowed; raise it with "
          + "--limit \(kind == GIT_OBJECT_TREE ? "tree-bytes" : "manifest-bytes")=…")
    }
    let object = try Owned("read object \(id)", freeing: git_odb_object_free) { git_odb_read($0, odb, &oid) }
    let content = UnsafeRawBufferPointer(
      start: git_odb_object_data(object.pointer), count: git_odb_object_size(object.pointer))
    return [UInt8](content)
  }

  /// Stores an object, unless it is here already.
  @discardableResult
  func write(_ content: [UInt8], as kind: git_object_t) throws(GitError) -> ObjectID {
    var oid = git_oid()
    try check(git_odb_write(&oid, odb, content, content.count, kind), "write an object")
    return ObjectID(oid)
  }

  /// The id that a content has or would have.
  static func id(of content: [UInt8], as kind: git_object_t) throws(GitError) -> ObjectID {
    var oid = git_oid()
    try check(git_odb_hash(&oid, content, content.count, kind), "hash an object")
    return ObjectID(oid)
  }

  func readBlob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
    try read(id, as: GIT_OBJECT_BLOB, limit: limit)
  }

  func tree(_ id: ObjectID) throws(GitError) -> Tree {
    try Tree(id: id, content: read(id, as: GIT_OBJECT_TREE, limit: limits.treeBytes))
  }

  // MARK: Commits

  func commitInfo(_ id: ObjectID) throws(GitError) -> CommitInfo {
    let commit = try lookUpCommit(id)
    guard let tree = git_commit_tree_id(commit.pointer), let author = git_commit_author(commit.pointer),
      let committer = git_commit_committer(commit.pointer)
    else { throw GitError(.corrupt, "commit \(id) has no tree or author") }
    return CommitInfo(
      id: id, tree: ObjectID(tree.pointee),
      parents: (0..<git_commit_parentcount(commit.pointer)).compactMap {
        git_commit_parent_id(commit.pointer, $0).map { ObjectID($0.pointee) }
      },
      author: Signature(author.pointee), committer: Signature(committer.pointee),
      message: git_commit_message(commit.pointer).map { String(cString: $0) } ?? "")
  }

  /// The tree of a commit.
  func treeID(of id: ObjectID) throws(GitError) -> ObjectID {
    let commit = try lookUpCommit(id)
    guard let tree = git_commit_tree_id(commit.pointer) else {
      throw GitError(.corrupt, "commit \(id) has no tree")
    }
    return ObjectID(tree.pointee)
  }

  /// Whether `descendant` is `ancestor` or has it among its ancestors.
  func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) throws(GitError) -> Bool {
    for id in [ancestor, descendant] where !contains(id) {
      throw GitError(.notFound, "commit \(id) is not in \(directory)")
    }
    if ancestor == descendant { return true }
    var old = ancestor.oid
    var new = descendant.oid
    let status = git_graph_descendant_of(pointer, &new, &old)
    try check(status, "compare the commits \(ancestor) and \(descendant)")
    return status == 1
  }

  /// The commits that are ancestors of one commit, itself included, and not of another; parents first.
  func commits(from known: ObjectID?, to id: ObjectID) throws(GitError) -> [ObjectID] {
    let walk = try revisionWalk(to: id, hiding: known)
    try check(
      git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_REVERSE.rawValue), "walk")
    var commits: [ObjectID] = []
    var oid = git_oid()
    while true {
      let status = git_revwalk_next(&oid, walk.pointer)
      if status == GIT_ITEROVER.rawValue { return commits }
      try check(status, "walk the history of \(id)")
      commits.append(ObjectID(oid))
    }
  }

  func revisionWalk(to id: ObjectID, hiding known: ObjectID?) throws(GitError) -> Owned {
    let walk = try Owned("walk", freeing: git_revwalk_free) { git_revwalk_new($0, pointer) }
    var oid = id.oid
    try check(git_revwalk_push(walk.pointer, &oid), "walk the history of \(id)")
    if let known {
      var oid = known.oid
      try check(git_revwalk_hide(walk.pointer, &oid), "walk the history from \(known)")
    }
    return walk
  }

  /// A commit that is not here is not found; whatever it leads to and is not here is damage.
  func lookUpCommit(_ id: ObjectID) throws(GitError) -> Owned {
    guard contains(id) else { throw GitError(.notFound, "commit \(id) is not in \(directory)") }
    var oid = id.oid
    return try Owned("read commit \(id)", freeing: git_commit_free) { git_commit_lookup($0, pointer, &oid) }
  }
}
