import FoundationEssentials
import Testing

@testable import Git

@Suite struct ObjectIDTests {
  @Test func textAndBytesAreTheSameId() throws {
    let text = "00123456789abcdef0fedcba98765432deadbeef"
    let id = try #require(ObjectID(text))
    #expect(id.description == text)
    #expect(ObjectID(id.oid) == id)
    #expect(ObjectID(text.uppercased()) == id)
  }

  @Test(arguments: [
    "", "0", String(repeating: "0", count: 39), String(repeating: "0", count: 41),
    String(repeating: "g", count: 40), String(repeating: "é", count: 20),
  ])
  func otherTextIsRefused(_ text: String) { #expect(ObjectID(text) == nil) }

  @Test func orderIsThatOfTheText() throws {
    let texts = ["0f", "f0", "00", "ff"].map { $0 + String(repeating: "7", count: 36) + "0\($0.last ?? "0")" }
    let ids = texts.compactMap(ObjectID.init)
    #expect(ids.sorted().map(\.description) == texts.sorted())
  }

  @Test func jsonIsTheText() throws {
    let id = try #require(ObjectID("00123456789abcdef0fedcba98765432deadbeef"))
    let data = try JSONEncoder().encode([id])
    #expect(String(decoding: data, as: UTF8.self) == "[\"\(id)\"]")
    #expect(try JSONDecoder().decode([ObjectID].self, from: data) == [id])
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode([ObjectID].self, from: Data("[\"x\"]".utf8))
    }
  }
}
