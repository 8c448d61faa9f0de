import Glibc
import SupervisorProtocol

/// The journal, opened for appending.
///
/// When the disk is full a record waits in memory, and all after it too, so that the order holds and nothing is started
/// that is not on record.
final class JournalFile {
  /// What the journal knew when it was opened.
  let acceptedBefore: [String]
  /// Whether something was appended since the last time that this was set to `false`.
  var hasNews = false

  private let descriptor: Int32
  private var end: off_t
  private var backlog: [[UInt8]] = []

  /// Opens or creates it. A torn record at its end is cut off, since nothing behind it could be read.
  init() throws(Errno) {
    descriptor = open(RootFiles.journal, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0, let bytes = contents(ofFile: RootFiles.journal) else { throw Errno(errno) }
    let (records, length) = JournalRecord.read(bytes[...])
    acceptedBefore = records.compactMap {
      if case .accepted(let pod, _, _) = $0 { pod } else { nil }
    }
    end = off_t(length)
    guard ftruncate(descriptor, end) == 0 else { throw Errno(errno) }
  }

  /// Whether every record is in the file.
  var isWritten: Bool { backlog.isEmpty }

  /// Appends a record, now or, when there is no room, in a later ``flush()``.
  func append(_ record: JournalRecord) {
    backlog.append(record.bytes)
    flush()
  }

  /// Writes what waits, as far as there is room for it.
  func flush() {
    var written = 0
    while written < backlog.count, write(backlog[written]) { written += 1 }
    if written > 0 { hasNews = true }
    backlog.removeFirst(written)
  }

  private func write(_ record: [UInt8]) -> Bool {
    let count = pwrite(descriptor, record, record.count, end)
    if count == record.count {
      end += off_t(count)
      return true
    }
    // Part of a record may be there. It is written over by the next attempt; the file is cut so that nobody takes
    // a longer rest of it for the beginning of another. If that fails the checksum still tells.
    if count > 0 { ftruncate(descriptor, end) }
    return false
  }
}
