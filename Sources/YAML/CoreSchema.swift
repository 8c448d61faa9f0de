/// The types of plain scalars by the YAML 1.2 core schema
/// (https://yaml.org/spec/1.2.2/#1032-tag-resolution).
enum CoreSchema {
  /// The type that `text` has when it stands without quotes and tag.
  static func type(ofPlain text: String) -> ScalarType {
    var text = text
    return text.withUTF8 { type(ofPlain: $0) }
  }

  /// The type that the UTF-8 `text` has when it stands without quotes and tag.
  static func type(ofPlain text: UnsafeBufferPointer<UInt8>) -> ScalarType {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "~"):
      return text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      return text.isOne(of: "null", "Null", "NULL") ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      return text.isOne(of: "true", "True", "TRUE") ? .bool : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      return text.isOne(of: "false", "False", "FALSE") ? .bool : .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return number(text)
    default:
      return .string
    }
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>) -> ScalarType {
    if text.count > 2, text[0] == UInt8(ascii: "0") {
      if text[1] == UInt8(ascii: "o") {
        return text.dropFirst(2).allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
          ? .int : .string
      }
      if text[1] == UInt8(ascii: "x") {
        return text.dropFirst(2).allSatisfy(\.isHexDigit) ? .int : .string
      }
    }
    if text.isOne(of: ".nan", ".NaN", ".NAN") { return .float }
    let unsigned = text[0].isSign ? UnsafeBufferPointer(rebasing: text.dropFirst()) : text
    if unsigned.isOne(of: ".inf", ".Inf", ".INF") { return .float }
    return decimal(unsigned)
  }

  private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> ScalarType {
    var rest = text[...]
    let whole = rest.dropDigits()
    if rest.isEmpty { return whole > 0 ? .int : .string }
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = rest.dropDigits()
    }
    guard whole + fraction > 0 else { return .string }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first?.isSign == true { rest = rest.dropFirst() }
      guard rest.dropDigits() > 0 else { return .string }
    }
    return rest.isEmpty ? .float : .string
  }
}

extension UInt8 {
  fileprivate var isSign: Bool { self == UInt8(ascii: "+") || self == UInt8(ascii: "-") }

  fileprivate var isHexDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default:
      false
    }
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  /// Drops the decimal digits that it begins with and says how many they were.
  fileprivate mutating func dropDigits() -> Int {
    let digits = prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    self = dropFirst(digits)
    return digits
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isOne(of a: StaticString, _ b: StaticString, _ c: StaticString) -> Bool {
    isEqual(to: a) || isEqual(to: b) || isEqual(to: c)
  }

  private func isEqual(to word: StaticString) -> Bool {
    count == word.utf8CodeUnitCount
      && elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }
}
