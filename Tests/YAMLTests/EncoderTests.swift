import Testing

@testable import YAML

@Suite struct EncoderTests {
  @Test("Properties are sorted, nils left out, values plain or quoted as they must be")
  func object() throws {
    struct Object: Codable, Hashable {
      var text = "True"
      var int = -5
      var big = UInt64.max
      var flag = true
      var ratio = 1e300
      var float: Float = 0.1
      var nothing: String?
      var list = ["a", "1"]
      var empty: [Int] = []
      var table = ["k": ["v": 1]]
      var script = "a\nb\n"
    }
    let text = try YAMLEncoder().encode(Object())
    #expect(
      text == """
        big: 18446744073709551615
        empty: []
        flag: true
        float: 0.1
        int: -5
        list:
          - a
          - '1'
        ratio: 1.0e+300
        script: |
          a
          b
        table:
          k:
            v: 1
        text: 'True'

        """)
    #expect(try decode(Object.self, text) == Object())
    #expect(try YAMLEncoder(sortsKeys: false).encode(Object()).hasPrefix("text: 'True'\nint: -5\n"))
  }

  @Test("Doubles come back as they were")
  func doubles() throws {
    let values = [
      0, -0.0, 1, 0.1, 1e21, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, .pi,
      123456789.0,
    ]
    let read = try decode([Double].self, YAMLEncoder().encode(values))
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(try decode(Double.self, YAMLEncoder().encode(Double.nan)).isNaN)
  }

  @Test("Every kind of container encodes")
  func containers() throws {
    enum Shape: Codable, Hashable { case circle(radius: Int), square }
    #expect(
      try YAMLEncoder().encode([Shape.circle(radius: 1), .square])
        == "- circle:\n    radius: 1\n- square: {}\n")
    struct Empty: Codable {}
    #expect(try YAMLEncoder().encode(["a": Empty()]) == "a: {}\n")
    #expect(try YAMLEncoder().encode([1, nil, 3]) == "- 1\n- null\n- 3\n")
    #expect(try YAMLEncoder().encode([2: "b", 1: "a"]) == "'1': a\n'2': b\n")
    #expect(try YAMLEncoder().encode("x") == "x\n" && YAMLEncoder().encode(Int?.none) == "null\n")
    struct Nested: Encodable {
      func encode(to encoder: any Encoder) throws {
        var outer = encoder.container(keyedBy: PathKey.self)
        var list = outer.nestedUnkeyedContainer(forKey: PathKey(stringValue: "list"))
        try list.encode(1)
        try list.encodeNil()
        var inner = list.nestedContainer(keyedBy: PathKey.self)
        try inner.encode("v", forKey: PathKey(stringValue: "k"))
        try inner.encode("w", forKey: PathKey(stringValue: "k"))
        var deep = list.nestedUnkeyedContainer()
        try deep.encode(true)
        try 7.encode(to: outer.superEncoder())
        try outer.encodeNil(forKey: PathKey(stringValue: "nothing"))
      }
    }
    #expect(
      try YAMLEncoder().encode(Nested())
        == "list:\n  - 1\n  - null\n  - k: w\n  - - true\nnothing: null\nsuper: 7\n")
  }

  @Test("A value that refuses is an error with its path")
  func refusal() throws {
    struct Refusing: Encodable {
      func encode(to encoder: any Encoder) throws {
        throw EncodingError.invalidValue(
          1, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "not now"))
      }
    }
    let error = #expect(throws: YAMLError.self) { try YAMLEncoder().encode(["a": [Refusing()]]) }
    #expect(error?.message == "not now" && error?.pathDescription == "a[0]" && error?.code == .dataCorrupted)
  }
}
