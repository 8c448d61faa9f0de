/// What the agent that starts a supervisor decides about it: its arguments, as times in milliseconds and sizes in bytes.
package struct SupervisorSettings: Hashable, Sendable {
  /// How long it stays with nothing to run and no agent.
  package var linger: Int64
  /// What is kept of a container's log.
  package var logBytes: Int64
  /// How often it looks at the sizes of the logs.
  package var logCheck: Int64

  /// How long it tries to start a process while the machine is out of something.
  package var startWait: Int64
  /// How long it waits until it tries again what the machine was short of.
  package var retry: Int64

  package init(linger: Int64, logBytes: Int64, logCheck: Int64, startWait: Int64, retry: Int64) {
    self.linger = linger
    self.logBytes = logBytes
    self.logCheck = logCheck
    self.startWait = startWait
    self.retry = retry
  }

  package var arguments: [String] { [linger, logBytes, logCheck, startWait, retry].map { String($0) } }

  /// - Returns: `nil` if these are not the arguments of a supervisor.
  package init?(arguments: some Collection<String>) {
    let numbers = arguments.compactMap { Int64($0) }
    guard numbers.count == 5, arguments.count == 5, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    self.init(
      linger: numbers[0], logBytes: numbers[1], logCheck: max(1, numbers[2]), startWait: numbers[3],
      retry: max(1, numbers[4]))
  }
}
