public import WorkflowAPI

/// A run and every template that it reaches: all that a ``RunMachine`` needs to know.
///
/// It is made once, when the run is first seen, and kept: a later change of a template changes only later
/// runs (spec, section 7).
public struct RunPlan: Codable, Hashable, Sendable {
  /// The run as its manifest has it. Its status is not read.
  public var run: WorkflowRun
  /// The templates that it refers to, directly or not, by name; all are of its namespace.
  public var templates: [String: WorkflowTemplateSpec]

  /// A plan that ``RunPlanner`` has not checked; what it lacks fails when it is reached.
  public init(run: WorkflowRun, templates: [String: WorkflowTemplateSpec]) {
    self.run = run
    self.templates = templates
  }
}
