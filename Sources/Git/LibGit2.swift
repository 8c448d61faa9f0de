import CLibGit2

/// The library as a whole: its one-time set-up.
enum LibGit2 {
  /// Sets the library up once a process. Every repository is opened behind this.
  static func start() throws(GitError) {
    guard isReady else { throw GitError(.other, "libgit2 could not be initialised") }
  }

  private static let isReady: Bool = {
    guard git_libgit2_init() >= 0 else { return false }

    // The host's and the user's gitconfig are not ours: an `insteadOf` there would send us to another remote.
    let levels = [
      GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_PROGRAMDATA,
    ]
    for level in levels where pushrun_git_set_search_path(level.rawValue, "") < 0 { return false }

    // An agent that runs as root on a repository of the user `git` is the normal case. The check that refuses
    // it protects from what a repository's configuration can make git run (hooks, filters, pagers, fsmonitor);
    // libgit2 runs none of them.
    guard pushrun_git_set_owner_validation(0) >= 0 else { return false }

    // The mirror can be fetched again, so it is not worth a flush for each object. What is pushed to a local
    // repository is flushed by `LooseObjects`.
    guard pushrun_git_set_fsync(0) >= 0 else { return false }

    // An agent is idle most of the time: parsed trees and commits are cheap to read again.
    return pushrun_git_set_cache_max_size(16 << 20) >= 0
  }()
}

/// A libgit2 object that is freed when its owner goes out of scope. It never leaves the scope that made it.
struct Owned: ~Copyable {
  let pointer: OpaquePointer
  private let release: @convention(c) (OpaquePointer?) -> Void

  /// Calls `make`, which fills in the pointer as libgit2's constructors do.
  /// - Parameter doing: What is being tried, for the error: "read tree 1234".
  init(
    _ doing: @autoclosure () -> String,
    freeing release: @escaping @convention(c) (OpaquePointer?) -> Void,
    _ make: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
  ) throws(GitError) {
    var made: OpaquePointer?
    try check(make(&made), doing())
    guard let made else { throw GitError(.other, "libgit2 returned nothing: \(doing())") }
    self.pointer = made
    self.release = release
  }

  deinit { release(pointer) }
}
