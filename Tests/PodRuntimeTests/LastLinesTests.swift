import FoundationEssentials
import Testing

@testable import PodRuntime

struct LastLinesTests {
  private func tail(of bytes: [UInt8]) throws -> String {
    let path = "/tmp/pushrun-tests-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try lastLines(ofFile: path)
  }

  @Test func atMostTenLinesAreKept() throws {
    let text = (1...30).map { "line \($0)\n" }.joined()
    #expect(try tail(of: Array(text.utf8)) == (21...30).map { "line \($0)" }.joined(separator: "\n"))
  }

  @Test func aLongLineIsCutToOneKiBAtACharacter() throws {
    let text = String(repeating: "é", count: 5000)
    let lines = try tail(of: Array(text.utf8))
    #expect(lines == String(repeating: "é", count: 512))
  }

  @Test func controlCharactersAndTerminalSequencesAreTakenOut() throws {
    let text = "10%\r20%\r\u{1B}[1;31mred\u{1B}[0m\u{7}\u{0}\u{9B}\tend\n"
    #expect(try tail(of: Array(text.utf8)) == "10%\n20%\nred end")
  }

  @Test func bytesThatAreNotTextAreReplaced() throws {
    #expect(try tail(of: [0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
  }

  @Test func aLogThatIsNotThereHasNoLines() throws {
    #expect(try lastLines(ofFile: "/no/such/log") == "")
  }
}
