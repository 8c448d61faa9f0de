import Glibc

/// Tells when files appear, change or go in a directory: what a test waits for in place of looking again and again.
public final class DirectoryWatch: Sendable {
  private let descriptor: Int32

  /// Watches directories, not those below them.
  public init(_ paths: String...) throws {
    descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
    guard descriptor >= 0 else { throw TestFailure("inotify: errno \(errno)") }
    for path in paths {
      let events = UInt32(
        IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE | IN_MODIFY)
      guard inotify_add_watch(descriptor, path, events) >= 0 else {
        throw TestFailure("watch \(path): errno \(errno)")
      }
    }
  }

  deinit { close(descriptor) }

  /// Waits until a condition holds, looking at it again whenever something changes.
  public func wait(
    _ what: String, deadline: Duration = .seconds(20), until condition: () async throws -> Bool
  ) async throws {
    let end = ContinuousClock.now + deadline
    while try await !condition() {
      guard try await waitToRead(descriptor, until: end) else {
        throw TestFailure("not within \(deadline): \(what)")
      }
      var buffer = [UInt8](repeating: 0, count: 65536)
      _ = read(descriptor, &buffer, buffer.count)
    }
  }
}
