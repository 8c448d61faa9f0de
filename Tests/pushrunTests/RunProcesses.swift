import Foundation
import TestSupport

/// The processes of the runs of an agent, as the machine shows them.
struct RunProcesses {
  /// A supervisor with what it runs.
  struct Supervisor {
    /// The root run.
    var run: String
    var process: ProcessHandle

    /// The main processes that run now.
    var containers: [Container] {
      process.children.compactMap { child in
        // One that is not executing its program yet has the environment of the supervisor.
        guard let marker = child.variable("PUSHRUN_POD") else { return nil }
        return Container(pod: String(marker.split(separator: "/").last ?? ""), process: child)
      }
    }
  }

  struct Container: Hashable {
    var pod: String
    var process: ProcessHandle

    /// The run that it is of: the root, or a node's.
    var run: String {
      pod.range(of: "-pod-", options: .backwards).map { String(pod[..<$0.lowerBound]) } ?? pod
    }
  }

  /// The supervisors that run now, by their runs in order.
  static func supervisors(of sandbox: Sandbox) -> [Supervisor] {
    let pods = "\(sandbox.state)/pods/default/"
    return allProcesses().compactMap { process in
      guard process.program == "pushrun-supervisor", process.directory.hasPrefix(pods) else { return nil }
      return Supervisor(run: String(process.directory.dropFirst(pods.count)), process: process)
    }.sorted { $0.run < $1.run }
  }

  /// The supervisor of a run.
  static func supervisor(of run: String, in sandbox: Sandbox) throws -> Supervisor {
    guard let found = supervisors(of: sandbox).first(where: { $0.run == run }) else {
      throw TestFailure("run \(run) has no supervisor")
    }
    return found
  }
}
