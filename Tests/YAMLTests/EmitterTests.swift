import Testing

@testable import YAML

@Suite struct EmitterTests {
  @Test(
    "A string that may stand plain does",
    arguments: [
      "a", "All nodes in DAG have succeeded", "batch.tensorstack.dev/v1beta1", "ubuntu:latest", "$(params.a)",
      "/bin/sh", "10Gi", "500m", "1h30m", "90s", "a:b", "it's", "a#b", "http://x:80/",
      "-x", "--flag", "3.12-slim", "世界", "é", "😀", "a-b", "yesterday", "nullable", "C:\\x", "x, y",
      "a {b} [c]",
      "x!", "null null", ".hidden", "a\u{A0}b",
    ])
  func plain(text: String) throws {
    #expect(try emit(.mapping([("k", .scalar(text))])) == "k: \(text)\n")
  }

  @Test(
    "A string that a reader might take for something else is in single quotes",
    arguments: [
      "", " ", " a", "a ", "yes", "No", "ON", "off", "y", "N", "true", "False", "~", "null", "Null", "NULL",
      "1e3",
      "012", "0o7", "0x7", "0b1", "1_000", "1:30", "190:20:30.15", "2021-04-16", "2021-04-16T07:39:05Z",
      "2001-12-14 21:59:43.10 -5", "2001-12-14t21:59:43.10-05:00", ".inf", "-.INF", ".NaN", "=", "<<", "12",
      "-1.5",
      "+1", "1.", ".5", "-", "- a", "- \u{301}a", "---", "--- a", "...", "?", "? a", ":", ": a", "a: b", "a:",
      "a #b", "#a",
      "&a",
      "*a", "!a", "|", ">", "'a'", "\"a\"", "%a", "@a", "`a", "{a", "}a", "[a", "]a", ",a", "0.0.0", "1-2",
      "-.5",
      "0xfe:fe", "1 2", "..", "1e",
    ])
  func quoted(text: String) throws {
    let written = text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
    #expect(try emit(.mapping([("k", .scalar(text))])) == "k: '\(written)'\n")
    #expect(try emit(.mapping([(text, .scalar("v"))])) == "'\(written)': v\n")
  }

