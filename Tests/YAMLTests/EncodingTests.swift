import Testing

@testable import YAML

@Suite struct EncodingTests {
  @Test(
    "Bytes that are not UTF-8 are refused at their place",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xF5],
      [0x80], [0xC3], [0xE4, 0xB8], [0xF0, 0x9F, 0x98], [0xC3, 0x28], [0xF0, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func invalidUTF8(sequence: [UInt8]) throws {
    let error = try #require(YAMLParser.parse(Array("ä: 1\nü: ".utf8) + sequence).error)
    #expect(error.code == .encoding && error.mark == Mark(line: 2, column: 4))
    #expect(error.message.hasPrefix("the byte 0x"))
  }

  @Test(
    "Characters that YAML does not allow are refused by name",
    arguments: [
      ("\u{0}", "NUL"), ("\u{1}", "U+0001"), ("\u{1B}", "U+001B"), ("\u{7F}", "U+007F"), ("\u{80}", "U+0080"),
      ("\u{FEFF}", "U+FEFF"), ("\u{FFFE}", "U+FFFE"), ("\u{FFFF}", "U+FFFF"),
    ])
  func controlCharacters(character: String, name: String) throws {
    let error = try parseError("a: 1\r\nb: '\(character)'")
    #expect(error.code == .encoding && error.mark == Mark(line: 2, column: 5))
    #expect(error.message.contains(name))
  }

  @Test("UTF-16 is refused by name, and without a byte order mark as NULs")
  func utf16() throws {
    for order: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
      let error = try #require(YAMLParser.parse(order + [0x61, 0x00]).error)
      #expect(error.code == .encoding && error.message == "the text is UTF-16; save it as UTF-8")
    }
    let error = try #require(YAMLParser.parse([0x61, 0x00, 0x3A, 0x00]).error)
    #expect(error.code == .encoding && error.mark == Mark(line: 1, column: 2))
  }

  @Test("All that YAML allows is read")
  func allowed() throws {
    let text = "é世\u{A0}\u{D7FF}\u{E000}\u{FEFE}\u{FF00}\u{FFFD}\u{10000}\u{10FFFF}\u{1F600}"
    #expect(bytes(try document("\u{FEFF}a: \(text)\n")["a"]?.string) == bytes(text))
  }
}
