import CLibGit2

/// A `TreeUpdate` sorted by directories, so that each tree on the way is read and written once.
struct TreeEdit {
  private var writes: [[UInt8]: [UInt8]] = [:]
  private var removals: Set<[UInt8]> = []
  private var directories: [[UInt8]: TreeEdit] = [:]

  private init() {}

  /// Checks the paths.
  init(_ update: TreeUpdate, limits: GitLimits) throws(GitError) {
    for (path, content) in update.writes {
      try insert(Self.components(of: path, limits)[...], path: path) { edit, name throws(GitError) in
        guard edit.directories[name] == nil else { throw Self.conflict(path) }
        edit.writes[name] = content
      }
    }
    for path in update.removals {
      try insert(Self.components(of: path, limits)[...], path: path) { edit, name throws(GitError) in
        guard edit.writes[name] == nil else {
          throw GitError(.invalid, "\(path) is both written and removed")
        }
        edit.removals.insert(name)
      }
    }
  }

  private mutating func insert(
    _ components: ArraySlice<[UInt8]>, path: String,
    _ body: (inout TreeEdit, [UInt8]) throws(GitError) -> Void
  ) throws(GitError) {
    guard let name = components.first else { return }
    if components.count == 1 {
      try body(&self, name)
    } else {
      guard writes[name] == nil else { throw Self.conflict(path) }
      try directories[name, default: TreeEdit()].insert(components.dropFirst(), path: path, body)
    }
  }

  private static func conflict(_ path: String) -> GitError {
    GitError(.invalid, "a path that leads to \(path) is written both as a file and as a directory")
  }

  /// The names on a path, checked by the rules of `git update-index` for paths that are safe to check out.
  private static func components(of path: String, _ limits: GitLimits) throws(GitError) -> [[UInt8]] {
    let components = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard components.count <= limits.depth else {
      throw GitError(
        .tooLarge,
        "the path has more than \(limits.depth) components: \(path.prefix(200))…; raise it with --limit tree-depth=…"
      )
    }
    for component in components {
      let isUnsafe =
        component.isEmpty || component.elementsEqual(".".utf8) || component.elementsEqual("..".utf8)
        || component.contains(0) || Substring(component).lowercased() == ".git"
      if isUnsafe { throw GitError(.invalid, "not a path that can be written: \"\(path)\"") }
    }
    return components.map(Array.init)
  }

  // MARK: Applying

  /// Writes the blobs and trees of the edited tree. Returns the tree, `nil` if nothing is left in it.
  func apply(to id: ObjectID?, in repository: Repository) throws(GitError) -> ObjectID? {
    try apply(to: id, in: repository, at: "")
  }

  private func apply(to id: ObjectID?, in repository: Repository, at path: String) throws(GitError)
    -> ObjectID?
  {
    let tree = try id.map { id throws(GitError) in try repository.tree(id) } ?? Tree()
    /// The new entries by name; `nil` for those that go.
    var changed: [[UInt8]: Tree.Entry?] = [:]

    for name in removals {
      guard let old = tree[name] else { continue }
      guard !old.isDirectory else {
        throw GitError(.invalid, "\(path)\(Self.text(name)) is a directory: only files can be removed")
      }
      changed[name] = .some(nil)
    }
    for (name, edit) in directories {
      let old = changed[name] == nil ? tree[name] : nil
      let childPath = "\(path)\(Self.text(name))"
      if let old, !old.isDirectory {
        // Going on would replace what the user put there, or follow it elsewhere. A removal changes nothing there.
        guard edit.hasWrites else { continue }
        throw GitError(.invalid, "cannot write below \(childPath): it is not a directory")
      }
      let new = try edit.apply(to: old?.id, in: repository, at: childPath + "/")
      guard new != old?.id else { continue }
      changed[name] = .some(new.map { Tree.Entry(mode: Tree.Entry.directory, name: name, id: $0) })
    }
    for (name, content) in writes {
      let old = tree[name]
      if let old, !old.isRegularFile {
        throw GitError(.invalid, "cannot write \(path)\(Self.text(name)): it is not a regular file")
      }
      let new = try Repository.id(of: content, as: GIT_OBJECT_BLOB)
      guard new != old?.id else { continue }
      try repository.write(content, as: GIT_OBJECT_BLOB)
      changed[name] = Tree.Entry(mode: old?.mode ?? Tree.Entry.file, name: name, id: new)
    }
    return try Self.write(tree, changed: changed, unchanged: id, in: repository)
  }

  private var hasWrites: Bool { !writes.isEmpty || directories.values.contains(where: \.hasWrites) }

  private static func write(
    _ tree: Tree, changed: [[UInt8]: Tree.Entry?], unchanged id: ObjectID?, in repository: Repository
  ) throws(GitError) -> ObjectID? {
    guard !changed.isEmpty else { return id }
    var edited = Tree()
    edited.entries = tree.entries.filter { changed[$0.name] == nil } + changed.values.compactMap(\.self)
    guard !edited.entries.isEmpty else { return nil }
    edited.entries.sort { Tree.Entry.order($0, $1) < 0 }
    return try repository.write(edited.content, as: GIT_OBJECT_TREE)
  }

  private static func text(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
