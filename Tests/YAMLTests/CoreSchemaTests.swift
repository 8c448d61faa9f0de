import Testing

@testable import YAML

@Suite struct CoreSchemaTests {
  @Test(
    "A plain scalar has its type of the YAML 1.2 core schema",
    arguments: [
      (.null, ["", "~", "null", "Null", "NULL"]),
      (.bool, ["true", "True", "TRUE", "false", "False", "FALSE"]),
      (.int, ["0", "12", "-12", "+12", "012", "0o17", "0x1F", "0xdeadBEEF", "99999999999999999999999"]),
      (
        .float,
        [
          "1.5", "1.", ".5", "-.5", "+1.5", "1e3", "1E-3", "1.10", ".inf", "-.Inf", "+.INF", ".nan", ".NaN",
          ".NAN",
          "1.5e+10",
        ]
      ),
      (
        .string,
        [
          "nULL", "tRUE", "yes", "no", "on", "off", "y", "0o8", "0o", "0x", "0xG", "-0x1F", "-", "+", ".",
          "-.", "e3",
          "1e", "1e+", "1_000", "1:30", "2021-04-16", "-.nan", "0b1", "inf", "nan", "1.2.3", "..", "12a",
          "<<", "=",
          "١",
        ]
      ),
    ] as [(ScalarType, [String])])
  func plainTypes(type: ScalarType, texts: [String]) throws {
    for text in texts {
      #expect(CoreSchema.type(ofPlain: text) == type, "\(text)")
      if text == "-" { continue }  // An item, not a scalar.
      let scalar = try #require(try document("k: \(text)\n")["k"]?.scalar)
      #expect(scalar.type == type && scalar.text == text)
    }
  }

  @Test("A quoted or block scalar is a string, whatever it looks like")
  func quotedIsString() throws {
    let node = try document("a: '12'\nb: \"null\"\nc: |\n  true\nd: >-\n  1.5\n")
    #expect(["a", "b", "c", "d"].map { node[$0]?.string } == ["12", "null", "true\n", "1.5"])
    #expect(
      ["a", "b", "c", "d"].map { node[$0]?.scalar?.style } == [
        .singleQuoted, .doubleQuoted, .literal, .folded,
      ])
  }

  @Test("A core tag gives the type that it names")
  func coreTags() throws {
    let node = try document(
      """
      str: !!str 12
      empty: !!str
      int: !!int "12"
      float: !!float 1
      bool: !!bool 'true'
      null: !!null ''
      bang: ! 12
      bangQuoted: ! "12"
      bangEmpty: !
      verbatim: !<tag:yaml.org,2002:str> 1.5
      seq: !!seq [1]
      map: !!map {a: 1}
      bangs: [! [1], ! {a: 1}]
      anchored: &a 12
      """)
    let types = node.mapping?.compactMap { $0.value.scalar?.type }
    #expect(
      types == [
        .string, .string, .int, .float, .bool, .null, .string, .string, .string, .string, .int,
      ])
    #expect(node["str"]?.string == "12" && node["empty"]?.string == "" && node["bangEmpty"]?.string == "")
  }

  @Test(
    "A tag that does not fit is refused where it stands",
    arguments: [
      "a: !!float 0x1F", "a: !!float 0o17", "a: !!int x", "a: !!bool yes", "a: !!map [1]", "a: !!seq {}",
      "a: !!str [1]", "a: !!seq 1",
    ])
  func misplacedTags(text: String) throws {
    let error = try parseError(text)
    #expect(error.code == .typeMismatch && error.mark == Mark(line: 1, column: 4))
  }

  @Test(
    "An unknown tag is refused by name",
    arguments: [
      ("a: !foo 1", "!foo"), ("a: !!binary aGk=", "!!binary"), ("- !!set {a}", "!!set"),
      ("%TAG !e! tag:example.com,2000:\n--- !e!x\n- 1", "tag:example.com,2000:x"),
    ])
  func unknownTags(text: String, name: String) throws {
    let error = try parseError(text)
    #expect(error.code == .unknownTag)
    #expect(error.message.hasPrefix("the tag \(name) is not known"))
  }
}
