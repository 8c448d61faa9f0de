import Foundation

/// An agent that knows nothing meets 10,000 runs that are all done.
enum ColdStart: Benchmark {
  static let name = "cold"
  static let summary = "start on 10,000 run manifests"

  private static let rounds = 5

  static func measure(_ bench: Bench) async throws -> [Row] {
    let repositories = GitRepositories(bench)
    let repository = try repositories.make("large.git", files: LargeRepository.files)
    let tip = try repositories.tip(of: repository)
    let clone = bench.scratch + "/large-clone.git"

    var (cold, warm): ([Ended], [Ended]) = ([], [])
    var (links, transfer, fetch): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<rounds {
      let state = try bench.directory("cold-state")
      let agent = [bench.pushrun, "agent", "--once", "--repo", repository, "--state-dir", state]
      sync()
      cold.append(try bench.run(agent))
      sync()
      warm.append(try bench.run(agent))
      guard try repositories.tip(of: repository) == tip else {
        throw BenchmarkFailure("the agent committed something, although all runs are done")
      }
      sync()
      links.append(try cloned(bench, repository, to: clone, []))
      fetch.append(try bench.run(["git", "fetch", "--quiet"], in: clone).elapsed.milliseconds)
      sync()
      transfer.append(try cloned(bench, repository, to: clone, ["--no-local"]))
    }
    let peak = Samples(.mebibytes, cold.compactMap(\.peak)).text
    let processor = Samples(.milliseconds, cold.map(\.processor.milliseconds)).text
    let start = Samples(.milliseconds, cold.map(\.elapsed.milliseconds))
    let note =
      "\(processor) of processor time, \(peak) of memory at its peak; a clone is the floor: git link files, or packs "
      + "and indexes them (--no-local) as the agent does, and reads no manifest"
    return [
      Row(
        name: "cold start, 10,000 runs", pushrun: start,
        peer: .measured("git clone --bare --no-local", Samples(.milliseconds, transfer)),
        aim: .milliseconds(2_000),
        note: note),
      Row(
        name: "cold start, 10,000 runs", pushrun: start,
        peer: .measured("git clone --bare", Samples(.milliseconds, links)), note: note),
      Row(
        name: "warm start, 10,000 runs", pushrun: Samples(.milliseconds, warm.map(\.elapsed.milliseconds)),
        peer: .measured("git fetch", Samples(.milliseconds, fetch))),
    ]
  }

  private static func cloned(_ bench: Bench, _ repository: String, to clone: String, _ flags: [String]) throws
    -> Double
  {
    if FileManager.default.fileExists(atPath: clone) { try FileManager.default.removeItem(atPath: clone) }
    return try bench.run(["git", "clone", "--quiet", "--bare"] + flags + [repository, clone]).elapsed
      .milliseconds
  }
}

/// 10,000 runs, a file each, in ten directories, with their status files.
enum LargeRepository {
  static var files: [(path: String, text: String)] {
    (0..<10_000).flatMap { number -> [(path: String, text: String)] in
      let (name, command) = ("run-\(number)", ["echo", "\(number)"])
      return [
        ("runs/\(number % 10)/\(name).yaml", Manifests.run(name, command: command)),
        ("status/default/\(name).yaml", Manifests.status(name, command: command)),
      ]
    }
  }
}
