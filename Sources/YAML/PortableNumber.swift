extension Scalar {
  /// The integer in a form that is the same in YAML 1.1 and 1.2: decimal without leading zeros, or
  /// hexadecimal. `nil` if it is no integer.
  var portableInteger: String? {
    guard CoreSchema.type(ofPlain: text) == .int else { return nil }
    if text.hasPrefix("0x") { return text }
    if text.hasPrefix("0o") {
      let digits = text.dropFirst(2)
      return UInt64(digits, radix: 8).map { String($0) } ?? digits.hexadecimalOfOctal
    }
    let (sign, digits) = text.splitSign
    let significant = digits.drop { $0 == "0" }
    return significant.isEmpty ? "0" : sign + significant
  }

  /// The floating-point number in a form that is the same in YAML 1.1 and 1.2: with a point, digits on both
  /// sides of it, and a sign in the exponent. `nil` if it is no number.
  var portableFloat: String? {
    let type = CoreSchema.type(ofPlain: text)
    guard type == .float || (type == .int && !text.hasPrefix("0o") && !text.hasPrefix("0x")) else {
      return nil
    }
    let lower = text.lowercased()
    let (sign, number) = lower.splitSign
    if number == ".inf" || number == ".nan" { return sign + number }
    let parts = number.split(separator: "e", maxSplits: 1)
    let digits = (parts.first ?? "").split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = digits.first.flatMap { $0.isEmpty ? nil : $0 } ?? "0"
    let fraction = digits.count > 1 && !digits[1].isEmpty ? digits[1] : "0"
    guard parts.count > 1 else { return "\(sign)\(whole).\(fraction)" }
    let (exponentSign, exponent) = String(parts[1]).splitSign
    return "\(sign)\(whole).\(fraction)e\(exponentSign.isEmpty ? "+" : "-")\(exponent)"
  }
}

extension String {
  /// The minus sign, if there is one, and what comes after the sign.
  fileprivate var splitSign: (sign: String, rest: Substring) {
    if hasPrefix("-") { return ("-", dropFirst()) }
    if hasPrefix("+") { return ("", dropFirst()) }
    return ("", self[...])
  }
}

extension Substring {
  /// The number that these octal digits are, of any size, in base 16.
  fileprivate var hexadecimalOfOctal: String {
    var digits: [String] = []
    var bits: UInt32 = 0
    var width: UInt32 = 0
    for digit in utf8.reversed() {
      bits |= UInt32(digit & 7) << width
      width += 3
      guard width >= 4 else { continue }
      digits.append(hexadecimal(bits & 15, width: 1))
      bits >>= 4
      width -= 4
    }
    return "0x" + hexadecimal(bits, width: 1) + digits.reversed().joined()
  }
}
