import Testing

@testable import YAML

private struct Container: Codable, Hashable {
  var name: String
  var image: String?
  var command: [String]?
  var port: UInt16?
  var ratio: Double?
  var tty: Bool?
}

private struct Pod: Codable, Hashable {
  var containers: [Container]
  var labels: [String: String]?
}

private enum Phase: String, Codable, CaseIterable { case pending = "Pending", running = "Running" }

private enum Hidden: String, Codable { case one }

@Suite struct DecoderTests {
  @Test("A manifest decodes")
  func manifest() throws {
    let pod = try decode(
      Pod.self,
      """
      containers:
        - {name: a, image: 'ubuntu:latest', command: ["echo", '1'], port: 0x50, ratio: 2, tty: True}
        - name: b
          image:
          command: ~
          port: null
      labels: {a.b/c: x, d: ''}
      """)
    #expect(
      pod
        == Pod(
          containers: [
            Container(
              name: "a", image: "ubuntu:latest", command: ["echo", "1"], port: 80, ratio: 2, tty: true),
            Container(name: "b"),
          ], labels: ["a.b/c": "x", "d": ""]))
  }

  @Test(
    "A value of another type is refused with path, place, and what may help",
    arguments: [
      (
        "containers: [{name: 1.10}]", "containers[0].name", 21,
        "expected a string, found the number 1.10; quote it"
      ),
      (
        "containers: [{name: true}]", "containers[0].name", 21,
        "expected a string, found the boolean true; quote it"
      ),
      (
        "containers: [{name: 7}]", "containers[0].name", 21, "expected a string, found the number 7; quote it"
      ),
      ("containers: [{name: }]", "containers[0].name", 21, "expected a string, found null"),
      ("containers: [{name: {a: b}}]", "containers[0].name", 21, "expected a string, found a mapping"),
      (
        "containers: [{name: a, command: [x, 1]}]", "containers[0].command[1]", 37,
        "expected a string, found the number 1; quote it"
      ),
      (
        "containers: [{name: a, command: echo}]", "containers[0].command", 33,
        "expected a sequence, found the string \"echo\""
      ),
      ("containers: [a]", "containers[0]", 14, "expected a mapping, found the string \"a\""),
      ("containers: [null]", "containers[0]", 14, "expected a mapping, found null"),
      ("containers: {}", "containers", 13, "expected a sequence, found a mapping"),
      ("{containers: [], labels: {a: 1}}", "labels.a", 30, "expected a string, found the number 1; quote it"),
      ("{containers: [], labels: {a: [1]}}", "labels.a", 30, "expected a string, found a sequence"),
      (
        "containers: [{name: a, port: '80'}]", "containers[0].port", 30,
        "expected an integer, found the string \"80\"; remove the quotes"
      ),
      (
        "containers: [{name: a, port: http}]", "containers[0].port", 30,
        "expected an integer, found the string \"http\""
      ),
      (
        "containers: [{name: a, port: 80.0}]", "containers[0].port", 30,
        "expected an integer, found the number 80.0"
      ),
      (
        "containers: [{name: a, port: 65536}]", "containers[0].port", 30,
        "expected an integer from 0 to 65535, found the number 65536"
      ),
      (
        "containers: [{name: a, port: -1}]", "containers[0].port", 30,
        "expected an integer from 0 to 65535, found the number -1"
      ),
      (
        "containers: [{name: a, ratio: '1.5'}]", "containers[0].ratio", 31,
        "expected a number, found the string \"1.5\"; remove the quotes"
      ),
      (
        "containers: [{name: a, tty: yes}]", "containers[0].tty", 29,
        "expected true or false, found the string \"yes\""
      ),
      (
        "containers: [{name: a, tty: 'true'}]", "containers[0].tty", 29,
        "expected true or false, found the string \"true\"; remove the quotes"
      ),
      (
        "containers: [{name: a, tty: 1}]", "containers[0].tty", 29,
        "expected true or false, found the number 1"
      ),
      ("[1]", "", 1, "expected a mapping, found a sequence"),
    ])
  func mismatches(text: String, path: String, column: Int, message: String) throws {
    let error = try decodeError(Pod.self, text)
    #expect(error.code == .typeMismatch)
    #expect(error.message == message)
    #expect(error.pathDescription == path)
    #expect(error.mark == Mark(line: 1, column: column))
  }

  @Test("A missing key is named at its mapping")
  func missingKey() throws {
    let error = try decodeError(Pod.self, "containers:\n  - image: a\n")
    #expect(error.code == .missingKey && error.message == "the key \"name\" is missing")
    #expect(error.mark == Mark(line: 2, column: 5) && error.pathDescription == "containers[0]")
  }

  @Test(
    "Integers are read in every base, up to their limits",
    arguments: [
      ("0", 0), ("-12", -12), ("+12", 12), ("012", 12), ("0o17", 15), ("0x1F", 31), ("127", 127),
      ("-128", -128),
      ("128", nil), ("-129", nil), ("0o200", nil), ("0xFF", nil), ("99999999999999999999999999", nil),
      ("0xFFFFFFFFFFFFFFFFFFFFFFFFF", nil), ("1.0", nil), ("1e1", nil),
    ] as [(String, Int8?)])
  func integers(text: String, value: Int8?) throws {
    if let value {
      #expect(try decode(Int8.self, text) == value)
      #expect(try decode([Int8].self, "[\(text)]") == [value])
    } else {
      #expect(try decodeError(Int8.self, text).code == .typeMismatch)
    }
  }

  @Test("All number types decode at their limits")
  func numberTypes() throws {
    func check<T: FixedWidthInteger & Codable>(_ type: T.Type) throws {
      for value in [T.min, T.max] { #expect(try decode([T].self, "[\(value)]") == [value]) }
      #expect(try decodeError(T.self, "\(T.max)0").code == .typeMismatch)
    }
    try check(Int.self)
    try check(Int8.self)
    try check(Int16.self)
    try check(Int32.self)
    try check(Int64.self)
    try check(UInt.self)
    try check(UInt8.self)
    try check(UInt16.self)
    try check(UInt32.self)
    try check(UInt64.self)
    let doubles = try decode(
      [Double].self, "[1, 1., .5, -1.5e-3, .inf, -.INF, 0x1F, 0o17, 99999999999999999999, +1.5]")
    #expect(doubles == [1, 1, 0.5, -0.0015, .infinity, -.infinity, 31, 15, 1e20, 1.5])
    #expect(try decode(Double.self, ".nan").isNaN && decode(Float.self, "1.5") == 1.5)
  }

  @Test("A null is the same as nothing for what is optional, and nothing else")
  func nulls() throws {
    #expect(try decode([String?].self, "[a, null, ~]") == ["a", nil, nil])
    #expect(try decode([String: Int?].self, "{a: 1, b: }") == ["a": 1, "b": nil])
    #expect(try decode(Pod?.self, "null") == nil)
    #expect(try decodeError([String: String].self, "{a: }").message == "expected a string, found null")
  }

  @Test("An unknown value of an enum is named with what was meant or is possible")
  func enums() throws {
    struct Status: Codable { var phase: Phase }
    #expect(try decode(Status.self, "phase: Running").phase == .running)
    let near = try decodeError(Status.self, "phase: runing")
    #expect(
      near.code == .dataCorrupted && near.message == "unknown value \"runing\"; did you mean \"Running\"?")
    #expect(near.pathDescription == "phase" && near.mark == Mark(line: 1, column: 8))
    let far = try decodeError([String: Phase].self, "a: Gone")
    #expect(far.message == "unknown value \"Gone\"; expected one of Pending, Running")
    #expect(try decodeError(Hidden.self, "two").message == "unknown value \"two\"")
    #expect(try decodeError(Phase.self, "1").code == .typeMismatch)
  }

  @Test("An error of a type's own gets the path and place that it names")
  func ownErrors() throws {
    struct Even: Decodable {
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if try container.decode(Int.self) % 2 == 1 {
          throw DecodingError.dataCorruptedError(in: container, debugDescription: "it is odd")
        }
      }
    }
    let odd = try decodeError([String: [Even]].self, "a: [2, 3]")
    #expect(odd.code == .dataCorrupted && odd.message == "it is odd" && odd.pathDescription == "a[1]")
    #expect(odd.mark == Mark(line: 1, column: 8))

    struct Range: Decodable {
      enum Keys: String, CodingKey { case low, high }
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let (low, high) = (
          try container.decode(Int.self, forKey: .low), try container.decode(Int.self, forKey: .high)
        )
        if high < low {
          throw DecodingError.dataCorruptedError(forKey: .high, in: container, debugDescription: "too low")
        }
      }
    }
    let range = try decodeError([Range].self, "- low: 1\n  high: 0\n")
    #expect(range.message == "too low" && range.pathDescription == "[0].high")
    #expect(range.mark == Mark(line: 2, column: 9))

    struct Odd: Error, CustomStringConvertible { var description: String { "odd indeed" } }
    struct Thrower: Decodable { init(from decoder: any Decoder) throws { throw Odd() } }
    let thrown = try decodeError([Thrower].self, "- 1")
    #expect(
      thrown.code == .dataCorrupted && thrown.message == "odd indeed" && thrown.pathDescription == "[0]")
  }

  @Test("Enums with values, nested and unkeyed containers decode")
  func containers() throws {
    enum Shape: Codable, Hashable { case circle(radius: Int), square }
    #expect(
      try decode([Shape].self, "[{circle: {radius: 2}}, {square: {}}]") == [.circle(radius: 2), .square])
    struct Pair: Decodable, Hashable {
      var a: Int
      var b: String
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        a = try container.decode(Int.self)
        b = try container.decode(String.self)
      }
    }
    #expect(try decode(Pair.self, "[1, b]").b == "b")
    let short = try decodeError([Pair].self, "- [1]")
    #expect(short.code == .dataCorrupted && short.message == "the sequence has only 1 items")
  }
}
