import Git
import PodRuntime
import StateStore
import Synchronization
import TestSupport
import Testing
import WorkflowAPI

@testable import Agent

/// What the agent does at most, with a remote and a runtime in memory.
enum AgentEdges {
  static let all: [String: Edge] = [
    "manifest-files": {
      let two = ["a.yaml": run("a"), "b.yaml": run("b")]
      try await agent(FakeRemote(two), "manifest-files=2").run()
      let three = FakeRemote(two.merging(["c.yaml": run("c")]) { $1 })
      let error = await #expect(throws: GitError.self) { try await agent(three, "manifest-files=2").run() }
      expectAdvice(error?.message, "manifest-files", "limit of 2")
    },
    "push-attempts": {
      for (others, isInside) in [(2, true), (3, false)] {
        let remote = FakeRemote(["a.yaml": run("a")])
        for number in 0..<others { remote.failNextPushes(.overtaken { $0["\(number).txt"] = "a person's" }) }
        if isInside {
          try await agent(remote, "push-attempts=3").run()
        } else {
          let error = await #expect(throws: GitError.self) {
            try await agent(remote, "push-attempts=3").run()
          }
          #expect(error?.code == .nonFastForward)
        }
      }
    },
    "concurrent-pods": {
      let remote = FakeRemote(["a.yaml": run("a"), "b.yaml": run("b"), "c.yaml": run("c")])
      let runtime = FakeRuntime(succeedsAtOnce: false)
      let work = Task { try await agent(remote, "concurrent-pods=2", runtime).run() }
      // The pods that may start are started in one step.
      try await waitUntil("two runs") { remote.statuses.count { $0.contains("phase: Running") } == 2 }
      #expect(runtime.started.count == 2)
      runtime.end(runtime.started[0])
      try await waitUntil("the third run") { runtime.started.count == 3 }
      for pod in runtime.started { runtime.end(pod) }
      try await work.value
    },
    "pod-start-wait": {
      for (limit, isInside) in [("1h", true), ("0s", false)] {
        let remote = FakeRemote(["a.yaml": run("a")])
        let runtime = FakeRuntime()
        runtime.state.withLock {
          $0.startFaults = Array(
            repeating: PodRuntimeError(code: .unavailable, message: "no room"), count: 20)
        }
        try await testAgent(
          remote, runtime, "commit-window=20ms", "backoff-shortest=1ms", "shortage-backoff-longest=1ms",
          "pod-start-wait=\(limit)"
        ).run()
        let status = remote.files["status/default/a.yaml"]
        #expect(status?.contains(isInside ? "phase: Succeeded" : "phase: Failed") == true)
        if !isInside { expectAdvice(status, "pod-start-wait", "no room (tried for 0.0 seconds") }
      }
    },
    "errors-reported": {
      let remote = FakeRemote(["a.yaml": "a: [1", "b.yaml": "a: [1"])
      try await agent(remote, "errors-reported=2").run()
      #expect(remote.files["status/errors.yaml"]?.contains("more errors") == false)
      remote.change { $0["c.yaml"] = "a: [1" }
      try await agent(remote, "errors-reported=2").run()
      let report = remote.files["status/errors.yaml"]
      #expect(report?.contains("file: b.yaml") == true)
      expectAdvice(report, "errors-reported", "and 1 more errors")
    },
    "commit-runs": {
      let remote = FakeRemote(["a.yaml": run("a"), "b.yaml": run("b")])
      try await agent(remote, "commit-runs=2").run()
      #expect(remote.messages.first?.contains("Workflow-Run: default/b") == true)
      let three = FakeRemote(["a.yaml": run("a"), "b.yaml": run("b"), "c.yaml": run("c")])
      try await agent(three, "commit-runs=2").run()
      let message = try #require(three.messages.first)
      #expect(message.hasPrefix("3 runs: 3 Pending\n\na: Pending\nb: Pending\nand 1 more\n\n"))
      #expect(!message.contains("Workflow-Run: default/c"))
    },
    "message-bytes": {
      let mistakes = (0..<40).map { "{name: Not_\($0), command: [x]}" }.joined(separator: ", ")
      let broken = run("a").replacing("{name: main, command: [\"true\"]}", with: mistakes)
      let whole = try await message(broken, "message-bytes=1Mi")
      #expect(whole.contains("Not_39"))
      let size = whole.utf8.count
      #expect(try await message(broken, "message-bytes=\(size)") == whole)
      let cut = try await message(broken, "message-bytes=\(size - 1)")
      #expect(cut.hasPrefix(whole.prefix(size - 1)))
      expectAdvice(cut, "message-bytes", "cut at \(size - 1) bytes")
    },
    "status-bytes": {
      // A claim arrived and the answer to it did not: it is known by its status, which is larger than the manifest.
      let manifest = run("a").replacing("[\"true\"]", with: "[\"\(String(repeating: "x", count: 1_000))\"]")
      let size = try await statusSize(manifest)
      for (limit, isInside) in [(size, true), (size - 1, false)] {
        let remote = FakeRemote(["a.yaml": manifest])
        remote.failNextPushes(.appliedThenTimeout)
        let (runtime, store) = (FakeRuntime(), try StateStore())
        for _ in 0..<2 {
          // The first ends with the lost answer.
          let agent = try testAgent(
            remote, runtime, store: store, "status-bytes=\(limit)", "manifest-bytes=\(manifest.utf8.count)",
            "commit-window=20ms")
          try? await agent.run()
        }
        #expect(runtime.started.count == (isInside ? 1 : 0))
      }
    },
    "disk-full": {
      let limits = try limits("disk-full=5", "disk-low=9")
      #expect(AgentStatus.condition(free: 5, limits) == .degraded)
      #expect(AgentStatus.condition(free: 4, limits) == .failed)
    },
    "disk-low": {
      let limits = try limits("disk-full=5", "disk-low=9")
      #expect(AgentStatus.condition(free: 9, limits) == .ok)
      #expect(AgentStatus.condition(free: 8, limits) == .degraded)
    },
    "health-patience": {
      let remote = FakeRemote()
      remote.setGone(true)
      let agent = try Self.agent(remote, "health-patience=1m")
      await #expect(throws: GitError.self) { try await agent.run() }
      let since = try #require(await agent.vitals.failingSince)
      let (before, after) = (since.adding(.milliseconds(59_999)), since.adding(.seconds(60)))
      #expect(await agent.repositoryPart(before).condition == .degraded)
      #expect(await agent.repositoryPart(after).condition == .failed)
    },
    "commit-window": {
      let limits = try limits("commit-window=50ms")
      var schedule = try await agent(FakeRemote(), "commit-window=50ms").schedule
      #expect(schedule.window == limits.commitWindow)
      schedule.changed(urgent: false, at: Instant(milliseconds: 100))
      #expect(schedule.due == Instant(milliseconds: 150))
    },
  ]

  private static func run(_ name: String) -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata: {name: \(name)}
    spec:
      workflowTemplateSpec:
        type: Pod
        pod: {containers: [{name: main, command: ["true"]}]}

    """
  }

  private static func agent(
    _ remote: FakeRemote, _ limit: String, _ runtime: FakeRuntime = FakeRuntime()
  ) throws -> Agent {
    try testAgent(
      remote, runtime, "commit-window=20ms", "backoff-shortest=1ms", "push-backoff-longest=1ms", limit)
  }

  /// Bytes of the status that claims a run.
  private static func statusSize(_ manifest: String) async throws -> Int {
    let remote = FakeRemote(["a.yaml": manifest])
    remote.failNextPushes(.appliedThenTimeout)
    let agent = try Self.agent(remote, "commit-window=20ms")
    await #expect(throws: GitError.self) { try await agent.run() }
    return try #require(remote.files["status/default/a.yaml"]).utf8.count
  }

  /// What the status of a run says that is rejected.
  private static func message(_ manifest: String, _ limit: String) async throws -> String {
    let limits = try limits(limit)
    return try await withScratchDirectory { scratch in
      try writeFile(scratch.path("a.yaml"), manifest)
      var index = ManifestIndex()
      let file = ManifestReader(limits: limits.parsing).read(Array(manifest.utf8), path: "a.yaml")
      index.replace(file)
      let admission = RunAdmission(source: { _ in Array(manifest.utf8) }, index: index, limits: limits)
      let seen = ManifestScanner.SeenRun(object: try #require(file.objects.first), file: "a.yaml")
      let admitted = await admission.admit(
        seen, ObjectKey(namespace: "default", name: "a"), revision: "", agentID: "", claim: "",
        at: Timestamp(milliseconds: 0))
      return try #require(admitted.firstStatus.status?.message)
    }
  }
}

extension FakeRemote {
  /// The status files.
  var statuses: [String] { files.filter { $0.key.hasPrefix("status/") }.map(\.value) }
}
