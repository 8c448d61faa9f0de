import Testing

@testable import YAML

/// The only document of a text.
func document(_ text: String, limits: ParsingLimits = ParsingLimits()) throws -> Node {
  let documents = try YAMLParser.documents(in: text, limits: limits)
  try #require(documents.count == 1)
  return documents[0]
}

/// The error that a text gives.
func parseError(_ text: String, limits: ParsingLimits = ParsingLimits()) throws -> YAMLError {
  try #require(YAMLParser.parse(Array(text.utf8), limits: limits).error)
}

/// A value decoded from the only document of a text.
func decode<T: Decodable>(_ type: T.Type, _ text: String, strict: Bool = true) throws -> T {
  try YAMLDecoder(rejectsUnknownKeys: strict).decode(type, from: document(text))
}

/// The error that decoding the only document of a text gives.
func decodeError<T: Decodable>(_ type: T.Type, _ text: String) throws -> YAMLError {
  let node = try document(text)
  do {
    let value = try YAMLDecoder().decode(type, from: node)
    Issue.record("decoded \(value)")
  } catch {
    return error
  }
  return YAMLError(code: .syntax, message: "nothing was thrown")
}

/// The text of a document with sorted keys.
func emit(_ node: Node) throws -> String { try YAMLEmitter.text(of: [node], sortsKeys: true) }

/// Numbers that a seed repeats (SplitMix64, https://prng.di.unimi.it/splitmix64.c).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A new seed for a test of random input, printed so that a failure can be repeated.
func printedSeed(_ test: String = #function) -> UInt64 {
  let seed = UInt64.random(in: .min ... .max)
  print("\(test): seed \(seed)")
  return seed
}

/// What random strings are made of: what trips readers, and plain words.
private let fragments: [String] = [
  "a", "b", "yes", "no", "null", "~", "true", "1", "0", "12", ".", "-", "+", ":", ": ", " #", "#", "?", "!",
  "&",
  "*", "|", ">", "'", "\"", "\\", "%", "@", "`", "{", "}", "[", "]", ",", "=", "<<", " ", "  ", "\t", "\n",
  "\n\n",
  "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{0}", "\u{7}", "\u{1B}", "\u{7F}", "\u{A0}",
  "é",
  "e\u{301}", "世界", "😀", "👩‍👩‍👧", "\u{FFFE}", "\u{FFFF}", "\u{10FFFF}", "---", "...", "--- ", "- ", "e", "x",
  "0o7", "1e3", "2021-04-16", "T07:39:05Z", "1:30", "_", "$(params.a)", "/", "key: value", "\n  indented",
  "\n\t",
]

/// A random string of these fragments, and now and then of any characters.
func randomString(using generator: inout SeededGenerator) -> String {
  var text = ""
  for _ in 0..<Int.random(in: 0...7, using: &generator) {
    if Int.random(in: 0..<10, using: &generator) == 0 {
      let code = UInt32.random(in: 0...0x10FFFF, using: &generator)
      text.unicodeScalars.append(Unicode.Scalar(code) ?? "x")
    } else {
      text += fragments.randomElement(using: &generator) ?? ""
    }
  }
  return text
}

/// The bytes of a string, because Swift takes strings that only look the same for equal.
func bytes(_ text: String?) -> [UInt8]? { text.map { Array($0.utf8) } }
