/// A place in a text, counted from 1 as editors do.
public struct Mark: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The line; the first is 1.
  public var line: Int
  /// The column in characters (Unicode scalars); the first is 1.
  public var column: Int

  /// The place at `line` and `column`, both counted from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The first character of a text; also the mark of nodes that were not read from one.
  public static let start = Mark(line: 1, column: 1)

  /// `line:column`.
  public var description: String { "\(line):\(column)" }

  /// Whether `a` stands before `b`.
  public static func < (a: Mark, b: Mark) -> Bool { (a.line, a.column) < (b.line, b.column) }
}
