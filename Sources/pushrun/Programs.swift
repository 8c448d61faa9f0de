import Foundation

/// The files that this program starts: itself, and the supervisor beside it.
enum Programs {
  /// This program's own path.
  static var own: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }

  /// The supervisor, installed in the same directory.
  static var supervisor: String {
    URL(filePath: own).deletingLastPathComponent().appending(path: "pushrun-supervisor").path
  }
}
