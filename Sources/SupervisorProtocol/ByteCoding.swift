/// Bytes that do not follow the format of this protocol.
package struct MalformedMessage: Error, Hashable, Sendable {
  package init() {}
}

/// Writes little-endian integers, and strings and lists with their length before them.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ value: Bool) { append(value ? UInt8(1) : 0) }

  package mutating func append(_ text: String) {
    append(UInt32(truncatingIfNeeded: text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  package mutating func append<Item>(_ items: [Item], _ write: (Item, inout ByteWriter) -> Void) {
    append(UInt32(truncatingIfNeeded: items.count))
    for item in items { write(item, &self) }
  }

  package mutating func append(_ texts: [String]) { append(texts) { $1.append($0) } }

  package mutating func append(bytes more: [UInt8]) { bytes.append(contentsOf: more) }
}

/// Reads what a ``ByteWriter`` wrote; never past the end, whatever the bytes say.
package struct ByteReader {
  private var rest: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  package mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: Value.Type = Value.self
  ) throws(MalformedMessage) -> Value {
    let width = MemoryLayout<Value>.size
    guard rest.count >= width else { throw MalformedMessage() }
    var value: Value = 0
    for (place, byte) in rest.prefix(width).enumerated() {
      value |= Value(truncatingIfNeeded: byte) << Value(truncatingIfNeeded: 8 * place)
    }
    rest = rest.dropFirst(width)
    return value
  }

  package mutating func bool() throws(MalformedMessage) -> Bool { try integer(UInt8.self) != 0 }

  package mutating func string() throws(MalformedMessage) -> String {
    let count = Int(try integer(UInt32.self))
    guard rest.count >= count else { throw MalformedMessage() }
    let text = String(decoding: rest.prefix(count), as: UTF8.self)
    rest = rest.dropFirst(count)
    return text
  }

  /// Every item takes at least a byte, so a false length ends with the bytes.
  package mutating func list<Item>(
    _ read: (inout ByteReader) throws(MalformedMessage) -> Item
  ) throws(MalformedMessage) -> [Item] {
    let count = try integer(UInt32.self)
    var items: [Item] = []
    for _ in 0..<count { items.append(try read(&self)) }
    return items
  }

  package mutating func strings() throws(MalformedMessage) -> [String] {
    try list { (reader) throws(MalformedMessage) in try reader.string() }
  }
}
