extension String {
  /// Whether the string, which is on one line and printable, may stand in a block without quotes and is read
  /// back as this string by readers of YAML 1.1 and of YAML 1.2. When in doubt it may not.
  var isSafePlain: Bool {
    guard let first = utf8.first, let last = utf8.last else { return false }
    if last == UInt8(ascii: " ") || last == UInt8(ascii: ":") { return false }
    return Self.mayBegin(first) && !hasIndicatorInside && !hasSpecialBegin && !looksLikeNumber
      && !isReservedWord
  }

  private static func mayBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
      true
    case UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
      UInt8(ascii: ";"):
      true
    default:
      false
    }
  }

  /// Whether there is a colon before a space or a number sign after one.
  private var hasIndicatorInside: Bool {
    var previous: UInt8 = 0
    for byte in utf8 {
      if byte == UInt8(ascii: " ") && previous == UInt8(ascii: ":") { return true }
      if byte == UInt8(ascii: "#") && previous == UInt8(ascii: " ") { return true }
      previous = byte
    }
    return false
  }

  /// Whether it begins as an item of a sequence or a document's marker does.
  private var hasSpecialBegin: Bool {
    // By bytes: a `Character` may join the space with a mark after it.
    self == "-" || utf8.starts(with: "- ".utf8) || utf8.starts(with: "---".utf8)
      || utf8.starts(with: "...".utf8)
  }

  /// Whether it has nothing in it that no number or time has: decimal, octal, hexadecimal, binary, base 60,
  /// with `_`, with an exponent; dates and timestamps.
  private var looksLikeNumber: Bool {
    guard let first = utf8.first, Self.isDigit(first) || "+-.".utf8.contains(first),
      utf8.contains(where: { Self.isDigit($0) || "._".utf8.contains($0) })
    else { return false }
    return utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        true
      default:
        "+-._:xXoOtTzZ ".utf8.contains(byte)
      }
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether it is a word for something else, in either version and however it is capitalised. (`=`, `~` and
  /// `<<` begin with characters that nothing plain may begin with.)
  private var isReservedWord: Bool {
    guard utf8.count <= 5 else { return false }
    switch lowercased() {
    case "null", "true", "false", "yes", "no", "on", "off", "y", "n": return true
    case ".inf", "+.inf", "-.inf", ".nan", "+.nan", "-.nan": return true
    default: return false
    }
  }
}
