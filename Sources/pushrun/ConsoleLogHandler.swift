import Foundation
import Logging

/// Writes a line an event to standard error: time, level, message, then what belongs to it.
struct ConsoleLogHandler: LogHandler {
  var logLevel: Logger.Level = .info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = "\(Self.time()) \(event.level.rawValue): \(event.message)"
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    if !all.isEmpty {
      line +=
        " (" + all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + ")"
    }
    // A message may quote a manifest: it stays one line, and cannot speak to the terminal.
    let safe = line.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
      .joined()
    StandardError.write(safe + "\n")
  }

  private static func time() -> String {
    Date.now.formatted(.iso8601)
  }
}
