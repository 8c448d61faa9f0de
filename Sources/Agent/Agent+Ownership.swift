import Git
import Logging
import StateStore
import WorkflowAPI

extension Agent {
  /// Looks at what others did to the statuses of runs that go on here: a person removed or edited one, or the branch
  /// was rewritten and has not got it.
  ///
  /// A status that is gone or changed is written again. One that another agent has claimed meanwhile is that agent's: the
  /// run goes on here to its end, and nobody hears of it, so that two agents do not overwrite each other for ever.
  func settleStatuses(at new: ObjectID) async throws(GitError) {
    var keys = await executor.keys()
    if let old = try lastObserved() {
      let files = try await changedStatuses(from: old, to: new)
      try await takeUpForgotten(files.subtracting(keys.map(layout.run)), from: old, at: new)
      // An agent that has just started has not seen whose the statuses of its runs are.
      if tip != nil { keys = keys.filter { files.contains(layout.run($0)) } }
    }
    if keys.isEmpty { return }
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

  /// The commit that this agent, or the one before it, last looked at; `nil` if none did.
  private func lastObserved() throws(GitError) -> ObjectID? {
    do {
      return if let tip { tip } else { try store.setting(.observed).flatMap(ObjectID.init) }
    } catch {
      noteDamage(error)
      throw GitError(.storage, "the state cannot be read: \(error)")
    }
  }

  /// The files of root runs that are different.
  private func changedStatuses(from old: ObjectID, to new: ObjectID) async throws(GitError) -> Set<String> {
    do {
      return try await statusFiles(changedFrom: old, to: new)
    } catch {
      // A mirror that was fetched anew does not have what is not in the branch any more: then any may have changed.
      guard tip == nil, error.code == .notFound else { throw error }
      return try await statusFiles(changedFrom: nil, to: new)
    }
  }

  private func statusFiles(changedFrom old: ObjectID?, to new: ObjectID) async throws(GitError) -> Set<String>
  {
    let changes = try await repository.changes(
      from: old, to: new, under: [configuration.statusPath], excluding: [])
    return Set(changes.compactMap { layout.runFile(of: $0.path) })
  }

  /// Remembers the commit whose statuses were looked at.
  func rememberObserved(_ commit: ObjectID) throws(GitError) {
    do {
      try store.set(.observed, to: "\(commit)")
    } catch {
      noteDamage(error)
      throw GitError(.storage, "the state cannot be written: \(error)")
    }
  }
}
