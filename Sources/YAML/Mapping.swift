/// The entries of a mapping, in their order, with quick access by key.
///
/// Keys are scalars, and unique by their text. Two mappings are equal when they have the same keys
/// with equal values, in whatever order.
public struct Mapping: Sendable {
  private var pairs: [(key: Node, value: Node)] = []
  /// Positions by key; kept only for mappings too large for a linear search.
  private var positions: [String: Int] = [:]

  /// Up to this many entries a linear search is quicker than a hash table is to build.
  private static let linearLimit = 16

  /// An empty mapping.
  public init() {}

  /// A mapping of string keys. Of several entries with one key the last value counts, in the first's place.
  public init(_ entries: some Sequence<(String, Node)>) {
    for (key, value) in entries {
      if let position = position(of: key) {
        pairs[position].value = value
      } else {
        append(key: .scalar(key), text: key, value: value)
      }
    }
  }

  /// The value of the entry whose key has this text.
  public subscript(key: String) -> Node? {
    position(of: key).map { pairs[$0].value }
  }

  /// The texts of the keys, in order.
  public var keys: [String] { pairs.map(\.key.keyText) }

  /// The key's node: where the key stands and how it is written.
  public func keyNode(_ key: String) -> Node? {
    position(of: key).map { pairs[$0].key }
  }

  /// Where in the order the entry with this key is.
  func position(of key: String) -> Int? {
    if pairs.count > Self.linearLimit { return positions[key] }
    for position in pairs.indices where pairs[position].key.keyText == key { return position }
    return nil
  }

  /// Adds an entry whose key, a scalar with this text, is not there yet.
  mutating func append(key: Node, text: String, value: Node) {
    pairs.append((key, value))
    if pairs.count == Self.linearLimit + 1 {
      positions.reserveCapacity(Self.linearLimit * 4)
      for (position, pair) in pairs.enumerated() { positions[pair.key.keyText] = position }
    } else if pairs.count > Self.linearLimit {
      positions[text] = pairs.count - 1
    }
  }
}

extension Mapping: RandomAccessCollection {
  /// The position of the first entry: 0.
  public var startIndex: Int { 0 }
  /// The number of entries.
  public var endIndex: Int { pairs.count }
  /// The entry at a position.
  public subscript(position: Int) -> (key: Node, value: Node) { pairs[position] }
}

extension Mapping: Hashable {
  /// Whether both have the same keys with equal values.
  public static func == (a: Mapping, b: Mapping) -> Bool {
    a.count == b.count
      && a.pairs.allSatisfy { pair in
        b[pair.key.keyText] == pair.value
      }
  }

  /// Hashes the entries, whatever their order.
  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for pair in pairs {
      var entry = Hasher()
      entry.combine(pair.key.keyText)
      entry.combine(pair.value)
      sum ^= entry.finalize()
    }
    hasher.combine(sum)
  }
}

extension Node {
  /// The text of a mapping's key, which is always a scalar.
  var keyText: String {
    if case .scalar(let scalar) = value { return scalar.text }
    return ""
  }
}
