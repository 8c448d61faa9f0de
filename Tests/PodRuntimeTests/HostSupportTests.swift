import FoundationEssentials
import Glibc
import PodRuntime
import Testing
import WorkflowAPI

@Suite(.timeLimit(.minutes(1)))
struct HostSupportTests {
  let host: Host

  init() throws { host = try Host() }

  /// The message with which the host refuses a pod.
  private func refusal(of pod: PodRequest) async throws -> String? {
    let error = await #expect(throws: PodRuntimeError.self) {
      try await host.run { runtime, _ in try await runtime.start(pod) }
    }
    #expect(error?.code == .unsupported)
    return error?.message
  }

  private func refusal(_ change: (inout Container) -> Void) async throws -> String? {
    var container = Container("c", command: ["true"])
    change(&container)
    return try await refusal(of: host.pod(containers: [container]))
  }

  /// The message for a container with this field.
  private func refusal(of field: String) async throws -> String {
    let json = #"{"name": "c", "command": ["true"], "# + field + "}"
    let container = try JSONDecoder().decode(Container.self, from: Data(json.utf8))
    return try #require(await refusal(of: host.pod(containers: [container])))
  }

  @Test func aContainerWithoutACommandIsRefused() async throws {
    #expect(
      try await refusal { $0.command = nil }
        == "the host runtime does not use images, so container c needs a command")
  }

  @Test func fieldsThatWouldChangeTheOutcomeAreRefusedByName() async throws {
    #expect(try await refusal(of: #""envFrom": [{"configMapRef": {"name": "a"}}]"#).contains("envFrom"))
    #expect(
      try await refusal(
        of: #""env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}]"#
      ).contains("valueFrom"))
    #expect(
      try await refusal(of: #""ports": [{"containerPort": 80, "hostPort": 8080}]"#).contains("hostPort"))
    #expect(
      try await refusal(of: #""lifecycle": {"preStop": {"exec": {"command": ["a"]}}}"#).contains("lifecycle"))
    #expect(try await refusal(of: #""securityContext": {"runAsUser": 54321}"#).contains("runAsUser 54321"))
    #expect(try await refusal { $0.restartPolicy = .always }?.contains("sidecar") == true)
    #expect(
      try await refusal { $0.volumeMounts = [VolumeMount(name: "secrets", mountPath: "/s")] }?
        .contains("volume secrets") == true)
    #expect(try await refusal { $0.workingDir = "relative" }?.contains("workingDir") == true)
  }

  @Test func aNulIsRefusedWithoutShowingTheText() async throws {
    let message = try await refusal { $0.args = ["secret\0value"] }
    #expect(message == "container c: a NUL in its command, arguments or environment")
  }

  @Test func aConfigMapAsWorkspaceIsRefused() async throws {
    var binding = WorkspaceBinding(name: "w")
    binding.configMap = .init(name: "settings")
    var pod = host.pod("pod", "true")
    pod.workspaces = [PodWorkspace(declaration: WorkspaceSpec(name: "w"), binding: binding)]
    #expect(
      try await refusal(of: pod)
        == "workspace w is bound to a configMap, which the host runtime cannot provide")
  }

  @Test(arguments: ["../pod", "a/b", "", ".", "A b"])
  func aPodWhoseNameIsNoNameIsRefused(name: String) async throws {
    _ = try await refusal(of: host.pod(name, "true"))
  }

  @Test func aRootWhoseNameIsNoNameIsRefusedEverywhere() async throws {
    var pod = host.pod("pod", "true")
    pod.root = ObjectKey(namespace: "..", name: "run")
    _ = try await refusal(of: pod)
    let (runtime, _, adoptions) = try await host.runtime(adopting: [])
    #expect(adoptions.isEmpty)
    #expect(runtime.logPath(pod: pod.id, container: "c") == nil)
    #expect(runtime.logPath(pod: host.id("pod"), container: "../c") == nil)
    await runtime.stop(pod.id, gracePeriod: .zero)
    await runtime.release(pod.root)
  }

  @Test func harmlessFieldsAreIgnoredAndNamed() async throws {
    var container = Container("c", command: ["true"])
    container.image = "busybox"
    container.tty = true
    var pod = host.pod(containers: [container])
    var workspace = PodWorkspace.emptyDir("w")
    workspace.declaration.mountPath = "/data"
    pod.workspaces = [workspace]
    #expect(
      HostRuntime.ignoredFields(of: pod) == [
        "containers[].image", "containers[].tty", "workspaces[].mountPath",
      ])
    #expect(try await host.outcome(of: pod).succeeded)
  }
}
