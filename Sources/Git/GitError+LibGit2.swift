import CLibGit2

/// Throws if a libgit2 function returned an error.
///
/// Must be called in the same synchronous scope as the function: libgit2 keeps its last error per thread.
func check(_ code: Int32, _ doing: @autoclosure () -> String) throws(GitError) {
  guard code < 0 else { return }
  throw GitError(libgit2: code, while: doing())
}

extension GitError {
  /// The error that the last libgit2 function on this thread left behind.
  init(libgit2 status: Int32, while doing: String) {
    let last = git_error_last()
    let reason =
      last?.pointee.message.map { Self.withoutRandomName(String(cString: $0)) } ?? "libgit2 error \(status)"
    let area = last.map { git_error_t(rawValue: UInt32(bitPattern: $0.pointee.klass)) } ?? GIT_ERROR_NONE
    let code = Code(status: git_error_code(rawValue: status), area: area, reason: reason)
    self.init(code, "\(doing): \(reason)\(code.advice(for: reason))")
  }

  /// Takes the random part out of the name of a temporary file, `pack_git2_23a6eed2d90c738b`: with it every try to write
  /// to a full disk would fail with an error that nobody has seen before.
  private static func withoutRandomName(_ reason: String) -> String {
    let mark = "_git2_"
    guard let range = reason.firstRange(of: mark) else { return reason }
    return reason[..<range.upperBound] + "…" + reason[range.upperBound...].drop(while: \.isHexDigit)
  }
}

extension GitError.Code {
  fileprivate init(status: git_error_code, area: git_error_t, reason: String) {
    // The file system's reasons first: libgit2 gives them the code of whatever it was doing.
    if let code = Self(fileSystemReason: reason) {
      self = code
      return
    }
    switch status {
    case GIT_EAUTH: self = .authentication
    case GIT_ECERTIFICATE: self = area == GIT_ERROR_SSH ? .hostKey : .certificate
    case GIT_ENOTFOUND: self = area == GIT_ERROR_ODB ? .corrupt : .notFound
    case GIT_ENONFASTFORWARD, GIT_EMODIFIED: self = .nonFastForward
    case GIT_ELOCKED: self = .locked
    case GIT_EBAREREPO: self = .notBare
    case GIT_EINVALIDSPEC, GIT_EINVALID: self = .invalid
    case GIT_EMISMATCH: self = .corrupt
    default: self = Self(area: area, reason: reason)
    }
  }

  private init?(fileSystemReason reason: String) {
    // strerror(3) of ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO, EMFILE, ENFILE and ENOMEM, in the "C" locale that this
    // process keeps.
    let reasons = [
      "No space left on device", "Disk quota exceeded", "Read-only file system", "Permission denied",
      "Operation not permitted", "Input/output error", "Too many open files", "Too many open files in system",
      "Cannot allocate memory",
    ]
    // The ssh and http servers say "Permission denied" too, but there it is not at the end.
    guard reasons.contains(where: reason.hasSuffix) else { return nil }
    self = .storage
  }

  /// For the generic status -1, only libgit2's area and its words tell.
  private init(area: git_error_t, reason: String) {
    let reason = reason.lowercased()
    func says(_ words: String...) -> Bool { words.contains(where: reason.contains) }
    switch area {
    case GIT_ERROR_SSL: self = says("certificate") ? .certificate : .network
    case GIT_ERROR_SSH:
      if says("authenticat", "permission denied", "publickey") {
        self = .authentication
      } else if says("not appear to be a git repository", "not found", "no such") {
        self = .notFound
      } else {
        self = .network
      }
    case GIT_ERROR_HTTP:
      if says("status code: 401", "status code: 403", "authentication") {
        self = .authentication
      } else if says("status code: 404", "status code: 410") {
        self = .notFound
      } else {
        self = .network
      }
    case GIT_ERROR_OS:
      self =
        says("failed to connect", "failed to resolve", "connection re", "timed out", "broken pipe")
        ? .network : .other
    case GIT_ERROR_NET: self = says("unsupported url protocol") ? .invalid : .network
    case GIT_ERROR_ODB, GIT_ERROR_ZLIB, GIT_ERROR_OBJECT, GIT_ERROR_TREE, GIT_ERROR_INDEXER, GIT_ERROR_SHA:
      self = .corrupt
    default: self = .other
    }
  }

  fileprivate func advice(for reason: String) -> String {
    switch self {
    case .authentication where reason.contains("publickey"):
      // libssh2 1.10 signs with ssh-rsa (SHA-1) only, which current servers refuse.
      ". RSA keys are refused by current ssh servers: use an ed25519 key (ssh-keygen -t ed25519)"
    case .authentication: ". Check the credentials and that they may read and write this repository"
    case .hostKey:
      ". Add the host's key to ~/.ssh/known_hosts (ssh-keyscan HOST, then compare the fingerprint)"
    case .certificate: ". Check the host name, the clock and the CA certificates of this machine"
    case .locked: ". If no git process runs there, remove the .lock file"
    case .corrupt: ". Run git fsck there"
    default: ""
    }
  }
}
