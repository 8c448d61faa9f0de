import Foundation
import TestSupport

/// The programs that were built with these tests.
enum Programs {
  /// The directory of `pushrun` and `pushrun-supervisor`.
  static let directory: String = {
    for directory in candidates
    where isExecutable(directory + "/pushrun") && isExecutable(directory + "/pushrun-supervisor") {
      return directory
    }
    preconditionFailure(
      "pushrun and pushrun-supervisor are in none of \(candidates); run `swift build --build-tests`")
  }()

  static var pushrun: String { directory + "/pushrun" }

  /// The root of the checkout.
  static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Beside the test bundle, whose path the process that runs it has as its own or in its arguments; and where
  /// `swift build` puts things.
  private static var candidates: [String] {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let bundles = ([own] + CommandLine.arguments).filter { $0.hasSuffix(".xctest") }
    return bundles.map { URL(filePath: $0).deletingLastPathComponent().path } + [checkout + "/.build/debug"]
  }

  private static func isExecutable(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: path)
  }
}
