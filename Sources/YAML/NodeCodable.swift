extension Node: Codable {
  /// Takes the node itself from a ``YAMLDecoder``; builds one from what any other decoder has.
  ///
  /// Other formats keep the values, not the text of numbers: `1.10` comes back as `1.1`, and what no number in JSON
  /// is, such as `.nan` and `1e999`, as a string.
  public init(from decoder: any Decoder) throws {
    if let decoder = decoder as? NodeDecoder {
      self = try decoder.singleValueContainer().decode(Node.self)
    } else if let container = try? decoder.container(keyedBy: PathKey.self) {
      let entries = try container.allKeys.map { key in
        (key.stringValue, try container.decode(Node.self, forKey: key))
      }
      self = .mapping(entries)
    } else if var container = try? decoder.unkeyedContainer() {
      var items: [Node] = []
      while !container.isAtEnd { items.append(try container.decode(Node.self)) }
      self = .sequence(items)
    } else {
      try self.init(scalarFrom: decoder.singleValueContainer())
    }
  }

  private init(scalarFrom container: any SingleValueDecodingContainer) throws {
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .int(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .int(value)
    } else if let value = try? container.decode(Double.self) {
      self = .double(value)
    } else {
      self = .scalar(try container.decode(String.self))
    }
  }

  /// Gives the node itself to a ``YAMLEncoder``, its values to any other encoder.
  public func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? NodeEncoder {
      encoder.content = .node(self)
      return
    }
    switch value {
    case .mapping(let mapping):
      var container = encoder.container(keyedBy: PathKey.self)
      for entry in mapping { try container.encode(entry.value, forKey: PathKey(.key(entry.key.keyText))) }
    case .sequence(let items):
      var container = encoder.unkeyedContainer()
      for item in items { try container.encode(item) }
    case .scalar(let scalar):
      var container = encoder.singleValueContainer()
      try Self.encode(scalar, to: &container)
    }
  }

  private static func encode(
    _ scalar: Scalar, to container: inout any SingleValueEncodingContainer
  ) throws {
    if scalar.type == .null {
      try container.encodeNil()
    } else if let value = Bool(scalar: scalar) {
      try container.encode(value)
    } else if let value = Int64(scalar: scalar) {
      try container.encode(value)
    } else if let value = UInt64(scalar: scalar) {
      try container.encode(value)
    } else if let value = Double(scalar: scalar), value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(scalar.text)
    }
  }
}
