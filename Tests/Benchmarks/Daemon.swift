import Foundation

/// A resident agent on a repository of this machine.
struct Daemon {
  let child: Child

  init(_ bench: Bench, repository: String, state: String, interval: String = "30s") throws {
    child = try bench.start([
      bench.pushrun, "agent", "--repo", repository, "--state-dir", state, "--interval", interval,
    ])
  }

  /// Ends it as a service manager does.
  func stop() throws {
    let ended = try child.stop()
    guard ended.isSuccess else { throw BenchmarkFailure("the agent \(ended.explanation) after SIGTERM") }
  }
}
