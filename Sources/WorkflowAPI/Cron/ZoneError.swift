/// Why a name gives no zone.
public enum ZoneError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no zone of that name; the suggestion is the name that was probably meant.
  case unknown(name: String, suggestion: String?)
  /// The machine has no zones but UTC.
  case noDatabase(name: String, directory: String)
  /// The zone's file cannot be read.
  case damaged(name: String, path: String, problem: String)

  /// What is wrong and what to do, for people.
  public var description: String {
    switch self {
    case .unknown(let name, let suggestion):
      let hint = suggestion.map { "did you mean \($0)?" } ?? "use a name such as UTC or Europe/Berlin"
      return "\(quoted(name)) is not a time zone of the IANA database: \(hint)"
    case .noDatabase(let name, let directory):
      return "the time zone \(quoted(name)) cannot be read: this machine has no zones in \(directory); "
        + "install its package tzdata, or use UTC"
    case .damaged(let name, let path, let problem):
      return "the time zone \(quoted(name)) cannot be read from \(path): \(problem); "
        + "install the package tzdata of this machine again"
    }
  }
}
