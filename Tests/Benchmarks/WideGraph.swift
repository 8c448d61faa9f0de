import Foundation

/// A DAG of 500 nodes of `/bin/true`, ten at a time.
enum WideGraph: Benchmark {
  static let name = "dag"
  static let summary = "a DAG of 500 nodes of /bin/true, width 10"

  private static let rounds = 5
  private static let width = 10

  static func measure(_ bench: Bench) async throws -> [Row] {
    let layers = Graph.layers(50, width: width)
    let chains = Graph.chains(width, length: 50)
    var rows = try measure(bench, layers, name: "500-node DAG in layers", agent: true)
    rows += try measure(bench, chains, name: "500-node DAG in chains", agent: false)
    return rows
  }

  private static func measure(_ bench: Bench, _ graph: Graph, name: String, agent: Bool) throws -> [Row] {
    let repositories = GitRepositories(bench)
    let manifest = try bench.directory("dag") + "/graph.yaml"
    try Manifests.run(graph).write(toFile: manifest, atomically: false, encoding: .utf8)
    let original = try repositories.make("dag.git", files: [("graph.yaml", Manifests.run(graph))])
    let tools = try BuildTools(bench, graph, jobs: width, directory: "dag-build")

    var (run, once, ninja, make): ([Ended], [Ended], [Double?], [Double?]) = ([], [], [], [])
    for round in 0..<rounds {
      sync()
      ninja.append(try tools.ninja())
      make.append(try tools.make())
      run.append(try bench.run([bench.pushrun, "run", manifest, "graph"]))
      guard agent else { continue }
      let repository = try repositories.copy(original, to: "dag-round.git")
      let state = try bench.directory("dag-state-\(round)")
      once.append(
        try bench.run([bench.pushrun, "agent", "--once", "--repo", repository, "--state-dir", state]))
      let succeeded = try repositories.succeeded(in: repository)
      guard succeeded == graph.nodes.count + 1 else {
        throw BenchmarkFailure("\(succeeded) of \(graph.nodes.count + 1) status files say Succeeded")
      }
    }
    let peers = [BuildTools.peer("ninja -j\(width)", ninja), BuildTools.peer("make -j\(width)", make)]
    var rows: [Row] = []
    for (command, ended) in [("pushrun run", run), ("agent --once", once)] where !ended.isEmpty {
      for (index, peer) in peers.enumerated() {
        rows.append(
          Row(
            name: "\(name), \(command)", pushrun: Samples(.milliseconds, ended.map(\.elapsed.milliseconds)),
            peer: peer,
            aim: index == 0 ? .ratio(2) : nil, note: BuildTools.note))
      }
    }
    return rows
  }
}
