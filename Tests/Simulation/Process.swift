import Agent
import WorkflowAPI

/// One life of an agent on a machine: from its start to its crash or its end. Everything that it can reach asks here
/// first, so that a crash can be at any of these points, and so that nothing that a dead agent does has an effect.
///
/// The tasks of a dead agent are not stopped; they run to their end with everything around them failing, as they
/// would have to if the whole machine failed under a live one.
final class Process: @unchecked Sendable {
  /// A point where a crash can be.
  enum Point: String { case write, remote, runtime }

  let id: Int
  let machine: Machine
  let world: World
  private(set) var isDead = false
  var agent: Agent?

  init(id: Int, machine: Machine) {
    self.id = id
    self.machine = machine
    world = machine.world
  }

  /// Says that the agent is at a point where it has an effect.
  ///
  /// - Returns: `false` when it is dead, or dies here.
  func reaches(_ point: Point) -> Bool {
    if isDead { return false }
    let probability =
      switch point {
      case .write: world.faults.crashAtWrite
      case .remote, .runtime: world.faults.crashAtCall
      }
    if world.scheduler.chance.happens(probability) {
      die("at a \(point.rawValue)")
      return false
    }
    return true
  }

  /// The agent is killed.
  func die(_ how: String) {
    if isDead { return }
    isDead = true
    world.note("machine \(machine.name): agent killed \(how)")
    machine.processDied(self)
    // What is left of its tasks comes to its end.
    world.scheduler.after(0) { [agent] in agent?.terminate() }
  }

  /// The agent's ``Agent/Agent/run()`` has returned.
  func ended(_ error: (any Error)?) {
    agent = nil
    world.processEnded(self, error)
  }
}

/// The clocks of a machine, as an agent on it sees them.
struct MachineClock: AgentClock {
  let process: Process

  func now() -> Timestamp {
    let machine = process.machine
    return Timestamp(milliseconds: 1_790_000_000_000 + machine.clockOffset + process.world.scheduler.now)
  }

  func uptime() -> Instant { Instant(milliseconds: 1_000 + process.world.scheduler.now) }

  func schedule(at time: Instant, _ body: @escaping @Sendable () -> Void) {
    let wait = min(time.milliseconds, .max / 2) - uptime().milliseconds
    // A dead agent does not wait long: it comes to its end.
    process.world.scheduler.after(process.isDead ? 10 : wait, body)
  }

  func jitter() -> Double { .random(in: 0...1, using: &process.world.scheduler.chance) }
}
