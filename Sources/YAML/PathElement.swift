/// One step from a node to a node inside it.
public enum PathElement: Hashable, Sendable {
  /// To the value of a mapping's key.
  case key(String)
  /// To an item of a sequence, counted from 0.
  case index(Int)
}

extension [PathElement] {
  /// The path as a person writes it: `spec.params[0].value`, `metadata.labels["a.b/c"]`.
  var pathDescription: String {
    var text = ""
    for element in self {
      switch element {
      case .index(let index):
        text += "[\(index)]"
      case .key(let key):
        if key.isPathWord {
          text += text.isEmpty ? key : "." + key
        } else {
          text += "[\(key.quotedForMessage)]"
        }
      }
    }
    return text
  }
}

extension String {
  fileprivate var isPathWord: Bool {
    !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default:
          false
        }
      }
  }

  /// The text in double quotes for a message: on one line, and cut when it is long.
  var quotedForMessage: String {
    var text = "\""
    for (count, scalar) in unicodeScalars.enumerated() {
      if count == 60 {
        text += "…"
        break
      }
      text += scalar.escaped
    }
    return text + "\""
  }
}
