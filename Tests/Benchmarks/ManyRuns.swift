import Foundation

/// A thousand runs of `/bin/true` in one push.
enum ManyRuns: Benchmark {
  static let name = "runs"
  static let summary = "1,000 runs of /bin/true in one push"

  private static let rounds = 3
  private static let count = 1_000
  private static let jobs = 64

  static func measure(_ bench: Bench) async throws -> [Row] {
    let repositories = GitRepositories(bench)
    let original = try repositories.make(
      "runs.git",
      files: (0..<count).map {
        ("runs/\($0 % 10)/run-\($0).yaml", Manifests.run("run-\($0)", command: ["/bin/true"]))
      })
    let tools = try BuildTools(bench, .independent(count), jobs: jobs, directory: "runs-build")
    let loop = try SpawnLoop(bench)

    var once: [Ended] = []
    var peers: [[Double?]] = [[], [], [], []]
    for round in 0..<rounds {
      let repository = try repositories.copy(original, to: "runs-round.git")
      let state = try bench.directory("runs-state-\(round)")
      once.append(
        try bench.run([bench.pushrun, "agent", "--once", "--repo", repository, "--state-dir", state]))
      let succeeded = try repositories.succeeded(in: repository)
      guard succeeded == count else {
        throw BenchmarkFailure("\(succeeded) of \(count) status files say Succeeded")
      }
      sync()
      peers[0].append(try loop?.run(count, width: 1))
      peers[1].append(try loop?.run(count, width: jobs))
      peers[2].append(try tools.ninja())
      peers[3].append(try tools.make())
    }
    let names = ["C loop, 1 at a time", "C loop, \(jobs) at a time", "ninja -j\(jobs)", "make -j\(jobs)"]
    let processor = Samples(.milliseconds, once.map(\.processor.milliseconds)).text
    let peak = Samples(.mebibytes, once.compactMap(\.peak)).text
    return zip(names, peers).map { name, values in
      Row(
        name: "1,000 runs, agent --once", pushrun: Samples(.milliseconds, once.map(\.elapsed.milliseconds)),
        peer: BuildTools.peer(name, values),
        note:
          "the agent takes \(processor) of processor time and \(peak) of memory at its peak; each run is claimed and "
          + "has a supervisor, a log and a status file; the peers only start processes")
    }
  }
}

/// The least that a thousand processes can cost: `posix_spawn` and `wait` in C, compiled here.
private struct SpawnLoop {
  private static let source = """
    #include <spawn.h>
    #include <stdlib.h>
    #include <sys/wait.h>

    extern char **environ;

    int main(int argc, char **argv) {
      if (argc != 3) return 64;
      int count = atoi(argv[1]), width = atoi(argv[2]), running = 0, status;
      char *arguments[] = {"/bin/true", NULL};
      for (int i = 0; i < count; i++) {
        if (running == width) {
          if (wait(&status) < 0 || status != 0) return 1;
          running--;
        }
        pid_t pid;
        if (posix_spawn(&pid, "/bin/true", NULL, NULL, arguments, environ) != 0) return 1;
        running++;
      }
      while (running-- > 0)
        if (wait(&status) < 0 || status != 0) return 1;
      return 0;
    }
    """

  private let bench: Bench
  private let program: String

  /// `nil` if there is no compiler.
  init?(_ bench: Bench) throws {
    guard let compiler = bench.installed("gcc") ?? bench.installed("cc") else { return nil }
    self.bench = bench
    program = try bench.directory("spawn-loop") + "/spawn-loop"
    try Self.source.write(toFile: program + ".c", atomically: false, encoding: .utf8)
    try bench.run([compiler, "-O2", "-o", program, program + ".c"])
  }

  func run(_ count: Int, width: Int) throws -> Double {
    try bench.run([program, "\(count)", "\(width)"]).elapsed.milliseconds
  }
}
