import Logging
import PodRuntime
import StateStore
import Synchronization
import TestSupport
import Testing
import WorkflowAPI

@testable import Agent

/// How long the agent waits, on a clock that goes on by itself.
enum WaitEdges {
  static let all: [String: Edge] = [
    "backoff-shortest": {
      let waits = try await waitsWithoutRemote().first
      #expect(waits == .milliseconds(40))
    },
    "backoff-longest": {
      let waits = try await waitsWithoutRemote()
      #expect(waits == [40, 80, 100, 100].map { .milliseconds($0) })
    },
    "push-backoff-shortest": {
      let waits = try await waitsWhileOthersPush().first
      #expect(waits == .milliseconds(10))
    },
    "push-backoff-longest": {
      let waits = try await waitsWhileOthersPush()
      #expect(waits == [10, 20, 25, 25].map { .milliseconds($0) })
    },
    "shortage-backoff-longest": {
      try await withScratchDirectory { scratch in
        let path = scratch.path("state.sqlite")
        let store = try StateStore(path: path)
        // A database that takes no step of a run.
        let script = """
          import sqlite3, sys
          db = sqlite3.connect(sys.argv[1])
          db.execute("CREATE TRIGGER full BEFORE INSERT ON record BEGIN SELECT RAISE(FAIL, 'no room'); END")
          db.commit()
          """
        let made = try await runCommand("python3", ["-c", script, path])
        try #require(made.status == 0, "\(made.errors)")
        let clock = RunawayClock(waits: 4) { .milliseconds(1)...(.milliseconds(25)) ~= $0 }
        let agent = try testAgent(
          FakeRemote(["a.yaml": hello]), FakeRuntime(), clock: clock, store: store, once: false,
          "backoff-shortest=10ms", "shortage-backoff-longest=25ms", "commit-window=1h")
        #expect(try await waits(of: agent, clock) == [10, 20, 25, 25].map { .milliseconds($0) })
      }
    },
    "release-wait": {
      // A runtime that lets go of nothing does not keep the agent.
      for isStuck in [false, true] {
        let runtime = FakeRuntime(isStuck: isStuck)
        try await testAgent(FakeRemote(["a.yaml": hello]), runtime, "release-wait=50ms").run()
        #expect(runtime.started.count == 1)
        runtime.letGo()
      }
    },
  ]

  private static let hello = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata: {name: a}
    spec:
      workflowTemplateSpec:
        type: Pod
        pod: {containers: [{name: main, command: ["true"]}]}

    """

  private static func waitsWithoutRemote() async throws -> [Duration] {
    let remote = FakeRemote()
    remote.setGone(true)
    let clock = RunawayClock(waits: 4)
    let agent = try testAgent(
      remote, FakeRuntime(), clock: clock, once: false, "backoff-shortest=40ms", "backoff-longest=100ms")
    return try await waits(of: agent, clock)
  }

  /// The first waits of an agent, which ends then, or when there are too few.
  private static func waits(of agent: Agent, _ clock: RunawayClock) async throws -> [Duration] {
    let work = Task { try await agent.run() }
    let waits: [Duration]
    do {
      waits = try await clock.waited()
    } catch {
      agent.terminate()
      throw error
    }
    agent.terminate()
    try await work.value
    return waits
  }

  private static func waitsWhileOthersPush() async throws -> [Duration] {
    let remote = FakeRemote(["a.yaml": hello])
    for number in 0..<4 { remote.failNextPushes(.overtaken { $0["\(number).txt"] = "a person's" }) }
    let clock = RunawayClock(waits: 4)
    let agent = try testAgent(
      remote, FakeRuntime(), clock: clock, "push-backoff-shortest=10ms", "push-backoff-longest=25ms")
    try await agent.run()
    return try await clock.waited()
  }
}

/// An agent that ends when all is done, or not, with limits as `NAME=VALUE`.
func testAgent(
  _ remote: FakeRemote, _ runtime: FakeRuntime, clock: any AgentClock = SystemClock(),
  store: StateStore? = nil, once: Bool = true, _ assignments: String...
) throws -> Agent {
  var configuration = AgentConfiguration(once: once)
  // On a clock that jumps, polls would come one after the other.
  configuration.interval = .seconds(86_400)
  for assignment in assignments { try configuration.limits.set(assignment) }
  return Agent(
    configuration: configuration, repository: remote, branch: "main", runtime: runtime,
    store: try store ?? StateStore(), clock: clock, agentID: "agent-1", boot: "boot-1",
    log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}

/// A clock on which every wait of less than a day is over at once, and that notes the first of them.
final class RunawayClock: AgentClock {
  private let count: Int
  private let counts: @Sendable (Duration) -> Bool
  private let state = Mutex((uptime: Instant(milliseconds: 0), waits: [Duration]()))
  private let signal = Signal()

  /// - Parameters:
  ///   - waits: how many are noted.
  ///   - counts: those that are.
  init(waits: Int, counts: @escaping @Sendable (Duration) -> Bool = { $0 > .zero }) {
    count = waits
    self.counts = counts
  }

  func now() -> Timestamp { Timestamp(milliseconds: 1_600_000_000_000 + uptime().milliseconds) }
  func uptime() -> Instant { state.withLock { $0.uptime } }
  func jitter() -> Double { 1 }

  func schedule(at time: Instant, _ body: @escaping @Sendable () -> Void) { wait({ _ in time }, body) }

  /// In one step, so that nobody's wait is over in between.
  func sleep(for duration: Duration) async {
    await withCheckedContinuation { continuation in
      wait({ $0.adding(duration) }) { continuation.resume() }
    }
  }

  private func wait(_ time: (Instant) -> Instant, _ body: @escaping @Sendable () -> Void) {
    let (isOver, isFull) = state.withLock { state in
      let time = time(state.uptime)
      let wait = time.since(state.uptime)
      guard wait < .seconds(86_400) else { return (false, false) }
      state.uptime = max(state.uptime, time)
      if counts(wait), state.waits.count < count { state.waits.append(wait) }
      return (true, state.waits.count == count)
    }
    if isFull { signal.raise() }
    if isOver { Task { body() } }
  }

  /// The first waits, when there are enough.
  func waited() async throws -> [Duration] {
    try await signal.wait("\(count) waits")
    return state.withLock { $0.waits }
  }
}
