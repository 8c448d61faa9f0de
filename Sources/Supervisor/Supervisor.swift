import CSupervisor
import Glibc
import SupervisorProtocol

/// Runs the pods of one root run to their end, with or without an agent, and writes down what becomes of them.
///
/// One thread, one loop: it waits for commands, ended children and deadlines, acts, and rings the bell once.
final class Supervisor {
  private let journal: JournalFile
  private let launcher: Launcher
  private let childSignal: Int32
  private let settings: SupervisorSettings

  /// Oldest first.
  private var connections: [Connection]
  private var pods: [String: Pod] = [:]
  /// Every pod that was ever accepted.
  private var known: Set<String>
  private var owners: [pid_t: (pod: String, container: Int)] = [:]
  /// The logs of the processes in `owners`.
  private var logs: [pid_t: LogFile] = [:]
  private var nextLogCheck: Int64 = 0
  private var isQuitting = false
  private var lastBusy = now()
  private var exitDeadline: Int64?
  /// When connections that could not be accepted are looked at again.
  private var acceptTime: Int64?

  /// How long it waits for processes that were sent SIGKILL: the kernel may hold one, or it may belong to another user.
  private static let patience: Int64 = 2000

  init(_ settings: SupervisorSettings) throws(Errno) {
    journal = try JournalFile()
    launcher = try Launcher()
    childSignal = supervisor_open_signal(SIGCHLD)
    guard childSignal >= 0, supervisor_become_subreaper() == 0 else { throw Errno(errno) }
    self.settings = settings
    known = Set(journal.acceptedBefore)
    connections = [Connection(RootFiles.connectionDescriptor)]
    journal.append(.session(bootID: currentBootID()))
  }

  /// Returns when there is nothing more to do.
  func run() {
    while true {
      ring()
      answer()
      if isDone() { return }
      wait()
      journal.flush()
      obey()
      reap()
      keepDeadlines()
      trimLogs()
      for name in pods.keys { advance(name) }
    }
  }

  // MARK: Waiting

  private func wait() {
    // A connection that cannot be accepted would end every wait at once.
    let listener = acceptTime == nil ? [RootFiles.listenerDescriptor] : []
    let descriptors = [childSignal] + listener + connections.map(\.descriptor)
    var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let timeout = nextDeadline().map { max(0, $0 - now()) } ?? -1
    poll(&polled, nfds_t(polled.count), Int32(clamping: timeout))
  }

  private func nextDeadline() -> Int64? {
    let isWritten = journal.isWritten
    var deadlines = pods.values.compactMap { $0.deadline(canStart: isWritten) }
    if !isWritten { deadlines.append(now() + settings.retry) }
    if let exitDeadline { deadlines.append(exitDeadline) }
    if let acceptTime { deadlines.append(acceptTime) }
    if !logs.isEmpty { deadlines.append(nextLogCheck) }
    if pods.isEmpty && connections.isEmpty && isWritten { deadlines.append(lastBusy + settings.linger) }
    return deadlines.min()
  }

  /// Wakes the agents up if there is something new in the journal.
  private func ring() {
    guard journal.hasNews else { return }
    journal.hasNews = false
    for connection in connections { connection.send(.bell) }
  }

  /// Answers those that asked, as soon as the journal has what was commanded before.
  private func answer() {
    guard journal.isWritten else { return }
    for index in connections.indices where connections[index].isAsking {
      connections[index].send(.ready)
      connections[index].isAsking = false
    }
  }

  // MARK: Commands

