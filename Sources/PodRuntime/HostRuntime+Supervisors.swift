import Dispatch
import Glibc
import SupervisorProtocol
import WorkflowAPI

// How the runtime comes to supervisors, hears of them, and loses them.
extension HostRuntime {
  private var limits: HostLimits { configuration.limits }

  /// Connects to the supervisor of a root, or learns that there is none.
  ///
  /// - Parameter deadline: how long one that is alive and does not listen is tried; the limit when `nil`.
  func attach(_ root: Root, _ key: ObjectKey, deadline: Duration? = nil) {
    do throws(PodRuntimeError) {
      switch try SupervisorProcess.attach(
        to: root.directory, deadline: deadline ?? limits.supervisorConnect)
      {
      case .live(let socket):
        connect(root, key, socket)
      case .dead(let lock):
        died(root, key, lock: lock)
      }
    } catch {
      complain(root, "the supervisor of \(key) cannot be reached: \(error.message)")
      tryLater(root, key)
    }
  }

  /// Warns, unless the same was said last.
  func complain(_ root: Root, _ text: String) {
    if root.complaint != text { configuration.warn(text) }
    root.complaint = text
  }

  private func tryLater(_ root: Root, _ key: ObjectKey) {
    root.supervisor = .unreachable
    root.stateChanged()
    later(limits.supervisorRetry, key) { runtime, root in
      // It is tried again and again: nobody else need wait for it.
      if case .unreachable = root.supervisor { runtime.attach(root, key, deadline: .zero) }
    }
  }

  /// Gives an order to the supervisor of a root, and starts one if there is none.
  func order(
    _ frame: [UInt8], pod: String, of root: Root, _ key: ObjectKey
  ) throws(PodRuntimeError) {
    root.orders[pod] = frame
    if root.connection != nil { return send(frame, root, key) }
    switch try SupervisorProcess.attach(
      to: root.directory, deadline: limits.supervisorConnect)
    {
    case .live(let socket): connect(root, key, socket)
    case .dead(let lock): try startSupervisor(root, key, lock: lock)
    }
  }

  /// Takes a connection to a supervisor that was there before, and says again what may not have arrived.
  private func connect(_ root: Root, _ key: ObjectKey, _ socket: Int32) {
    let connection = makeConnection(socket, key)
    root.supervisor = .connecting(connection)
    send(Command.hello.frame, root, key)
    sendAll(root, key)
    let asked = connection.number
    later(limits.supervisorAnswer, key) { runtime, root in
      guard case .connecting(let waiting) = root.supervisor, waiting.number == asked else { return }
      runtime.complain(
        root, "the supervisor of \(key) has not answered for \(runtime.limits.supervisorAnswer)")
      root.supervisor = .silent(waiting)
      root.stateChanged()
    }
  }

  /// Sends a frame to the supervisor of a root, and notes if it does not read.
  func send(_ frame: [UInt8], _ root: Root, _ key: ObjectKey) {
    guard let connection = root.connection else { return }
    connection.send(frame)
    watch(connection, key)
  }

  /// Looks after a while whether a supervisor has read what it did not read at once.
  private func watch(_ connection: SupervisorConnection, _ key: ObjectKey) {
    guard connection.isBehind, !connection.isWatched else { return }
    connection.isWatched = true
    let (watched, sent) = (connection.number, connection.sent)
    later(limits.supervisorSend, key) { runtime, root in
      guard let connection = root.connection, connection.number == watched else { return }
      connection.isWatched = false
      if connection.isBehind, connection.sent == sent, case .live = root.supervisor {
        runtime.complain(
          root, "the supervisor of \(key) has not read an order for \(runtime.limits.supervisorSend)")
        root.supervisor = .silent(connection)
        // Its answer tells that it has read all.
        connection.send(Command.hello.frame)
        root.stateChanged()
      }
      runtime.watch(connection, key)
    }
  }

  private func startSupervisor(
    _ root: Root, _ key: ObjectKey, lock: Int32
  ) throws(PodRuntimeError) {
    let (pid, socket) = try SupervisorProcess.start(
      in: root.directory, lock: lock, executable: configuration.supervisorPath,
      settings: SupervisorSettings(
        linger: Int64(limits.supervisorLinger.milliseconds), logBytes: Int64(limits.logBytes),
        logCheck: Int64(limits.logCheck.milliseconds), startWait: Int64(limits.startWait.milliseconds),
        retry: Int64(limits.supervisorRetry.milliseconds)))
    let connection = makeConnection(socket, key)
    root.child = pid
    root.supervisor = .live(connection)
    sendAll(root, key)
    root.stateChanged()
  }

  private func sendAll(_ root: Root, _ key: ObjectKey) {
    for frame in root.orders.values { send(frame, root, key) }
    for frame in root.stops.values { send(frame, root, key) }
    if root.isReleasing { send(Command.quit.frame, root, key) }
  }

  private func makeConnection(_ socket: Int32, _ key: ObjectKey) -> SupervisorConnection {
    count += 1
    return SupervisorConnection(
      socket, number: count, queue: executor.queue,
      onArrival: { [weak self] in self?.assumeIsolated { $0.arrived(key) } },
      onRoom: { [weak self] in self?.assumeIsolated { $0.roots[key]?.connection?.flush() } })
  }

