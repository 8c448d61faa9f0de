import FoundationEssentials
import Glibc
import PodRuntime
import SupervisorProtocol
import Testing
import WorkflowAPI

/// A directory of its own, the runtimes that were started in it, and what they reported.
///
/// Releases its roots and removes its directory when the test ends.
final class Host: Sendable {
  let directory: String
  let root = ObjectKey(namespace: "default", name: "run")

  init() throws {
    // Longer than a socket's address may be, as state directories can be.
    let base = "/tmp/pushrun-tests-\(UUID().uuidString)"
    directory = base + "/" + String(repeating: "d", count: 100)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: parent(directory)) }

  var state: String { "\(directory)/pods" }
  var rootDirectory: String { "\(state)/\(root.namespace)/\(root.name)" }

  /// The executable beside the one of these tests.
  static func supervisorPath() throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path = parent(tests) + "/pushrun-supervisor"
    try #require(access(path, X_OK) == 0, "build the product pushrun-supervisor first: no \(path)")
    return path
  }

  /// A runtime that has adopted `pods`, and its events.
  func runtime(
    supervisorPath: String? = nil, linger: Duration = .seconds(30),
    discardDeadline: Duration = .seconds(15), adopting pods: [PodID] = []
  ) async throws -> (HostRuntime, Events, [PodID: Adoption]) {
    let configuration = HostRuntimeConfiguration(
      directory: state, volumesDirectory: "\(directory)/volumes",
      supervisorPath: try supervisorPath ?? Self.supervisorPath(),
      limits: HostLimits(supervisorLinger: linger, discardWait: discardDeadline))
    let runtime = HostRuntime(configuration: configuration)
    let events = Events()
    await runtime.deliver { events.append($0) }
    return (runtime, events, await runtime.adopt(pods))
  }

  /// Runs `body` with a runtime, and releases the root.
  func run<Value>(_ body: (HostRuntime, Events) async throws -> Value) async throws -> Value {
    let (runtime, events, _) = try await runtime()
    do {
      let value = try await body(runtime, events)
      await runtime.release(root)
      return value
    } catch {
      await runtime.release(root)
      throw error
    }
  }

  /// Runs a pod to its end.
  func outcome(of pod: PodRequest) async throws -> PodOutcome {
    try await run { runtime, events in
      try await runtime.start(pod)
      return try await events.outcome(of: pod.id)
    }
  }

  func id(_ pod: String) -> PodID { PodID(root: root, name: pod) }

  func request(_ name: String, _ workload: PodRequest.Workload) -> PodRequest {
    PodRequest(
      name: name, namespace: root.namespace, root: root, labels: [:], workload: workload, variables: [:],
      workspaces: [], results: [])
  }

  /// A pod of containers that run shell commands. A `$$` in one is a `$`, as in Kubernetes.
  func pod(_ name: String = "pod", _ commands: String...) -> PodRequest {
    pod(name, containers: commands.enumerated().map { .shell("c\($0.offset)", $0.element) })
  }

  func pod(_ name: String = "pod", containers: [Container], initContainers: [Container]? = nil) -> PodRequest
  {
    var spec = PodSpec()
    spec.containers = containers
    spec.initContainers = initContainers
    return request(name, .pod(spec))
  }

  func seqPod(_ name: String = "pod", _ steps: Step...) -> PodRequest {
    request(name, .seqPod(SeqPodSpec(steps: steps)))
  }

  func log(_ pod: String = "pod", _ container: String = "c0") throws -> String {
    let path = "\(rootDirectory)/logs/\(pod)/\(container).log"
    return String(decoding: try #require(contents(ofFile: path), "no \(path)"), as: UTF8.self)
  }

  /// A named pipe.
  func pipe(_ name: String) throws -> Pipe {
    let pipe = Pipe(path: "\(directory)/\(name)")
    try #require(mkfifo(pipe.path, 0o600) == 0)
    return pipe
  }

  /// The records of the root's journal.
  func journal() -> [JournalRecord] {
    JournalRecord.read((contents(ofFile: "\(rootDirectory)/journal") ?? [])[...]).records
  }

  /// The process of the root's supervisor: the one that has its journal open.
  func supervisor() throws -> pid_t {
    let journal = "\(rootDirectory)/journal"
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let pid = pid_t(name),
        let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")
      else { continue }
      let links = files.map {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)")
      }
      if links.contains(journal) { return pid }
    }
    throw NotFound(what: "a supervisor of \(journal)")
  }
}

struct NotFound: Error { var what: String }

/// The part of a path before its last slash.
func parent(_ path: String) -> String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }

extension Container {
  static func shell(_ name: String, _ command: String) -> Container {
    Container(name, command: ["/bin/sh", "-c", command])
  }

  init(_ name: String, command: [String], args: [String]? = nil, env: [EnvVar]? = nil) {
    self.init(name: name)
    self.command = command
    self.args = args
    self.env = env
  }
}

extension Step {
  static func script(_ name: String, _ script: String, args: [String]? = nil) -> Step {
    var container = Container(name: name)
    container.args = args
    return Step(container: container, script: script)
  }
}

extension PodWorkspace {
  static func emptyDir(_ name: String) -> PodWorkspace {
    var binding = WorkspaceBinding(name: name)
    binding.emptyDir = .init()
    return PodWorkspace(declaration: WorkspaceSpec(name: name), binding: binding)
  }

  static func claim(_ claim: String, as name: String, subPath: String? = nil) -> PodWorkspace {
    var binding = WorkspaceBinding(name: name)
    binding.persistentVolumeClaim = .init(claimName: claim)
    binding.subPath = subPath
    return PodWorkspace(declaration: WorkspaceSpec(name: name), binding: binding)
  }
}
