import Git
import Logging
import WorkflowAPI

extension Agent {
  /// Looks at what others did to the statuses of runs that go on here: a person removed or edited one, or the branch
  /// was rewritten and has not got it.
  ///
  /// A status that is gone or changed is written again. One that another agent has claimed meanwhile is that agent's: the
  /// run goes on here to its end, and nobody hears of it, so that two agents do not overwrite each other for ever.
  func settleStatuses(from old: ObjectID?, to new: ObjectID) async throws(GitError) {
    var keys = await executor.keys()
    if keys.isEmpty { return }
    if let old {
      let changes = try await repository.changes(
        from: old, to: new, under: [configuration.statusPath], excluding: [])
      let touched = Set(changes.compactMap { layout.runFile(of: $0.path) })
      keys = keys.filter { touched.contains(layout.run($0)) }
    }
    let statuses = try await repository.entries(at: new, paths: keys.map(layout.run))
    var changed: [ObjectKey] = []
    for key in keys {
      if let entry = statuses[layout.run(key)], let owner = try await statusFiles.root(entry)?.agent,
        owner != agentID
      {
        if ceded.insert(key).inserted {
          log.warning(
            "the run is claimed by another agent, since its status was not in the branch; its status is not written here",
            metadata: ["run": "\(key)", "agent": "\(owner)"])
        }
      } else {
        ceded.remove(key)
        changed.append(key)
      }
    }
    await executor.touch(changed)
  }
}
