/// Which paths of a tree a walk visits: those under some directories, without those under others.
struct PathFilter {
  /// What a filter says of a directory.
  enum Coverage {
    /// Nothing under it is wanted.
    case none
    /// Some may be: look at each of its entries.
    case some
    /// All of it is: no further question is needed.
    case all
  }

  private let included: [[UInt8]]
  private let excluded: [[UInt8]]

  /// - Parameters:
  ///   - under: Directories, or single files. `""` and `"."` are the whole tree; an empty list is nothing.
  ///   - excluding: Directories or files that are left out. They win.
  init(under: [String], excluding: [String]) {
    self.included = under.map(Self.normalised)
    self.excluded = excluding.map(Self.normalised)
  }

  /// What is wanted of the entry at a path, and of all below it. The top of the tree is the empty path.
  func coverage(of path: [UInt8]) -> Coverage {
    if excluded.contains(where: { Self.isPrefix($0, of: path) }) { return .none }
    if included.contains(where: { Self.isPrefix($0, of: path) }) {
      return excluded.contains { Self.isPrefix(path, of: $0) } ? .some : .all
    }
    return included.contains { Self.isPrefix(path, of: $0) } ? .some : .none
  }

  /// Whether a file at this path is wanted.
  func contains(file path: [UInt8]) -> Bool {
    included.contains { Self.isPrefix($0, of: path) } && !excluded.contains { Self.isPrefix($0, of: path) }
  }

  /// `./a//b/` is `a/b`, and `.` is the empty path.
  private static func normalised(_ path: String) -> [UInt8] {
    let components = path.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
    return Array(components.joined(separator: CollectionOfOne(UInt8(ascii: "/"))))
  }

  private static func isPrefix(_ directory: [UInt8], of path: [UInt8]) -> Bool {
    guard !directory.isEmpty else { return true }
    guard path.starts(with: directory) else { return false }
    return path.count == directory.count || path[directory.count] == UInt8(ascii: "/")
  }
}
