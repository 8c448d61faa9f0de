public import Git
import StateStore
public import WorkflowAPI
import YAML

/// What an agent would do with a repository now, and why. Changes nothing.
public struct Preview: Sendable {
  /// What would become of a run.
  public enum Verdict: Hashable, Sendable {
    /// It has no status anywhere: it would be claimed and started.
    case start
    /// It would be rejected; why.
    case reject(String)
    /// Its status is in the repository, or this agent's memory has it.
    case nothing(String)
  }

  /// Every run in the repository, by namespace and name.
  public var runs: [(key: ObjectKey, verdict: Verdict)]
  /// What `errors.yaml` would say.
  public var errors: [Diagnostic]

  /// - Parameters:
  ///   - commit: the tip of the branch.
  ///   - repositoryIdentity: what names the repository in a state directory.
  ///   - stateDirectory: where an agent of this machine has its memory; need not exist.
  public init(
    of repository: any ManifestRepository, at commit: ObjectID, configuration: AgentConfiguration,
    repositoryIdentity: String, stateDirectory: String?
  ) async throws {
    let limits = configuration.limits
    let scanner = ManifestScanner(
      repository: repository, paths: configuration.paths, statusPath: configuration.statusPath, limits: limits
    )
    var index = ManifestIndex()
    let seen = try await scanner.update(&index, from: nil, to: commit).runs
    let admission = RunAdmission(
      source: { path in
        guard let entry = try await repository.entry(at: commit, path: path) else { return [] }
        return try await repository.blob(entry.id, limit: limits.parsing.bytes)
      },
      index: index, limits: limits)
    let layout = StatusLayout(root: configuration.statusPath)
    let store = try stateDirectory.map { try StateStore(readingFrom: StateDirectory.storePath(in: $0)) }
    // Another repository's memory says nothing about this one.
    let isSame = try store?.setting(.repository) == repositoryIdentity

    var verdicts: [ObjectKey: Verdict] = [:]
    let statuses = try await repository.entries(
      at: commit, paths: seen.compactMap { $0.object.identity.map { layout.run($0.key) } })
    for run in seen {
      guard let key = run.object.identity?.key, verdicts[key] == nil else { continue }
      if statuses[layout.run(key)] != nil {
        verdicts[key] = .nothing("it has the status \(layout.run(key))")
      } else if isSame, let store, try store.unknown(among: [key]).isEmpty {
        verdicts[key] = .nothing("the agent on this machine has it")
      } else {
        let admitted = await admission.admit(
          run, key, revision: "\(commit)", agentID: "", claim: "", at: Timestamp(milliseconds: 0))
        switch admitted.decision {
        case .run: verdicts[key] = .start
        case .reject(let rejected), .lost(let rejected, _):
          verdicts[key] = .reject(rejected.status?.message ?? "")
        }
      }
    }
    runs = verdicts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    errors = index.diagnostics()
  }
}
