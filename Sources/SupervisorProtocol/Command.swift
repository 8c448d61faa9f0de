/// What an agent tells a supervisor. Each is safe to send twice.
///
/// There is one answer, ``Answer/ready`` to a `hello`; all else that a supervisor has to say is in its
/// journal. Agent and supervisor may be of different versions (a run outlives an upgrade of its agent), so
/// commands and records are only ever added to, never changed; a reader skips what it does not know.
package enum Command: Hashable, Sendable {
  /// Asks for ``Answer/ready``: all commands of earlier connections are in the journal by then.
  case hello
  /// Run a pod, unless the journal knows it.
  case start(PodPlan)
  /// SIGTERM to the process groups of a pod, SIGKILL after the grace period; no further stage starts.
  case stop(pod: String, graceMilliseconds: UInt64)
  /// Exit as soon as no pod runs.
  case quit

  /// The longest command that a supervisor reads, in bytes. The kernel takes a few MiB of arguments
  /// and environment for each process.
  package static let maximumLength = 64 << 20

  /// The command as it goes over the socket, its length first.
  package var frame: [UInt8] {
    var body = ByteWriter()
    switch self {
    case .hello:
      body.append(Kind.hello.rawValue)
    case .start(let plan):
      body.append(Kind.start.rawValue)
      plan.write(to: &body)
    case .stop(let pod, let grace):
      body.append(Kind.stop.rawValue)
      body.append(pod)
      body.append(grace)
    case .quit:
      body.append(Kind.quit.rawValue)
    }
    var frame = ByteWriter()
    frame.append(UInt32(truncatingIfNeeded: body.bytes.count))
    frame.append(bytes: body.bytes)
    return frame.bytes
  }

  /// - Returns: `nil` for a kind of command that this version does not know.
  init?(body: ArraySlice<UInt8>) throws(MalformedMessage) {
    var reader = ByteReader(body)
    switch Kind(rawValue: try reader.integer()) {
    case .hello: self = .hello
    case .start: self = .start(try PodPlan(from: &reader))
    case .stop: self = .stop(pod: try reader.string(), graceMilliseconds: try reader.integer())
    case .quit: self = .quit
    case nil: return nil
    }
  }

  private enum Kind: UInt8 {
    case hello = 1
    case start, stop, quit
  }
}

/// A byte that a supervisor sends.
package enum Answer: UInt8, Sendable {
  /// The answer to a `hello`.
  case ready = 0x52
  /// The doorbell: there is something new in the journal.
  case bell = 0x2E
}

/// Cuts what arrives on a socket into commands.
package struct CommandBuffer {
  private var bytes: [UInt8] = []
  private var start = 0

  package init() {}

  package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// The next whole command, if there is one.
  package mutating func next() throws(MalformedMessage) -> Command? {
    while bytes.count - start >= 4 {
      var reader = ByteReader(bytes[start..<start + 4])
      let count = Int(try reader.integer(UInt32.self))
      guard count <= Command.maximumLength else { throw MalformedMessage() }
      guard bytes.count - start - 4 >= count else { break }
      let body = bytes[start + 4..<start + 4 + count]
      start += 4 + count
      if let command = try Command(body: body) { return command }
    }
    bytes.removeFirst(start)
    start = 0
    return nil
  }
}
