import WorkflowAPI

extension Condition {
  /// The conditions of a run that has started.
  static func running(at time: Timestamp) -> [Condition] {
    [
      Condition(type: "Running", status: true, lastTransitionTime: time),
      Condition(type: "Completed", status: false, lastTransitionTime: time),
    ]
  }

  /// The conditions of a run that has ended; without reason and message when it succeeded.
  static func completed(reason: Reason? = nil, message: String? = nil, at time: Timestamp) -> [Condition] {
    [
      Condition(type: "Running", status: false, reason: reason, message: message, lastTransitionTime: time),
      Condition(type: "Completed", status: true, reason: reason, message: message, lastTransitionTime: time),
    ]
  }
}

extension Timestamp {
  /// The second that it is in. A status holds nothing finer, so that what is read back is what was written.
  var wholeSeconds: Timestamp {
    let rest = milliseconds % 1000
    let floor = milliseconds.subtractingReportingOverflow(rest < 0 ? rest + 1000 : rest)
    return Timestamp(milliseconds: floor.overflow ? milliseconds - rest : floor.partialValue)
  }
}

extension WorkflowRun {
  /// The run with the label that names its template (spec, section 3).
  func labelled() -> WorkflowRun {
    guard let template = spec.workflowTemplateRef else { return self }
    var run = self
    run.metadata.labels = (metadata.labels ?? [:]).merging([WellKnown.templateLabel: template]) { $1 }
    return run
  }
}
