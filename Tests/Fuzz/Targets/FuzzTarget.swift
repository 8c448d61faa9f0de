/// Something that reads bytes which others wrote. Fuzzing feeds it anything at all; the tests feed it the corpus.
public enum FuzzTarget: String, CaseIterable, Sendable {
  /// YAML, read and written.
  case yaml
  /// Manifests and statuses, and what planning and running makes of them.
  case manifest
  /// Variables in text.
  case substitution
  /// Durations, times, quantities and names.
  case duration
  /// Schedules, their times, and zones.
  case cron
  /// What goes between agent and supervisor: commands and the journal.
  case `protocol`
  /// What a transfer's process says.
  case transfer

  /// Reads the input and checks what must hold for any input.
  ///
  /// - Throws: ``Violation`` when it does not hold.
  public func run(_ input: [UInt8]) throws {
    switch self {
    case .yaml: try checkYAML(input)
    case .manifest: try checkManifest(input)
    case .substitution: try checkSubstitution(input)
    case .duration: try checkScalars(String(decoding: input, as: UTF8.self), bytes: input)
    case .cron: try checkCron(input)
    case .protocol: try checkProtocol(input)
    case .transfer: try checkTransfer(input)
    }
  }
}

/// Something that must hold for any input and did not.
public struct Violation: Error, Sendable, CustomStringConvertible {
  /// What should have held, and what was found.
  public var description: String

  init(_ description: String) { self.description = description }
}

/// Checks that something holds.
func require(_ holds: Bool, _ message: @autoclosure () -> String) throws(Violation) {
  if !holds { throw Violation(message()) }
}

/// Checks that two values are the same.
func require<Value: Equatable>(
  _ found: Value, is expected: Value, _ message: @autoclosure () -> String
) throws(Violation) {
  if found != expected { throw Violation("\(message()): \(found) is not \(expected)") }
}