  /// Reads the commands that have arrived.
  ///
  /// New connections are accepted first, then all are read from the oldest on: what an agent sent before the next one
  /// connected is obeyed before the next one's `hello` is answered.
  private func obey() {
    if let acceptTime, acceptTime <= now() { self.acceptTime = nil }
    while acceptTime == nil {
      let descriptor = accept(RootFiles.listenerDescriptor, nil, nil)
      guard descriptor >= 0 else {
        if Errno(errno).isShortage, errno != EAGAIN { acceptTime = now() + settings.retry }
        break
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      connections.append(Connection(descriptor))
    }
    var open: [Connection] = []
    for var connection in connections {
      let (commands, isOpen) = connection.receive()
      for command in commands { obey(command, from: &connection) }
      if isOpen {
        open.append(connection)
      } else {
        close(connection.descriptor)
      }
    }
    connections = open
  }

  private func obey(_ command: Command, from connection: inout Connection) {
    switch command {
    case .hello:
      connection.isAsking = true
    case .start(let plan):
      guard known.insert(plan.name).inserted else { return }
      journal.append(.accepted(pod: plan.name, containers: plan.containers, results: plan.results))
      pods[plan.name] = Pod(plan: plan)
    case .stop(let pod, let grace):
      stop(pod, grace: Int64(clamping: grace))
    case .quit:
      isQuitting = true
    }
  }

  private func stop(_ name: String, grace: Int64) {
    guard var pod = pods[name] else { return }
    let (sum, overflow) = now().addingReportingOverflow(grace)
    let deadline = overflow ? Int64.max : sum
    switch pod.stop {
    case .notAsked:
      for leader in pod.running { kill(-leader, SIGTERM) }
      pod.stop = .asked(deadline: deadline)
      pod.pending = []
      pod.shortage = nil
      if pod.phase == .running, pod.running.isEmpty { pod.phase = .settling(deadline: now() + Self.patience) }
    case .asked(let earlier):
      pod.stop = .asked(deadline: min(earlier, deadline))
    case .killed:
      break
    }
    pods[name] = pod
  }

  private func keepDeadlines() {
    let now = now()
    for (name, pod) in pods {
      guard case .asked(let deadline) = pod.stop, deadline <= now else { continue }
      for leader in pod.running { kill(-leader, SIGKILL) }
      pods[name]?.stop = .killed
    }
  }

  /// Looks now and then whether a log has grown too large: a process that prints for ever must not fill the disk.
  private func trimLogs() {
    let now = now()
    guard !logs.isEmpty, nextLogCheck <= now else { return }
    for process in logs.keys { logs[process]?.trim(to: settings.logBytes) }
    nextLogCheck = now + settings.logCheck
  }

  // MARK: Pods

  /// Takes a pod as far as it can go now.
  private func advance(_ name: String) {
    guard var pod = pods[name] else { return }
    while true {
      switch pod.phase {
      case .running:
        guard let shortage = pod.shortage, shortage.retry <= now(), journal.isWritten else {
          pods[name] = pod
          return
        }
        startPending(of: &pod)
      case .settling(let deadline):
        guard killStrays(of: pod) || deadline <= now() else {
          pods[name] = pod
          return
        }
        pod.leaderless = []
        pod.phase = .ready
      case .ready:
        // Nothing is started, and nothing is said to have ended, before all that led to it is on record.
        guard journal.isWritten else {
          pods[name] = pod
          return
        }
        if pod.isOver {
          pods[name] = nil
          journal.append(.finished(pod: name, stopped: pod.stop != .notAsked))
          return
        }
        let stage = pod.plan.stages[pod.stage]
        pod.pending = stage.enumerated().map { (pod.firstContainer + $0.offset, $0.element) }
        pod.stage += 1
        pod.firstContainer += stage.count
        startPending(of: &pod)
      }
    }
  }

  /// Starts what is to be started of the stage. What the machine is too short of something for stays, to be tried again.
  private func startPending(of pod: inout Pod) {
    let name = pod.plan.name
    var shortage = pod.shortage ?? Pod.Shortage(since: now(), retry: 0)
    pod.pending = pod.pending.filter { container, process in
      do throws(Launcher.Failure) {
        let (identity, log) = try launcher.start(process)
        journal.append(.started(pod: name, container: container, process: identity))
        owners[identity.pid] = (name, container)
        logs[identity.pid] = log
        pod.running.insert(identity.pid)
        return false
      } catch {
        guard error.isShortage, now() - shortage.since < settings.startWait else {
          journal.append(.notStarted(pod: name, container: container, message: error.message))
          pod.failed = true
          return false
        }
        if shortage.messages.updateValue(error.message, forKey: container) != error.message {
          journal.append(.delayed(pod: name, container: container, message: error.message))
        }
        return true
      }
    }
    shortage.retry = now() + settings.retry
    pod.shortage = pod.pending.isEmpty ? nil : shortage
    let isIdle = pod.running.isEmpty && pod.pending.isEmpty
    pod.phase =
      isIdle ? (pod.leaderless.isEmpty ? .ready : .settling(deadline: now() + Self.patience)) : .running
  }

  /// Takes note of every child that has ended.
  private func reap() {
    // A `signalfd_siginfo` has 128 bytes. What it says is not used, since signals merge.
    var information = [UInt8](repeating: 0, count: 128)
    while read(childSignal, &information, information.count) > 0 {}
    while true {
      let pid = supervisor_next_ended()
      guard pid > 0 else { return }
      // A container ends with its main process. The rest of its group is killed before that one is reaped: until then
      // nobody else can have its id.
      let owner = owners.removeValue(forKey: pid)
      if owner != nil { kill(-pid, SIGKILL) }
      logs.removeValue(forKey: pid)?.finish(settings.logBytes)
      let status = supervisor_reap(pid)
      if let owner { ended(pid, of: owner.pod, container: owner.container, status: status) }
    }
  }

  private func ended(_ pid: pid_t, of name: String, container: Int, status: Int32) {
    guard var pod = pods[name] else { return }
    let ending: JournalRecord.Ending = status < 0 ? .signalled(number: -status) : .exited(code: status)
    journal.append(.ended(pod: name, container: container, ending))
    if status != 0 { pod.failed = true }
    pod.running.remove(pid)
    pod.leaderless.insert(pid)
    if pod.running.isEmpty, pod.pending.isEmpty { pod.phase = .settling(deadline: now() + Self.patience) }
    pods[name] = pod
  }

  /// Kills what the containers of a pod left behind.
  ///
  /// A stray is known by its process group or by the pod's marker in its environment; when no other pod
  /// is there, by not being a container's main process. So one that has both a session and an environment of its own is
  /// killed only once its pod or a later one is alone, at the latest when the supervisor exits.
  ///
  /// - Returns: whether there are none.
  private func killStrays(of pod: Pod) -> Bool {
    guard let children = children() else { return false }
    var isEmpty = true
    for child in children where owners[child] == nil {
      let group = getpgid(child)
      guard
        pods.count == 1 || (pod.leaderless.contains(group) && owners[group] == nil)
          || environment(of: child, contains: pod.plan.marker)
      else { continue }
      // It is a child of this process and not reaped, so that the id is its own.
      kill(child, SIGKILL)
      isEmpty = false
    }
    return isEmpty
  }

  // MARK: The end

  /// Whether it can exit. Takes what is left of its descendants with it.
  private func isDone() -> Bool {
    if !pods.isEmpty || !connections.isEmpty { lastBusy = now() }
    guard pods.isEmpty, journal.isWritten,
      isQuitting || (connections.isEmpty && now() - lastBusy >= settings.linger)
    else {
      exitDeadline = nil
      return false
    }
    for child in children() ?? [] { kill(child, SIGKILL) }
    if supervisor_next_ended() < 0 { return true }
    let deadline = exitDeadline ?? now() + Self.patience
    exitDeadline = deadline
    return deadline <= now()
  }
}
