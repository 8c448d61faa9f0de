import Glibc

/// The bytes of a file from `offset` on; `nil` when it cannot be read.
///
/// It never blocks: a pod may have put a named pipe in the place of one of its files.
package func contents(ofFile path: String, from offset: Int = 0, limit: Int = .max) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = 4096
  while bytes.count < limit {
    let wanted = min(chunk, limit - bytes.count)
    let old = bytes.count
    var count = 0
    bytes.append(contentsOf: repeatElement(0, count: wanted))
    bytes.withUnsafeMutableBytes { buffer in
      let space = UnsafeMutableRawBufferPointer(rebasing: buffer[old...])
      repeat {
        count = pread(descriptor, space.baseAddress, wanted, off_t(offset + old))
      } while count < 0 && errno == EINTR
    }
    guard count >= 0 else { return nil }
    bytes.removeLast(wanted - count)
    if count == 0 { break }
    chunk = min(chunk * 4, 1 << 20)
  }
  return bytes
}

/// What the system says about an error number.
package func errorText(_ number: Int32) -> String { String(cString: strerror(number)) }
