/// A bare repository as a user's server has it, driven by the real git.
public struct BareRepository: Sendable {
  /// The directory of the repository.
  public let path: String

  /// Makes an empty repository whose `HEAD` is `main`.
  public init(creating path: String) async throws {
    self.path = path
    try await runGit(["init", "--quiet", "--bare", "--initial-branch=main", path])
  }

  /// Commits files on top of a branch, which is made if it is not there. `nil` removes a file.
  /// - Returns: The commit.
  @discardableResult
  public func commit(
    _ files: [String: String?], to branch: String = "main", message: String = "change"
  ) async throws -> String {
    let parent = try? await git("rev-parse", "--verify", "--quiet", "refs/heads/\(branch)^{commit}")
    var script = "commit refs/heads/\(branch)\ncommitter A Person <person@example.com> 1700000000 +0000\n"
    script += "data \(message.utf8.count)\n\(message)\n"
    if let parent { script += "from \(parent)\n" }
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      if let content {
        script += "M 100644 inline \(Self.quoted(path))\ndata \(content.utf8.count)\n\(content)\n"
      } else {
        script += "D \(Self.quoted(path))\n"
      }
    }
    try await fastImport(script)
    return try await git("rev-parse", "refs/heads/\(branch)")
  }

  /// Feeds `git fast-import`, which makes any history in one process.
  public func fastImport(_ script: String) async throws {
    try await runGit(["fast-import", "--quiet", "--force"], in: path, input: script)
  }

  /// Runs git in the repository.
  @discardableResult
  public func git(_ arguments: String...) async throws -> String { try await runGit(arguments, in: path) }

  /// The commit of a branch; `nil` if there is no such branch.
  public func tip(of branch: String = "main") async -> String? {
    try? await git("rev-parse", "--verify", "--quiet", "refs/heads/\(branch)")
  }

  /// The content of a file on a branch.
  public func show(_ file: String, on branch: String = "main") async throws -> String {
    try await git("show", "\(branch):\(file)")
  }

  /// The subjects of a branch's commits, newest first.
  public func log(_ branch: String = "main") async throws -> [String] {
    try await git("log", "--format=%s", branch).split(separator: "\n").map(String.init)
  }

  /// Throws if git finds anything wrong in the repository.
  public func check() async throws {
    try await git("fsck", "--strict", "--full", "--no-dangling", "--connectivity-only")
    try await git("fsck", "--strict", "--full", "--no-dangling")
  }

  private static func quoted(_ path: String) -> String {
    let escaped = path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
      "\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
