extension Node {
  /// What it is, for a message: "a mapping", "the number 1.10", "the string "abc"".
  var descriptionForMessage: String {
    switch value {
    case .mapping: return "a mapping"
    case .sequence: return "a sequence"
    case .scalar(let scalar):
      switch scalar.type {
      case .null: return "null"
      case .bool: return "the boolean \(scalar.text)"
      case .int, .float: return "the number \(scalar.text.prefix(60))"
      case .string: return "the string \(scalar.text.quotedForMessage)"
      }
    }
  }

  /// Says that something else was expected, and what may help.
  ///
  /// - Parameter expectation: "a string".
  func mismatch(expected expectation: String) -> String {
    "expected \(expectation), found \(descriptionForMessage)\(hint(expected: expectation))"
  }

  private func hint(expected expectation: String) -> String {
    guard case .scalar(let scalar) = value else { return "" }
    switch (expectation, scalar.type) {
    case (String.expectation(for: nil), .bool), (String.expectation(for: nil), .int),
      (String.expectation(for: nil), .float):
      return "; quote it"
    case (Int.expectation(for: nil), .string) where CoreSchema.type(ofPlain: scalar.text) == .int,
      (Double.expectation(for: nil), .string)
    where [.int, .float].contains(CoreSchema.type(ofPlain: scalar.text)),
      (Bool.expectation(for: nil), .string) where CoreSchema.type(ofPlain: scalar.text) == .bool:
      return scalar.style == .plain ? "; remove the tag" : "; remove the quotes"
    default:
      return ""
    }
  }
}
