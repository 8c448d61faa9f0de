import Foundation
public import WorkflowAPI

/// The files of a database, as a file system has them: the database, and its `-wal` and `-shm`.
public struct DatabaseFiles: Sendable {
  /// The path of the database.
  public let path: String

  /// The database at a path; it need not be there.
  public init(path: String) { self.path = path }

  /// The names of the files, from that of the database.
  static let suffixes = ["", "-wal", "-shm"]

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether there is no database where one was: SQLite would take what is left for a new one, and delete the log that
  /// belonged to it.
  public var isGone: Bool {
    get throws {
      if exists(path + "-wal") { return try !exists(path) || isEmpty }
      return false
    }
  }

  /// Whether there is a file and SQLite takes it for that of a new database: it has no byte, or one.
  public var isEmpty: Bool {
    get throws {
      guard exists(path) else { return false }
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      return size ?? 0 <= 1
    }
  }

  /// The bytes that the files have.
  public var size: Int {
    Self.suffixes.compactMap {
      (try? FileManager.default.attributesOfItem(atPath: path + $0))?[.size] as? Int
    }.reduce(0, +)
  }

  /// Renames the files to `<path>.damaged-<UTC time>`, with their suffixes, over no file that is there. Nobody
  /// may have them open.
  ///
  /// The database goes first: should this be cut short, what is left is not taken for a database.
  ///
  /// - Returns: the new path of the database.
  public func putAside(at time: Timestamp) throws -> String {
    let base = path + ".damaged-" + time.description.filter { $0 != "-" && $0 != ":" }
    var target = base
    var number = 1
    while Self.suffixes.contains(where: { exists(target + $0) }) {
      number += 1
      target = "\(base)-\(number)"
    }
    for suffix in Self.suffixes where exists(path + suffix) {
      try FileManager.default.moveItem(atPath: path + suffix, toPath: target + suffix)
    }
    return target
  }

  /// The paths of databases that were put aside, oldest first.
  public var putAside: [String] {
    let directory = URL(filePath: path).deletingLastPathComponent().path
    let prefix = URL(filePath: path).lastPathComponent + ".damaged-"
    // A directory that cannot be listed has none to show.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { name in
      name.hasPrefix(prefix) && !Self.suffixes.dropFirst().contains { name.hasSuffix($0) }
    }.sorted().map { "\(directory)/\($0)" }
  }
}
