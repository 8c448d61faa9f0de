import Foundation

/// The same graph for everybody: as a DAG, for ninja, and for make.
struct Graph {
  struct Node {
    let name: String
    let dependencies: [String]
  }

  let nodes: [Node]

  /// Layers in which every node depends on all of the layer before.
  static func layers(_ count: Int, width: Int) -> Graph {
    Graph(
      nodes: (0..<count).flatMap { layer in
        (0..<width).map { index in
          Node(
            name: "n\(layer)-\(index)",
            dependencies: layer == 0 ? [] : (0..<width).map { "n\(layer - 1)-\($0)" })
        }
      })
  }

  /// Chains that have nothing to do with each other.
  static func chains(_ count: Int, length: Int) -> Graph {
    Graph(
      nodes: (0..<length).flatMap { step in
        (0..<count).map { chain in
          Node(name: "n\(step)-\(chain)", dependencies: step == 0 ? [] : ["n\(step - 1)-\(chain)"])
        }
      })
  }

  static func independent(_ count: Int) -> Graph { chains(count, length: 1) }

  /// Outputs that never come to be, so that every edge is always to be built.
  var ninja: String {
    "rule true\n  command = /bin/true\n"
      + nodes.map { "build \($0.name): true \($0.dependencies.joined(separator: " "))\n" }.joined()
  }

  /// Phony targets. make starts a plain command without a shell.
  var makefile: String {
    let names = nodes.map(\.name).joined(separator: " ")
    return "all: \(names)\n.PHONY: all \(names)\n"
      + nodes.map { "\($0.name): \($0.dependencies.joined(separator: " "))\n\t@/bin/true\n" }.joined()
  }
}

/// The build tools, on a graph.
struct BuildTools {
  static let note = """
    everybody runs the same graph of /bin/true; ninja's outputs never come to be and make's targets are phony, so all is \
    to be done; ninja starts each through /bin/sh, make directly, pushrun keeps a log, an exit record and a status of each
    """

  private let bench: Bench
  private let directory: String
  private let jobs: Int

  init(_ bench: Bench, _ graph: Graph, jobs: Int, directory: String) throws {
    self.bench = bench
    self.jobs = jobs
    self.directory = try bench.directory(directory)
    try graph.ninja.write(toFile: self.directory + "/build.ninja", atomically: false, encoding: .utf8)
    try graph.makefile.write(toFile: self.directory + "/Makefile", atomically: false, encoding: .utf8)
  }

  /// One round; `nil` if it is not installed.
  func ninja() throws -> Double? {
    guard let ninja = bench.installed("ninja") else { return nil }
    let log = directory + "/.ninja_log"
    if FileManager.default.fileExists(atPath: log) { try FileManager.default.removeItem(atPath: log) }
    return try bench.run([ninja, "--quiet", "-j\(jobs)"], in: directory).elapsed.milliseconds
  }

  /// One round; `nil` if it is not installed.
  func make() throws -> Double? {
    guard let make = bench.installed("make") else { return nil }
    return try bench.run([make, "-rR", "--silent", "-j\(jobs)"], in: directory).elapsed.milliseconds
  }

  static func peer(_ name: String, _ rounds: [Double?]) -> Row.Peer {
    let values = rounds.compactMap(\.self)
    return values.isEmpty ? .absent(name) : .measured(name, Samples(.milliseconds, values))
  }
}
