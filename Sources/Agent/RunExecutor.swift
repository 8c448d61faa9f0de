import Foundation
import Logging
import PodRuntime
import StateStore
import Synchronization
import WorkflowAPI
import WorkflowEngine

/// Runs what was claimed: feeds what happens into the machines, records every step, and then lets the runtime act.
///
/// One loop takes all input in turn, so that a step is on disk before the next begins and before anything that
/// follows from it is done.
actor RunExecutor {
  /// What there is to do.
  enum Input: Sendable {
    case begin([(AdmittedRun, RunPlan)])
    case pods([PodEvent])
    case cancel(ObjectKey, message: String)
    /// What a machine asked for before, and may not have got.
    case resume([Action])
    case look
    /// The runtime has let go of a run.
    case released(ObjectKey)
    case stop
    /// Waiting for the runtime to let go of runs has taken too long; the next agent does it.
    case abandon
  }

  private let store: StateStore
  private let runtime: any PodRuntime
  private let clock: any AgentClock
  private let limits: AgentLimits
  private let log: Logger
  private let boot: String
  private let inbox = Inbox<Input>()
  /// Seen by a loop that waits for the disk and does not come to its inbox.
  private let isStopped = Atomic(false)
  /// Told of every change; `true` when a root run ended.
  private let onChange: @Sendable (Bool) -> Void

  private var active: [ObjectKey: ActiveRun] = [:]
  private var starts: PodQueue
  /// Pods that were taken over and whose start was recorded in an earlier boot of the machine.
  private var earlierPods: Set<PodID> = []
  /// What pods that run wait for, with the pod, until it comes.
  private var delays: [PodID: String] = [:]
  /// Runs that were handed in and that the loop has not come to.
  private var announced: Set<ObjectKey> = []
  /// Runs that are over and that the runtime lets go of: that may take a while, and nothing waits for it.
  private var releasing: Set<ObjectKey> = []
  private var scheduledLook: Instant?
  private var clockSteps: ClockSteps
  /// Why the last step is not recorded. Nothing goes on while there is a reason.
  private(set) var recordFailure: StateStoreError?
  private let encoder = JSONEncoder()

  init(
    store: StateStore, runtime: any PodRuntime, clock: any AgentClock, limits: AgentLimits, boot: String,
    log: Logger, onChange: @escaping @Sendable (Bool) -> Void
  ) {
    self.store = store
    self.runtime = runtime
    self.clock = clock
    self.limits = limits
    self.log = log
    self.boot = boot
    self.onChange = onChange
    starts = PodQueue(capacity: limits.concurrentPods)
    clockSteps = ClockSteps(clock)
    encoder.outputFormatting = .sortedKeys
  }

  /// Hands something in; returns at once.
  nonisolated func post(_ input: Input) {
    if case .stop = input { isStopped.store(true, ordering: .relaxed) }
    inbox.post(input)
  }

  /// Takes over what earlier agents left, then works until it is told to stop.
  func run() async {
    var isStopping = false
    while !isStopping || !releasing.isEmpty {
      let inputs = await inbox.next()
      await take(inputs)
      for input in inputs {
        switch input {
        case .stop:
          isStopping = true
          clock.schedule(at: clock.uptime().adding(limits.releaseWait)) { [inbox] in inbox.post(.abandon) }
        case .abandon: return
        default: break
        }
      }
    }
  }

  // MARK: - What others see

  /// Runs that have not come to their end.
  var unfinished: Int { announced.count + active.values.count { !$0.isFinished || !$0.isRecorded } }

  /// What there is to do, and what keeps it from being done.
  struct Workload: Sendable {
    var pods: (running: Int, waiting: Int, postponed: Int)
    /// Runs of which something waits for the machine to have room, with what it is short of.
    var shortages: [ObjectKey: String]
    /// Runs of which pods wait for their turn.
    var queued: Set<ObjectKey>
    var recordFailure: StateStoreError?
  }

  /// What there is to do now.
  var workload: Workload {
    let delayed = delays.sorted { $0.key.name < $1.key.name }.map { ($0.key.root, $0.value) }
    return Workload(
      pods: starts.counts, shortages: starts.postponedRuns.merging(delayed) { $1 }, queued: starts.queuedRuns,
      recordFailure: recordFailure)
  }

  /// Starts runs whose claim is in the remote branch. They count as unfinished from now on.
  func begin(_ runs: [(AdmittedRun, RunPlan)]) {
    announced.formUnion(runs.map(\.0.key))
    inbox.post(.begin(runs))
  }

  /// What is to be published, as it is now.
  func statusObjects() -> [StatusObject] { active.values.flatMap { $0.statusObjects() } }

  /// The status of a root run.
  func status(of key: ObjectKey) -> WorkflowRunStatus? { active[key]?.machine.root.status }

  /// How far a root run has come, for commit messages.
  func progress(of key: ObjectKey) -> (finished: Int, total: Int)? {
    active[key]?.machine.summary
  }

  /// The root runs that go on, or whose end is not published.
  func keys() -> [ObjectKey] { announced.union(active.keys).sorted() }

  /// Has everything of these runs published again.
  func touch(_ keys: [ObjectKey]) {
    let known = keys.compactMap { active[$0] }
    for run in known { run.touch(run.machine.objects.map(\.name)) }
    if !known.isEmpty { onChange(false) }
  }

  /// Notes what is in the remote branch.
  ///
  /// - Returns: the runs that are over and published whole. They are not kept here any more.
  func published(_ objects: [StatusObject]) -> [ObjectKey] {
    for object in objects { active[object.root]?.published(object.name, version: object.version) }
    let over = Set(objects.map(\.root)).filter { key in
      active[key].map { $0.isFinished && $0.isRecorded && $0.dirty.isEmpty } ?? false
    }
    for key in over { active[key] = nil }
    return over.sorted()
  }

  // MARK: - Taking over

  /// What an agent found when it started, in runs. A run is counted once.
  struct Found: Sendable, CustomStringConvertible {
    /// Runs that an earlier agent had started and that go on: their processes run, ended meanwhile, or are started
    /// when it is their turn.
    var adopted = 0
    /// Runs of which nobody can know what became: a process of theirs was started and its end was not seen, or what
    /// was kept of them cannot be read. None is run again; each ends as `AgentLost`, unless it can go on without what
    /// was lost.
    var lost = 0
    /// Runs that the store has and that cannot be read.
    var unreadable: [(StoredRun, any Error)] = []

    /// `3 runs adopted, 1 lost`.
    var description: String { "\(adopted) \(adopted == 1 ? "run" : "runs") adopted, \(lost) lost" }
  }

  /// Restores the machines from the store and takes over their pods.
  func restore(_ unfinished: [UnfinishedRun]) async -> Found {
    await runtime.deliver { [inbox] events in inbox.post(.pods(events)) }
    var found = Found()
    var pods: [PodID] = []
    var started: [PodID: String] = [:]
    var stops: [Action] = []
    var over: [ObjectKey] = []
    for stored in unfinished where stored.run.state != .claiming {
      let run: ActiveRun
      do {
        run = try ActiveRun.restore(stored, limits: limits)
      } catch {
        found.unreadable.append((stored.run, error))
        continue
      }
      active[run.key] = run
      let now = clock.now()
      if let begun = run.machine.begunAt, begun > now {
        // The clock was set back while no agent saw it: what is left of a timeout is at most all of it.
        _ = run.machine.handle(.clockStepped(by: now.since(begun)), at: now)
      }
      for pod in run.machine.livePods {
        pods.append(pod)
        started[pod] = stored.startedPods[pod.name]
      }
      if run.isFinished { over.append(run.key) }
      stops += run.machine.outstandingStops
    }
    let adoptions = await runtime.adopt(pods)
    var lost: [PodEvent] = []
    var lostRuns: Set<ObjectKey> = []
    for pod in pods {
      switch adoption(of: pod, runtime: adoptions[pod] ?? .lost, recordedBoot: started[pod]) {
      case .adopted:
        starts.occupy(pod)
        if let recorded = started[pod], recorded != boot { earlierPods.insert(pod) }
      case .lost:
        lostRuns.insert(pod.root)
        lost.append(.finished(pod, .lost))
      case .neverStarted:
        if let request = active[pod.root]?.machine.podRequest(for: pod) { starts.enqueue(request) }
      }
    }
    found.lost = lostRuns.count
    found.adopted = active.values.count { !$0.isFinished && !lostRuns.contains($0.key) }
    for key in over { release(key) }
    if !active.isEmpty { onChange(true) }
    inbox.post([.pods(lost), .resume(stops), .look])
    return found
  }

  /// A pod that the runtime never heard of, though its start was recorded in an earlier boot, may have run then:
  /// only the record survived the loss of power.
  private func adoption(of pod: PodID, runtime: Adoption, recordedBoot: String?) -> Adoption {
    if runtime == .neverStarted, let recordedBoot, recordedBoot != boot { return .lost }
    return runtime
  }

  // MARK: - The step

  private func take(_ inputs: [Input]) async {
    // What is in memory is ahead of what is on disk: nothing may follow from it.
    if recordFailure != nil {
      for case .released(let key) in inputs { releasing.remove(key) }
      return
    }
    var step = Transition(boot: boot)
    var stops: [(PodID, Duration)] = []
    var ended = false
    let now = clock.now()

    func apply(_ event: Event, to key: ObjectKey) {
      // A late event of a run that is done with means nothing any more.
      guard let run = active[key], !run.isFinished else { return }
      perform(run.machine.handle(event, at: now))
      if run.isFinished { ended = true }
    }
    func perform(_ actions: [Action]) {
      for action in actions {
        switch action {
        case .startPod(let request): starts.enqueue(request)
        case .stopPod(let pod, let gracePeriod): stops.append((pod, gracePeriod))
        }
      }
    }

    var touched: Set<ObjectKey> = []
    if let step = clockSteps.next(clock) {
      log.notice(
        "the machine's clock was set; timeouts go by the time that passed", metadata: ["by": "\(step)"])
      for (key, run) in active where run.machine.nextDeadline != nil {
        apply(.clockStepped(by: step), to: key)
        touched.insert(key)
      }
    }
    for input in inputs {
      switch input {
      case .begin(let runs):
        announced.subtract(runs.map(\.0.key))
        for (admitted, plan) in runs where active[admitted.key] == nil {
          let run = ActiveRun(
            admitted: admitted, machine: RunMachine(plan: plan, salt: admitted.salt, limits: limits.engine))
          active[run.key] = run
          step.states[run.key] = .claimed
          perform(run.machine.start(at: now))
          if run.isFinished { ended = true }
          touched.insert(run.key)
        }
      case .pods(let events):
        for event in events {
          touched.insert(event.pod.root)
          switch event {
          case .started(let pod): apply(.podStarted(pod), to: pod.root)
          case .finished(let pod, let outcome):
            starts.vacate(pod)
            delays[pod] = nil
            earlierPods.remove(pod)
            apply(.podFinished(pod, outcome), to: pod.root)
          case .refused(let pod, let error):
            // An order of an earlier agent may be given back too: then this one has yet to give its own.
            guard starts.isRunning(pod), let machine = active[pod.root]?.machine,
              let request = machine.podRequest(for: pod)
            else { continue }
            if earlierPods.contains(pod) {
              // Only the record survived the loss of power: it may have run.
              inbox.post(.pods([.finished(pod, .lost)]))
              continue
            }
            postpone(request, error)
            // One that is to stop must not wait for room first.
            perform(machine.outstandingStops)
          case .delayed(let pod, let shortage):
            if let shortage {
              log.warning(
                "a pod waits for the machine", metadata: ["pod": "\(pod)", "shortage": "\(shortage)"])
            }
            delays[pod] = shortage
          }
        }
      case .cancel(let key, let message):
        apply(.cancel(message: message), to: key)
        touched.insert(key)
      case .look:
        // A later one stays: it is for a moment that is still to come.
        if let time = scheduledLook, time <= clock.uptime() { scheduledLook = nil }
        for (key, run) in active where run.machine.nextDeadline.map({ $0 <= now }) ?? false {
          apply(.deadline, to: key)
          touched.insert(key)
        }
        starts.retry(at: clock.uptime())
      case .resume(let actions): perform(actions)
      case .released(let key): releasing.remove(key)
      case .stop, .abandon: break
      }
    }

    // A pod that was to start and is stopped before its turn never starts.
    for (pod, _) in stops where starts.withdraw(pod) {
      apply(.podRejected(pod, message: "it was stopped before it started", reason: .cancelled), to: pod.root)
      touched.insert(pod.root)
    }
    let ready = starts.takeReady()
    step.podsToStart = ready.map(\.id)
    var released: [ObjectKey] = []
    var changed: [ObjectKey: Set<String>] = [:]
    for key in touched {
      guard let run = active[key] else { continue }
      do {
        let (records, names) = try run.takeRecords(encoder)
        step.records += records
        changed[key] = names
      } catch {
        // Encoding a value of our own types to JSON fails only for a number that JSON cannot hold; there are none.
        log.critical("a status cannot be encoded", metadata: ["run": "\(key)", "error": "\(error)"])
      }
      if run.isFinished { released.append(key) }
    }
    guard await record(step) else { return }
    // Only what is on disk is to be published.
    for (key, names) in changed { active[key]?.recorded(names) }

    for (pod, gracePeriod) in stops { await runtime.stop(pod, gracePeriod: gracePeriod) }
    await start(ready)
    for key in released { release(key) }
    if !touched.isEmpty { onChange(ended) }
    scheduleLook()
  }

  /// Lets the runtime forget a run, beside the loop.
  private func release(_ key: ObjectKey) {
    guard releasing.insert(key).inserted else { return }
    Task { [runtime, inbox] in
      await runtime.release(key)
      inbox.post(.released(key))
    }
  }

  /// Writes a step down, however long it takes: what follows from it must not happen before.
  ///
  /// - Returns: `false` when the agent ends first. Then the step never was: the next agent finds the state before it.
  private func record(_ step: Transition) async -> Bool {
    var backoff = Backoff(shortest: limits.shortestBackoff, longest: limits.longestShortageBackoff)
    while true {
      do {
        try store.record(step)
        if recordFailure != nil {
          log.notice("the state is recorded again")
          recordFailure = nil
          onChange(false)
        }
        return true
      } catch {
        if recordFailure != error {
          log.error(
            "a step cannot be recorded; nothing goes on until it can", metadata: ["error": "\(error)"])
          recordFailure = error
          onChange(false)
        }
        // Room can be made on a disk; a damaged database stays damaged.
        if error.code == .corrupt || isStopped.load(ordering: .relaxed) { return false }
        await clock.sleep(for: backoff.next(jitter: clock.jitter()))
      }
    }
  }

  private func start(_ requests: [PodRequest]) async {
    for request in requests {
      do {
        try await runtime.start(request)
      } catch {
        postpone(request, error)
      }
    }
  }

  /// Has a pod that could not be started tried again later, if that can help.
  private func postpone(_ request: PodRequest, _ error: PodRuntimeError) {
    var error = error
    if error.code == .unavailable {
      let next = starts.postpone(request, because: error.message, limits: limits, at: clock.uptime())
      if case .postponed(let isNews) = next {
        if isNews {
          log.warning(
            "a pod cannot be started; it is tried again",
            metadata: ["pod": "\(request.id)", "error": "\(error.message)"])
        }
        return
      }
      error.message += " (tried for \(limits.host.startWait); raise it with --limit pod-start-wait=…)"
    }
    log.warning(
      "a pod cannot be started", metadata: ["pod": "\(request.id)", "error": "\(error.message)"])
    inbox.post(.pods([.finished(request.id, .rejected(error))]))
  }

  private func scheduleLook() {
    let (now, uptime) = (clock.now(), clock.uptime())
    let deadline = active.values.compactMap { $0.machine.nextDeadline }.min()
    let next = [deadline.map { uptime.adding($0.since(now)) }, starts.nextRetry].compactMap(\.self).min()
    guard let next, scheduledLook.map({ next < $0 || $0 <= uptime }) ?? true else { return }
    scheduledLook = next
    clock.schedule(at: next) { [inbox] in inbox.post(.look) }
  }
}

