/// The types that are decoded from and encoded as one scalar.
protocol ScalarConvertible: Codable {
  /// What the type is called in a message: "a string".
  ///
  /// - Parameter scalar: what was found in its place.
  static func expectation(for scalar: Scalar?) -> String

  /// The value of a scalar; `nil` if it is of another type or out of range.
  init?(scalar: Scalar)

  /// The scalar of the value.
  var scalar: Scalar { get }
}

extension String: ScalarConvertible {
  static func expectation(for scalar: Scalar?) -> String { "a string" }

  init?(scalar: Scalar) {
    guard scalar.type == .string else { return nil }
    self = scalar.text
  }

  var scalar: Scalar { Scalar(text: self, style: .plain, type: .string) }
}

extension Bool: ScalarConvertible {
  static func expectation(for scalar: Scalar?) -> String { "true or false" }

  init?(scalar: Scalar) {
    guard scalar.type == .bool else { return nil }
    self = scalar.text.utf8.first == UInt8(ascii: "t") || scalar.text.utf8.first == UInt8(ascii: "T")
  }

  var scalar: Scalar { Scalar(text: self ? "true" : "false", style: .plain, type: .bool) }
}

extension ScalarConvertible where Self: FixedWidthInteger {
  static func expectation(for scalar: Scalar?) -> String {
    scalar?.type == .int ? "an integer from \(Self.min) to \(Self.max)" : "an integer"
  }

  init?(scalar: Scalar) {
    guard scalar.type == .int else { return nil }
    if scalar.text.hasPrefix("0o") {
      self.init(scalar.text.dropFirst(2), radix: 8)
    } else if scalar.text.hasPrefix("0x") {
      self.init(scalar.text.dropFirst(2), radix: 16)
    } else {
      self.init(scalar.text, radix: 10)
    }
  }

  var scalar: Scalar { Scalar(text: String(self), style: .plain, type: .int) }
}

extension Int: ScalarConvertible {}
extension Int8: ScalarConvertible {}
extension Int16: ScalarConvertible {}
extension Int32: ScalarConvertible {}
extension Int64: ScalarConvertible {}
extension UInt: ScalarConvertible {}
extension UInt8: ScalarConvertible {}
extension UInt16: ScalarConvertible {}
extension UInt32: ScalarConvertible {}
extension UInt64: ScalarConvertible {}

extension ScalarConvertible where Self: BinaryFloatingPoint & LosslessStringConvertible {
  static func expectation(for scalar: Scalar?) -> String { "a number" }

  init?(scalar: Scalar) {
    switch scalar.type {
    case .int:
      if let integer = Int64(scalar: scalar) {
        self = Self(integer)
      } else if scalar.text.hasPrefix("0o") {
        return nil
      } else {
        self.init(scalar.text)
      }
    case .float:
      switch scalar.text.lowercased() {
      case ".inf", "+.inf": self = .infinity
      case "-.inf": self = -.infinity
      case ".nan": self = .nan
      default: self.init(scalar.text)
      }
    case .null, .bool, .string:
      return nil
    }
  }

  var scalar: Scalar {
    let text = isNaN ? ".nan" : isInfinite ? (self < 0 ? "-.inf" : ".inf") : String(self)
    return Scalar(text: text, style: .plain, type: .float)
  }
}

extension Double: ScalarConvertible {}
extension Float: ScalarConvertible {}
