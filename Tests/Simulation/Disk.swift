/// The disk of one machine: files whose writes are durable only once they are synchronised.
///
/// That a file exists, and how long it is, counts as durable at once: SQLite synchronises directories itself.
final class Disk: @unchecked Sendable {
  final class File {
    /// As every process sees it.
    var bytes: [UInt8] = []
    /// What was overwritten or added since the last synchronisation, newest last.
    var pending: [(offset: Int, before: [UInt8])] = []
    /// The length at the last synchronisation.
    var durableCount = 0
    /// How many of `pending` were there at the last synchronisation of a disk that is late.
    var late = 0
  }
  private(set) var files: [String: File] = [:]
  /// Whether writes that need more room fail.
  var isFull = false
  /// Breaks the promise of a synchronisation: what it wrote is durable with the next one.
  var isLate = false

  func open(_ name: String, create: Bool) -> File? {
    if let file = files[name] { return file }
    guard create else { return nil }
    let file = File()
    files[name] = file
    return file
  }

  func exists(_ name: String) -> Bool { files[name] != nil }

  func remove(_ name: String) { files[name] = nil }

  /// - Returns: `false` when there is no room.
  func write(_ bytes: UnsafeRawBufferPointer, to file: File, at offset: Int) -> Bool {
    let end = offset + bytes.count
    if isFull, end > file.bytes.count { return false }
    let overlap = max(0, min(file.bytes.count, end) - offset)
    file.pending.append(
      (offset, offset < file.bytes.count ? Array(file.bytes[offset..<(offset + overlap)]) : []))
    if end > file.bytes.count {
      file.bytes.append(contentsOf: repeatElement(0, count: end - file.bytes.count))
    }
    file.bytes.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[offset..<end]).copyMemory(from: bytes)
    }
    return true
  }

  func truncate(_ file: File, to count: Int) {
    guard count < file.bytes.count else { return }
    file.pending.append((count, Array(file.bytes[count...])))
    file.bytes.removeLast(file.bytes.count - count)
  }

  func synchronize(_ file: File) {
    if isLate {
      file.pending.removeFirst(file.late)
      file.late = file.pending.count
      return
    }
    file.pending = []
    file.durableCount = file.bytes.count
  }

  /// What is certain to be there after a loss of power.
  var durable: Disk {
    let copy = Disk()
    for (name, file) in files {
      let other = File()
      other.bytes = file.bytes
      other.pending = file.pending
      other.durableCount = file.durableCount
      copy.files[name] = other
    }
    var never = Chance(seed: 0)
    copy.losePower(&never, keeping: 0)
    return copy
  }

  /// The power goes: of the writes that were not synchronised, some arrived and some did not.
  ///
  /// - Parameter keeping: the probability that one arrived.
  func losePower(_ chance: inout Chance, keeping: Double = 0.5) {
    for name in files.keys.sorted() {
      guard let file = files[name], !file.pending.isEmpty else { continue }
      // Newest first, so that each puts back what was there before it.
      var length = file.bytes.count
      for write in file.pending.reversed() where !chance.happens(keeping) {
        let end = min(write.offset + write.before.count, file.bytes.count)
        if end > write.offset {
          file.bytes.replaceSubrange(write.offset..<end, with: write.before.prefix(end - write.offset))
        }
        // What was added beyond the old end is not there, or reads as zeros.
        let added = write.offset + write.before.count
        if added >= file.durableCount, added < length, !chance.happens(keeping) { length = added }
      }
      if length < file.bytes.count { file.bytes.removeLast(file.bytes.count - length) }
      file.pending = []
      file.late = 0
      file.durableCount = file.bytes.count
    }
  }

  /// Everything is gone.
  func erase() { files = [:] }
}
