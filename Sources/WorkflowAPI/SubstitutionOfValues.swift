import YAML

extension Substitution {
  /// The value with every known variable replaced in every string inside it, keys excepted. A string remains
  /// a string, whatever its new text looks like.
  ///
  /// - Throws: what encoding or decoding throws: a replaced text may not be valid where it stands, as in a
  ///   quantity.
  public static func apply<Value: Codable>(to value: Value, variables: Variables) throws -> Value {
    let node = try YAMLEncoder().node(from: value)
    guard let replaced = replacing(in: node, variables) else { return value }
    return try YAMLDecoder().decode(Value.self, from: replaced)
  }

  /// The node with its strings replaced; `nil` when there is nothing to replace.
  private static func replacing(in node: Node, _ variables: Variables) -> Node? {
    switch node.value {
    case .scalar(let scalar):
      guard scalar.type == .string, mayRefer(scalar.text) else { return nil }
      return .scalar(apply(to: scalar.text, variables: variables))
    case .sequence(var items):
      var changed = false
      for index in items.indices {
        guard let item = replacing(in: items[index], variables) else { continue }
        items[index] = item
        changed = true
      }
      return changed ? .sequence(items) : nil
    case .mapping(let mapping):
      var changed = false
      let entries = mapping.map { entry in
        let item = replacing(in: entry.value, variables)
        if item != nil { changed = true }
        return (entry.key.scalar?.text ?? "", item ?? entry.value)
      }
      return changed ? .mapping(entries) : nil
    }
  }
}
