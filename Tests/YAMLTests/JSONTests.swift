import Testing

@testable import YAML

@Suite struct JSONTests {
  @Test("JSON reads as the YAML that it is")
  func json() throws {
    let node = try document(
      "{\n\t\"a\":1,\"b\":[true,null,-1.5e3,\"x\\/y\\u00e9\\n\"],\r\n\t\"c\" : {\"d\":{}}\t,\"e\":[]}\n")
    #expect(node.mapping?.keys == ["a", "b", "c", "e"])
    #expect(node["b"]?.sequence?.map(\.scalar?.type) == [.bool, .null, .float, .string])
    #expect(node["b"]?[3]?.string == "x/yé\n")
    #expect(node.keyMark(of: [.key("c")]) == Mark(line: 3, column: 2))
  }

  @Test("A surrogate pair in JSON is one character, and marks stay those of the text")
  func surrogatePairs() throws {
    let node = try document(#"{"a":"\ud83d\ude00\uD83D\uDE01", "b":"\\ud83d\\ude00\"", "c":1}"#)
    #expect(node["a"]?.string == "😀😁")
    #expect(node["b"]?.string == #"\ud83d\ude00""#)
    #expect(node.mark(of: [.key("c")]) == Mark(line: 1, column: 62))
    let twoLines = try document("[\"\\ud83d\\ude00\", 1,\n\"\\ud83d\\ude00\", 2]")
    #expect(twoLines.mark(of: [.index(3)]) == Mark(line: 2, column: 17))
  }

  @Test("A lone surrogate is refused at its place, and so is a broken escape at the end")
  func loneSurrogates() throws {
    for text in [#"["\ud83d"]"#, #"["\ude00\ud83d"]"#, #"["\ud83d\u0041"]"#, #"["\ud83d\ude"#, #"["\ud83d\"#]
    {
      #expect(try parseError(text).code == .syntax)
    }
    #expect(try parseError(#"["\ud83d\ude00", "\ud83d"]"#).mark.column >= 18)
  }

  @Test("Text that is YAML and not JSON is left as it is")
  func notJSON() throws {
    #expect(try document(#"['\ud83d\ude00', "x"]"#)[0]?.string == #"\ud83d\ude00"#)
    #expect(try document(#"[it's, x\ud83d\ude00]"#)[1]?.string == #"x\ud83d\ude00"#)
    #expect(try parseError(#"a: "\ud83d\ude00""#).code == .syntax)
  }
}
