/// What a transfer is to do. It goes to a child process on its standard input, as it may hold credentials.
package struct TransferRequest: Codable {
  package enum Operation: Codable {
    /// Download the branch if its tip is not `known`.
    case fetch(known: ObjectID?)
    case push(ObjectID)
  }

  /// The directory of the mirror.
  var mirror: String
  var remote: Remote
  var operation: Operation
  var limits = GitLimits()
}

/// What became of a transfer.
package struct TransferResult: Codable {
  /// The branch's tip on the remote; `nil` if there is no such branch.
  var tip: ObjectID?
  /// The branches that the remote has.
  var branches: [String] = []
}

/// What a child process says on its standard output, one JSON object a line.
package enum TransferReport: Codable {
  /// Something arrived or left: the connection is alive.
  case progress
  case success(TransferResult)
  case failure(GitError)
}
