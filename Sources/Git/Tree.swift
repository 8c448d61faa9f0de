import CLibGit2

/// A tree object as a value.
///
/// The format is a sequence of `<mode in octal> SP <name> NUL <20 bytes of id>`, sorted by name, where a directory's
/// name counts as if it ended in `/` (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
struct Tree {
  struct Entry {
    /// As recorded; kept when the tree is written again, though older versions of git wrote some odd ones.
    var mode: UInt32
    var name: [UInt8]
    var id: ObjectID

    static let directory: UInt32 = 0o040000
    static let file: UInt32 = 0o100644

    var isDirectory: Bool { mode & 0o170000 == Self.directory }
    var isRegularFile: Bool { mode & 0o170000 == 0o100000 }

    /// What it is to a reader; `nil` for a directory.
    var kind: TreeEntry.Kind? {
      switch mode & 0o170000 {
      case Self.directory: nil
      case 0o120000: .symlink
      case 0o160000: .submodule
      default: mode & 0o100 != 0 ? .executable : .file
      }
    }

    /// Git's order of entries. A file and a directory of the same name are not equal.
    static func order(_ left: Entry, _ right: Entry) -> Int {
      order(left.name, left.isDirectory, right.name, right.isDirectory)
    }

    static func order(_ left: [UInt8], _ leftIsDirectory: Bool, _ right: [UInt8], _ rightIsDirectory: Bool)
      -> Int
    {
      let shared = min(left.count, right.count)
      for index in 0..<shared where left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
      let leftNext = left.count > shared ? Int(left[shared]) : leftIsDirectory ? 0x2F : 0
      let rightNext = right.count > shared ? Int(right[shared]) : rightIsDirectory ? 0x2F : 0
      if leftNext != rightNext { return leftNext < rightNext ? -1 : 1 }
      return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
    }
  }

  var entries: [Entry] = []

  init() {}

  /// Reads the content of a tree object.
  init(id: ObjectID, content: [UInt8]) throws(GitError) {
    entries.reserveCapacity(content.count / 36)
    var rest = content[...]
    while !rest.isEmpty {
      guard let entry = Entry(taking: &rest) else { throw GitError(.corrupt, "tree \(id) is malformed") }
      entries.append(entry)
    }
  }

  /// The content of the tree object. The entries must be in git's order.
  var content: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(entries.count * 40)
    for entry in entries {
      bytes += String(entry.mode, radix: 8).utf8
      bytes.append(UInt8(ascii: " "))
      bytes += entry.name
      bytes.append(0)
      withUnsafeBytes(of: entry.id.oid) { bytes += $0 }
    }
    return bytes
  }

  /// The entry of a name, whatever its kind.
  subscript(name: [UInt8]) -> Entry? {
    position(of: name, isDirectory: false).map { entries[$0] }
      ?? position(of: name, isDirectory: true).map { entries[$0] }
  }

  private func position(of name: [UInt8], isDirectory: Bool) -> Int? {
    var range = entries.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let order = Entry.order(entries[middle].name, entries[middle].isDirectory, name, isDirectory)
      if order == 0 { return middle }
      range = order < 0 ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }
}

extension Tree.Entry {
  fileprivate init?(taking bytes: inout ArraySlice<UInt8>) {
    guard let space = bytes.prefix(8).firstIndex(of: UInt8(ascii: " ")), space > bytes.startIndex,
      let end = bytes[space...].firstIndex(of: 0), end > space + 1, bytes.endIndex - end > 20
    else { return nil }
    var mode: UInt32 = 0
    for digit in bytes[..<space] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
      mode = mode << 3 | UInt32(digit - UInt8(ascii: "0"))
    }
    let name = Array(bytes[(space + 1)..<end])
    guard !name.contains(UInt8(ascii: "/")) else { return nil }
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid) { $0.copyBytes(from: bytes[(end + 1)...(end + 20)]) }
    self.init(mode: mode, name: name, id: ObjectID(oid))
    bytes = bytes[(end + 21)...]
  }
}
