extension BareRepository {
  /// Waits until a condition on the repository holds, looking at it whenever a branch moved.
  public func waitUntil(
    _ what: String, deadline: Duration = .seconds(20), _ condition: () async throws -> Bool
  ) async throws {
    // Branches are files, or in `packed-refs`.
    try await DirectoryWatch(path, path + "/refs/heads").wait(what, deadline: deadline, until: condition)
  }
}
