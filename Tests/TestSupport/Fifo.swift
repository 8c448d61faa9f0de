import Glibc
import Synchronization

/// A named pipe between a test and the processes of a run: they tell that they are there, and wait to be let on.
///
/// The test holds both ends, so that neither side waits for the other to open it.
public final class Fifo: Sendable {
  /// Its path.
  public let path: String
  private let descriptor: Int32
  private let pending = Mutex<[UInt8]>([])

  /// Makes a pipe.
  public init(creating path: String) throws {
    try Self.make(path)
    self.path = path
    descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw TestFailure("open \(path): errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// Makes a pipe that only processes use: one that opens it waits for one that opens the other end.
  public static func make(_ path: String) throws {
    guard mkfifo(path, 0o600) == 0 else { throw TestFailure("make \(path): errno \(errno)") }
  }

  /// Reads the next line.
  public func line(deadline: Duration = .seconds(20)) async throws -> String {
    let end = ContinuousClock.now + deadline
    while true {
      if let line = takeLine() { return line }
      guard try await waitToRead(descriptor, until: end) else {
        throw TestFailure("not within \(deadline): a line in \(path)")
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 { pending.withLock { $0 += buffer[..<count] } }
    }
  }

  /// Whether a line is there to be read.
  public var hasLine: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0 || pending.withLock { $0.contains(UInt8(ascii: "\n")) }
  }

  /// Writes lines, for as many processes to read.
  public func release(_ count: Int = 1) throws {
    let lines = [UInt8](repeating: UInt8(ascii: "\n"), count: count)
    guard write(descriptor, lines, count) == count else { throw TestFailure("write \(path): errno \(errno)") }
  }

  private func takeLine() -> String? {
    pending.withLock { bytes in
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      defer { bytes.removeSubrange(...end) }
      return String(decoding: bytes[..<end], as: UTF8.self)
    }
  }
}
