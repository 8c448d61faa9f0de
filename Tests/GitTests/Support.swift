import FoundationEssentials
import Testing
import TestSupport

@testable import Git

let author = Signature(name: "pushrun", email: "agent@example.com", seconds: 1_700_000_000, offsetMinutes: 60)

/// A user's bare repository and mirrors of it.
struct Fixture {
  let scratch: Scratch
  let server: BareRepository

  init(_ scratch: Scratch) async throws {
    self.scratch = scratch
    server = try await BareRepository(creating: scratch.path("server.git"))
  }

  func mirror(_ name: String = "mirror", branch: String = "main") async throws -> Mirror {
    try await Mirror(
      path: scratch.path(name), remote: Remote(url: server.path, branch: branch), transfers: .inProcess)
  }
}

func withFixture(
  isolation: isolated (any Actor)? = #isolation, _ body: (Fixture) async throws -> Void
) async throws {
  try await withScratchDirectory { scratch in try await body(Fixture(scratch)) }
}

/// The error that an operation throws.
func failure(
  isolation: isolated (any Actor)? = #isolation, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws(GitError) -> Void
) async throws -> GitError {
  do throws(GitError) {
    try await body()
  } catch {
    return error
  }
  throw TestFailure("nothing was thrown at \(sourceLocation)")
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The small executable that stands for `pushrun transfer`. It is built beside the tests.
let transferTool: String = {
  let arguments = CommandLine.arguments
  let bundle = arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
  return URL(fileURLWithPath: bundle).deletingLastPathComponent().path + "/TransferTool"
}()

func childPolicy(home: String, stall: Duration = .seconds(20), total: Duration = .seconds(30))
  -> TransferPolicy
{
  .child(
    executable: transferTool, arguments: [], environment: ["HOME": home, "SSH_AUTH_SOCK": ""],
    stallTimeout: stall, totalTimeout: total)
}