  @Test(
    "A string with characters that must be escaped is in double quotes",
    arguments: [
      ("a\tb", #""a\tb""#), ("a\rb", #""a\rb""#), ("\u{0}\u{1B}\u{7F}", #""\0\e\x7F""#),
      ("\u{85}", #""\x85""#),
      ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("\u{FEFF}", #""\uFEFF""#),
      ("a\u{85}\n\"\\é😀", #""a\x85\n\"\\é😀""#),
      ("\n", #""\n""#), ("\n\n", #""\n\n""#), ("a\n \nb", #""a\n \nb""#), ("a\r\nb", #""a\r\nb""#),
      ("\u{FFFF}", #""\uFFFF""#),
    ])
  func doubleQuoted(text: String, written: String) throws {
    #expect(try emit(.mapping([("k", .scalar(text))])) == "k: \(written)\n")
  }

  @Test(
    "A string of several lines is a literal block",
    arguments: [
      ("a\nb", "|-\n    a\n    b\n"), ("a\nb\n", "|\n    a\n    b\n"), ("a\n", "|\n    a\n"),
      ("a\n\n", "|+\n    a\n\n"), ("a\n\n\n", "|+\n    a\n\n\n"), ("\na", "|-\n\n    a\n"),
      (" a\nb", "|2-\n     a\n    b\n"), ("\n  a\n", "|2\n\n      a\n"), ("\ta\n", "|2\n    \ta\n"),
      ("if x; then\n\techo  \nfi\n", "|\n    if x; then\n    \techo  \n    fi\n"), ("# a\n", "|\n    # a\n"),
      ("---\n...\n", "|\n    ---\n    ...\n"), ("é\n😀", "|-\n    é\n    😀\n"),
    ])
  func literal(text: String, block: String) throws {
    let node = Node.mapping([("a", .mapping([("k", .scalar(text))]))])
    #expect(try emit(node) == "a:\n  k: \(block)")
    #expect(bytes(try document(emit(node))["a"]?["k"]?.string) == bytes(text))
  }

  @Test(
    "Numbers, booleans and nulls are written as YAML 1.1 and 1.2 both read them",
    arguments: [
      ("12", "12"), ("012", "12"), ("-007", "-7"), ("+5", "5"), ("000", "0"), ("-0", "0"), ("0o17", "15"),
      ("0x1F", "0x1F"), ("1.10", "1.10"), ("1.", "1.0"), (".5", "0.5"), ("-.5", "-0.5"), ("1e3", "1.0e+3"),
      ("1E-3", "1.0e-3"), ("+1.5e+10", "1.5e+10"), (".INF", ".inf"), ("-.Inf", "-.inf"), ("+.inf", ".inf"),
      (".NaN", ".nan"), ("True", "true"), ("FALSE", "false"), ("~", "null"), ("NULL", "null"), ("", "null"),
      ("123456789012345678901234567890", "123456789012345678901234567890"),
      ("0o12345670123456701234567", "0x053977053977053977"), ("!!float 1", "1.0"),
    ])
  func numbers(text: String, written: String) throws {
    #expect(try emit(document("k: \(text)")) == "k: \(written)\n")
  }

  @Test("What no form is right for is an error")
  func unwritable() throws {
    for scalar in [
      Scalar(text: "x", style: .plain, type: .int), Scalar(text: "x", style: .plain, type: .float),
      Scalar(text: "yes", style: .plain, type: .bool),
    ] {
      #expect(throws: YAMLError.self) { try emit(Node(.scalar(scalar))) }
    }
    var deep = Node.null
    for _ in 0..<1_001 { deep = .sequence([deep]) }
    #expect(throws: YAMLError.self) { try emit(deep) }
    #expect(try emit(#require(deep[0])).utf8.count == 2 * 1_000 + 5)
  }

  @Test("Collections are blocks, indented by two, and empty ones {} and []")
  func collections() throws {
    let text = """
      - - 1
        - - 2
      - a:
          - b: 1
            c:
              d: {}
          - []
        e: null
      - {}

      """
    #expect(try emit(document(text)) == text)
    #expect(try emit(.mapping([])) == "{}\n" && emit(.sequence([])) == "[]\n")
    #expect(try emit(.scalar("a\nb")) == "|-\n  a\n  b\n" && emit(.scalar("---")) == "'---'\n")
  }

  @Test("Keys are sorted by their UTF-8 bytes, or left alone")
  func keyOrder() throws {
    let keys = ["b", "a", "B", "é", "z", "😀", "\u{FF5E}", "a.b", "a-b", "e\u{301}x"]
    let node = Node.mapping(keys.map { ($0, .int(1)) })
    let sorted = keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    #expect(try emit(node) == sorted.map { "\($0): 1\n" }.joined())
    #expect(try YAMLEmitter.text(of: [node], sortsKeys: false) == keys.map { "\($0): 1\n" }.joined())
  }

  @Test("Keys of any type are written as strings, so that none is there twice")
  func keyTypes() throws {
    let node = try document("{8080: 1, 0o17: 2, 15: 3, ~: 4, null: 5, '': 6, true: 7}")
    let text = try emit(node)
    #expect(text == "'': 6\n'0o17': 2\n'15': 3\n'8080': 1\n'null': 5\n'true': 7\n'~': 4\n")
    #expect(try document(text) == node)
  }

  @Test("Several documents have a marker between them")
  func severalDocuments() throws {
    let nodes: [Node] = [.mapping([("a", .int(1))]), .null, .scalar("a\n\n"), .scalar("x")]
    let text = try YAMLEmitter.text(of: nodes, sortsKeys: true)
    #expect(text == "a: 1\n---\nnull\n---\n|+\n  a\n\n---\nx\n")
    #expect(try YAMLParser.documents(in: text) == nodes)
    #expect(try YAMLEmitter.text(of: [], sortsKeys: true).isEmpty)
  }

  @Test("A key too long for one line is written as a complex key")
  func longKeys() throws {
    let key = String(repeating: "long ", count: 1_000) + "\n"
    let node = Node.sequence([.mapping([(key, .mapping([("a", .int(1))])), (key + "x", .scalar("y\nz"))])])
    #expect(try document(emit(node)) == node)
  }
}