extension PodOutcome {
  /// Of a pod that was started, and whose end nobody saw.
  static var lost: PodOutcome {
    PodOutcome(
      containers: [],
      failure: Failure(
        reason: .agentLost,
        message:
          "the pod was started, and the machine went down before its end was recorded; it is not run again"))
  }

  /// Of a pod that the runtime refused to start.
  static func rejected(_ error: PodRuntimeError) -> PodOutcome {
    PodOutcome(containers: [], failure: Failure(reason: .runtimeError, message: error.message))
  }
}

extension ActiveRun {
  /// The run as the store has it. What it last published is not known: all of it is published again, and what is
  /// the same changes nothing.
  static func restore(_ stored: UnfinishedRun, limits: AgentLimits) throws -> ActiveRun {
    let admitted = try AdmittedRun.restore(stored.run)
    guard case .run(let plan) = admitted.decision else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: [], debugDescription: "run \(admitted.key) was rejected and started"))
    }
    let decoder = JSONDecoder()
    let records = try stored.records.map { try decoder.decode(RunRecord.self, from: $0.value) }
    let machine = try RunMachine(
      restoring: records, plan: plan, salt: admitted.salt, limits: limits.engine)
    let run = ActiveRun(admitted: admitted, machine: machine)
    run.touch(machine.objects.map(\.name))
    return run
  }
}
