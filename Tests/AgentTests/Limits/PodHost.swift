import Foundation
import PodRuntime
import Synchronization
import TestSupport
import Testing
import WorkflowAPI

/// Host runtimes in a directory of a test, with the real supervisor.
struct PodHost: Sendable {
  let scratch: Scratch
  let root = ObjectKey(namespace: "default", name: "run")

  var rootDirectory: String { scratch.path("pods/default/run") }

  /// A runtime that has adopted `pods`.
  func runtime(
    _ limits: HostLimits, supervisor: String? = nil, adopting pods: [PodID] = []
  ) async throws -> (runtime: HostRuntime, ended: Outcomes, adoptions: [PodID: Adoption]) {
    let outcomes = Outcomes()
    let runtime = HostRuntime(
      configuration: HostRuntimeConfiguration(
        directory: scratch.path("pods"), volumesDirectory: scratch.path("volumes"),
        supervisorPath: try supervisor ?? Self.supervisorPath(), limits: limits, warn: { outcomes.warn($0) }))
    await runtime.deliver { outcomes.take($0) }
    return (runtime, outcomes, await runtime.adopt(pods))
  }

  /// Runs a pod to its end.
  func outcome(of pod: PodRequest, _ limits: HostLimits, supervisor: String? = nil) async throws -> PodOutcome
  {
    let (runtime, ended, _) = try await runtime(limits, supervisor: supervisor)
    try await runtime.start(pod)
    let outcome = try await ended.outcome(of: pod.id)
    await runtime.release(root)
    return outcome
  }

  /// A pod that runs a shell script, of which `$$` is a `$`.
  func pod(_ script: String, name: String = "pod", arguments: [String] = []) -> PodRequest {
    var container = Container(name: "main")
    container.command = ["/bin/sh", "-c", script, "sh"] + arguments
    var spec = PodSpec()
    spec.containers = [container]
    return PodRequest(
      name: name, namespace: root.namespace, root: root, labels: [:], workload: .pod(spec), variables: [:],
      workspaces: [], results: [])
  }

  func log(_ pod: String = "pod") -> String { "\(rootDirectory)/logs/\(pod)/main.log" }

  /// The root's supervisor: the process that has its journal open.
  func supervisor() throws -> pid_t? {
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let pid = pid_t(name), pid != getpid() else { continue }
      let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []
      let links = files.map {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)")
      }
      if links.contains("\(rootDirectory)/journal") { return pid }
    }
    return nil
  }

  /// The executable beside that of the tests.
  static func supervisorPath() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = URL(filePath: tests).deletingLastPathComponent().appending(path: "pushrun-supervisor").path
    try #require(access(path, X_OK) == 0, "build the product pushrun-supervisor first: no \(path)")
    return path
  }
}

/// Runs a test with a directory for pods.
func withPodHost(_ body: (PodHost) async throws -> Void) async throws {
  try await withScratchDirectory { try await body(PodHost(scratch: $0)) }
}

/// What a runtime reported.
final class Outcomes: Sendable {
  private let state = Mutex(
    (outcomes: [PodID: PodOutcome](), refusals: [PodID: PodRuntimeError](), warnings: [String]()))

  var warnings: [String] { state.withLock { $0.warnings } }

  func take(_ events: [PodEvent]) {
    state.withLock { state in
      for case .finished(let pod, let outcome) in events { state.outcomes[pod] = outcome }
      for case .refused(let pod, let error) in events { state.refusals[pod] = error }
    }
  }

  func warn(_ text: String) { state.withLock { $0.warnings.append(text) } }

  func refusal(of pod: PodID) async throws -> PodRuntimeError {
    try await waitUntil("the refusal of \(pod.name)") { self.state.withLock { $0.refusals[pod] != nil } }
    return try #require(state.withLock { $0.refusals[pod] })
  }

  func outcome(of pod: PodID) async throws -> PodOutcome {
    try await waitUntil("the end of \(pod.name)") { self.state.withLock { $0.outcomes[pod] != nil } }
    return try #require(state.withLock { $0.outcomes[pod] })
  }
}
