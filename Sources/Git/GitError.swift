/// Why an operation on git did not succeed.
public struct GitError: Error, Hashable, Sendable, Codable {
  /// What kind of failure it was: what a caller decides by.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    /// There is no such repository, object or path.
    case notFound
    /// The remote refused the credentials, or none were at hand.
    case authentication
    /// The ssh host key is unknown or is not the one in `known_hosts`.
    case hostKey
    /// The TLS certificate is not valid for the host.
    case certificate
    /// The remote could not be reached, or the connection broke.
    case network
    /// The transfer made no progress, or took longer than it may.
    case timeout
    /// The remote is a local repository with a work tree, to which nothing can be pushed safely.
    case notBare
    /// The branch moved on: the commit is no longer a fast-forward. Fetch, commit again, push again.
    case nonFastForward
    /// The remote refused the push for another reason, such as a hook.
    case rejected
    /// An object or the repository itself is damaged.
    case corrupt
    /// Another process holds the lock of a ref.
    case locked
    /// A limit of this library was passed.
    case tooLarge
    /// The request itself is wrong: a bad URL, branch, path or message.
    case invalid
    /// The file system refused: full, read-only, no permission.
    case storage
    /// The task was cancelled.
    case cancelled
    /// Anything else.
    case other
  }

  /// What to do with the operation that failed.
  public enum Disposition: Hashable, Sendable {
    /// The same request fails again: it needs other input.
    case stalled
    /// It may succeed later, without anyone changing the request. Retry with backoff.
    case retryable
  }

  /// The kind of failure.
  public var code: Code
  /// What happened and what to do about it. Holds no credential of a URL.
  public var message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Only a request that can never succeed is stalled. All that an administrator can repair while the agent waits
  /// (credentials, host keys, hooks, disks) is worth another attempt.
  public var disposition: Disposition {
    switch code {
    case .invalid, .tooLarge: .stalled
    default: .retryable
    }
  }
}

extension GitError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
