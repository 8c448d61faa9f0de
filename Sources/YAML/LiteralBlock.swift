/// A text of several lines as a literal block (https://yaml.org/spec/1.2.2/#812-literal-style).
struct LiteralBlock {
  /// `|`, with an indentation indicator where the first line begins with white space, and a chomping
  /// indicator for what is at the end.
  let header: String
  /// The lines, not indented.
  let lines: [Substring]

  /// The block of `text`; `nil` if the text has only one line, or a block cannot hold it exactly: it has
  /// characters that must be escaped, lines of white space only, or no other lines than empty ones.
  init?(_ text: String) {
    guard text.utf8.contains(UInt8(ascii: "\n")),
      text.unicodeScalars.allSatisfy({ $0.isPlainlyPrintable || $0 == "\n" || $0 == "\t" })
    else { return nil }
    // Split as scalars: a `Character` may join a line feed with what follows it.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(
      Substring.init)
    guard !lines.contains(where: { !$0.isEmpty && $0.isWhiteSpace }),
      let first = lines.first(where: { !$0.isEmpty })
    else { return nil }
    var chomping = "-"
    if lines.last?.isEmpty == true {
      lines.removeLast()
      chomping = lines.last?.isEmpty == true ? "+" : ""
    }
    let indicator = first.utf8.first == UInt8(ascii: " ") || first.utf8.first == UInt8(ascii: "\t") ? "2" : ""
    header = "|" + indicator + chomping
    self.lines = lines
  }
}

extension Substring {
  fileprivate var isWhiteSpace: Bool {
    utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}
