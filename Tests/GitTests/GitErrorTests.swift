import CLibGit2
import Testing

@testable import Git

@Suite struct GitErrorTests {
  @Test(arguments: [
    (-1, GIT_ERROR_OS, "could not write to '/a': No space left on device", GitError.Code.storage),
    (-1, GIT_ERROR_ODB, "could not create '/a': Read-only file system", .storage),
    (-1, GIT_ERROR_OS, "failed to open '/a': Permission denied", .storage),
    (-1, GIT_ERROR_ODB, "could not open '/a': Too many open files", .storage),
    (-1, GIT_ERROR_ODB, "could not open '/a': Too many open files in system", .storage),
    (-1, GIT_ERROR_ODB, "failed to map '/a': Cannot allocate memory", .storage),
    (-1, GIT_ERROR_OS, "failed to connect to example.com: Connection refused", .network),
    (-1, GIT_ERROR_NET, "failed to resolve address for example.invalid: Name or service not known", .network),
    (-1, GIT_ERROR_HTTP, "unexpected http status code: 503", .network),
    (-1, GIT_ERROR_HTTP, "unexpected http status code: 403", .authentication),
    (-1, GIT_ERROR_HTTP, "unexpected http status code: 404", .notFound),
    (-1, GIT_ERROR_SSL, "SSL error: unknown error", .network),
    (-17, GIT_ERROR_SSL, "the SSL certificate is invalid", .certificate),
    (-17, GIT_ERROR_SSH, "invalid or unknown remote ssh hostkey", .hostKey),
    (-16, GIT_ERROR_SSH, "Failed to authenticate SSH session", .authentication),
    (-1, GIT_ERROR_SSH, "ERROR: Repository not found.", .notFound),
    (-14, GIT_ERROR_OS, "failed to lock file '/a.lock' for writing", .locked),
    (-3, GIT_ERROR_ODB, "object not found - no match for id", .corrupt),
    (-33, GIT_ERROR_ODB, "object hash mismatch", .corrupt),
    (-1, GIT_ERROR_ZLIB, "failed to inflate", .corrupt),
  ])
  func libgit2ErrorGetsItsCode(_ status: Int32, _ area: git_error_t, _ reason: String, _ code: GitError.Code)
    throws
  {
    // Without it libgit2 has no place for a thread's error.
    try LibGit2.start()
    _ = git_error_set_str(Int32(area.rawValue), reason)
    let error = GitError(libgit2: status, while: "try")
    #expect(error.code == code)
    #expect(error.message.hasPrefix("try: \(reason)"))
  }

  @Test func errorsOfFilesThatHaveRandomNamesAreTheSame() throws {
    try LibGit2.start()
    let errors = ["23a6eed2d90c738b", "efc8a84d9c4c5686"].map { name in
      _ = git_error_set_str(
        Int32(GIT_ERROR_OS.rawValue), "cannot extend packfile '/a/pack_git2_\(name)': No space left on device"
      )
      return GitError(libgit2: -1, while: "write a pack")
    }
    #expect(errors[0] == errors[1])
    #expect(
      errors[0].message
        == "write a pack: cannot extend packfile '/a/pack_git2_…': No space left on device")
  }

  @Test func onlyWhatNobodyCanRepairIsStalled() {
    let stalled = GitError.Code.allCases.filter { GitError($0, "").disposition == .stalled }
    #expect(Set(stalled) == [.invalid, .tooLarge])
  }
}
