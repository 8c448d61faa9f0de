import Agent
import Git
import Logging
import WorkflowAPI

/// One simulation: a remote, people, and machines that each keep an agent running, from a seed.
final class World: @unchecked Sendable {
  let scheduler: Scheduler
  let remote = Remote()
  private(set) var faults: Faults
  let broken: Broken?
  private(set) var machines: [Machine] = []
  let concurrentPods: Int
  let allowsRewriting: Bool
  private(set) lazy var people = People(world: self)
  private(set) lazy var invariants = Invariants(world: self)
  /// What was wrong first.
  private(set) var failure: String?
  /// A number that is the same only if the same happened.
  private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
  private let isTraced: Bool
  private var isEnding = false
  private var processes = 0
  private var living: Set<Int> = []

  /// The time during which people push and things go wrong.
  private static let chaos: Int64 = 90_000
  /// The time after which everything has ended: the longest pods, timeouts and backoffs, one after the other.
  private static let end: Int64 = chaos + 3_600_000
  private static let maximumSteps = 3_000_000

  init(seed: UInt64, broken: Broken?, isTraced: Bool) {
    var chance = Chance(seed: seed)
    faults = Faults(&chance)
    concurrentPods = chance.happens(0.3) ? 2 : 64
    allowsRewriting = chance.happens(0.3)
    let count = chance.number(1...3)
    scheduler = Scheduler(chance: chance)
    self.broken = broken
    self.isTraced = isTraced
    DiskVFS.reset()
    for index in 0..<count {
      let machine = Machine(name: ["a", "b", "c"][index], world: self)
      machine.disk.isLate = broken == .writeAhead
      machines.append(machine)
    }
  }

  /// Where agents log.
  var log: Logger {
    let (isTraced, world) = (isTraced, self)
    return Logger(label: "agent") { _ in TraceLog(world: world, logLevel: isTraced ? .debug : .critical) }
  }

  /// Notes what happened.
  func note(_ text: @autoclosure () -> String) {
    let text = text()
    for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    digest = (digest ^ UInt64(bitPattern: scheduler.now)) &* 0x100_0000_01b3
    trace(text)
  }

  /// Shows something, if this is a replay.
  func trace(_ text: String) { if isTraced { print("\(scheduler.now)\t\(text)") } }

  /// Something that must always hold does not.
  func fail(_ what: String) {
    note("WRONG: \(what)")
    failure = failure ?? "at \(scheduler.now) ms: \(what)"
  }

  func newProcess(on machine: Machine) -> Process {
    processes += 1
    living.insert(processes)
    return Process(id: processes, machine: machine)
  }

  func processEnded(_ process: Process, _ error: (any Error)?) {
    living.remove(process.id)
    note("machine \(process.machine.name): agent \(process.id) ends\(error.map { ", \($0)" } ?? "")")
    if !process.isDead { process.die("after it ended") }
  }

  /// Whoever keeps agents running starts the next one, sometimes at once.
  func restart(_ machine: Machine) {
    if isEnding { return }
    scheduler.after(Int64(scheduler.chance.number(0...1) * scheduler.chance.number(0...5_000))) {
      if !self.isEnding { machine.start() }
    }
  }

  // MARK: - The run

  /// - Returns: what was wrong, if anything.
  func run() -> String? {
    people.begin()
    for machine in machines { machine.start() }
    for _ in 0..<scheduler.chance.number(3...25) {
      scheduler.after(Int64(scheduler.chance.number(0...Int(Self.chaos)))) { self.people.act() }
    }
    for _ in 0..<scheduler.chance.number(0...12) {
      scheduler.after(Int64(scheduler.chance.number(0...Int(Self.chaos)))) { self.strike() }
    }
    scheduler.after(Self.chaos) { self.heal() }
    advance(to: Self.end)
    if failure == nil { invariants.check() }
    isEnding = true
    for machine in machines { machine.process?.agent?.terminate() }
    advance(to: Self.end + 600_000)
    if failure == nil, !living.isEmpty { fail("agents \(living.sorted()) do not end") }
    return failure
  }

  private func advance(to time: Int64) {
    while failure == nil, scheduler.step(until: time) {
      if scheduler.chance.happens(faults.crashAtAwait) {
        machines[scheduler.chance.index(machines.count)].process?.die("between two steps")
      }
      if scheduler.steps > Self.maximumSteps { fail("there is no end: \(scheduler.steps) steps") }
    }
  }

  /// Something happens to a machine.
  private func strike() {
    let machine = machines[scheduler.chance.index(machines.count)]
    let time = Int64(scheduler.chance.number(1...20_000))
    switch scheduler.chance.number(0...12) {
    case 0...3: machine.process?.die("at some moment")
    case 4, 5: machine.losePower()
    case 6:
      note("machine \(machine.name): the disk is full")
      machine.disk.isFull = true
      scheduler.after(time) { machine.disk.isFull = false }
    case 7: machine.pods.loseSupervisor()
    case 8, 9:
      machine.clockOffset += Int64(scheduler.chance.number(-100_000_000...100_000_000))
      note("machine \(machine.name): the clock is off by \(machine.clockOffset) ms")
    case 10: machine.process?.agent?.terminate()
    case 11: machine.loseDatabase()
    default: if scheduler.chance.happens(0.3) { machine.loseState() }
    }
  }

  /// From now on nothing goes wrong.
  private func heal() {
    note("from now on nothing goes wrong")
    faults = .none
    for machine in machines { machine.disk.isFull = false }
    people.end()
  }
}

/// Shows what agents log among what happens. What an agent calls critical must not happen.
private struct TraceLog: LogHandler {
  let world: World
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    if event.level == .critical { world.fail("critical: \(event.message)") }
    let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    world.trace("  \(event.level): \(event.message)\(details)")
  }
}
