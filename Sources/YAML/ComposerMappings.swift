import CLibYAML

extension Composer {
  /// The mapping that begins with the current event and is the collection number `depth` on its way.
  mutating func mapping(depth: Int) throws(YAMLError) -> Node {
    let mark = events.mark
    try checkCollection(depth: depth, isMapping: true)
    var mapping = Mapping()
    var merge: (key: Mark, sources: [Mapping])?
    try events.advance()
    while events.kind != YAML_MAPPING_END_EVENT {
      let isMerge = isMergeKey
      let (key, text) = try key(depth: depth)
      if isMerge, let merge {
        throw duplicate(text, at: key.mark, first: merge.key)
      } else if !isMerge, let first = mapping.keyNode(text) {
        throw duplicate(text, at: key.mark, first: first.mark)
      }
      try events.advance()
      let value = try node(depth: depth)
      if isMerge {
        merge = (key.mark, try mergeSources(value))
      } else {
        mapping.append(key: key, text: text, value: value)
      }
      try events.advance()
    }
    for source in merge?.sources ?? [] {
      for entry in source where mapping.position(of: entry.key.keyText) == nil {
        mapping.append(key: entry.key, text: entry.key.keyText, value: entry.value)
      }
    }
    return Node(.mapping(mapping), mark: mark)
  }

  /// Whether the current event is the key `<<` (https://yaml.org/type/merge.html), not quoted and not tagged.
  private var isMergeKey: Bool {
    guard events.kind == YAML_SCALAR_EVENT, events.text.count == 2 else { return false }
    return events.text.elementsEqual("<<".utf8) && events.style == .plain && events.tag == nil
  }

  private mutating func key(depth: Int) throws(YAMLError) -> (Node, text: String) {
    let isCollection = events.kind == YAML_MAPPING_START_EVENT || events.kind == YAML_SEQUENCE_START_EVENT
    if !isCollection {
      let key = try node(depth: depth)
      if case .scalar(let scalar) = key.value { return (key, scalar.text) }
    }
    throw YAMLError(
      code: .syntax,
      message: "a key must be a scalar, not a mapping or a sequence; if it begins with { or [, quote it",
      mark: events.mark)
  }

  private func duplicate(_ key: String, at mark: Mark, first: Mark) -> YAMLError {
    YAMLError(
      code: .duplicateKey,
      message: "the key \(key.quotedForMessage) is there twice, first in line \(first.line)",
      mark: mark)
  }

  private func mergeSources(_ value: Node) throws(YAMLError) -> [Mapping] {
    switch value.value {
    case .mapping(let mapping): return [mapping]
    case .sequence(let items):
      var sources: [Mapping] = []
      for item in items {
        guard let mapping = item.mapping else { throw invalidMerge(item) }
        sources.append(mapping)
      }
      return sources
    case .scalar: throw invalidMerge(value)
    }
  }

  private func invalidMerge(_ node: Node) -> YAMLError {
    YAMLError(
      code: .typeMismatch,
      message: "the key << merges a mapping or a sequence of mappings, found \(node.descriptionForMessage)",
      mark: node.mark)
  }
}
