import Testing

@testable import YAML

@Suite struct ParserTests {
  @Test("Every node knows its line and column, counted in characters")
  func marks() throws {
    let node = try document("# c\nspec:\n  params:\n    - name: a\n      välue: 'ü' # x\n  世界: [1, {k: v}]\n")
    let params: [PathElement] = [.key("spec"), .key("params"), .index(0)]
    #expect(node.mark == Mark(line: 2, column: 1))
    #expect(node.mark(of: [.key("spec")]) == Mark(line: 3, column: 3))
    #expect(node.mark(of: params) == Mark(line: 4, column: 7))
    #expect(node.mark(of: params + [.key("name")]) == Mark(line: 4, column: 13))
    #expect(node.keyMark(of: params + [.key("välue")]) == Mark(line: 5, column: 7))
    #expect(node.mark(of: params + [.key("välue")]) == Mark(line: 5, column: 14))
    let inner: [PathElement] = [.key("spec"), .key("世界"), .index(1), .key("k")]
    #expect(node.mark(of: inner) == Mark(line: 6, column: 15))
    #expect(node.keyMark(of: inner) == Mark(line: 6, column: 12))
  }

  @Test("A path that leads nowhere has the mark of the last node on the way")
  func deepestAncestor() throws {
    let node = try document("a:\n  b: 1\n")
    #expect(node.mark(of: [.key("a"), .key("x"), .index(3)]) == Mark(line: 2, column: 3))
    #expect(node.keyMark(of: [.key("a"), .key("x")]) == Mark(line: 2, column: 3))
    #expect(node[[.key("a"), .key("b")]]?.scalar?.text == "1")
    #expect(node[[.key("a"), .index(0)]] == nil && node[[.index(0)]] == nil && node[[]] == node)
  }

  @Test(
    "A text has as many documents as it has content or markers",
    arguments: [
      ("", 0), ("# only\n", 0), ("a: 1", 1), ("---\n", 1), ("---\n---\n", 2), ("a: 1\n---\nb: 2\n...\n", 2),
      ("\u{FEFF}a: 1\n", 1), ("%YAML 1.2\n---\na: 1\n", 1), ("\r\na: 1\r\n", 1),
    ])
  func documentCount(text: String, count: Int) throws {
    #expect(try YAMLParser.documents(in: text).count == count)
    #expect(try YAMLParser.documents(in: Array(text.utf8)).count == count)
    #expect(try Array(text.utf8).withUnsafeBytes { try YAMLParser.documents(in: $0) }.count == count)
  }

  @Test("An error in a later document leaves the earlier ones readable")
  func errorInLaterDocument() throws {
    let (documents, error) = YAMLParser.parse(Array("a: 1\n---\nb: 2\n---\nc: [\n".utf8))
    #expect(documents.count == 2)
    #expect(error?.code == .syntax && error?.path == [])
    #expect(throws: YAMLError.self) { try YAMLParser.documents(in: "a: 1\n---\nc: [\n") }
  }

  @Test(
    "Broken YAML is refused at its place",
    arguments: [
      ("a: b: c", 1, 5), ("a:\n\t- b", 2, 1), ("a: 'x", 1, 6), ("a: @x", 1, 4), ("a: *none", 1, 4),
      ("- a\nb: 1", 2, 1), ("a: &x [*x]", 1, 8), ("a: &x {b: *x}", 1, 11), ("? [1]\n: 2", 1, 3),
      (String(repeating: "? ", count: 100_000), 1, 3),
      ("{a: b}}", 1, 7),
      ("a: {{ b }}: 1", 1, 5), ("%YAML 3.0\n---\na", 1, 1), ("a: 1\n b: 2", 2, 3), ("a: \"\\q\"", 1, 5),
    ])
  func syntaxErrors(text: String, line: Int, column: Int) throws {
    let error = try parseError(text)
    #expect(error.code == .syntax)
    #expect(error.mark == Mark(line: line, column: column), "\(error)")
  }

  @Test("A character that cannot begin a value is named")
  func unexpectedCharacters() throws {
    #expect(try parseError("a:\n\t- b").message.hasPrefix("found a tab where only spaces may indent"))
    #expect(try parseError("a: @x").message.hasPrefix("found @, which cannot begin a value; quote it"))
    #expect(try parseError("a: 1\nb: [x\n").message.contains("that begins at 2:4"))
  }

  @Test("A duplicate key is refused at its second place, and the first is named")
  func duplicateKeys() throws {
    for text in ["a: 1\nb: 2\n'a': 3\n", "a: 1\nb: 2\n\"\\x61\": 3\n", "a: &k a\nb: 2\na : 3\n"] {
      let error = try parseError(text)
      #expect(error.code == .duplicateKey && error.mark == Mark(line: 3, column: 1))
      #expect(error.message == "the key \"a\" is there twice, first in line 1")
    }
    let many = (0..<100).map { "k\($0): 1\n" }.joined() + "k50: 2\n"
    #expect(try parseError(many).mark == Mark(line: 101, column: 1))
    #expect(try parseError("<<: {a: 1}\n<<: {b: 1}\n").code == .duplicateKey)
  }

  @Test("An alias stands for the node of its anchor, at the alias's place")
  func aliases() throws {
    let node = try document("a: &x {k: [1, 2]}\nb: *x\nc: &x 3\nd: *x\n? *x\n: e\n")
    #expect(node["b"] == node["a"] && node["d"]?.scalar?.text == "3" && node["3"]?.string == "e")
    #expect(node.mark(of: [.key("b")]) == Mark(line: 2, column: 4))
    let separate = try parseError("a: &x 1\n---\nb: *x\n")
    #expect(separate.code == .syntax && separate.mark == Mark(line: 3, column: 4))
  }

  @Test("A merge key adds what is not there: explicit keys win, then earlier mappings")
  func mergeKeys() throws {
    let node = try document(
      """
      - &one {a: 1, b: 1}
      - &two {b: 2, c: 2}
      - {b: 0, <<: *one}
      - <<: [*one, *two, {d: 4}]
        c: 0
      - {'<<': 1}
      - {! << : 1}
      """)
    #expect(node[2]?.mapping?.keys == ["b", "a"])
    #expect(node[2]?["b"]?.scalar?.text == "0" && node[2]?["a"]?.scalar?.text == "1")
    #expect(["a", "b", "c", "d"].map { node[3]?[$0]?.scalar?.text } == ["1", "1", "0", "4"])
    #expect(node[4]?["<<"] != nil)
    #expect(node[3]?.keyMark(of: [.key("d")]) == Mark(line: 4, column: 21))
  }

  @Test(
    "A merge of something else is refused at its place",
    arguments: [("<<: 1", 5), ("<<: [{}, 2]", 10), ("<<: [[{}]]", 6), ("<<:", 4)])
  func invalidMerges(text: String, column: Int) throws {
    let error = try parseError(text)
    #expect(error.code == .typeMismatch && error.mark == Mark(line: 1, column: column))
  }
}
