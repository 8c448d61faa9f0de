/// Bytes that are no zone.
public struct ZoneFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, for people.
  public let description: String
}

extension TimeZoneRules {
  /// The zone of a TZif file of any version, as in `/usr/share/zoneinfo`; no bytes do harm.
  ///
  /// https://www.rfc-editor.org/rfc/rfc9636
  public init(tzif bytes: [UInt8]) throws(ZoneFileError) {
    var reader = ZoneReader(bytes: bytes)
    var header = try reader.header()
    var timeSize = 4
    if header.version > 0 {
      // The first block is for readers that know no times after 2038.
      try reader.skip(header.blockSize(timeSize: 4))
      header = try reader.header()
      timeSize = 8
    }
    guard header.leapSeconds == 0 else {
      throw ZoneFileError(description: "it counts leap seconds, as the zones below right/ do")
    }
    try reader.check(header.blockSize(timeSize: timeSize))

    let starts = reader.integers(header.changes, size: timeSize)
    let types = reader.bytes(header.changes)
    var offsets: [Int64] = []
    for _ in 0..<header.types {
      // The offset, whether it is daylight-saving time, and the place of its name.
      offsets += reader.integers(1, size: 4)
      try reader.skip(2)
    }
    try reader.skip(header.names + header.indicators)
    guard let first = offsets.first, offsets.allSatisfy({ $0.magnitude <= Self.greatestOffset.magnitude }),
      types.allSatisfy({ Int($0) < offsets.count })
    else { throw ZoneFileError(description: "its offsets are damaged") }
    guard zip(starts, starts.dropFirst()).allSatisfy(<) else {
      throw ZoneFileError(description: "its changes are not in order")
    }
    self.init(
      firstOffset: first, changes: zip(starts, types).map { ($0, offsets[Int($1)]) },
      rule: header.version > 0 ? try reader.rule() : nil)
  }
}

/// Reads the parts of a file from its beginning.
private struct ZoneReader {
  private var rest: ArraySlice<UInt8>

  init(bytes: [UInt8]) { rest = bytes[...] }

  /// What a block holds.
  struct Header {
    var version: UInt8
    var leapSeconds: Int
    var changes: Int
    var types: Int
    /// In bytes.
    var names: Int
    /// What says of which kind of clock a rule's times are; nothing depends on it.
    var indicators: Int

    func blockSize(timeSize: Int) -> Int {
      changes * (timeSize + 1) + types * 6 + names + leapSeconds * (timeSize + 4) + indicators
    }
  }

  mutating func header() throws(ZoneFileError) -> Header {
    try check(44)
    guard bytes(4).elementsEqual("TZif".utf8) else {
      throw ZoneFileError(description: "it is not a TZif file")
    }
    let version = bytes(16).first ?? 0
    // Each is less than 2^32, so that a size cannot overflow.
    let counts = integers(6, size: 4).map { Int($0 & 0xFFFF_FFFF) }
    return Header(
      version: version, leapSeconds: counts[2], changes: counts[3], types: counts[4], names: counts[5],
      indicators: counts[0] + counts[1])
  }

  /// Checks that so many bytes are left.
  func check(_ count: Int) throws(ZoneFileError) {
    guard count <= rest.count else { throw ZoneFileError(description: "it is cut off") }
  }

  mutating func skip(_ count: Int) throws(ZoneFileError) {
    try check(count)
    rest.removeFirst(count)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// Signed big-endian numbers.
  mutating func integers(_ count: Int, size: Int) -> [Int64] {
    (0..<count).map { _ in
      let value = bytes(size).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      let unused = UInt64(64 - 8 * size)
      return Int64(bitPattern: value << unused) >> Int64(unused)
    }
  }

  /// What stands between two line feeds after the second block.
  func rule() throws(ZoneFileError) -> PosixZoneRule? {
    guard rest.first == UInt8(ascii: "\n"), let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "\n"))
    else {
      throw ZoneFileError(description: "it is cut off before its rule")
    }
    let text = rest[rest.startIndex + 1..<end]
    guard !text.isEmpty else { return nil }
    guard let rule = PosixZoneRule(text) else {
      throw ZoneFileError(description: "its rule \(quoted(String(decoding: text, as: UTF8.self))) is damaged")
    }
    return rule
  }
}
