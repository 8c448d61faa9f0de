import Foundation
import StateStore
import WorkflowAPI
import WorkflowEngine

/// A run that the agent decided on, pinned to the commit where it was first seen (spec, section 7).
struct AdmittedRun: Codable, Sendable {
  /// What is to become of it.
  enum Decision: Codable, Sendable {
    /// It is to be claimed, and then to run.
    case run(RunPlan)
    /// It failed validation: its whole status.
    case reject(WorkflowRun)
    /// Nobody can know what became of it: its last status, and those of its children that were not over.
    case lost(WorkflowRun, children: [WorkflowRun])
  }

  var key: ObjectKey
  /// The commit that it is pinned to.
  var revision: String
  var decision: Decision
  /// What the suffixes of its children's and pods' names derive from.
  var salt: String

  /// What is to be in its status files before the decision is carried out: the run, then its children.
  var firstObjects: [WorkflowRun] {
    if case .lost(let run, let children) = decision { return [run] + children }
    return [firstStatus]
  }

  /// Its object as it is in the status file that claims it, or that says why it was rejected or lost.
  var firstStatus: WorkflowRun {
    switch decision {
    case .run(let plan):
      var run = plan.run
      run.status = WorkflowRunStatus(phase: .pending)
      return run
    case .reject(let run), .lost(let run, _): return run
    }
  }

  /// As it is first stored.
  func stored() throws -> StoredRun {
    StoredRun(key: key, revision: revision, state: .claiming, plan: try JSONEncoder().encode(self))
  }

  /// Reads back what ``stored()`` made.
  static func restore(_ stored: StoredRun) throws -> AdmittedRun {
    try JSONDecoder().decode(AdmittedRun.self, from: stored.plan ?? Data())
  }
}
