/// Why a text is no schedule.
public struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in the text, in characters (Unicode scalars) as in a `Mark`; the first is 1.
  public let column: Int
  /// What is wrong and what to write instead, for people.
  public let message: String

  /// The column and the message.
  public var description: String { "column \(column): \(message)" }
}
