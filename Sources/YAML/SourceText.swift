/// Checks that a text is what libyaml may be given.
///
/// libyaml refuses most of this too, but with an offset in place of a line and column.
enum SourceText {
  /// The text without a byte order mark.
  ///
  /// - Throws: `limit` if it is too long or has too many directives, `encoding` if it is not UTF-8 or has
  ///   characters that are not allowed (https://yaml.org/spec/1.2.2/#51-character-set).
  static func checked(
    _ bytes: UnsafeBufferPointer<UInt8>, limits: ParsingLimits
  ) throws(YAMLError) -> UnsafeBufferPointer<UInt8> {
    guard bytes.count <= limits.bytes else {
      throw YAMLError(
        code: .limit,
        message: "the text is longer than \(limits.bytes) bytes; raise it with --limit manifest-bytes=…")
    }
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
      throw YAMLError(code: .encoding, message: "the text is UTF-16; save it as UTF-8")
    }
    let text = bytes.starts(with: byteOrderMark) ? UnsafeBufferPointer(rebasing: bytes.dropFirst(3)) : bytes
    try checkCharacters(of: text)
    try checkDirectives(of: text, limit: limits.directives)
    return text
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func checkCharacters(of text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
    var offset = 0
    while offset < text.count {
      let byte = text[offset]
      if (0x20..<0x7F).contains(byte) || byte == 0x0A || byte == 0x09 || byte == 0x0D {
        offset += 1
      } else if let (scalar, length) = decodeScalar(text[offset...]) {
        guard scalar.isAllowedInYAML else {
          throw YAMLError(
            code: .encoding,
            message: scalar == "\0"
              ? "a NUL byte is not allowed; is this a binary file, or UTF-16?"
              : "the character \(scalar.codePoint) is not allowed; write it as an escape in double quotes",
            mark: Mark(offset: offset, in: text))
        }
        offset += length
      } else {
        throw YAMLError(
          code: .encoding,
          message: "the byte 0x\(hexadecimal(UInt32(byte), width: 2)) is not UTF-8 here",
          mark: Mark(offset: offset, in: text))
      }
    }
  }

  /// The character that the bytes begin with and its length in bytes; `nil` if it is not well-formed
  /// (https://www.unicode.org/versions/latest/, table 3-7).
  private static func decodeScalar(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    guard let first = bytes.first else { return nil }
    let (length, smallest): (Int, UInt32) =
      switch first {
      case 0x00..<0x80: (1, 0)
      case 0xC2..<0xE0: (2, 0x80)
      case 0xE0..<0xF0: (3, 0x800)
      case 0xF0..<0xF5: (4, 0x10000)
      default: (0, 0)
      }
    guard length > 0, bytes.count >= length else { return nil }
    var code = length == 1 ? UInt32(first) : UInt32(first) & (0x7F >> UInt32(length))
    for byte in bytes.dropFirst().prefix(length - 1) {
      guard byte & 0xC0 == 0x80 else { return nil }
      code = code << 6 | UInt32(byte & 0x3F)
    }
    guard code >= smallest, let scalar = Unicode.Scalar(code) else { return nil }
    return (scalar, length)
  }

  /// libyaml compares every `%TAG` with all before it, in one step that no event interrupts: only so many may
  /// follow each other without a line of content between.
  private static func checkDirectives(
    of text: UnsafeBufferPointer<UInt8>, limit: Int
  ) throws(YAMLError) {
    var directives = 0
    for (offset, byte) in text.enumerated() {
      if isLineStart(offset, in: text) {
        if byte == UInt8(ascii: "%") {
          directives += 1
          guard directives <= limit else {
            throw YAMLError(
              code: .limit,
              message:
                "a document may have at most \(limit) directives; raise it with --limit yaml-directives=…",
              mark: Mark(offset: offset, in: text))
          }
        } else if byte > UInt8(ascii: " "), byte < 0x7F, byte != UInt8(ascii: "#") {
          directives = 0
        }
      }
    }
  }

  /// Whether a line begins at `offset`, as YAML 1.1 breaks lines: after LF, CR, NEL, LS or PS.
  private static func isLineStart(_ offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard offset > 0 else { return true }
    switch text[offset - 1] {
    case 0x0A, 0x0D: return true
    case 0x85: return offset > 1 && text[offset - 2] == 0xC2
    case 0xA8, 0xA9: return offset > 2 && text[offset - 2] == 0x80 && text[offset - 3] == 0xE2
    default: return false
    }
  }
}

extension Unicode.Scalar {
  /// Whether it may stand in a YAML text as it is. A byte order mark may only begin one.
  var isAllowedInYAML: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      true
    default:
      false
    }
  }

  /// `U+0085`.
  var codePoint: String { "U+" + hexadecimal(value, width: 4) }
}

/// The digits of a number in base 16, in upper case, with zeros in front up to `width`.
func hexadecimal(_ value: UInt32, width: Int) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Mark {
  /// The place of the byte at `offset`. Takes time with the offset: for errors only.
  init(offset: Int, in text: UnsafeBufferPointer<UInt8>) {
    self = .start
    for position in 0..<offset {
      let byte = text[position]
      let endsLine =
        byte == UInt8(ascii: "\n")
        || (byte == UInt8(ascii: "\r") && text[position + 1] != UInt8(ascii: "\n"))
      if endsLine {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }
}
