import Foundation
import WorkflowAPI

/// The Python of this machine, with its zones, and with what `make setup-test` has installed beside the
/// build.
enum Python {
  static let isPresent = (try? run("print(1)", on: "")) == ["1"]

  /// Whether there is the version of croniter that is compared with.
  static let hasCroniter =
    (try? run("import importlib.metadata as m; print(m.version('croniter'))", on: "")) == ["7.0.0"]

  /// The lines that a script prints; its first argument is a file with this text.
  static func run(_ script: String, on text: String) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "cron-test-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, file.path]
    // The sources are in Tests/WorkflowAPITests/Cron of the project.
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    process.environment = ProcessInfo.processInfo.environment.merging([
      "PYTHONPATH": root.appending(path: ".build/python").path, "PYTHONTZPATH": ZoneDatabase.system.directory,
      "PYTHONDONTWRITEBYTECODE": "1",
    ]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
