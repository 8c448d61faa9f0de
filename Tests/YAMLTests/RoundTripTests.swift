import Testing

@testable import YAML

@Suite struct RoundTripTests {
  @Test("Every string comes back byte for byte, as value, item and key")
  func strings() throws {
    let seed = printedSeed()
    var generator = SeededGenerator(seed: seed)
    for count in 0..<5_000 {
      let text = randomString(using: &generator)
      let node = Node.mapping([
        ("value", .scalar(text)), ("list", .sequence([.scalar(text), .sequence([.scalar(text)])])),
        ("map", .mapping([(text, .scalar(text))])),
      ])
      let read = try document(YAMLEmitter.text(of: [node], sortsKeys: count.isMultiple(of: 2)))
      let found = [
        read["value"]?.string, read["list"]?[0]?.string, read["list"]?[1]?[0]?.string,
        read["map"]?.mapping?.first?.key.string, read["map"]?.mapping?.first?.value.string,
      ]
      try #require(found.allSatisfy { bytes($0) == bytes(text) }, "seed \(seed), \(text.debugDescription)")
      try #require(bytes(try document(emit(.scalar(text))).string) == bytes(text), "seed \(seed)")
    }
  }

  @Test("Every tree comes back, and its text is stable")
  func trees() throws {
    let seed = printedSeed()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let node = randomNode(depth: 4, using: &generator)
      let text = try emit(node)
      let read = try document(text)
      try #require(read == node, "seed \(seed)\n\(text)")
      try #require(try emit(read) == text, "seed \(seed)\n\(text)")
    }
  }

  @Test("Mutated texts never crash, and what is read can be written and read again")
  func mutations() throws {
    let seed = printedSeed()
    var generator = SeededGenerator(seed: seed)
    let samples =
      SpecSamples.all.map(\.text) + [UserDocument.text, #"{"a": ["\ud83d\ude00", {"b": 1.5e3}]}"#]
    let alphabet =
      Array("{}[],:-?#&*!|>'\"%@`~<= \t\n\r.0x\\u\u{85}\u{2028}\u{FEFF}é".utf8) + [0, 0xFF, 0xC3]
    for _ in 0..<5_000 {
      var text = Array((samples.randomElement(using: &generator) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !text.isEmpty {
        let position = Int.random(in: 0..<text.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text[position] = alphabet.randomElement(using: &generator) ?? 0
        case 1: text.insert(alphabet.randomElement(using: &generator) ?? 0, at: position)
        case 2: text.remove(at: position)
        default: text.removeSubrange(position..<min(text.count, position + 10))
        }
      }
      let (documents, error) = YAMLParser.parse(text)
      if let error { #expect(error.mark >= .start && !error.message.isEmpty) }
      let written = try YAMLEmitter.text(of: documents, sortsKeys: false)
      try #require(
        try YAMLParser.documents(in: written).map(emit) == documents.map(emit), "seed \(seed)\n\(text)")
    }
  }

  private func randomNode(depth: Int, using generator: inout SeededGenerator) -> Node {
    switch Int.random(in: 0..<(depth == 0 ? 4 : 8), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .int(Int.random(in: .min ... .max, using: &generator))
    case 3, 4: return .scalar(randomString(using: &generator))
    case 5:
      let count = Int.random(in: 0...4, using: &generator)
      return .sequence((0..<count).map { _ in randomNode(depth: depth - 1, using: &generator) })
    default:
      let count = Int.random(in: 0...20, using: &generator)
      return .mapping(
        (0..<count).map { _ in
          (randomString(using: &generator), randomNode(depth: count > 5 ? 0 : depth - 1, using: &generator))
        })
    }
  }
}
