import Git
import WorkflowAPI
import YAML

/// The remote branch, and every commit that anybody ever made.
final class Remote: @unchecked Sendable {
  struct Commit {
    var files: [String: ObjectID]
    var parent: ObjectID?
    var message: String
  }
  private(set) var commits: [ObjectID: Commit] = [:]
  private var blobs: [ObjectID: [UInt8]] = [:]
  private var blobIDs: [[UInt8]: ObjectID] = [:]
  private var number = 0
  /// The tips that the branch had, oldest first.
  private(set) var tips: [ObjectID] = []

  var tip: ObjectID? { tips.last }

  private func newID() -> ObjectID {
    number += 1
    let hex = String(number, radix: 16)
    guard let id = ObjectID(String(repeating: "0", count: 40 - hex.count) + hex) else {
      fatalError("these are 40 hexadecimal digits")
    }
    return id
  }

  func blob(_ bytes: [UInt8]) -> ObjectID {
    if let id = blobIDs[bytes] { return id }
    let id = newID()
    blobs[id] = bytes
    blobIDs[bytes] = id
    return id
  }

  func bytes(_ id: ObjectID) -> [UInt8] { blobs[id] ?? [] }

  func text(_ path: String, at commit: ObjectID? = nil) -> String? {
    (commit ?? tip).flatMap { commits[$0]?.files[path] }.map { String(decoding: bytes($0), as: UTF8.self) }
  }

  func files(at commit: ObjectID?) -> [String: ObjectID] { commit.flatMap { commits[$0]?.files } ?? [:] }

  func make(_ files: [String: ObjectID], parent: ObjectID?, message: String) -> ObjectID {
    let id = newID()
    commits[id] = Commit(files: files, parent: parent, message: message)
    return id
  }

  func move(to commit: ObjectID) { tips.append(commit) }

  /// Whether `ancestor` is `commit` or comes before it.
  func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) -> Bool {
    var next: ObjectID? = commit
    while let id = next {
      if id == ancestor { return true }
      next = commits[id]?.parent
    }
    return false
  }
}
