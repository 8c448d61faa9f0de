import Glibc
import SupervisorProtocol

/// A pod that is not finished.
struct Pod {
  let plan: PodPlan
  /// The stage that runs, or is the next to run.
  var stage = 0
  /// Of its containers, the first of that stage.
  var firstContainer = 0
  /// Containers of the stage that are not started yet, with their place in the list of all.
  var pending: [(container: Int, process: ProcessPlan)] = []
  /// Why some of them wait, and since when.
  var shortage: Shortage?
  /// Containers' main processes that run.
  var running: Set<pid_t> = []
  /// Process groups of the stage whose leader has ended.
  var leaderless: Set<pid_t> = []
  /// Whether a container failed.
  var failed = false
  var phase = Phase.ready
  var stop = Stop.notAsked

  /// The machine is short of what it takes to start containers, in milliseconds of ``now()``.
  struct Shortage {
    let since: Int64
    /// When it is tried again.
    var retry: Int64
    /// What was said of each container.
    var messages: [Int: String] = [:]
  }

  enum Phase: Hashable {
    /// The next stage can start, or the pod can finish, as soon as the journal is written.
    case ready
    /// Its main processes run, or wait to be started.
    case running
    /// The stage's main processes have ended; what they left behind is being killed, and is waited for until
    /// a deadline: the kernel may hold a process in a system call.
    case settling(deadline: Int64)
  }

  enum Stop: Hashable {
    case notAsked
    /// SIGTERM was sent; SIGKILL follows at the deadline.
    case asked(deadline: Int64)
    case killed
  }

  /// Whether all that is left to do is to say that it finished.
  var isOver: Bool { failed || stop != .notAsked || stage == plan.stages.count }

  /// When it needs attention next, in milliseconds of ``now()``.
  ///
  /// - Parameter canStart: whether anything may be started then.
  func deadline(canStart: Bool) -> Int64? {
    switch (phase, stop) {
    case (.settling(let deadline), _): deadline
    case (.running, .asked(let deadline)): deadline
    case (.running, .notAsked): canStart ? shortage?.retry : nil
    default: nil
    }
  }
}

/// Milliseconds of a clock that only goes forward.
func now() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
