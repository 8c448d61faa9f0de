import Testing
import WorkflowAPI

struct NameTests {
  @Test(arguments: ["a", "a-b", "a.b", "0", "a--b", "a-1.b-2", String(repeating: "a", count: 253)])
  func `names of objects`(name: String) {
    #expect(NameRule.subdomain.problem(with: name) == nil)
  }

  @Test(arguments: [
    "", "A", "-a", "a-", ".a", "a.", "a..b", "a.-b", "a-.b", "a_b", "../a", "a/b", "..", ".", "é", "a b",
    "a\0",
    String(repeating: "a", count: 254), "a\n",
  ])
  func `what cannot name an object`(name: String) {
    #expect(NameRule.subdomain.problem(with: name) != nil)
    #expect(!NameRule.subdomain.accepts(name))
  }

  @Test func `labels have no dot and at most 63 characters`() {
    #expect(NameRule.label.accepts(String(repeating: "a", count: 63)))
    #expect(!NameRule.label.accepts(String(repeating: "a", count: 64)))
    #expect(!NameRule.label.accepts("a.b"))
  }

  @Test func `params and results may have upper case, underscores and dots, and are safe as files`() {
    for name in ["A", "_x", "in.file", "a-B_c.D"] { #expect(NameRule.identifier.accepts(name)) }
    for name in ["", ".", "..", ".a", "a.", "-a", "a/b", "a b", "é"] {
      #expect(!NameRule.identifier.accepts(name))
    }
  }

  @Test func `a message shows a hostile name on one line and cut`() {
    let problem = NameRule.label.problem(with: "a\n" + String(repeating: "x", count: 1000)) ?? ""
    #expect(!problem.contains("\n"))
    #expect(problem.count < 200)
  }

  @Test func `a suffix never changes between versions`() {
    #expect(GeneratedName.suffix(seed: "train".utf8) == "sklf9")
    #expect(GeneratedName.make(base: "r-a", salt: ["0"]) == "r-a-tmh8j")
  }

  @Test func `a thousand seeds give suffixes of the alphabet that hardly collide`() {
    let suffixes = Set((0..<1000).map { GeneratedName.suffix(seed: "run-\($0)".utf8) })
    #expect(suffixes.count >= 999)
    for suffix in suffixes {
      #expect(suffix.utf8.count == 5)
      #expect(suffix.allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) })
    }
  }

  @Test func `salts are not joined`() {
    #expect(GeneratedName.make(base: "r", salt: ["a", "b"]) != GeneratedName.make(base: "r", salt: ["ab"]))
  }

  @Test(arguments: ["-", ".", "a"])
  func `a long base is cut to a valid name`(filler: String) {
    let base = "a" + String(repeating: "b", count: 240) + String(repeating: filler, count: 12) + "z"
    let name = GeneratedName.make(base: base, salt: [])
    #expect(name.utf8.count <= 253)
    #expect(NameRule.subdomain.accepts(name))
    #expect(name != GeneratedName.make(base: base + "z", salt: []))
  }
}
