import WorkflowAPI

/// The input is a text, then names and values by turns, with NUL between them. Both kinds of substitution do what
/// a model does that is written as the specification reads.
func checkSubstitution(_ input: [UInt8]) throws {
  let fields = input.split(separator: 0, omittingEmptySubsequences: false).map {
    String(decoding: $0, as: UTF8.self)
  }
  let text = fields[0]
  var values: [String: String] = [:]
  for index in stride(from: 1, to: fields.count - 1, by: 2) { values[fields[index]] = fields[index + 1] }

  let result = Substitution.apply(to: text, variables: Variables(values))
  try require(result, is: substituted(text, values), "substitution in \(text.debugDescription)")
  // One pass: what was put in is not read again.
  let marked = Substitution.apply(to: text, variables: Variables(values.mapValues { _ in "$(params.a)$$(" }))
  let model = substituted(text, values.mapValues { _ in "$(params.a)$$(" })
  try require(marked, is: model, "values that look like variables, in \(text.debugDescription)")
  for name in Substitution.references(in: text) {
    try require(
      Array(text.utf8).contains(Array("$(\(name))".utf8)), "\(name) is not in \(text.debugDescription)")
  }
  let list = try Substitution.apply(to: [text, "a"], variables: Variables(values))
  try require(list, is: [result, "a"], "substitution in a list")

  try require(
    KubernetesExpansion.expand(text, environment: values), is: expanded(text, values),
    "expansion in \(text.debugDescription)")
}

/// Section 4: `$$(` is a literal `$(`, `$(name)` a known name's value, all else stays.
private func substituted(_ text: String, _ values: [String: String]) -> String {
  var rest = Array(text.utf8)[...]
  var output: [UInt8] = []
  while let first = rest.first {
    if rest.starts(with: "$$(".utf8) {
      output += "$(".utf8
      rest = rest.dropFirst(3)
    } else if rest.starts(with: "$(".utf8),
      case let name = rest.dropFirst(2).prefix(while: isNameByte), !name.isEmpty,
      case let close = name.endIndex, close < rest.endIndex, rest[close] == UInt8(ascii: ")")
    {
      output += values[String(decoding: name, as: UTF8.self)].map { Array($0.utf8) } ?? Array(rest[...close])
      rest = rest[(close + 1)...]
    } else {
      output.append(first)
      rest = rest.dropFirst()
    }
  }
  return String(decoding: output, as: UTF8.self)
}

private func isNameByte(_ byte: UInt8) -> Bool {
  let character = Character(UnicodeScalar(byte))
  return byte < 0x80 && (character.isLetter || character.isNumber || "_-.".contains(character))
}

/// Kubernetes' own: `$$` is a `$`, `$(name)` a known name's value, all else stays.
private func expanded(_ text: String, _ values: [String: String]) -> String {
  var rest = Array(text.utf8)[...]
  let last = rest.lastIndex(of: UInt8(ascii: ")")) ?? 0
  var output: [UInt8] = []
  while let first = rest.first {
    if rest.starts(with: "$$".utf8) {
      output.append(first)
      rest = rest.dropFirst(2)
    } else if rest.starts(with: "$(".utf8), rest.startIndex < last,
      let close = rest.firstIndex(of: UInt8(ascii: ")"))
    {
      let name = String(decoding: rest[(rest.startIndex + 2)..<close], as: UTF8.self)
      output += values[name].map { Array($0.utf8) } ?? Array(rest[...close])
      rest = rest[(close + 1)...]
    } else {
      output.append(first)
      rest = rest.dropFirst()
    }
  }
  return String(decoding: output, as: UTF8.self)
}
