import Foundation
public import Logging
public import PodRuntime
import StateStore
public import WorkflowAPI
public import WorkflowEngine

/// Runs one run on this machine without a repository, for as long as the caller stays.
public actor LocalRun {
  private let executor: RunExecutor
  private let key: ObjectKey
  private let admitted: AdmittedRun
  private let plan: RunPlan
  private let inbox: Inbox<Void>

  /// - Parameter plan: the run, with a name, and all that it needs.
  /// - Throws: ``StateStore/StateStoreError`` when SQLite cannot make a database in memory.
  public init(plan: RunPlan, runtime: any PodRuntime, limits: AgentLimits, log: Logger) throws {
    let inbox = Inbox<Void>()
    let store = try StateStore()
    self.plan = plan
    self.inbox = inbox
    key = plan.run.key
    admitted = AdmittedRun(
      key: plan.run.key, revision: "", decision: .run(plan), salt: UUID().uuidString)
    try store.insert([try admitted.stored()])
    executor = RunExecutor(
      store: store, runtime: runtime, clock: SystemClock(), limits: limits, boot: StateDirectory.bootID(),
      log: log
    ) { _ in inbox.post(()) }
  }

  /// Asks the run to end; ``run(onChange:)`` returns when it has.
  public nonisolated func cancel(message: String) { executor.post(.cancel(key, message: message)) }

  /// Runs it to its end.
  ///
  /// - Parameter onChange: called with the objects that changed, the root and its children.
  /// - Returns: the run with its last status.
  public func run(onChange: @Sendable ([WorkflowRun]) -> Void) async throws -> WorkflowRun {
    _ = await executor.restore([])
    await executor.begin([(admitted, plan)])
    let work = Task { [executor] in await executor.run() }
    var last = plan.run
    while true {
      _ = await inbox.next()
      if let damage = await executor.recordFailure, damage.code == .corrupt { throw damage }
      let isOver = await executor.unfinished == 0
      let objects = await executor.statusObjects()
      onChange(objects.map(\.object))
      last = objects.first { $0.name == key.name }?.object ?? last
      _ = await executor.published(objects)
      if isOver { break }
    }
    executor.post(.stop)
    await work.value
    return last
  }
}
