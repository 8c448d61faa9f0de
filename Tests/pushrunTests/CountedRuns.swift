import Foundation
import TestSupport
import Testing

/// Runs whose processes account for themselves: each appends a line to a file of its own when it starts, and prints a
/// numbered line for every tick that it gets of the test. So it can be told afterwards whether each was started once and
/// nothing that it printed is missing.
struct CountedRuns {
  /// What a run is to come to.
  struct Run {
    var name: String
    var shape: Shape
    /// How many processes it starts.
    var processes: Int { shape.nodes?.count ?? 1 }
  }

  enum Shape {
    case pod(lines: Int, code: Int)
    /// Four nodes: `a`, then `b` and `c`, then `d`.
    case diamond
    /// A node that ends well, one that fails, and one that never starts.
    case failing

    /// The nodes that start.
    var nodes: [String]? {
      switch self {
      case .pod: nil
      case .diamond: ["a", "b", "c", "d"]
      case .failing: ["a", "b"]
      }
    }
  }

  let sandbox: Sandbox
  private let ticks: Fifo
  private(set) var runs: [Run] = []
  /// Runs that do not count as being on their way any more, whatever they have come to.
  private var writtenOff: Set<String> = []

  init(_ sandbox: Sandbox) throws {
    self.sandbox = sandbox
    ticks = try Fifo(creating: sandbox.path("ticks"))
    for name in ["starts", "ends"] {
      try FileManager.default.createDirectory(
        atPath: sandbox.path(name), withIntermediateDirectories: false)
    }
  }

  // MARK: Manifests

