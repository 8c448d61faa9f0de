import Dispatch
import Glibc
import SupervisorProtocol

/// An agent's end of the connection to a supervisor.
///
/// Nothing waits for the supervisor to read: what the socket has no room for goes when there is room. Used on one queue.
final class SupervisorConnection {
  /// Which of the runtime's connections it is.
  let number: Int
  private let descriptor: Int32
  private let queue: DispatchQueue
  private let reading: any DispatchSourceRead
  /// There while something is left to send.
  private var writing: (any DispatchSourceWrite)?
  private let onRoom: @Sendable () -> Void
  /// What is not sent yet.
  private var backlog: [UInt8] = []
  /// How many bytes were sent.
  private(set) var sent = 0
  /// Whether somebody looks whether the supervisor reads.
  var isWatched = false
  /// The sources that use the descriptor; it is closed after the last.
  private let sources = DispatchGroup()

  /// Takes over a connected socket.
  ///
  /// - Parameters:
  ///   - onArrival: called on the queue when there is something to receive.
  ///   - onRoom: called on the queue when ``flush()`` can go on.
  init(
    _ descriptor: Int32, number: Int, queue: DispatchQueue, onArrival: @escaping @Sendable () -> Void,
    onRoom: @escaping @Sendable () -> Void
  ) {
    self.number = number
    self.descriptor = descriptor
    self.queue = queue
    self.onRoom = onRoom
    reading = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    reading.setEventHandler(handler: onArrival)
    sources.enter()
    reading.setCancelHandler { [sources] in sources.leave() }
    reading.activate()
  }

  deinit {
    reading.cancel()
    writing?.cancel()
    sources.notify(queue: queue) { [descriptor] in close(descriptor) }
  }

  /// Whether the supervisor has not read all that was sent.
  var isBehind: Bool { !backlog.isEmpty }

  /// Sends a command's frame, now or as soon as there is room. If it cannot be sent the connection ends, and
  /// ``receive()`` says so.
  func send(_ frame: [UInt8]) {
    backlog += frame
    if writing == nil { flush() }
  }

  /// Sends what there is room for.
  func flush() {
    var done = 0
    while done < backlog.count {
      let count = backlog[done...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { break }
      guard count > 0 else {
        shutdown(descriptor, Int32(SHUT_RDWR))
        done = backlog.count
        break
      }
      done += count
    }
    sent += done
    backlog.removeFirst(done)
    if backlog.isEmpty {
      writing?.cancel()
      writing = nil
    } else if writing == nil {
      let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
      source.setEventHandler(handler: onRoom)
      sources.enter()
      source.setCancelHandler { [sources] in sources.leave() }
      source.activate()
      writing = source
    }
  }

  /// What has arrived: whether a `hello` was answered, and whether the supervisor is still there.
  func receive() -> (isReady: Bool, isOpen: Bool) {
    var isReady = false
    var bytes = [UInt8](repeating: 0, count: 512)
    while true {
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { return (isReady, true) }
      guard count > 0 else { return (isReady, false) }
      if bytes.prefix(count).contains(Answer.ready.rawValue) { isReady = true }
    }
  }
}
