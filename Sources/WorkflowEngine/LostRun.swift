public import WorkflowAPI

extension WorkflowRun {
  /// The run, which had not come to its end, as one of which nobody can know what became: `Failed` with the reason
  /// `AgentLost`. A run that is over stays as it is.
  ///
  /// - Parameters:
  ///   - message: what happened, for people.
  ///   - phases: the phases of its children that are known, by their names. A node that is not over is `Failed`.
  public func lost(message: String, phases: [String: Phase] = [:], at time: Timestamp) -> WorkflowRun {
    var status = status ?? WorkflowRunStatus()
    guard status.phase?.isFinal != true else { return self }
    let start = status.startTime ?? time.wholeSeconds
    // The clock may have been set back meanwhile.
    let end = max(start, time.wholeSeconds)
    status.phase = .failed
    status.message = message
    status.startTime = start
    status.completionTime = end
    status.conditions = Condition.completed(reason: .agentLost, message: message, at: end)
    status.nodes = status.nodes?.mapValues { node in
      var node = node
      guard !node.phase.isFinal else { return node }
      let known = node.workflowRunName.flatMap { phases[$0] } ?? .failed
      node.phase = known.isFinal ? known : .failed
      return node
    }
    var run = self
    run.status = status
    return run
  }
}
