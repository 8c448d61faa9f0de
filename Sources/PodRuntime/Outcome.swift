import Glibc
import SupervisorProtocol
import WorkflowAPI

extension PodLedger.Entry {
  /// Whether a process of it was started.
  var hasStarted: Bool { !processes.isEmpty }

  /// What the pod came to, with what its containers printed and wrote; `nil` while it runs.
  ///
  /// - Throws: why a file of its cannot be read now, that may be read later.
  func outcome(
    of pod: String, in directory: RootDirectory, _ limits: HostLimits
  ) throws(Errno) -> PodOutcome? {
    guard let end else { return nil }
    // A stage starts its containers in their order, so the order of the starts is that of the list.
    var outcome = PodOutcome(containers: [])
    for (index, name) in containers.enumerated() {
      guard let termination = terminations[index] else { continue }
      var container = ContainerOutcome(name: name, termination: termination.podTermination)
      if !container.succeeded {
        container.lastLines = try lastLines(ofFile: directory.log(pod, name), limits: limits)
      }
      outcome.containers.append(container)
    }
    switch end {
    case .finished(let stopped):
      if stopped, outcome.succeeded, terminations.count < containers.count {
        outcome.failure = PodOutcome.Failure(
          reason: .cancelled, message: "stopped before \(containers[terminations.count]) was started")
      }
      try read(results, of: pod, in: directory, limits.resultBytes, into: &outcome)
    case .lost(let bootID):
      let cause =
        bootID == currentBootID() ? "its supervisor ended unexpectedly" : "the machine was restarted"
      outcome.failure = .lost("pod \(pod) is lost: \(cause) while it ran")
    }
    return outcome
  }

  /// A result is the bytes of its file, not trimmed (spec, section 4). One byte more than may be kept is read, so that
  /// whoever checks the size sees that it is too large.
  private func read(
    _ results: [String], of pod: String, in directory: RootDirectory, _ limit: Int,
    into outcome: inout PodOutcome
  ) throws(Errno) {
    for name in results {
      let path = "\(directory.results(pod))/\(name)"
      guard let bytes = contents(ofFile: path, limit: limit + 1) else {
        if Errno(errno).isShortage { throw Errno(errno) }
        continue
      }
      // A cut may go through a character, of which four bytes are the most.
      let isWhole = bytes.count <= limit
      let text = isWhole ? String(validating: bytes, as: UTF8.self) : String(decoding: bytes, as: UTF8.self)
      if let text {
        outcome.results[name] = text
      } else if outcome.failure == nil {
        outcome.failure = PodOutcome.Failure(reason: .failed, message: "result \(name) is not UTF-8 text")
      }
    }
  }
}

extension PodLedger.Termination {
  fileprivate var podTermination: ContainerOutcome.Termination {
    switch self {
    case .ended(.exited(let code)): .exited(code: code)
    case .ended(.signalled(let number)): .signalled(number: number)
    case .notStarted(let message): .notStarted(message)
    }
  }
}

extension PodOutcome.Failure {
  static func lost(_ message: String) -> Self { Self(reason: .agentLost, message: message) }
}