  /// Something came from a supervisor.
  private func arrived(_ key: ObjectKey) {
    guard let root = roots[key], let connection = root.connection else { return }
    let (isReady, isOpen) = connection.receive()
    guard readJournal(root, key), isOpen else {
      // What the journal says is needed before anything else; a new connection gets the same answers again.
      root.supervisor = .unreachable
      return isOpen ? tryLater(root, key) : attach(root, key)
    }
    if isReady {
      root.supervisor = .live(connection)
      root.complaint = nil
      giveUpUndecided(root, key)
      root.stateChanged()
    }
  }

  /// Takes in what is new in the journal.
  ///
  /// - Returns: whether it could be read; a root without one has nothing to read.
  private func readJournal(_ root: Root, _ key: ObjectKey) -> Bool {
    guard let bytes = contents(ofFile: root.directory.journal, from: root.ledger.offset) else {
      if errno == ENOENT { return true }
      complain(root, "cannot read \(root.directory.journal): \(errorText(errno))")
      return false
    }
    let changed = root.ledger.append(bytes)
    for pod in changed where root.orders.removeValue(forKey: pod) != nil { root.fruitlessStarts = 0 }
    emit(root, changed, of: key)
    return true
  }

  /// There is no supervisor. What it wrote is all that will ever be known of what it ran.
  private func died(_ root: Root, _ key: ObjectKey, lock: Int32) {
    if let child = root.child {
      // It has let go of its lock, so it has exited but for the very last step.
      while waitpid(child, nil, 0) < 0 && errno == EINTR {}
      root.child = nil
    }
    guard readJournal(root, key) else {
      close(lock)
      return tryLater(root, key)
    }
    root.orphaned += root.ledger.endSession()
    let survivors = root.orphaned.compactMap { pod in
      root.ledger[pod].map { (entry: $0, marker: root.directory.marker(pod)) }
    }
    do throws(Errno) {
      if !survivors.isEmpty { try Survivors.kill(survivors) }
    } catch {
      close(lock)
      complain(root, "cannot look for what the supervisor of \(key) left: \(error)")
      return tryLater(root, key)
    }
    let lost = root.orphaned
    root.orphaned = []
    root.supervisor = .dead
    root.complaint = nil
    emit(root, lost, of: key)
    giveUpUndecided(root, key)
    restart(root, key, lock: lock)
    root.stateChanged()
  }

  /// Starts the next supervisor for orders that the last one did not accept.
  private func restart(_ root: Root, _ key: ObjectKey, lock: Int32) {
    guard !root.orders.isEmpty, !root.isReleasing, root.fruitlessStarts < limits.supervisorRestarts else {
      close(lock)
      return refuseOrders(
        root, key,
        unavailable("supervisors end before they do anything; see \(root.directory.supervisorLog)"))
    }
    root.fruitlessStarts += 1
    do throws(PodRuntimeError) {
      try startSupervisor(root, key, lock: lock)
    } catch {
      refuseOrders(root, key, error)
    }
  }

  /// Gives back orders that no supervisor has accepted, and none is there to accept them later.
  private func refuseOrders(_ root: Root, _ key: ObjectKey, _ cause: PodRuntimeError) {
    let pods = root.orders.keys.sorted()
    root.orders = [:]
    root.fruitlessStarts = 0
    for pod in pods {
      root.watched[pod] = nil
      root.stops[pod] = nil
    }
    emit(pods.map { .refused(PodID(root: key, name: $0), cause) })
  }

  /// Pods that were adopted blindly and that the journal does not know: they were never started, if that is sure.
  private func giveUpUndecided(_ root: Root, _ key: ObjectKey) {
    let unknown = root.undecided.filter { root.ledger[$0.key] == nil && root.orders[$0.key] == nil }
    root.undecided = [:]
    let failure = PodOutcome.Failure.lost("it is lost: its supervisor does not know it")
    emit(failure: failure, of: unknown.filter { !$0.value }.keys.sorted(), root, key)
    let neverStarted = unknown.filter(\.value).keys.sorted()
    for pod in neverStarted { root.watched[pod] = nil }
    emit(
      neverStarted.map {
        .refused(PodID(root: key, name: $0), unavailable("its order did not arrive at a supervisor"))
      })
  }

  /// Has nobody wait for the end of a root's supervisor for longer than the limit says.
  func giveUpLater(_ root: Root, _ key: ObjectKey) {
    let given = root.number
    later(limits.discardWait, key) { _, root in
      guard root.number == given else { return }
      root.isGivenUp = true
      root.stateChanged()
    }
  }

  func later(
    _ interval: Duration, _ key: ObjectKey,
    _ action: @escaping @Sendable (isolated HostRuntime, Root) -> Void
  ) {
    executor.queue.asyncAfter(deadline: .now() + .milliseconds(interval.milliseconds)) { [weak self] in
      self?.assumeIsolated { runtime in
        if let root = runtime.roots[key] { action(runtime, root) }
      }
    }
  }
}
