import Foundation
import TestSupport
import Testing

/// The whole agent in a simulation: see `Tests/Simulation`. `make simulate SEEDS=10000` runs more.
@Suite(.serialized) struct SimulationTests {
  private static let program: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let bundles = ([own] + CommandLine.arguments).filter { $0.hasSuffix(".xctest") }
    let beside = bundles.first.map { URL(filePath: $0).deletingLastPathComponent().path } ?? ".build/debug"
    return beside + "/pushrun-simulation"
  }()

  private func simulate(_ arguments: String...) async throws -> CommandResult {
    try await runCommand(Self.program, arguments)
  }

  /// What a campaign says that was the same if the same happened.
  private func digest(_ result: CommandResult) -> Substring? {
    result.output.split(separator: "\n").last?.split(separator: ",").first { $0.hasPrefix(" digest") }
  }

  @Test func `nothing is lost and nothing runs twice in 500 simulations`() async throws {
    let result = try await simulate("--seeds", "500")
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func `a seed always gives the same simulation`() async throws {
    let first = try await simulate("--seeds", "20", "--jobs", "1")
    let second = try await simulate("--seeds", "20", "--jobs", "2")
    let other = try await simulate("--seeds", "20", "--from", "2")
    #expect(digest(first) != nil)
    #expect(digest(first) == digest(second))
    #expect(digest(first) != digest(other))
  }

  @Test(arguments: [
    ("claims", 10), ("rejected-pushes", 20), ("write-ahead", 10), ("adoption", 20), ("idempotence", 150),
  ])
  func `a promise that is broken on purpose is noticed`(promise: String, seeds: Int) async throws {
    let result = try await simulate("--seeds", "\(seeds)", "--break", promise)
    #expect(result.status == 1, "\(result.output)\(result.errors)")
    #expect(result.output.contains("replay one with: pushrun-simulation --seed"))
  }

  @Test func `a failing seed is replayed with all that happened`() async throws {
    let result = try await simulate("--seed", "1", "--break", "claims")
    #expect(result.status == 1)
    #expect(result.output.contains("WRONG: "))
    #expect(result.output.split(separator: "\n").last?.hasPrefix("seed 1, digest ") == true)
  }
}
