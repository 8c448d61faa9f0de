import Agent
import PodRuntime
import StateStore
import WorkflowAPI

/// A machine: its disk, its clock, its pods, and the agent that it keeps running.
final class Machine: @unchecked Sendable {
  let name: String
  unowned let world: World
  var disk = Disk()
  let pods: Pods
  var agentID: String
  /// Whether the id was written down.
  private var hasID = false
  var boot = 1
  /// Milliseconds by which its time of day is off.
  var clockOffset: Int64 = 0
  var process: Process?

  init(name: String, world: World) {
    self.name = name
    self.world = world
    agentID = "agent-\(name)"
    pods = Pods(name: name, world: world)
    pods.machine = self
  }

  /// Starts the agent.
  func start() {
    guard process == nil else { return }
    let process = world.newProcess(on: self)
    self.process = process
    pods.process = process
    let path = DiskVFS.mount(disk, for: process)
    let store: StateStore
    do {
      store = try StateStore(path: path)
      try settle(store)
    } catch {
      if !process.isDead, !disk.isFull { world.fail("the store cannot be opened: \(error)") }
      process.die("because its store cannot be opened")
      return process.ended(error)
    }
    if process.isDead { return process.ended(nil) }
    var configuration = AgentConfiguration(once: world.scheduler.chance.happens(0.2))
    configuration.limits.concurrentPods = world.concurrentPods
    let agent = Agent(
      configuration: configuration, repository: Repository(process), branch: "main",
      runtime: PodRuntimeOfProcess(process), store: store, clock: MachineClock(process: process),
      agentID: agentID,
      boot: "boot-\(boot)", log: world.log)
    process.agent = agent
    world.note("machine \(name): agent \(process.id) starts, boot \(boot)")
    Task {
      var failure: (any Error)?
      do { try await agent.run() } catch { failure = error }
      process.ended(failure)
    }
  }

  /// As the state directory does it: an agent that has an id and a database without one has lost its memory.
  private func settle(_ store: StateStore) throws {
    guard try store.setting(.agentID) == nil else { return }
    var settings: [SettingKey: String] = [.agentID: agentID]
    if hasID { settings[.rebuild] = "was gone" }
    hasID = true
    try store.set(settings)
  }

  func processDied(_ process: Process) {
    guard self.process === process else { return }
    self.process = nil
    pods.process = nil
    world.restart(self)
    if disk.isLate { disk.losePower(&world.scheduler.chance, keeping: 0) }
    if world.scheduler.chance.happens(world.faults.powerLoss) { losePower() }
  }

  /// The power goes: agent and pods with it.
  func losePower() {
    world.note("machine \(name): loses power")
    process?.die("by the loss of power")
    disk.losePower(&world.scheduler.chance)
    boot += 1
    pods.losePower()
  }

  /// The database is damaged, and put aside: the agent goes on with its id and what its status files say.
  func loseDatabase() {
    world.note("machine \(name): loses its database")
    process?.die("before its database goes")
    disk.erase()
    world.invariants.forgets(agentID)
  }

  /// The state directory is deleted while no agent runs: a new agent begins, and knows nothing.
  func loseState() {
    world.note("machine \(name): loses its state directory")
    process?.die("before its state directory goes")
    disk.erase()
    agentID += "'"
    hasID = false
    pods.loseState()
  }
}
