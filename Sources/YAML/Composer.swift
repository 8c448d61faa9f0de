import CLibYAML

/// Builds the nodes of documents from events: resolves types, tags, aliases and merge keys.
struct Composer: ~Copyable {
  var events: EventStream
  private let limits: ParsingLimits
  private let maximumDepth: Int
  /// What the anchors of the document name; an open anchor's node is still being read.
  private var anchors: [String: Anchor] = [:]
  /// Nodes of the document, with aliases expanded.
  private var nodes = 0
  /// Nodes that the document's aliases stand for.
  private var expanded = 0
  /// Bytes of the document's scalars, and of those that its aliases stand for.
  private var bytes = 0
  private var expandedBytes = 0
  private var documents = 0

  private enum Anchor {
    case open
    case node(Node, size: Int, bytes: Int, height: Int)
  }

  init(events: consuming EventStream, limits: ParsingLimits) {
    self.events = events
    self.limits = limits
    maximumDepth = min(limits.depth, Node.maximumDepth)
  }

  /// The next document's root, or `nil` at the end of the text.
  mutating func nextDocument() throws(YAMLError) -> Node? {
    repeat {
      try events.advance()
      if events.kind == YAML_STREAM_END_EVENT { return nil }
    } while events.kind != YAML_DOCUMENT_START_EVENT
    documents += 1
    guard documents <= limits.documents else {
      throw YAMLError(
        code: .limit,
        message:
          "the text has more than \(limits.documents) documents; raise it with --limit yaml-documents=…",
        mark: events.mark)
    }
    anchors.removeAll()
    nodes = 0
    expanded = 0
    bytes = 0
    expandedBytes = 0
    try events.advance()
    let root = try node(depth: 0)
    try events.advance()
    return root
  }

  /// The node that begins with the current event, inside `depth` collections.
  mutating func node(depth: Int) throws(YAMLError) -> Node {
    if events.kind == YAML_ALIAS_EVENT { return try alias(depth: depth) }
    let first = nodes
    let firstByte = bytes
    nodes &+= 1
    guard let anchor = events.anchor else { return try content(depth: depth) }
    anchors[anchor] = .open
    let node = try content(depth: depth)
    anchors[anchor] = .node(node, size: nodes &- first, bytes: bytes &- firstByte, height: node.height)
    return node
  }

  private mutating func content(depth: Int) throws(YAMLError) -> Node {
    switch events.kind {
    case YAML_SEQUENCE_START_EVENT: return try sequence(depth: depth + 1)
    case YAML_MAPPING_START_EVENT: return try mapping(depth: depth + 1)
    default:
      bytes &+= events.text.count
      return try scalar()
    }
  }

  private mutating func sequence(depth: Int) throws(YAMLError) -> Node {
    let mark = events.mark
    try checkCollection(depth: depth, isMapping: false)
    var items: [Node] = []
    try events.advance()
    while events.kind != YAML_SEQUENCE_END_EVENT {
      items.append(try node(depth: depth))
      try events.advance()
    }
    return Node(.sequence(items), mark: mark)
  }

  /// Checks the nesting and the tag of the collection that begins.
  func checkCollection(depth: Int, isMapping: Bool) throws(YAMLError) {
    guard depth <= maximumDepth else { throw tooDeep(at: events.mark) }
    guard let name = events.tag else { return }
    switch Tag(name) {
    case .nonSpecific: return
    case .mapping where isMapping: return
    case .sequence where !isMapping: return
    case nil: throw unknownTag(name)
    default: throw misplacedTag(name, on: isMapping ? "a mapping" : "a sequence")
    }
  }

  private mutating func alias(depth: Int) throws(YAMLError) -> Node {
    let mark = events.mark
    let name = events.anchor ?? ""
    switch anchors[name] {
    case nil:
      throw YAMLError(code: .syntax, message: "nothing before this has the anchor &\(name)", mark: mark)
    case .open:
      throw YAMLError(
        code: .syntax, message: "the alias *\(name) is inside of what it stands for", mark: mark)
    case .node(var node, let size, let length, let height):
      guard depth + height <= maximumDepth else { throw tooDeep(at: mark) }
      guard size <= limits.aliasExpansion - expanded else {
        throw YAMLError(
          code: .limit,
          message:
            "the aliases stand for more than \(limits.aliasExpansion) nodes; raise it with --limit yaml-alias-nodes=…",
          mark: mark)
      }
      guard length <= limits.bytes - expandedBytes else {
        throw YAMLError(
          code: .limit, message: "the aliases stand for more than \(limits.bytes) bytes", mark: mark)
      }
      expanded += size
      expandedBytes += length
      bytes &+= length
      nodes &+= size
      node.mark = mark
      return node
    }
  }

  private func tooDeep(at mark: Mark) -> YAMLError {
    YAMLError(
      code: .limit,
      message: "the nesting is deeper than \(maximumDepth) levels; raise it with --limit yaml-depth=…",
      mark: mark)
  }
}

extension Node {
  /// How many collections it nests, itself included.
  fileprivate var height: Int {
    switch value {
    case .scalar: 0
    case .sequence(let items): 1 + (items.lazy.map(\.height).max() ?? 0)
    case .mapping(let mapping): 1 + (mapping.lazy.map(\.value.height).max() ?? 0)
    }
  }
}
