/// Makes JSON's surrogate pairs readable to libyaml, which knows `\U0001F600` but not `\uD83D\uDE00`.
///
/// Only a text that is JSON up to the pair is changed: in other YAML the same characters may mean something else.
struct JSONSurrogates {
  /// The text with every pair written as one escape.
  private(set) var text: [UInt8] = []
  /// Where in the rewritten text the rewritten escapes begin, in order.
  private var escapes: [Mark] = []

  /// A pair is twelve characters, an escape ten.
  private static let shortening = 2

  /// The rewritten text, or `nil` if there is nothing to rewrite.
  init?(_ source: UnsafeBufferPointer<UInt8>) {
    guard Self.looksLikeJSON(source), Self.hasSurrogate(source) else { return nil }
    text.reserveCapacity(source.count)
    rewrite(source)
    if escapes.isEmpty { return nil }
  }

  /// The place in the original of a place in the rewritten text.
  func original(_ mark: Mark) -> Mark {
    let before = escapes[..<count(before: mark)]
    let sameLine = before.count - count(before: Mark(line: mark.line, column: 1))
    return Mark(line: mark.line, column: mark.column + sameLine * Self.shortening)
  }

  /// How many escapes begin before `mark`.
  private func count(before mark: Mark) -> Int {
    var low = 0
    var high = escapes.count
    while low < high {
      let middle = (low + high) / 2
      if escapes[middle] < mark { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func looksLikeJSON(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = source.first { !isBlank($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func hasSurrogate(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
    source.indices.contains { offset in
      source[offset] == UInt8(ascii: "\\") && surrogate(source, at: offset) != nil
    }
  }

  /// The surrogate that is escaped as `\uXXXX` at `offset`.
  private static func surrogate(_ source: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt32? {
    guard offset + 6 <= source.count, source[offset] == UInt8(ascii: "\\"),
      source[offset + 1] == UInt8(ascii: "u")
    else { return nil }
    let digits = String(decoding: source[(offset + 2)..<(offset + 6)], as: UTF8.self)
    guard let code = UInt32(digits, radix: 16), (0xD800..<0xE000).contains(code) else { return nil }
    return code
  }

  /// The character that the pair of escapes at `offset` stands for.
  private static func pair(_ source: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt32? {
    guard let high = surrogate(source, at: offset), high < 0xDC00,
      let low = surrogate(source, at: offset + 6), low >= 0xDC00
    else { return nil }
    return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
  }

  private mutating func rewrite(_ source: UnsafeBufferPointer<UInt8>) {
    var mark = Mark.start
    var offset = 0
    var inString = false
    while offset < source.count {
      let byte = source[offset]
      var length = 1
      if inString, byte == UInt8(ascii: "\\") {
        if let code = Self.pair(source, at: offset) {
          escapes.append(mark)
          text += "\\U\(hexadecimal(code, width: 8))".utf8
          mark.column += 10
          offset += 12
          continue
        }
        // The escaped character may be a quote.
        length = offset + 1 < source.count && source[offset + 1] < 0x80 ? 2 : 1
      } else if byte == UInt8(ascii: "\"") {
        inString.toggle()
      } else if !inString, !Self.isJSON(byte) {
        text += source[offset...]
        return
      }
      for byte in source[offset..<(offset + length)] {
        text.append(byte)
        mark.advance(over: byte)
      }
      offset += length
    }
  }

  /// Whether JSON has this byte outside of strings.
  private static func isJSON(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"),
      UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
      true
    default:
      false
    }
  }
}

extension Mark {
  /// Moves on by one byte of UTF-8. A carriage return counts as a character of the line that it ends.
  fileprivate mutating func advance(over byte: UInt8) {
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }
}
