import Foundation

/// Replaces small files, so that a reader sees the old one or the new one whole.
enum AtomicFile {
  /// - Parameter isDurable: whether the file survives a loss of power when this returns; if not, the old one or
  ///   an empty one may be there after it.
  static func write(_ bytes: [UInt8], to path: String, isDurable: Bool) throws(StateDirectory.Failure) {
    let temporary = path + ".new"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    let isWritten =
      Foundation.write(file, bytes, bytes.count) == bytes.count && (!isDurable || fsync(file) == 0)
    let error = errno
    close(file)
    errno = error
    guard isWritten, rename(temporary, path) == 0 else {
      let failure = failure(path)
      unlink(temporary)
      throw failure
    }
    if isDurable { try StateDirectory.synchronize(URL(filePath: path).deletingLastPathComponent().path) }
  }

  private static func failure(_ path: String) -> StateDirectory.Failure {
    StateDirectory.Failure(message: "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
