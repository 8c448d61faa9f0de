import Foundation
import Testing

@testable import YAML

@Suite struct NodeTests {
  @Test("Nodes are equal by content: marks, styles and the order of keys do not count")
  func equality() throws {
    let a = try document("a: 'x'\nb: [1, {c: null}]\n")
    let b = try document("{b: [1, {c: null}], a: x}")
    #expect(a == b && a.hashValue == b.hashValue)
    #expect(a != .mapping([("a", .scalar("x"))]))
    #expect(try document("1") != document("'1'"))
    #expect(try document("{a: 1, b: 2}") != document("{a: 2, b: 1}"))
  }

  @Test("A built mapping keeps the first place and the last value of a key, however many there are")
  func builtMapping() {
    let entries = (0..<40).map { ("k\($0 % 20)", Node.int($0)) }
    let mapping = Mapping(entries)
    #expect(mapping.count == 20 && mapping.keys == (0..<20).map { "k\($0)" })
    #expect(mapping["k3"] == .int(23) && mapping["k19"] == .int(39) && mapping["k20"] == nil)
  }

  @Test(
    "A number that JSON does not have goes through it as a string", arguments: [".nan", "-.inf", "1e999"])
  func notInJSON(text: String) throws {
    let json = try JSONEncoder().encode([try document(text)])
    #expect(try JSONDecoder().decode([Node].self, from: json) == [.scalar(text)])
  }

  @Test("A node goes through YAML as itself and through JSON by value")
  func codable() throws {
    struct Object: Codable, Hashable {
      var any: Node
      var maybe: Node?
      var list: [Node]
    }
    let text =
      "any:\n  '8080': 1.10\n  b:\n    - x\n    - null\n    - {}\nlist:\n  - 0x1F\n  - true\n  - -3\n"
    let object = try decode(Object.self, text)
    #expect(object.any.mark == Mark(line: 2, column: 3) && object.any["8080"]?.scalar?.text == "1.10")
    #expect(try YAMLEncoder().encode(object) == text)

    let json = try JSONDecoder().decode(Object.self, from: JSONEncoder().encode(object))
    #expect(json.any["b"] == object.any["b"] && json.any["8080"] == .double(1.1))
    #expect(json.list == [.int(31), .bool(true), .int(-3)])
  }

  @Test("An error says line, column and path")
  func errorDescription() {
    let path: [PathElement] = [.key("spec"), .key("params"), .index(0), .key("value")]
    let error = YAMLError(
      code: .typeMismatch, message: "expected a string", mark: Mark(line: 3, column: 5), path: path)
    #expect(error.description == "3:5: spec.params[0].value: expected a string")
    #expect(YAMLError(code: .syntax, message: "no", mark: .start).description == "1:1: no")
    let labels: [PathElement] = [.key("labels"), .key("a.b/c"), .index(1), .index(2)]
    #expect(labels.pathDescription == #"labels["a.b/c"][1][2]"#)
    #expect(([.key("a\n\"b"), .key("c")] as [PathElement]).pathDescription == #"["a\n\"b"].c"#)
  }

  @Test(
    "The name that was meant is found if it is near",
    arguments: [
      ("comand", "command"), ("commnad", "command"), ("COMMAND", "command"), ("imgae", "image"),
      ("nam", "name"),
      ("serviceaccountName", "serviceAccountName"), ("foo", nil), ("x", nil), ("command", nil), ("", nil),
    ] as [(String, String?)])
  func suggestions(name: String, meant: String?) {
    let candidates = ["args", "command", "image", "name", "serviceAccountName", "y"]
    #expect(Suggestion.nearest(to: name, among: candidates) == meant)
  }

  @Test("A name too long to compare has no suggestion")
  func longNames() {
    let long = String(repeating: "x", count: 100_000)
    #expect(Suggestion.nearest(to: long, among: ["a", long + "x"]) == nil)
  }
}
