import Testing

@testable import YAML

private struct Step: Codable, Hashable {
  var name: String
  var command: [String]?
  var workingDir: String?
}

private struct Script: Codable, Hashable {
  var script: String?
  var step: Step

  enum CodingKeys: String, CodingKey { case script }

  init(from decoder: any Decoder) throws {
    script = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .script)
    step = try Step(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(script, forKey: .script)
    try step.encode(to: encoder)
  }
}

private struct Empty: Codable, Hashable {}

@Suite struct StrictnessTests {
  @Test("An unknown key is refused at its place, with the key that was meant")
  func unknownKey() throws {
    let error = try decodeError([Step].self, "- name: a\n  comand: [x]\n")
    #expect(error.code == .unknownKey)
    #expect(error.message == "the key \"comand\" is not known; did you mean \"command\"?")
    #expect(error.mark == Mark(line: 2, column: 3) && error.pathDescription == "[0].comand")
    #expect(try decodeError(Step.self, "{name: a, zzz: null}").message == "the key \"zzz\" is not known")
    let many = (0..<100).map { "k\($0): 1\n" }.joined()
    #expect(try decodeError(Step.self, "name: a\n" + many).mark == Mark(line: 2, column: 1))
  }

  @Test("A lenient decoder ignores unknown keys")
  func lenient() throws {
    #expect(try decode(Step.self, "{name: a, zzz: 1}", strict: false).name == "a")
    #expect(try decode([Empty].self, "[{a: 1}]", strict: false) == [Empty()])
  }

  @Test("A type that another is flattened into knows the keys of both")
  func flattened() throws {
    let script = try decode(Script.self, "{name: a, script: s, workingDir: /}")
    #expect(script.script == "s" && script.step.workingDir == "/")
    #expect(try YAMLEncoder().encode(script) == "name: a\nscript: s\nworkingDir: /\n")
    let error = try decodeError(Script.self, "{name: a, scrpt: s}")
    #expect(error.message == "the key \"scrpt\" is not known; did you mean \"script\"?")
    #expect(
      try decodeError(Script.self, "{name: a, comand: [s]}").message.hasSuffix("did you mean \"command\"?"))
  }

  @Test("A dictionary knows every key, and what is in it stays strict")
  func dictionaries() throws {
    #expect(try decode([String: Step].self, "{anything: {name: a}}")["anything"]?.name == "a")
    #expect(try decodeError([String: Step].self, "{x: {name: a, y: 1}}").pathDescription == "x.y")
    #expect(try decode([Int: String].self, "{1: a}") == [1: "a"])
  }

  @Test("A type that reads nothing accepts only an empty mapping")
  func emptyType() throws {
    #expect(try decode(Empty.self, "{}") == Empty())
    #expect(try decodeError(Empty.self, "{medium: x}").code == .unknownKey)
    #expect(try decodeError([Empty].self, "[5]").message == "expected a mapping, found the number 5")
  }

  @Test("Nested containers are strict when their owner is done")
  func nestedContainers() throws {
    struct Nested: Decodable {
      enum Outer: String, CodingKey { case metadata }
      enum Inner: String, CodingKey { case name }
      var name: String
      init(from decoder: any Decoder) throws {
        let outer = try decoder.container(keyedBy: Outer.self)
        name = try outer.nestedContainer(keyedBy: Inner.self, forKey: .metadata).decode(
          String.self, forKey: .name)
      }
    }
    #expect(try decode(Nested.self, "{metadata: {name: a}}").name == "a")
    let error = try decodeError(Nested.self, "{metadata: {name: a, nmae: b}}")
    #expect(error.code == .unknownKey && error.pathDescription == "metadata.nmae")
    #expect(try decodeError(Nested.self, "{metadata: 1}").pathDescription == "metadata")
  }

  @Test("An attempt that failed does not make its keys known")
  func alternatives() throws {
    struct Left: Decodable { var left: Int; var more: Int }
    struct Right: Decodable { var right: Int }
    struct Either: Decodable {
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if (try? container.decode(Left.self)) == nil { _ = try container.decode(Right.self) }
      }
    }
    _ = try decode(Either.self, "{left: 1, more: 1}")
    _ = try decode(Either.self, "{right: 1}")
    let error = try decodeError(Either.self, "{right: 1, left: 1}")
    #expect(error.code == .unknownKey && error.pathDescription == "left")
  }

  @Test("A node accepts whatever there is")
  func rawNode() throws {
    struct Object: Codable { var spec: Node }
    #expect(try decode(Object.self, "spec: {a: {b: [1]}}").spec["a"]?["b"]?[0]?.scalar?.text == "1")
    #expect(try decode(Object.self, "spec:").spec.isNull)
    #expect(try decode(Node.self, "a: 1")["a"] != nil)
  }

  @Test("Subclasses find their super's keys where they encoded them")
  func superclasses() throws {
    class Base: Codable { var a = 1 }
    let value = try decode(Base.self, "a: 2")
    #expect(value.a == 2)
    final class Derived: Base {
      required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: PathKey.self)
        try super.init(from: container.superDecoder())
      }
    }
    #expect(try decode(Derived.self, "super: {a: 3}").a == 3)
    #expect(try decodeError(Derived.self, "super: {a: 3, b: 1}").pathDescription == "super.b")
    #expect(try decodeError(Derived.self, "{}").code == .missingKey)
  }
}
