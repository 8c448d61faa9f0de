import Foundation

/// Tells when the branch `main` of a bare repository moves, and whither, without any load of its own: by inotify.
final class RefEvents {
  private let repositories: GitRepositories
  private let path: String
  private let descriptor: Int32
  private var last: String

  init(_ repositories: GitRepositories, repository path: String) throws {
    self.repositories = repositories
    self.path = path
    last = try repositories.tip(of: path)
    descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0, inotify_add_watch(descriptor, path + "/refs/heads", UInt32(IN_MOVED_TO)) >= 0
    else {
      throw BenchmarkFailure("\(path) cannot be watched: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  /// The next commit that the branch is moved to, and when that was seen.
  func next(deadline: ContinuousClock.Instant) throws -> (commit: String, time: ContinuousClock.Instant) {
    while true {
      let rest = ContinuousClock.now.duration(to: deadline).milliseconds
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard rest > 0, poll(&waiting, 1, Int32(rest.rounded(.up))) > 0 else {
        throw BenchmarkFailure("the branch of \(path) did not move in time")
      }
      let time = ContinuousClock.now
      var events = [UInt8](repeating: 0, count: 16_384)
      while read(descriptor, &events, events.count) > 0 {}
      let commit = try repositories.tip(of: path)
      if commit != last {
        last = commit
        return (commit, time)
      }
    }
  }
}
