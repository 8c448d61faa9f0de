extension Scalar {
  /// The scalar on one line, in the form that every reader of YAML 1.1 and 1.2 reads as this scalar.
  func flowText() throws(YAMLError) -> String {
    let portable: String? =
      switch type {
      case .string: text.flowText
      case .null: "null"
      case .bool: CoreSchema.type(ofPlain: text) == .bool ? text.lowercased() : nil
      case .int: portableInteger
      case .float: portableFloat
      }
    if let portable { return portable }
    throw YAMLError(
      code: .dataCorrupted,
      message: "\(text.quotedForMessage) cannot be written as a value of its type, \(type)")
  }
}

extension String {
  /// The string on one line: plain if that is safe, else in single quotes, else in double quotes.
  var flowText: String {
    if unicodeScalars.contains(where: { !$0.isPlainlyPrintable }) {
      var text = "\""
      for scalar in unicodeScalars { text += scalar.escaped }
      return text + "\""
    }
    if isSafePlain { return self }
    var text = "'"
    for scalar in unicodeScalars {
      text.unicodeScalars.append(scalar)
      if scalar == "'" { text += "'" }
    }
    return text + "'"
  }
}

extension Unicode.Scalar {
  /// Whether it may be written as it is on a line: no control character, no line break of YAML 1.1, and
  /// nothing that a reader may refuse.
  var isPlainlyPrintable: Bool {
    value != 0x09 && value != 0x0A && value != 0x0D && value != 0x85 && value != 0x2028 && value != 0x2029
      && isAllowedInYAML
  }

  /// The character as it stands in double quotes (https://yaml.org/spec/1.2.2/#57-escaped-characters).
  var escaped: String {
    switch self {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    case "\0": "\\0"
    case "\u{1B}": "\\e"
    default:
      if isPlainlyPrintable {
        String(self)
      } else if value <= 0xFF {
        "\\x" + hexadecimal(value, width: 2)
      } else if value <= 0xFFFF {
        "\\u" + hexadecimal(value, width: 4)
      } else {
        "\\U" + hexadecimal(value, width: 8)
      }
    }
  }
}
