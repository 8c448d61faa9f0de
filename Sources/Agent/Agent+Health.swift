import Foundation
import Git
import Logging
import PodRuntime
import StateStore
import WorkflowAPI

/// What an agent remembers to say how it is.
struct Vitals {
  /// The least time between two writings: what changes all the time is written once a second.
  static let pause: Duration = .seconds(1)

  let started: Timestamp
  var lastFetch: Timestamp?
  var lastPush: Timestamp?
  var failingSince: Timestamp?
  var nextAttempt: Timestamp?
  private(set) var written: Health?
  private var writtenAt: Instant?
  private var isWakeScheduled = false
  private var cannotWrite = false

  init(started: Timestamp) { self.started = started }

  /// What has to happen before the health may be written; `nil` when it may be now.
  mutating func wait(_ now: Instant) -> (until: Instant, schedule: Bool)? {
    guard let writtenAt, now < writtenAt.adding(Self.pause) else {
      isWakeScheduled = false
      return nil
    }
    defer { isWakeScheduled = true }
    return (writtenAt.adding(Self.pause), !isWakeScheduled)
  }

  mutating func write(_ health: Health, to file: HealthFile, at now: Instant, _ log: Logger) {
    guard health != written else { return }
    writtenAt = now
    do {
      try file.write(health)
      written = health
      cannotWrite = false
    } catch {
      if !cannotWrite { log.warning("the health cannot be written", metadata: ["error": "\(error)"]) }
      cannotWrite = true
    }
  }
}

extension Agent {
  private static let shownRuns = 20

  /// Writes how the agent is, if it changed.
  ///
  /// - Parameter ended: whether this is its last word.
  func reportHealth(ended: Bool = false) async {
    guard let healthFile else { return }
    if !ended, let wait = vitals.wait(clock.uptime()) {
      if wait.schedule { wakeForHealth(at: wait.until) }
      return
    }
    let work = await executor.workload
    let now = clock.now()
    var health = Health(
      agent: agentID, processID: getpid(), started: vitals.started, ended: ended ? now : nil,
      once: configuration.once, repository: healthFile.repository, branch: branch,
      lastFetch: vitals.lastFetch, lastPush: vitals.lastPush)
    let silent = await runtime.unanswering()
    health.parts = [repositoryPart(now), statePart(work), runtimePart(work, silent: silent)]
    let unpushed = Set(claiming.keys).union(blocked.keys).union(doubtful.keys)
    health.unpushed = unpushed.count
    health.waiting = waiting(work, unpushed: unpushed, silent: silent)
    health.compare(with: vitals.written, at: now)
    vitals.write(health, to: healthFile, at: clock.uptime(), log)
  }

  func repositoryPart(_ now: Timestamp) -> Health.Part {
    guard let failure = lastFailure else { return Health.Part("repository") }
    let isLong = vitals.failingSince.map { now.since($0) >= configuration.limits.healthPatience } ?? false
    var part = Health.Part(
      "repository", failure.needsPerson || isLong ? .failed : .degraded, failure.message,
      details: ["code": failure.code.rawValue])
    part.nextAttempt = vitals.nextAttempt
    return part
  }

  private func statePart(_ work: RunExecutor.Workload) -> Health.Part {
    guard let failure = work.recordFailure ?? damage else { return Health.Part("state") }
    return Health.Part("state", .failed, "nothing goes on until it can be written: \(failure.message)")
  }

  private func runtimePart(_ work: RunExecutor.Workload, silent: [ObjectKey]) -> Health.Part {
    var part = Health.Part("runtime")
    part.details = [
      "podsRunning": "\(work.pods.running)", "podsWaiting": "\(work.pods.waiting)",
      "podsPostponed": "\(work.pods.postponed)", "supervisorsNotAnswering": "\(silent.count)",
    ]
    part.message = "pods: \(work.pods.running) running, \(work.pods.waiting) waiting for their turn"
    if !work.shortages.isEmpty {
      part.condition = .degraded
      part.message += ", of \(work.shortages.count) runs to be tried again because the machine had no room"
    }
    if let first = silent.first {
      part.condition = .degraded
      part.message +=
        "; \(silent.count) supervisors do not answer (of \(first)\(silent.count > 1 ? "…" : ""))"
    }
    return part
  }

  private func waiting(
    _ work: RunExecutor.Workload, unpushed: Set<ObjectKey>, silent: [ObjectKey]
  ) -> [Health.Waiting] {
    var reasons: [(ObjectKey, String)] = unpushed.sorted().prefix(Self.shownRuns).map { key in
      if let error = blocked[key] { return (key, "its status cannot be written: \(error.message)") }
      let cause = lastFailure.map { ": \($0.message)" } ?? ""
      if let run = doubtful[key] { return (key, "the repository to be asked: \(run.cause.summary)\(cause)") }
      if claiming[key]?.isLost == true { return (key, "its last status, AgentLost, to be pushed\(cause)") }
      return (key, "its claim to be pushed\(cause)")
    }
    reasons += work.shortages.sorted { $0.key < $1.key }.prefix(Self.shownRuns).map {
      ($0.key, "the machine to have room for its processes: \($0.value)")
    }
    reasons += silent.prefix(Self.shownRuns).map { ($0, "its supervisor, which does not answer") }
    reasons += work.queued.sorted().prefix(Self.shownRuns).map {
      ($0, "its turn: \(configuration.limits.concurrentPods) pods run at a time")
    }
    return reasons.map { Health.Waiting(run: "\($0.0)", reason: $0.1) }
  }
}

extension GitError {
  /// Whether nothing gets better until a person does something.
  fileprivate var needsPerson: Bool {
    switch code {
    case .network, .timeout, .nonFastForward, .locked, .cancelled, .other: false
    case .notFound, .authentication, .hostKey, .certificate, .notBare, .rejected, .corrupt, .tooLarge,
      .invalid, .storage:
      true
    }
  }
}
