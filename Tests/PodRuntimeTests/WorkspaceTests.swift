import FoundationEssentials
import PodRuntime
import Testing
import WorkflowAPI

@Suite(.timeLimit(.minutes(1)))
struct WorkspaceTests {
  let host: Host

  init() throws { host = try Host() }

  private func pod(_ name: String, _ workspace: PodWorkspace, _ command: String) -> PodRequest {
    var pod = host.pod(name, command)
    pod.workspaces = [workspace]
    return pod
  }

  @Test func anEmptyDirIsSharedByThePodsContainersAndGoneAfterTheRelease() async throws {
    var pod = host.pod(
      containers: [.shell("c0", "cat $(workspaces.w.path)/file")],
      initContainers: [.shell("first", "ls -A $(workspaces.w.path); echo shared > $(workspaces.w.path)/file")]
    )
    pod.workspaces = [.emptyDir("w")]
    #expect(try await host.outcome(of: pod).succeeded)
    #expect(try host.log("pod", "first") == "")
    #expect(try host.log() == "shared\n")
    #expect(!FileManager.default.fileExists(atPath: "\(host.rootDirectory)/workspaces"))
  }

  @Test func podsHaveEmptyDirsOfTheirOwn() async throws {
    try await host.run { runtime, events in
      for name in ["a", "b"] {
        let pod = pod(name, .emptyDir("w"), "ls -A $(workspaces.w.path); touch $(workspaces.w.path)/file")
        try await runtime.start(pod)
        _ = try await events.outcome(of: pod.id)
        #expect(try host.log(name) == "")
      }
    }
  }

  @Test func aClaimIsSharedByPodsAndKept() async throws {
    let write = pod("a", .claim("data", as: "w", subPath: "x/y"), "echo kept > $(workspaces.w.path)/file")
    let read = pod("b", .claim("data", as: "other"), "cat $(workspaces.other.path)/x/y/file")
    #expect(try await host.outcome(of: write).succeeded)
    #expect(try await host.outcome(of: read).succeeded)
    #expect(try host.log("b") == "kept\n")
    #expect(FileManager.default.fileExists(atPath: "\(host.directory)/volumes/default/data/x/y/file"))
  }

  @Test func thePathOfAnUnboundWorkspaceIsEmpty() async throws {
    let unbound = PodWorkspace(declaration: WorkspaceSpec(name: "w"), binding: nil)
    _ = try await host.outcome(of: pod("pod", unbound, "echo '[$(workspaces.w.path)]'"))
    #expect(try host.log() == "[]\n")
  }

  @Test func aSubPathThatNoFileSystemTakesIsRefusedForGood() async throws {
    let subPath = String(repeating: "x", count: 300)
    let pod = pod("pod", .claim("data", as: "w", subPath: subPath), "true")
    let error = await #expect(throws: PodRuntimeError.self) {
      try await host.run { runtime, _ in try await runtime.start(pod) }
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("File name too long") == true)
  }

  @Test(arguments: ["../x", "a/../../x", "/etc", "..", "link", "link/x", "a\0b"])
  func aSubPathThatLeadsOutIsRefused(subPath: String) async throws {
    let claim = "\(host.directory)/volumes/default/data"
    try FileManager.default.createDirectory(atPath: claim, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: "\(claim)/link", withDestinationPath: "/tmp")
    let pod = pod("pod", .claim("data", as: "w", subPath: subPath), "true")
    let error = await #expect(throws: PodRuntimeError.self) {
      try await host.run { runtime, _ in try await runtime.start(pod) }
    }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("workspace w") == true)
  }

  @Test(arguments: ["../data", ".", "", "a/b", "A"])
  func aClaimWhoseNameIsNoNameIsRefused(claim: String) async throws {
    let pod = pod("pod", .claim(claim, as: "w"), "true")
    let error = await #expect(throws: PodRuntimeError.self) {
      try await host.run { runtime, _ in try await runtime.start(pod) }
    }
    #expect(error?.code == .unsupported)
  }
}
