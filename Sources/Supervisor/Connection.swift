import Glibc
import SupervisorProtocol

/// A connection to an agent.
struct Connection {
  let descriptor: Int32
  /// Whether a `hello` waits for its answer.
  var isAsking = false
  private var buffer = CommandBuffer()

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Reads all that has arrived.
  ///
  /// - Returns: its whole commands, and whether the connection goes on.
  mutating func receive() -> (commands: [Command], isOpen: Bool) {
    var commands: [Command] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { return (commands, true) }
      guard count > 0 else { return (commands, false) }
      buffer.append(chunk.prefix(count))
      do throws(MalformedMessage) {
        while let command = try buffer.next() { commands.append(command) }
      } catch {
        return (commands, false)
      }
    }
  }

  /// Sends a byte if there is room. If there is none the agent has bells to answer already.
  func send(_ answer: Answer) {
    var byte = answer.rawValue
    Glibc.send(descriptor, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
  }
}
