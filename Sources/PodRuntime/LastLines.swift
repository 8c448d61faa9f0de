import Glibc
import SupervisorProtocol

/// The end of a log, for a status, within the limits and without control characters; nothing of a log that is not there.
///
/// - Throws: what the machine is short of to read it.
func lastLines(ofFile path: String, limits: HostLimits = HostLimits()) throws(Errno) -> String {
  let (maximumLines, maximumBytes) = (limits.lastLines, limits.lastLinesBytes)
  var status = stat()
  guard stat(path, &status) == 0 else { return "" }
  // Four times as much as is kept: control sequences are taken out.
  let window = 4 * maximumBytes
  let start = max(0, Int(status.st_size) - window)
  let read = contents(ofFile: path, from: start, limit: window)
  if read == nil, Errno(errno).isShortage { throw Errno(errno) }
  let bytes = read ?? []
  var lines = printable(bytes).split(separator: "\n", omittingEmptySubsequences: true).suffix(maximumLines)
  // A line that the window cut is kept: it may be the only one.
  var length = lines.reduce(-1) { $0 + $1.utf8.count + 1 }
  while length > maximumBytes, lines.count > 1 { length -= lines.removeFirst().utf8.count + 1 }
  var text = lines.joined(separator: "\n")
  while text.utf8.count > maximumBytes { text.removeFirst() }
  return text
}

/// The text without terminal sequences and control characters but line ends; a carriage return ends a line too, as
/// progress bars use it.
private func printable(_ bytes: [UInt8]) -> String {
  var kept: [UInt8] = []
  var rest = bytes[...]
  while let byte = rest.popFirst() {
    switch byte {
    case 0x1B where rest.first == UInt8(ascii: "["):
      // ECMA-48, 5.4: parameters and intermediates up to a final byte.
      rest = rest.dropFirst().drop { 0x20...0x3F ~= $0 }.dropFirst()
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): kept.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "\t"): kept.append(UInt8(ascii: " "))
    case 0..<0x20, 0x7F: break
    default: kept.append(byte)
    }
  }
  let text = String(decoding: kept, as: UTF8.self)
  // C1 control characters are two bytes in UTF-8.
  return String(text.unicodeScalars.filter { !(0x80...0x9F ~= $0.value) })
}
