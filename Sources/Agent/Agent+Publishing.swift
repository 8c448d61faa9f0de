import Git
import Logging
import StateStore
import WorkflowAPI
import WorkflowEngine
import YAML

extension Agent {
  /// Commits claims and changed statuses on the tip and pushes them; when the branch moved, looks at what moved and
  /// tries again.
  ///
  /// - Parameter admitting: whether runs that are claimed are started then.
  func publish(admitting: Bool) async throws(GitError) {
    let limits = configuration.limits
    var moved = Backoff(shortest: limits.shortestPushBackoff, longest: limits.longestPushBackoff)
    for attempt in 1... {
      let claims =
        admitting ? claiming.values.filter { blocked[$0.key] == nil && !withheld.contains($0.key) } : []
      let objects = await executor.statusObjects().filter { blocked[$0.root] == nil }
      guard let base = tip else {
        throw GitError(.notFound, "the repository is empty; \(objects.count) statuses of earlier runs wait")
      }
      if claims.isEmpty, objects.isEmpty, !hasReport {
        schedule.committed(isClaim: true, at: clock.uptime())
        return
      }
      // What another agent has taken over counts as published, and is not.
      let written = objects.filter { !ceded.contains($0.root) }
      let (update, message) = try await statusCommit(claims: claims, objects: written, report: hasReport)
      let author = Signature(
        name: configuration.authorName, email: configuration.authorEmail,
        seconds: clock.now().milliseconds / 1000, offsetMinutes: 0)
      let built: ObjectID?
      do {
        built = try await repository.commit(update, parent: base, message: message, author: author)
      } catch {
        guard error.code == .invalid,
          try await block(claims: claims, objects: written, parent: base, author: author)
        else { throw error }
        continue
      }
      if let commit = built {
        do {
          try await repository.push(commit)
        } catch {
          // A lock is another push on its way.
          let hasMoved = error.code == .nonFastForward || error.code == .locked
          guard hasMoved, attempt < limits.pushAttempts else { throw error }
          await clock.sleep(for: moved.next(jitter: clock.jitter()))
          try await fetch()
          continue
        }
        tip = commit
        vitals.lastPush = clock.now()
        log.info(
          "committed", metadata: ["commit": "\(commit)", "subject": "\(message.prefix { $0 != "\n" })"])
      }
      if !isReportBlocked { errorsChanged = false }
      let over = await executor.published(objects)
      for key in over {
        revisions[key] = nil
        ceded.remove(key)
      }
      archive(over)
      schedule.committed(isClaim: !claims.isEmpty || objects.isEmpty, at: clock.uptime())
      await begin(claims)
      return
    }
  }

  /// Whether the report of what is wrong with manifests is to be written.
  var hasReport: Bool { errorsChanged && !isReportBlocked }

  /// Finds the runs whose status cannot be written because the repository has something else in its place, and
  /// leaves them out until the branch changes, so that they hold up nobody else; likewise the report of errors.
  ///
  /// - Returns: whether there is anything.
  private func block(
    claims: [AdmittedRun], objects: [StatusObject], parent: ObjectID, author: Signature
  ) async throws(GitError) -> Bool {
    let before = blocked.count
    for key in Set(claims.map(\.key) + objects.map(\.root)) {
      let (update, message) = try await statusCommit(
        claims: claims.filter { $0.key == key }, objects: objects.filter { $0.root == key }, report: false)
      do {
        _ = try await repository.commit(update, parent: parent, message: message, author: author)
      } catch {
        guard error.code == .invalid else { throw error }
        blocked[key] = error
        log.error("a status cannot be written", metadata: ["run": "\(key)", "error": "\(error.message)"])
      }
    }
    if hasReport {
      let (update, message) = try await statusCommit(claims: [], objects: [], report: true)
      do {
        _ = try await repository.commit(update, parent: parent, message: message, author: author)
      } catch {
        guard error.code == .invalid else { throw error }
        isReportBlocked = true
        log.error(
          "the report of errors cannot be written",
          metadata: ["file": "\(layout.errors)", "error": "\(error.message)"])
      }
    }
    return blocked.count > before || isReportBlocked
  }

  /// The first statuses of runs are in the remote branch: what was claimed starts, what was rejected or lost is done
  /// with.
  func begin(_ runs: [AdmittedRun]) async {
    if runs.isEmpty { return }
    var rejected: [ObjectKey] = []
    var claimed: [(AdmittedRun, RunPlan)] = []
    for run in runs {
      claiming[run.key] = nil
      switch run.decision {
      case .reject, .lost: rejected.append(run.key)
      case .run(let plan):
        revisions[run.key] = run.revision
        claimed.append((run, plan))
      }
    }
    archive(rejected)
    await executor.begin(claimed)
  }

  private func archive(_ keys: [ObjectKey]) {
    do {
      try store.archive(keys, observed: tip.map { "\($0)" })
    } catch {
      noteDamage(error)
      // They stay as they are, and the next agent finds their status in the repository.
      log.warning("finished runs cannot be put away", metadata: ["error": "\(error)"])
    }
  }

  private func statusCommit(
    claims: [AdmittedRun], objects: [StatusObject], report isReported: Bool
  ) async throws(GitError) -> (TreeUpdate, String) {
    var update = TreeUpdate(writes: [:], removals: [])
    let report =
      isReported
      ? ErrorReport(diagnostics: index.diagnostics(), limit: configuration.limits.reportedErrors) : nil
    do {
      for run in claims {
        for object in run.firstObjects {
          update.writes[layout.path(of: object.name, root: run.key)] = try Self.text(of: object)
        }
      }
      for object in objects {
        update.writes[layout.path(of: object.name, root: object.root)] = try Self.text(of: object.object)
      }
      if let report {
        if let text = try report.text() {
          update.writes[layout.errors] = Array(text.utf8)
        } else {
          update.removals.insert(layout.errors)
        }
      }
    } catch {
      throw GitError(.invalid, "a status cannot be written as YAML: \(error)")
    }
    let lines = await messageLines(claims: claims, objects: objects)
    let message = CommitMessage(
      lines: lines, errors: report?.diagnostics.count, limit: configuration.limits.commitRuns)
    return (update, message.text)
  }

  private static func text(of run: WorkflowRun) throws(YAMLError) -> [UInt8] {
    Array(try YAMLEncoder().encode(run).utf8)
  }

  private func messageLines(claims: [AdmittedRun], objects: [StatusObject]) async -> [CommitMessage.Line] {
    var lines = claims.map { run in
      CommitMessage.Line(
        key: run.key, phase: run.firstStatus.status?.phase ?? .pending, nodes: nil, duration: nil,
        revision: run.revision)
    }
    for root in Set(objects.map(\.root)) {
      guard let status = await executor.status(of: root) else { continue }
      let progress = status.nodes == nil ? nil : await executor.progress(of: root)
      lines.append(
        CommitMessage.Line(
          key: root, phase: status.phase ?? .pending, nodes: progress,
          duration: status.completionTime.flatMap { end in status.startTime.map { end.since($0) } },
          revision: revisions[root] ?? ""))
    }
    return lines
  }
}
