import YAML

/// What can be read can be written, and what was written is read as the same; an error has a place in the text.
func checkYAML(_ input: [UInt8]) throws {
  let (documents, error) = YAMLParser.parse(input)
  if let error {
    try require(!error.message.isEmpty, "an error has a message")
    try require(error.mark.line >= 1 && error.mark.column >= 1, "a place is counted from 1: \(error)")
    // The last byte of each line break of YAML 1.1. The end of the text, for libyaml, is on a line of its own.
    let lines = input.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 } + 2
    try require(
      error.mark.line <= lines && error.mark.column <= input.count + 2, "outside of the text: \(error)")
  }
  let text = try YAMLEmitter.text(of: documents, sortsKeys: false)
  // What aliases stand for is written out, so the limits of the text do not hold.
  let limits = ParsingLimits(bytes: .max, events: .max)
  let again = try YAMLParser.documents(in: text, limits: limits)
  try require(again.count, is: documents.count, "documents of \(text.debugDescription)")
  for (read, written) in zip(again, documents) {
    try require(isSame(read, written), "\(written) was read back as \(read) from \(text.debugDescription)")
  }
  try require(try YAMLEmitter.text(of: again, sortsKeys: false), is: text, "the text is not stable")
  let sorted = try YAMLParser.documents(
    in: try YAMLEmitter.text(of: documents, sortsKeys: true), limits: limits)
  try require(sorted, is: again, "the order of keys counts")
}

/// Whether two nodes have the same content, byte for byte. Numbers may be written in another way.
private func isSame(_ a: Node, _ b: Node) -> Bool {
  switch (a.value, b.value) {
  case (.scalar(let a), .scalar(let b)):
    guard a.type == b.type else { return false }
    switch a.type {
    case .string: return a.text.utf8.elementsEqual(b.text.utf8)
    case .null: return true
    case .bool: return a.text.lowercased() == b.text.lowercased()
    case .int, .float: return isSameNumber(a, b)
    }
  case (.sequence(let a), .sequence(let b)):
    return a.count == b.count && zip(a, b).allSatisfy(isSame)
  case (.mapping(let a), .mapping(let b)):
    return a.count == b.count
      && zip(a, b).allSatisfy { (a, b) in
        a.key.scalar?.text.utf8.elementsEqual((b.key.scalar?.text ?? "").utf8) == true
          && isSame(a.value, b.value)
      }
  default: return false
  }
}

private func isSameNumber(_ a: Scalar, _ b: Scalar) -> Bool {
  func value<Value: Decodable>(_ scalar: Scalar) -> Value? {
    try? YAMLDecoder().decode(Value.self, from: Node(.scalar(scalar)))
  }
  if let left: Int64 = value(a), let right: Int64 = value(b) { return left == right }
  if let left: UInt64 = value(a), let right: UInt64 = value(b) { return left == right }
  // An octal number beyond 64 bits is not read as a floating-point number.
  guard let left: Double = value(a), let right: Double = value(b) else { return true }
  return left == right || (left.isNaN && right.isNaN)
}
