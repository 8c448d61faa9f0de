import CLibGit2

/// A branch of a repository somewhere: where the agent pulls from and pushes to.
///
/// A URL is `ssh://`, `https://`, `http://`, `file://`, `user@host:path`, or a path. All others are refused: `ext::` and
/// `fd::` would run commands, and `git://` knows neither who serves nor who asks.
public struct Remote: Hashable, Sendable {
  /// The URL, or the absolute path, of the repository. May hold credentials: print `redactedURL` in its place.
  public let url: String
  /// The name of the branch, without `refs/heads/`.
  public let branch: String

  private let location: RemoteLocation

  /// Checks the URL and the branch.
  /// - Throws: `invalid` with what is wrong.
  public init(url: String, branch: String) throws(GitError) {
    self.location = try RemoteLocation(url)
    self.branch = branch
    if case .local(let path) = location, !url.hasPrefix("file:") { self.url = path } else { self.url = url }
    try Self.check(branch: branch)
  }

  /// The URL without its password, and for http also without its user, which is often a token.
  public var redactedURL: String {
    switch location {
    case .local(let path): path
    case .network(let url): url.redacted
    }
  }

  /// The absolute path of a repository on this machine; `nil` for one that is reached over the network.
  public var localPath: String? {
    if case .local(let path) = location { path } else { nil }
  }

  var networkLocation: NetworkLocation? {
    if case .network(let location) = location { location } else { nil }
  }

  var reference: String { "refs/heads/" + branch }

  /// A text with every credential of the URL taken out, as servers and libraries like to repeat it.
  func redact(_ text: String) -> String {
    guard case .network(let network) = location else { return text }
    var text = text.replacing(url, with: redactedURL)
    for secret in network.secrets { text = text.replacing(secret, with: "***") }
    return text
  }

  /// By git's rules for names of refs (https://git-scm.com/docs/git-check-ref-format), and not an option.
  private static func check(branch: String) throws(GitError) {
    var isValid: Int32 = 0
    // libgit2 1.5 lets DEL through.
    let hasControls = branch.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    if !hasControls, !branch.hasPrefix("-"), branch != "HEAD", branch.utf8.count <= 200 {
      try LibGit2.start()
      try Git.check(git_reference_name_is_valid(&isValid, "refs/heads/" + branch), "check the branch")
    }
    guard isValid == 1 else { throw GitError(.invalid, "not a name of a branch: \"\(branch.prefix(200))\"") }
  }
}

extension Remote: CustomStringConvertible {
  /// The redacted URL and the branch.
  public var description: String { "\(redactedURL) (\(branch))" }
}

extension Remote: Codable {
  private enum CodingKeys: CodingKey { case url, branch }

  /// Reads and checks `url` and `branch`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      url: container.decode(String.self, forKey: .url), branch: container.decode(String.self, forKey: .branch)
    )
  }

  /// Writes `url` and `branch`. The URL is whole: it may hold credentials.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(url, forKey: .url)
    try container.encode(branch, forKey: .branch)
  }
}
