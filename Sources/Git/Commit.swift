import CLibGit2

extension Repository {
  /// Makes a commit of an edited tree, and no ref.
  /// - Returns: `nil` when the tree would be the same.
  func commit(
    _ update: TreeUpdate, parent: ObjectID?, message: String, author: Signature
  ) throws(GitError) -> ObjectID? {
    guard !message.utf8.contains(0) else { throw GitError(.invalid, "the commit message has a NUL") }
    let base = try parent.map { id throws(GitError) in try treeID(of: id) }
    let edited = try TreeEdit(update, limits: limits).apply(to: base, in: self)
    guard edited != base else { return nil }
    // A commit has a tree, if only the empty one.
    let tree = if let edited { edited } else { try write([], as: GIT_OBJECT_TREE) }
    guard tree != base else { return nil }
    return try commit(
      tree: tree, parent: parent, message: message.hasSuffix("\n") ? message : message + "\n", author: author)
  }

  private func commit(
    tree: ObjectID, parent: ObjectID?, message: String, author: Signature
  ) throws(GitError) -> ObjectID {
    guard (-1439...1439).contains(author.offsetMinutes) else {
      throw GitError(.invalid, "no time zone is \(author.offsetMinutes) minutes from UTC")
    }
    var treeOID = tree.oid
    let tree = try Owned("read tree \(tree)", freeing: git_tree_free) {
      git_tree_lookup($0, pointer, &treeOID)
    }
    var signature: UnsafeMutablePointer<git_signature>?
    try check(
      git_signature_new(&signature, author.name, author.email, author.seconds, Int32(author.offsetMinutes)),
      "sign as \(author.name) <\(author.email)>")
    defer { git_signature_free(signature) }
    var id = git_oid()
    func create(_ parents: inout [OpaquePointer?]) -> Int32 {
      git_commit_create(
        &id, pointer, nil, signature, signature, nil, message, tree.pointer, parents.count, &parents)
    }
    var parents: [OpaquePointer?] = []
    if let parent {
      let commit = try lookUpCommit(parent)
      parents = [commit.pointer]
      try check(create(&parents), "make a commit")
      _ = consume commit
    } else {
      try check(create(&parents), "make a commit")
    }
    return ObjectID(id)
  }
}
