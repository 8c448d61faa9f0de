public import WorkflowAPI
public import YAML

/// Why a run cannot start, and which field of which manifest is to be changed.
public struct RunRejection: Error, Hashable, Sendable, CustomStringConvertible {
  /// A manifest that takes part in a run.
  public enum Subject: Hashable, Sendable {
    case run
    /// The template of this name.
    case template(String)
  }

  /// What goes into the conditions of the run.
  public var reason: Reason
  /// What is wrong, for a person.
  public var message: String
  /// The manifest that is wrong.
  public var subject: Subject
  /// The field of that manifest, from its root.
  public var path: [PathElement]
  /// The template that was looked up in vain: whoever holds the manifests may know why it cannot be used.
  public var missingTemplate: String?

  /// The message.
  public var description: String { message }

  /// A rejection of a run for what is at `path` of `subject`.
  public init(
    reason: Reason, message: String, subject: Subject, path: [PathElement], missingTemplate: String? = nil
  ) {
    self.reason = reason
    self.message = message
    self.subject = subject
    self.path = path
    self.missingTemplate = missingTemplate
  }
}

extension RunPlanner {
  /// The run with the status of one that failed before it started: both times are that moment (spec, section 7).
  ///
  /// - Parameter message: what people read: the rejection's message, with the place in the file.
  public static func rejected(
    _ run: WorkflowRun, _ rejection: RunRejection, message: String, at: Timestamp
  ) -> WorkflowRun {
    var status = WorkflowRunStatus(phase: .failed)
    let time = at.wholeSeconds
    status.startTime = time
    status.completionTime = time
    status.message = message
    status.conditions = Condition.completed(reason: rejection.reason, message: message, at: time)
    var rejected = run.labelled()
    rejected.status = status
    return rejected
  }
}
