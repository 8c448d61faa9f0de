/// A walk over two trees side by side that visits only what differs. With no old tree it lists the new one.
struct TreeComparison {
  private let repository: Repository
  private let filter: PathFilter
  private var visited = 0
  private(set) var changes: [TreeChange] = []

  /// Compares the trees. The changes are in the order of the paths' bytes.
  init(
    in repository: Repository, from old: ObjectID?, to new: ObjectID?, filter: PathFilter
  ) throws(GitError) {
    self.repository = repository
    self.filter = filter
    let coverage = filter.coverage(of: [])
    guard coverage != .none else { return }
    try compare(old, new, at: [], depth: 0, all: coverage == .all)
  }

  /// `path` is that of the directory, with a `/` at its end unless it is the top.
  private mutating func compare(
    _ oldID: ObjectID?, _ newID: ObjectID?, at path: [UInt8], depth: Int, all: Bool
  ) throws(GitError) {
    if oldID == newID { return }
    let limits = repository.limits
    guard depth < limits.depth else {
      throw GitError(
        .tooLarge,
        "more than \(limits.depth) directories deep: \(String(decoding: path.prefix(200), as: UTF8.self))…; raise it with "
          + "--limit tree-depth=…"
      )
    }
    let olds = try oldID.map { id throws(GitError) in try repository.tree(id) }?.entries ?? []
    let news = try newID.map { id throws(GitError) in try repository.tree(id) }?.entries ?? []
    visited += olds.count + news.count
    guard visited <= limits.treeEntries else {
      throw GitError(
        .tooLarge,
        "more than \(limits.treeEntries) files and directories to look at; narrow --path, or raise it with "
          + "--limit tree-entries=…")
    }

    var oldIndex = 0
    var newIndex = 0
    while oldIndex < olds.count || newIndex < news.count {
      let order =
        oldIndex == olds.count
        ? 1 : newIndex == news.count ? -1 : Tree.Entry.order(olds[oldIndex], news[newIndex])
      let old = order <= 0 ? olds[oldIndex] : nil
      let new = order >= 0 ? news[newIndex] : nil
      if old != nil { oldIndex += 1 }
      if new != nil { newIndex += 1 }
      try compare(old, new, in: path, depth: depth, all: all)
    }
  }

  /// Compares two entries of one name. They are both directories or both not: git's order tells the two apart.
  private mutating func compare(
    _ old: Tree.Entry?, _ new: Tree.Entry?, in directory: [UInt8], depth: Int, all: Bool
  ) throws(GitError) {
    guard let either = new ?? old else { return }
    if let old, let new, old.id == new.id, old.mode == new.mode { return }
    if either.isDirectory {
      let path = directory + either.name
      let coverage = all ? .all : filter.coverage(of: path)
      guard coverage != .none else { return }
      try compare(
        old?.id, new?.id, at: path + CollectionOfOne(UInt8(ascii: "/")), depth: depth + 1,
        all: coverage == .all)
    } else {
      let bytes = directory + either.name
      guard all || filter.contains(file: bytes) else { return }
      let path = String(decoding: bytes, as: UTF8.self)
      func entry(_ entry: Tree.Entry?) -> TreeEntry? {
        guard let entry, let kind = entry.kind else { return nil }
        return TreeEntry(path: path, id: entry.id, kind: kind)
      }
      let (before, after) = (entry(old), entry(new))
      if before != after, let change = TreeChange(path: path, old: before, new: after) {
        changes.append(change)
      }
    }
  }
}
