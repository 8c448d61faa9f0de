/// Values by the name that stands between `$(` and `)`, such as `params.input.file`.
public struct Variables: Hashable, Sendable {
  private var values: [String: String]

  /// These values.
  public init(_ values: [String: String]) { self.values = values }

  /// The value of a name, or `nil` where it has none.
  public subscript(name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }
}

/// Replaces variables in text (spec, section 4).
///
/// It is one pass: what was put in is not read again. `$$(` stands for a literal `$(`. What is not a
/// known name between `$(` and `)` stays as it is, because it may be the shell's.
public enum Substitution {
  /// The text with every known variable replaced by its value.
  public static func apply(to text: String, variables: Variables) -> String {
    guard mayRefer(text) else { return text }
    var output: [UInt8] = []
    scan(text) { piece in
      switch piece {
      case .text(let bytes): output.append(contentsOf: bytes)
      case .escape: output.append(contentsOf: opening)
      case .variable(let name, let bytes):
        if let value = variables[name] {
          output.append(contentsOf: value.utf8)
        } else {
          output.append(contentsOf: bytes)
        }
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The names in the text that belong to the API: those that begin with `params.`, `workspaces.`,
  /// `results.`, `templates.` or `context.`, in order and as often as they occur.
  public static func references(in text: String) -> [String] {
    guard mayRefer(text) else { return [] }
    var names: [String] = []
    scan(text) { piece in
      if case .variable(let name, _) = piece, namespaces.contains(where: name.hasPrefix) {
        names.append(name)
      }
    }
    return names
  }

  /// Whether the text has a `$(`: where it has none, there is nothing to do.
  static func mayRefer(_ text: String) -> Bool {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "("), previous == UInt8(ascii: "$") { return true }
      previous = byte
    }
    return false
  }

  private static let namespaces = ["params.", "workspaces.", "results.", "templates.", "context."]
  private static let opening = Array("$(".utf8)

  private enum Piece {
    case text(Substring.UTF8View)
    /// `$$(`.
    case escape
    /// `$(name)`, its name and the whole.
    case variable(name: String, Substring.UTF8View)
  }

  /// Cuts the text into pieces, in one pass from the left.
  private static func scan(_ text: String, _ body: (Piece) -> Void) {
    let bytes = text.utf8
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      guard bytes[index] == UInt8(ascii: "$") else {
        index = bytes.index(after: index)
        continue
      }
      let rest = Substring(text[index...]).utf8
      let piece: Piece
      let end: String.Index
      if rest.starts(with: "$$(".utf8) {
        piece = .escape
        end = bytes.index(index, offsetBy: 3)
      } else if let (name, after) = variable(rest) {
        piece = .variable(name: name, bytes[index..<after])
        end = after
      } else {
        index = bytes.index(after: index)
        continue
      }
      if start < index { body(.text(bytes[start..<index])) }
      body(piece)
      start = end
      index = end
    }
    if start < bytes.endIndex { body(.text(bytes[start...])) }
  }

  /// The name in `$(name)` at the front of `bytes`, and the end of the whole.
  private static func variable(_ bytes: Substring.UTF8View) -> (name: String, end: String.Index)? {
    guard bytes.starts(with: opening) else { return nil }
    let body = bytes.dropFirst(2)
    guard let close = body.firstIndex(where: { !isNameByte($0) }), body[close] == UInt8(ascii: ")"),
      close > body.startIndex
    else { return nil }
    return (String(Substring(body[..<close])), body.index(after: close))
  }

  /// What a variable or a key of a ConfigMap may consist of.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
