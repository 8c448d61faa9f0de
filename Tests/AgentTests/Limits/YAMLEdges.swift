import Testing
import YAML

@testable import Agent

/// What a file may cost the parser.
enum YAMLEdges {
  static let all: [String: Edge] = [
    "manifest-bytes": edge("manifest-bytes", 5, at: "a: xx", beyond: "a: xxx"),
    "yaml-depth": edge("yaml-depth", 3, at: "[[[]]]", beyond: "[[[[]]]]"),
    // The stream and the document begin and end.
    "yaml-events": edge("yaml-events", 5, at: "a", beyond: "[]"),
    "yaml-documents": edge("yaml-documents", 2, at: "--- 1\n--- 2\n", beyond: "--- 1\n--- 2\n--- 3\n"),
    "yaml-alias-nodes": edge(
      "yaml-alias-nodes", 6, at: "[&a [1, 2], *a, *a]", beyond: "[&a [1, 2], *a, *a, *a]"),
    "yaml-directives": edge(
      "yaml-directives", 2, at: "%TAG !a! x\n%TAG !b! x\n--- a",
      beyond: "%TAG !a! x\n%TAG !b! x\n%TAG !c! x\n--- a"),
  ]

  private static func edge(_ name: String, _ value: Int, at: String, beyond: String) -> Edge {
    {
      let limits = try limits("\(name)=\(value)").parsing
      _ = try YAMLParser.documents(in: at, limits: limits)
      let error = try #require(throws: YAMLError.self) {
        try YAMLParser.documents(in: beyond, limits: limits)
      }
      #expect(error.code == .limit)
      expectAdvice(error.message, name, "\(value)")
    }
  }
}