  /// The templates of the DAGs.
  var templates: [String: String] {
    [
      "templates.yaml": Manifest.file(
        Manifest.template("good", script: script(name: "$1", lines: 2, code: 0)),
        Manifest.template("bad", script: script(name: "$1", lines: 1, code: 7)),
        Manifest.dag(
          "diamond", of: "good", nodes: [("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"])]),
        Manifest.dag("failing", nodes: [("a", "good", []), ("b", "bad", ["a"]), ("c", "good", ["b"])]))
    ]
  }

  /// Makes up more runs.
  ///
  /// - Returns: their manifests by file.
  mutating func make(_ count: Int, with dice: inout Dice) -> [String: String] {
    var files: [String: String] = [:]
    for _ in 0..<max(0, count) {
      let name = "run-\(runs.count + 1)"
      let shape: Shape =
        switch dice.roll(0...9) {
        case 0: .diamond
        case 1: .failing
        default: .pod(lines: dice.roll(1...10), code: dice.pick([0, 0, 0, 1, 3]) ?? 0)
        }
      files["runs/\(name).yaml"] =
        switch shape {
        case .pod(let lines, let code):
          Manifest.run(name, script: script(name: name, lines: lines, code: code))
        case .diamond: Manifest.run(name, of: "diamond")
        case .failing: Manifest.run(name, of: "failing")
        }
      runs.append(Run(name: name, shape: shape))
    }
    return files
  }

  private func script(name: String, lines: Int, code: Int) -> String {
    """
    echo started >> \(sandbox.path("starts"))/\(name)
    for i in \((1...lines).map(String.init).joined(separator: " ")); do
      read tick < \(sandbox.path("ticks"))
      echo "line $i"
    done
    echo ended >> \(sandbox.path("ends"))/\(name)
    exit \(code)
    """
  }

  // MARK: While they run

  /// Lets processes print as many lines in all.
  func tick(_ count: Int) throws { if count > 0 { try ticks.release(count) } }

  /// How many processes have started.
  var started: Int { names(in: "starts").count }

  /// How many runs are on their way.
  var inFlight: Int {
    // A node's process is named `run-<number>-<node>-<characters>`.
    let ended = names(in: "ends").reduce(into: [:]) { counts, name in
      counts[name.split(separator: "-").prefix(2).joined(separator: "-"), default: 0] += 1
    }
    return runs.count { !writtenOff.contains($0.name) && ended[$0.name, default: 0] < $0.processes }
  }

  /// Waits for runs no longer: something was done to them, and they may never come to their end.
  mutating func writeOff(_ names: Set<String>) { writtenOff = names }

  private func names(in directory: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: sandbox.path(directory))) ?? []
  }

  // MARK: In the end

  /// Whether a process has come to its first line.
  func hasStarted(_ process: String) -> Bool { !sandbox.lines("starts/\(process)").isEmpty }

  /// Whether a process has come to its last line.
  func hasEnded(_ process: String) -> Bool { !sandbox.lines("ends/\(process)").isEmpty }

  /// What the processes of a run left: the file of starts, and the log.
  struct Trace {
    var starts: [String]
    var log: [String]
  }

  /// What a process left.
  ///
  /// - Parameters:
  ///   - run: the root run.
  ///   - process: the name of the run that it is of: the run itself, or a node's.
  func trace(_ process: String, of run: String) -> Trace {
    let logs = "\(sandbox.state)/pods/default/\(run)/logs"
    let pods = ((try? FileManager.default.contentsOfDirectory(atPath: logs)) ?? []).filter {
      $0.hasPrefix("\(process)-pod-")
    }
    return Trace(
      starts: sandbox.lines("starts/\(process)"),
      log: pods.flatMap { (readFile("\(logs)/\($0)/main.log") ?? "").split(separator: "\n").map(String.init) }
    )
  }

  /// Expects of a run that nobody harmed that it came to the end that it was to come to, and left all that it should.
  func expectWhole(_ run: Run, in statuses: Statuses) throws {
    let status = try statuses.run(run.name)["status"]
    switch run.shape {
    case .pod(let lines, let code):
      #expect(status["phase"].string == (code == 0 ? "Succeeded" : "Failed"), "\(run.name): \(status)")
      if code != 0 {
        #expect(status["message"].string?.contains("exit code \(code)") == true, "\(run.name): \(status)")
      }
      expectWhole(run.name, of: run.name, lines: lines)
    case .diamond:
      #expect(status["phase"].string == "Succeeded", "\(run.name): \(status)")
      try expectNodes(
        run, status,
        ["a": ("Succeeded", 2), "b": ("Succeeded", 2), "c": ("Succeeded", 2), "d": ("Succeeded", 2)])
    case .failing:
      #expect(status["phase"].string == "Failed", "\(run.name): \(status)")
      #expect(status["message"].string?.contains("exit code 7") == true, "\(run.name): \(status)")
      try expectNodes(run, status, ["a": ("Succeeded", 2), "b": ("Failed", 1)])
    }
  }

  private func expectNodes(
    _ run: Run, _ status: YAMLValue, _ expected: [String: (phase: String, lines: Int)]
  ) throws {
    #expect(Set(status["nodes"].map.keys) == Set(expected.keys), "\(run.name): \(status)")
    for (name, node) in status["nodes"].map {
      guard let expectation = expected[name] else { continue }
      #expect(node["phase"].string == expectation.phase, "\(run.name), node \(name): \(status)")
      let child = try #require(node["workflowRunName"].string)
      expectWhole(child, of: run.name, lines: expectation.lines)
    }
  }

  private func expectWhole(_ process: String, of run: String, lines: Int) {
    let trace = trace(process, of: run)
    #expect(trace.starts == ["started"], "\(process) was started \(trace.starts.count) times")
    #expect(trace.log == (1...lines).map { "line \($0)" }, "the log of \(process)")
  }

  /// Expects that no process started twice, whatever became of it.
  func expectNoneStartedTwice() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: sandbox.path("starts")) {
      #expect(sandbox.lines("starts/\(name)") == ["started"], "\(name)")
    }
  }
}

extension Sandbox {
  /// Expects that the branch has one line of history with all these commits of people in it, and that agents wrote under
  /// the status path only.
  func expectOrderlyHistory(with commits: [String]) async throws {
    #expect(try await repository.git("rev-list", "--count", "--merges", "main") == "0")
    let history = Set(try await repository.git("rev-list", "main").split(separator: "\n").map(String.init))
    #expect(history.isSuperset(of: commits))
    let authors = try await repository.git("log", "--format=%an", "main", "--", ".", ":(exclude)status")
    #expect(Set(authors.split(separator: "\n").map(String.init)) == ["A Person"])
    try await repository.check()
  }
}
