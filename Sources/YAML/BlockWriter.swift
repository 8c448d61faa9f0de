/// Writes nodes in block style. (libyaml's emitter cannot indent sequences under their key.)
struct BlockWriter {
  private(set) var text = ""
  private let sortsKeys: Bool

  private static let step = 2
  /// A key that stands before a colon on one line may have at most 1,024 characters
  /// (https://yaml.org/spec/1.2.2/#example-single-pair-implicit-entries); count bytes, and be modest.
  private static let longestSimpleKey = 512

  init(sortsKeys: Bool) { self.sortsKeys = sortsKeys }

  /// Begins another document.
  mutating func separate() { text += "---\n" }

  /// Writes a document.
  mutating func write(_ root: Node) throws(YAMLError) {
    switch root.value {
    case .mapping(let mapping) where !mapping.isEmpty:
      try entries(of: mapping, indent: 0, continuesLine: false)
    case .sequence(let items) where !items.isEmpty: try write(items, indent: 0, continuesLine: false)
    default: try leaf(root, indent: 0)
    }
  }

  private mutating func entries(
    of mapping: Mapping, indent: Int, continuesLine: Bool
  ) throws(YAMLError) {
    try check(indent)
    var order = Array(mapping.indices)
    if sortsKeys {
      order.sort { mapping[$0].key.keyText.utf8.lexicographicallyPrecedes(mapping[$1].key.keyText.utf8) }
    }
    for (count, position) in order.enumerated() {
      let (key, value) = mapping[position]
      if count > 0 || !continuesLine { space(indent) }
      self.key(key.keyText, indent: indent)
      switch value.value {
      case .mapping(let mapping) where !mapping.isEmpty:
        text += "\n"
        try entries(of: mapping, indent: indent + Self.step, continuesLine: false)
      case .sequence(let items) where !items.isEmpty:
        text += "\n"
        try write(items, indent: indent + Self.step, continuesLine: false)
      default:
        text += " "
        try leaf(value, indent: indent)
      }
    }
  }

  /// Writes a key, as the string that keys are compared by: so no two are written alike.
  private mutating func key(_ key: String, indent: Int) {
    let written = key.flowText
    if written.utf8.count > Self.longestSimpleKey {
      text += "? \(written)\n"
      space(indent)
    } else {
      text += written
    }
    text += ":"
  }

  private mutating func write(_ items: [Node], indent: Int, continuesLine: Bool) throws(YAMLError) {
    try check(indent)
    for (position, item) in items.enumerated() {
      if position > 0 || !continuesLine { space(indent) }
      text += "- "
      switch item.value {
      case .mapping(let mapping) where !mapping.isEmpty:
        try entries(of: mapping, indent: indent + Self.step, continuesLine: true)
      case .sequence(let items) where !items.isEmpty:
        try write(items, indent: indent + Self.step, continuesLine: true)
      default:
        try leaf(item, indent: indent)
      }
    }
  }

  private mutating func leaf(_ node: Node, indent: Int) throws(YAMLError) {
    switch node.value {
    case .mapping: text += "{}\n"
    case .sequence: text += "[]\n"
    case .scalar(let scalar):
      if scalar.type == .string, let block = LiteralBlock(scalar.text) {
        write(block, indent: indent + Self.step)
      } else {
        text += try scalar.flowText() + "\n"
      }
    }
  }

  private mutating func write(_ block: LiteralBlock, indent: Int) {
    text += block.header + "\n"
    for line in block.lines {
      if !line.isEmpty { space(indent) }
      text += line
      text += "\n"
    }
  }

  private mutating func space(_ count: Int) { text += String(repeating: " ", count: count) }

  private func check(_ indent: Int) throws(YAMLError) {
    guard indent < Node.maximumDepth * Self.step else {
      throw YAMLError(code: .limit, message: "the nesting is deeper than \(Node.maximumDepth) levels")
    }
  }
}
