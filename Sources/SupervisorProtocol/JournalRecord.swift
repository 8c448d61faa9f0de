/// A line of a root's journal, which is the only truth on what became of its processes.
///
/// A supervisor appends each record with one `write`, so that a reader sees it whole or not at all. It does not
/// sync: what a crash of the machine could take from the file, it takes from the processes too, and the
/// boot id of the session says so.
package enum JournalRecord: Hashable, Sendable {
  /// A supervisor began. Pods that an earlier session left unfinished are lost.
  case session(bootID: String)
  /// The pod will be run. Written before anything of it is started.
  case accepted(pod: String, containers: [String], results: [String])
  /// A container's process runs. `container` counts in the list of `accepted`.
  case started(pod: String, container: Int, process: ProcessIdentity)
  /// A container's process could not be started.
  case notStarted(pod: String, container: Int, message: String)
  /// A container's process cannot be started for now; it is tried again. `message` says what the machine is short of.
  case delayed(pod: String, container: Int, message: String)
  /// A container's process ended.
  case ended(pod: String, container: Int, Ending)
  /// Nothing of the pod runs any more. `stopped` tells whether it was asked to stop.
  case finished(pod: String, stopped: Bool)

  /// How a process ended.
  package enum Ending: Hashable, Sendable {
    case exited(code: Int32)
    case signalled(number: Int32)
  }

  /// The record as it is in the file: length, checksum, body.
  package var bytes: [UInt8] {
    let body = self.body
    var record = ByteWriter()
    record.append(UInt32(truncatingIfNeeded: body.count))
    record.append(checksum(body[...]))
    record.append(bytes: body)
    return record.bytes
  }

  private var body: [UInt8] {
    var body = ByteWriter()
    switch self {
    case .session(let bootID):
      body.append(Kind.session.rawValue)
      body.append(bootID)
    case .accepted(let pod, let containers, let results):
      body.append(Kind.accepted.rawValue)
      body.append(pod)
      body.append(containers)
      body.append(results)
    case .started(let pod, let container, let process):
      body.append(Kind.started.rawValue)
      body.append(pod)
      body.append(UInt32(truncatingIfNeeded: container))
      body.append(UInt32(bitPattern: process.pid))
      body.append(process.startTime)
    case .notStarted(let pod, let container, let message):
      body.append(Kind.notStarted.rawValue)
      body.append(pod)
      body.append(UInt32(truncatingIfNeeded: container))
      body.append(message)
    case .delayed(let pod, let container, let message):
      body.append(Kind.delayed.rawValue)
      body.append(pod)
      body.append(UInt32(truncatingIfNeeded: container))
      body.append(message)
    case .ended(let pod, let container, .exited(let code)):
      body.append(Kind.exited.rawValue)
      body.append(pod)
      body.append(UInt32(truncatingIfNeeded: container))
      body.append(UInt32(bitPattern: code))
    case .ended(let pod, let container, .signalled(let number)):
      body.append(Kind.signalled.rawValue)
      body.append(pod)
      body.append(UInt32(truncatingIfNeeded: container))
      body.append(UInt32(bitPattern: number))
    case .finished(let pod, let stopped):
      body.append(Kind.finished.rawValue)
      body.append(pod)
      body.append(stopped)
    }
    return body.bytes
  }

  /// - Returns: `nil` for a kind of record that this version does not know.
  private init?(body: ArraySlice<UInt8>) throws(MalformedMessage) {
    var reader = ByteReader(body)
    guard let kind = Kind(rawValue: try reader.integer()) else { return nil }
    let text = try reader.string()
    switch kind {
    case .session:
      self = .session(bootID: text)
    case .accepted:
      self = .accepted(pod: text, containers: try reader.strings(), results: try reader.strings())
    case .started:
      let container = Int(try reader.integer(UInt32.self))
      let pid = Int32(bitPattern: try reader.integer(UInt32.self))
      let process = ProcessIdentity(pid: pid, startTime: try reader.integer())
      self = .started(pod: text, container: container, process: process)
    case .notStarted:
      let container = Int(try reader.integer(UInt32.self))
      self = .notStarted(pod: text, container: container, message: try reader.string())
    case .delayed:
      let container = Int(try reader.integer(UInt32.self))
      self = .delayed(pod: text, container: container, message: try reader.string())
    case .exited:
      let container = Int(try reader.integer(UInt32.self))
      let code = Int32(bitPattern: try reader.integer(UInt32.self))
      self = .ended(pod: text, container: container, .exited(code: code))
    case .signalled:
      let container = Int(try reader.integer(UInt32.self))
      let number = Int32(bitPattern: try reader.integer(UInt32.self))
      self = .ended(pod: text, container: container, .signalled(number: number))
    case .finished:
      self = .finished(pod: text, stopped: try reader.bool())
    }
  }

  private enum Kind: UInt8 {
    case session = 1
    case accepted, started, notStarted, exited, signalled, finished, delayed
  }

  /// Reads the whole records at the start of `bytes`.
  ///
  /// It ends before the first record that is cut off or does not fit its checksum: one that is being written,
  /// or was when the machine stopped.
  ///
  /// - Returns: the records, and how many bytes they take.
  package static func read(_ bytes: ArraySlice<UInt8>) -> (records: [JournalRecord], length: Int) {
    var records: [JournalRecord] = []
    var rest = bytes
    while rest.count > 8 {
      var header = ByteReader(rest.prefix(8))
      guard let count = try? Int(header.integer(UInt32.self)), let sum = try? header.integer(UInt32.self)
      else { break }
      let body = rest.dropFirst(8).prefix(count)
      guard count > 0, body.count == count, checksum(body) == sum else { break }
      if let record = try? JournalRecord(body: body) { records.append(record) }
      rest = rest.dropFirst(8 + count)
    }
    return (records, bytes.count - rest.count)
  }
}

/// FNV-1a, 32 bits: enough to tell a torn record from a whole one.
private func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  var hash: UInt32 = 0x811C_9DC5
  for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
  return hash
}
