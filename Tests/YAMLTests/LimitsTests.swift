import Testing

@testable import YAML

@Suite struct LimitsTests {
  @Test(
    "Nesting past the limit is refused, however it is written",
    arguments: [
      String(repeating: "[", count: 200_000), String(repeating: "{a: ", count: 50_000),
      String(repeating: "- ", count: 100_000),
      (0..<500).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
    ])
  func depth(text: String) throws {
    let error = try parseError(text)
    #expect(error.code == .limit)
    #expect(error.message == "the nesting is deeper than 100 levels; raise it with --limit yaml-depth=…")
  }

  @Test("Nesting up to the limit is read")
  func depthBoundary() throws {
    let open = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
    #expect(try document(open(100)).sequence != nil)
    let error = try parseError(open(101))
    #expect(error.code == .limit && error.mark == Mark(line: 1, column: 101))
    #expect(try parseError(open(3), limits: ParsingLimits(depth: 2)).code == .limit)
    #expect(try parseError(open(1_001), limits: ParsingLimits(depth: .max)).code == .limit)
    #expect(try document(open(1_000), limits: ParsingLimits(depth: .max)).sequence != nil)
  }

  @Test("Aliases cannot nest past the limit either")
  func depthThroughAliases() throws {
    var text = "- &a0 []\n"
    for level in 1...120 { text += "- &a\(level) [*a\(level - 1)]\n" }
    let error = try parseError(text)
    #expect(error.code == .limit && error.mark.line == 100)
  }

  @Test("An alias bomb is refused where it passes the limit")
  func aliasBomb() throws {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let alias = "*a\(level - 1)"
      text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
    }
    let error = try parseError(text)
    #expect(error.code == .limit && error.mark.line == 5)
    #expect(
      error.message == "the aliases stand for more than 10000 nodes; raise it with --limit yaml-alias-nodes=…"
    )
  }

  @Test("A merge bomb is refused too")
  func mergeBomb() throws {
    let keys = (0..<1_000).map { "k\($0): 1" }.joined(separator: ", ")
    let text = "a: &a {\(keys)}\nb: {<<: [\(Array(repeating: "*a", count: 1_000).joined(separator: ", "))]}\n"
    #expect(try parseError(text).code == .limit)
  }

  @Test("The expansion limit counts nodes, per document")
  func expansionBoundary() throws {
    let limits = ParsingLimits(aliasExpansion: 6)
    #expect(try document("[&a [1, 2], *a, *a]", limits: limits)[2]?.sequence?.count == 2)
    #expect(try parseError("[&a [1, 2], *a, *a, *a]", limits: limits).mark.column == 21)
    #expect(
      try YAMLParser.documents(in: "[&a [1, 2], *a, *a]\n---\n[&a [1, 2], *a]", limits: limits).count == 2)
  }

  @Test("Aliases may stand for as many bytes as a text may have, per document")
  func expansionInBytes() throws {
    #expect(try document("[&a {k: 12345}, *a, *a]", limits: ParsingLimits(bytes: 23))[2]?["k"] == .int(12345))
    let long = String(repeating: "x", count: 1 << 10)
    let bomb = try parseError("- &a \(long)\n" + String(repeating: "- *a\n", count: 1_025))
    #expect(bomb.code == .limit && bomb.message == "the aliases stand for more than 1048576 bytes")
    #expect(bomb.mark == Mark(line: 1_026, column: 3))
  }

  @Test("Bytes, events and documents past their limits are refused")
  func otherLimits() throws {
    let long = try parseError("a: " + String(repeating: "x", count: 1 << 20))
    #expect(long.code == .limit)
    #expect(long.message == "the text is longer than 1048576 bytes; raise it with --limit manifest-bytes=…")
    #expect(try document("a: xx", limits: ParsingLimits(bytes: 5)).mapping != nil)

    let events = try parseError("[" + String(repeating: "a,", count: 300_000) + "]")
    #expect(events.code == .limit)
    #expect(events.message == "the text has more than 200000 events; raise it with --limit yaml-events=…")

    let many = YAMLParser.parse(Array(String(repeating: "---\n", count: 1_001).utf8))
    #expect(many.documents.count == 1_000)
    #expect(many.error?.code == .limit && many.error?.mark == Mark(line: 1_001, column: 1))
  }

  @Test("Limits of zero and below refuse, and do not crash")
  func senselessLimits() throws {
    for limit in [0, -1, .min] {
      let limits = ParsingLimits(
        bytes: .max, depth: limit, events: .max, documents: .max, aliasExpansion: limit)
      #expect(try parseError("[&a 1, *a]", limits: limits).code == .limit)
      #expect(try parseError("a", limits: ParsingLimits(documents: limit)).code == .limit)
      #expect(try parseError("a", limits: ParsingLimits(events: limit)).code == .limit)
      #expect(try parseError("a", limits: ParsingLimits(bytes: limit)).code == .limit)
    }
  }

  @Test(
    "Many directives are refused, whatever ends their lines",
    arguments: ["\n", "\r", "\r\n", "\u{85}", "\n#\n"])
  func directives(lineBreak: String) throws {
    let text = (0..<10_000).map { "%TAG !a\($0)! x\(lineBreak)" }.joined() + "--- a"
    let error = try parseError(text)
    #expect(error.code == .limit)
    #expect(
      error.message == "a document may have at most 100 directives; raise it with --limit yaml-directives=…")
  }

  @Test("Lines of content may begin with a percent sign")
  func percentLines() throws {
    let text = "--- \"\n" + String(repeating: "text\n%text\n", count: 200) + "\""
    #expect(try document(text).string?.hasPrefix(" text %text ") == true)
  }

  @Test("Large mappings are read, looked up, merged and decoded quickly enough to test")
  func largeMappings() throws {
    let node = try document((0..<50_000).map { "k\($0): 1\n" }.joined())
    #expect(node["k49999"]?.mark == Mark(line: 50_000, column: 9))
    let values = try YAMLDecoder().decode([String: Int].self, from: node)
    #expect(values.count == 50_000)
  }
}
