extension Node {
  /// The value of a mapping's key; `nil` if it is no mapping or has no such key.
  public subscript(key: String) -> Node? { mapping?[key] }

  /// The item of a sequence; `nil` if it is no sequence or not that long.
  public subscript(index: Int) -> Node? {
    guard case .sequence(let items) = value, items.indices.contains(index) else { return nil }
    return items[index]
  }

  /// The node one step inside.
  subscript(element: PathElement) -> Node? {
    switch element {
    case .key(let key): self[key]
    case .index(let index): self[index]
    }
  }

  /// The node at the end of `path`, or `nil` if the path leads nowhere.
  public subscript(path: [PathElement]) -> Node? {
    var node = self
    for element in path {
      guard let next = node[element] else { return nil }
      node = next
    }
    return node
  }

  /// Where the node at `path` stands: for a mapping's entry, its value. If the path leads nowhere, the mark
  /// of the last node on the way.
  public func mark(of path: [PathElement]) -> Mark {
    var node = self
    for element in path {
      guard let next = node[element] else { break }
      node = next
    }
    return node.mark
  }

  /// Where the key of the entry at `path` stands. For a path that does not end at a mapping's entry, the same
  /// as ``mark(of:)``.
  public func keyMark(of path: [PathElement]) -> Mark {
    if case .key(let key)? = path.last,
      let mapping = self[Array(path.dropLast())]?.mapping,
      let node = mapping.keyNode(key)
    {
      return node.mark
    }
    return mark(of: path)
  }
}
