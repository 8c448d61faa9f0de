import Foundation

/// The file in which an agent says how it is. What it says is lost with the machine: it is for who looks now.
public struct HealthFile: Sendable {
  let path: String
  let repository: String

  /// - Parameter repository: the repository's URL without credentials, or its path.
  public init(path: String, repository: String) {
    self.path = path
    self.repository = repository
  }

  func write(_ health: Health) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(Array(try encoder.encode(health)), to: path, isDurable: false)
  }

  /// What the last agent said; `nil` if none did, or its words were cut off by a loss of power.
  static func read(_ path: String) -> Health? {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
    return try? JSONDecoder().decode(Health.self, from: data)
  }
}
