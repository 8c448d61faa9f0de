import Foundation
import Testing

@testable import YAML

/// What is written is also read by PyYAML, a reader of YAML 1.1 that shares no code with this one.
@Suite struct IndependentReaderTests {
  @Test(
    "PyYAML reads every string as that string", .enabled(if: PyYAML.isPresent, "python3 has no PyYAML here"))
  func strings() throws {
    let seed = printedSeed()
    var generator = SeededGenerator(seed: seed)
    var texts = Self.retypable
    for _ in 0..<1_500 { texts.append(randomString(using: &generator)) }
    let node = Node.sequence(
      texts.map { .mapping([("k", .scalar($0)), ("list", .sequence([.scalar($0)]))]) })
    let script = """
      for entry in document:
          for value in (entry["k"], entry["list"][0]):
              print(type(value).__name__, value.encode("utf-8").hex() if isinstance(value, str) else repr(value))
      """
    let lines = try PyYAML.run(script, on: emit(node))
    try #require(lines.count == texts.count * 2)
    for (position, line) in lines.enumerated() {
      let hex = texts[position / 2].utf8.map { hexadecimal(UInt32($0), width: 2).lowercased() }.joined()
      #expect(line == "str \(hex)", "seed \(seed): \(texts[position / 2].debugDescription)")
    }
  }

  @Test("PyYAML reads every string as a key", .enabled(if: PyYAML.isPresent, "python3 has no PyYAML here"))
  func keys() throws {
    let node = Node.sequence(Self.retypable.map { .mapping([($0, .int(1))]) })
    let script = """
      for entry in document:
          for key in entry:
              print(type(key).__name__, str(key).encode("utf-8").hex())
      """
    let lines = try PyYAML.run(script, on: emit(node))
    let expected = Self.retypable.map { text in
      "str " + text.utf8.map { hexadecimal(UInt32($0), width: 2).lowercased() }.joined()
    }
    #expect(lines == expected)
  }

  @Test(
    "PyYAML reads numbers, booleans and nulls as such",
    .enabled(if: PyYAML.isPresent, "python3 has no PyYAML here"))
  func numbers() throws {
    let texts = ["12", "012", "0o17", "0x1F", "1e3", "-.5", "1.", ".inf", "True", "~", "+5", "1E-2", "-0"]
    let text = try emit(document("[\(texts.joined(separator: ", "))]"))
    let lines = try PyYAML.run("for value in document: print(repr(value))", on: text)
    #expect(
      lines == ["12", "12", "15", "31", "1000.0", "-0.5", "1.0", "inf", "True", "None", "5", "0.01", "0"])
  }

  private static let retypable = [
    "yes", "No", "ON", "off", "y", "n", "~", "null", "Null", "true", "1e3", "012", "0o7", "0x7", "0b1",
    "1_000", "1:30",
    "1:30.5", "2021-04-16", "2021-04-16T07:39:05Z", "2001-12-14 21:59:43.10 -5", ".inf", ".nan", "=", "<<",
    "", " a",
    "a ", "-", "---", "a: b", "a #b", "10Gi", "1h30m", "$(params.a)", "1.2.3", "0.5", "-.5", "a\nb\n", "世界",
    "😀",
  ]
}

/// The PyYAML of this machine's python3.
enum PyYAML {
  static let isPresent = (try? run("print(1)", on: "a")) == ["1"]

  /// The lines that a script prints that finds what PyYAML read of a text in `document`.
  static func run(_ script: String, on text: String) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "yaml-test-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let load = "import sys, yaml\ndocument = yaml.safe_load(open(sys.argv[1], 'rb'))\n"
    process.arguments = ["python3", "-c", load + script, file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
