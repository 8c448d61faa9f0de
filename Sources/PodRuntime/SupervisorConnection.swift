import Dispatch
import Glibc
import SupervisorProtocol

/// An agent's end of the connection to a supervisor.
final class SupervisorConnection {
  private let descriptor: Int32
  private let source: any DispatchSourceRead

  /// Takes over a connected socket, and calls `onArrival` on the queue when there is something to receive.
  ///
  /// - Parameter sendDeadline: how long a command may wait for the supervisor to read.
  init(
    _ descriptor: Int32, sendDeadline: Duration, queue: DispatchQueue,
    onArrival: @escaping @Sendable () -> Void
  ) {
    self.descriptor = descriptor
    let milliseconds = sendDeadline.milliseconds
    var deadline = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &deadline, socklen_t(MemoryLayout.size(ofValue: deadline)))
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    source.setEventHandler(handler: onArrival)
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  deinit { source.cancel() }

  /// Sends a command's frame. If it cannot be sent whole the connection ends, and ``receive()`` says so.
  func send(_ frame: [UInt8]) {
    var sent = 0
    while sent < frame.count {
      let count = frame[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        shutdown(descriptor, Int32(SHUT_RDWR))
        return
      }
      sent += count
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
