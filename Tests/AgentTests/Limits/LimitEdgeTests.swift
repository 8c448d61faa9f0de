import Testing

@testable import Agent

/// What shows that a limit holds: what is exactly at it passes, and one more does not, or is cut, or waits.
typealias Edge = @Sendable () async throws -> Void

/// Every limit at its edge, on the lowest level that is real.
@Suite(.timeLimit(.minutes(2))) struct LimitEdgeTests {
  private static let edges: [String: Edge] = [
    YAMLEdges.all, GitEdges.all, RunEdges.all, AgentEdges.all, WaitEdges.all, PodEdges.all,
    SupervisorEdges.all,
  ].reduce(into: [:]) { all, some in all.merge(some) { _, second in second } }

  @Test func `every limit of the table has an edge, and every edge is a limit of the table`() {
    #expect(Set(Self.edges.keys) == Set(Limit.all.map(\.name)))
  }

  @Test(arguments: Limit.all.map(\.name))
  func `what is at a limit passes, and what is beyond it does not`(name: String) async throws {
    let edge = try #require(Self.edges[name], "write an edge for \(name)")
    try await edge()
  }
}

/// The defaults but for these, each as `NAME=VALUE`.
func limits(_ assignments: String...) throws -> AgentLimits {
  var limits = AgentLimits()
  for assignment in assignments { try limits.set(assignment) }
  return limits
}

/// Expects a refusal that says which limit was passed, what it is, and how it is raised.
func expectAdvice(
  _ message: String?, _ name: String, _ value: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let message = message ?? "no message"
  #expect(message.contains(value), "\(message)", sourceLocation: sourceLocation)
  #expect(message.contains("raise it with --limit \(name)=…"), "\(message)", sourceLocation: sourceLocation)
}
