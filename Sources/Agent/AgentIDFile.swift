import Foundation

/// The file that keeps the agent's id: smaller than a database and written once, so that it outlives one.
struct AgentIDFile {
  let path: String

  /// The file in a state directory.
  init(directory: String) { path = directory + "/agent-id" }

  /// The id; `nil` if there is no file.
  ///
  /// - Throws: ``StateDirectory/Failure`` when it cannot be read, or holds something else.
  func read() throws(StateDirectory.Failure) -> String? {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(filePath: path))
    } catch CocoaError.fileReadNoSuchFile {
      return nil
    } catch {
      throw StateDirectory.Failure(message: "\(path) cannot be read: \(error)")
    }
    let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let id = UUID(uuidString: text), id.uuidString.lowercased() == text else {
      throw StateDirectory.Failure(
        message:
          "\(path) does not hold the id of an agent: put back what it held (status files have it in the "
          + "annotation pushrun.dev/agent), or remove it to go on with the id in the database")
    }
    return text
  }

  /// Writes the id; when this returns it survives a loss of power.
  func write(_ id: String) throws(StateDirectory.Failure) {
    try AtomicFile.write(Array((id + "\n").utf8), to: path, isDurable: true)
  }
}
