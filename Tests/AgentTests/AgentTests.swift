import Git
import Logging
import PodRuntime
import StateStore
import Synchronization
import TestSupport
import Testing
import WorkflowAPI

@testable import Agent

@Suite(.timeLimit(.minutes(1))) struct AgentTests {
  private static let hello = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      name: hello
    spec:
      workflowTemplateSpec:
        type: Pod
        pod:
          containers:
            - name: main
              command: ["true"]

    """

  private func agent(
    _ remote: FakeRemote, _ runtime: FakeRuntime, store: StateStore? = nil, once: Bool = true,
    id: String = "agent-1",
    boot: String = "boot-1"
  ) throws -> Agent {
    var configuration = AgentConfiguration(once: once)
    configuration.limits.commitWindow = .milliseconds(20)
    configuration.limits.shortestBackoff = .milliseconds(1)
    configuration.limits.longestBackoff = .milliseconds(4)
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    return Agent(
      configuration: configuration, repository: remote, branch: "main", runtime: runtime,
      store: try store ?? StateStore(), clock: SystemClock(), agentID: id, boot: boot, log: log)
  }

  private func claim(by agent: String) -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      annotations:
        pushrun.dev/agent: \(agent)
      name: hello
    status:
      phase: Pending

    """
  }

  @Test func `a new run is claimed, run and reported`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(runtime.started.count == 1)
    let status = try #require(remote.files["status/default/hello.yaml"])
    #expect(status.contains("phase: Succeeded"))
    #expect(status.contains("pushrun.dev/agent: agent-1"))
    #expect(remote.messages.map { $0.prefix { $0 != "\n" } } == ["hello: Pending", "hello: Succeeded in 0s"])
  }

  @Test func `an empty repository is nothing to do`() async throws {
    let remote = FakeRemote()
    try await agent(remote, FakeRuntime()).run()
    #expect(remote.files.isEmpty)
  }

  @Test func `a second agent with an empty memory starts nothing`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    try await agent(remote, FakeRuntime()).run()
    let before = remote.files
    let runtime = FakeRuntime()
    try await agent(remote, runtime, id: "agent-2").run()
    #expect(runtime.started.isEmpty)
    #expect(remote.files == before)
  }

  @Test func `a run that another agent claims first is left alone`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let theirs = claim(by: "agent-2")
    remote.failNextPushes(.overtaken { $0["status/default/hello.yaml"] = theirs })
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(runtime.started.isEmpty)
    #expect(remote.files["status/default/hello.yaml"] == theirs)
  }

  @Test func `a claim that arrived without an answer starts the run once`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    remote.failNextPushes(.appliedThenTimeout)
    let runtime = FakeRuntime()
    let store = try StateStore()
    await #expect(throws: GitError.self) { try await agent(remote, runtime, store: store).run() }
    #expect(runtime.started.isEmpty)
    try await agent(remote, runtime, store: store).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `a branch that moves again and again is met by commits on its new tip`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    for number in 0..<5 {
      remote.failNextPushes(.overtaken { $0["notes/\(number).txt"] = "a person's" })
    }
    try await agent(remote, FakeRuntime()).run()
    #expect(remote.files.keys.count { $0.hasPrefix("notes/") } == 5)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `a run whose manifest goes before the claim arrives is not started`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello, "README.md": "hello"])
    remote.failNextPushes(.overtaken { $0["hello.yaml"] = nil })
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(runtime.started.isEmpty)
    #expect(remote.files["status/default/hello.yaml"] == nil)
  }

  @Test func `a remote that refuses claims starts nothing and says why`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    remote.failNextPushes(.refused("hook declined"))
    let runtime = FakeRuntime()
    let error = await #expect(throws: GitError.self) { try await agent(remote, runtime).run() }
    #expect(error?.message == "hook declined")
    #expect(runtime.started.isEmpty)
  }

  @Test func `a daemon goes on when a remote that was gone is back`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    remote.setGone(true)
    let runtime = FakeRuntime()
    let agent = try agent(remote, runtime, once: false)
    let work = Task { try await agent.run() }
    remote.setGone(false)
    agent.branchMayHaveMoved()
    while remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") != true {
      await Task.yield()
    }
    agent.terminate()
    try await work.value
    #expect(runtime.started.count == 1)
  }

  @Test func `an agent that ends leaves its runs, and the next takes them over`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let runtime = FakeRuntime(succeedsAtOnce: false)
    let store = try StateStore()
    let first = try agent(remote, runtime, store: store, once: false)
    let work = Task { try await first.run() }
    while remote.files["status/default/hello.yaml"]?.contains("phase: Running") != true { await Task.yield() }
    first.terminate()
    try await work.value
    #expect(runtime.state.withLock { $0.stopped }.isEmpty)

    runtime.end(runtime.started[0])
    try await agent(remote, runtime, store: store).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `a pod whose start was recorded before a reboot is lost and not run again`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let store = try StateStore()
    let before = FakeRuntime(succeedsAtOnce: false)
    let first = try agent(remote, before, store: store, once: false)
    let work = Task { try await first.run() }
    while remote.files["status/default/hello.yaml"]?.contains("phase: Running") != true { await Task.yield() }
    first.terminate()
    try await work.value

    // The machine came up again, and nothing of the pod is left on its disk.
    let after = FakeRuntime()
    try await agent(remote, after, store: store, boot: "boot-2").run()
    #expect(after.started.isEmpty)
    #expect(remote.files["status/default/hello.yaml"]?.contains("reason: AgentLost") == true)
  }

  @Test func `a pod that the machine has no room for is tried again`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let runtime = FakeRuntime()
    runtime.state.withLock {
      $0.startFaults = [PodRuntimeError(code: .unavailable, message: "no processes left")]
    }
    try await agent(remote, runtime).run()
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `an order that the runtime gives back is given again`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let runtime = FakeRuntime()
    runtime.state.withLock {
      $0.refusals = [PodRuntimeError(code: .unavailable, message: "the supervisor ended")]
    }
    try await agent(remote, runtime).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `an order of an earlier agent that is given back is not given twice`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let store = try StateStore()
    let first = try agent(remote, FakeRuntime(succeedsAtOnce: false), store: store, once: false)
    let work = Task { try await first.run() }
    try await waitUntil("the run") {
      remote.files["status/default/hello.yaml"]?.contains("phase: Running") == true
    }
    first.terminate()
    try await work.value
    let runtime = FakeRuntime()
    runtime.state.withLock { $0.refusesAdopted = true }
    try await agent(remote, runtime, store: store).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `a pod that the runtime cannot run fails its run with the reason`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let runtime = FakeRuntime()
    runtime.state.withLock {
      $0.startFaults = [PodRuntimeError(code: .unsupported, message: "no sidecars here")]
    }
    try await agent(remote, runtime).run()
    let status = try #require(remote.files["status/default/hello.yaml"])
    #expect(status.contains("phase: Failed"))
    #expect(status.contains("no sidecars here"))
    #expect(status.contains("reason: RuntimeError"))
  }

  @Test func `a mistake in one manifest is reported and others run`() async throws {
    let broken = Self.hello.replacing("name: hello", with: "name: broken").replacing(
      "type: Pod", with: "type: Pot")
    let remote = FakeRemote(["hello.yaml": Self.hello, "broken.yaml": broken, "list.yaml": "a: [1\n"])
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
    let status = try #require(remote.files["status/default/broken.yaml"])
    #expect(status.contains("phase: Failed"))
    #expect(status.contains("broken.yaml:7:"))
    #expect(remote.files["status/errors.yaml"]?.contains("list.yaml") == true)

    remote.change { $0["list.yaml"] = nil }
    try await agent(remote, runtime).run()
    #expect(remote.files["status/errors.yaml"] == nil)
    #expect(runtime.started.count == 1)
  }

  @Test func `a run whose status has no place in the repository holds up nobody else`() async throws {
    let other = Self.hello.replacing("name: hello", with: "name: other")
    let remote = FakeRemote([
      "hello.yaml": Self.hello, "other.yaml": other, "status/default/hello.yaml/notes.txt": "a person's",
    ])
    let runtime = FakeRuntime()
    let error = await #expect(throws: GitError.self) { try await agent(remote, runtime).run() }
    #expect(error?.message.contains("status/default/hello.yaml") == true)
    #expect(runtime.started.map(\.root.name) == ["other"])
    #expect(remote.files["status/default/other.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `a claim of this id that has gone on is not started again, and is lost`() async throws {
    let store = try StateStore()
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let theirs = claim(by: "agent-1").replacing("phase: Pending", with: "phase: Running")
    remote.failNextPushes(.overtaken { $0["status/default/hello.yaml"] = theirs })
    let runtime = FakeRuntime()
    try await agent(remote, runtime, store: store).run()
    #expect(runtime.started.isEmpty)
    #expect(runtime.state.withLock { $0.discarded }.map(\.name) == ["hello"])
    #expect(remote.files["status/default/hello.yaml"]?.contains("reason: AgentLost") == true)
  }

  @Test func `a run that is defined twice is not run`() async throws {
    let remote = FakeRemote(["one.yaml": Self.hello, "two.yaml": Self.hello])
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(runtime.started.isEmpty)
    #expect(remote.files["status/default/hello.yaml"]?.contains("one.yaml:1:1, two.yaml:1:1") == true)
  }

  @Test func `a claim that arrived is known again after a remote that lagged behind`() async throws {
    let remote = FakeRemote(["README.md": "hello"])
    let old = try #require(remote.tip)
    remote.change { $0["hello.yaml"] = Self.hello }
    remote.failNextPushes(.appliedThenTimeout)
    let runtime = FakeRuntime()
    let store = try StateStore()
    await #expect(throws: GitError.self) { try await agent(remote, runtime, store: store).run() }
    remote.serveNextFetch(old)
    try await agent(remote, runtime, store: store).run()
    #expect(runtime.started.isEmpty)
    try await agent(remote, runtime, store: store).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `a status that a person removes while the run goes on is written again`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    remote.failNextPushes(.applied, .overtaken { $0["status/default/hello.yaml"] = nil })
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
  }

  @Test func `the last status of a finished run is written again when the branch has an earlier one`()
    async throws
  {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let (runtime, store) = (FakeRuntime(), try StateStore())
    try await agent(remote, runtime, store: store).run()
    let path = "status/default/hello.yaml"
    let last = try #require(remote.files[path])
    let earlier = last.replacing("phase: Succeeded", with: "phase: Running")
    remote.change { $0[path] = earlier }
    try await agent(remote, runtime, store: store).run()
    #expect(remote.files[path] == last)
    #expect(runtime.started.count == 1)
  }

  @Test func `a finished run whose status another agent takes over is not new when that goes`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let (runtime, store) = (FakeRuntime(), try StateStore())
    let path = "status/default/hello.yaml"
    try await agent(remote, runtime, store: store).run()
    // An earlier status of it comes back, and before the last one is written again somebody else claims it.
    let last = try #require(remote.files[path])
    remote.change { $0[path] = last.replacing("phase: Succeeded", with: "phase: Running") }
    let theirs = claim(by: "agent-2")
    remote.failNextPushes(.overtaken { $0[path] = theirs })
    try await agent(remote, runtime, store: store).run()
    #expect(remote.files[path] == theirs)
    remote.change { $0[path] = nil }
    try await agent(remote, runtime, store: store).run()
    #expect(runtime.started.count == 1)
  }

  @Test func `something in the place of errors.yaml holds up no run`() async throws {
    let remote = FakeRemote([
      "hello.yaml": Self.hello, "bad.yaml": "a: [1", "status/errors.yaml/notes.txt": "a person's",
    ])
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"]?.contains("phase: Succeeded") == true)
    #expect(remote.files["status/errors.yaml"] == nil)
  }

  @Test func `a status that another agent claims after it was removed is left to that agent`() async throws {
    let remote = FakeRemote(["hello.yaml": Self.hello])
    let theirs = claim(by: "agent-2")
    remote.failNextPushes(.applied, .overtaken { $0["status/default/hello.yaml"] = theirs })
    let runtime = FakeRuntime()
    try await agent(remote, runtime).run()
    #expect(runtime.started.count == 1)
    #expect(remote.files["status/default/hello.yaml"] == theirs)
  }
}
