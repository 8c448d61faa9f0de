/// What a name may look like (spec, section 1).
public enum NameRule: Sendable {
  /// DNS-1123 subdomain of at most 253 characters: names of objects.
  case subdomain
  /// DNS-1123 label of at most 63 characters: namespaces, nodes, workspaces, steps, containers, volumes.
  case label
  /// Like a subdomain, and also `_` and upper case: params and results, at most 253 characters.
  case identifier

  /// Characters, which are bytes in a valid name.
  public var maximumLength: Int {
    switch self {
    case .subdomain, .identifier: 253
    case .label: 63
    }
  }

  /// Whether the name keeps the rule. A name that does is safe as the name of a file: it is neither empty
  /// nor `.` nor `..`, and has no `/`.
  public func accepts(_ name: String) -> Bool {
    let bytes = name.utf8
    guard let first = bytes.first, let last = bytes.last, bytes.count <= maximumLength else { return false }
    switch self {
    case .label:
      return isLower(first) && isLower(last) && bytes.allSatisfy { isLower($0) || $0 == dash }
    case .identifier:
      return isWord(first) && isWord(last) && bytes.allSatisfy { isWord($0) || $0 == dash || $0 == dot }
    case .subdomain:
      var previous = dot
      for byte in bytes {
        // A label neither begins nor ends with a dash, and is not empty.
        let isAllowed =
          isLower(byte) || (byte == dash && previous != dot) || (byte == dot && isLower(previous))
        guard isAllowed else { return false }
        previous = byte
      }
      return isLower(last)
    }
  }

  /// Why the name does not keep the rule, for people; `nil` when it does.
  public func problem(with name: String) -> String? {
    guard !accepts(name) else { return nil }
    guard !name.isEmpty else { return "a name must not be empty" }
    let count = name.utf8.count
    guard count <= maximumLength else {
      return "\(quoted(name)) has \(count) characters, and a name at most \(maximumLength)"
    }
    let rule =
      switch self {
      case .subdomain:
        "it must consist of lower case letters, digits, '-' and '.', and begin and end with a letter or digit"
      case .label:
        "it must consist of lower case letters, digits and '-', and begin and end with a letter or digit"
      case .identifier:
        "it must consist of letters, digits, '_', '-' and '.', and begin and end with a letter, digit or '_'"
      }
    return "\(quoted(name)) is not a valid name: \(rule)"
  }

  private var dash: UInt8 { UInt8(ascii: "-") }
  private var dot: UInt8 { UInt8(ascii: ".") }

  private func isLower(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private func isWord(_ byte: UInt8) -> Bool {
    isLower(byte) || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || byte == UInt8(ascii: "_")
  }
}

/// A text of a manifest as part of a message: in quotes, on one line, and not too long.
func quoted(_ text: String) -> String {
  let limit = 64
  let head = String(text.unicodeScalars.prefix(limit))
  return (text.unicodeScalars.count > limit ? head + "…" : head).debugDescription
}
