import CSupervisor
import Glibc

/// The log of a container that runs. The process writes to the file itself, so that a line costs no copy; this is
/// a second descriptor of the same file, wherever it may have been moved, to give back the disk that its beginning takes.
struct LogFile {
  private let descriptor: Int32
  /// How much of its beginning is gone.
  private var dropped: Int64 = 0

  /// Takes over a descriptor that can be written to.
  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Drops the beginning when more than `limit` bytes are kept; at least the last half of that stays.
  ///
  /// It becomes a hole: what is behind stays at its offset for who reads along, and the process, which appends, does not
  /// notice. A file system that has no holes loses the whole log, which is still better than all of the disk.
  mutating func trim(to limit: Int64) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return }
    let size = Int64(status.st_size)
    if size < dropped { dropped = 0 }
    guard size - dropped > limit else { return }
    let end = size - limit / 2
    if supervisor_punch(descriptor, dropped, end - dropped) == 0 {
      dropped = end
    } else if ftruncate(descriptor, 0) == 0 {
      dropped = 0
    }
  }

  /// Trims it for the last time.
  consuming func finish(_ limit: Int64) {
    trim(to: limit)
    close(descriptor)
  }
}
