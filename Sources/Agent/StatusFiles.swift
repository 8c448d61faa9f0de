import Git
import WorkflowAPI
import YAML

/// Reads back the status files of a repository, which agents wrote and people may have changed.
struct StatusFiles: Sendable {
  let repository: any ManifestRepository
  let layout: StatusLayout
  let limits: ParsingLimits

  /// The status of a root run, and the agent that claimed it.
  struct Root: Sendable {
    var run: WorkflowRun
    var agent: String?
  }

  /// How many files are in memory at a time.
  private static let batch = 256

  /// All root runs at a commit that have a readable status, one after the other.
  ///
  /// - Parameter mentioning: only those that have the agent's id in them, or only those that have not; the others are not
  ///   parsed.
  func roots(
    at commit: ObjectID, mentioning isMentioned: Bool, agent: String, _ body: (Root) -> Void
  ) async throws(GitError) {
    let files = try await repository.changes(from: nil, to: commit, under: [layout.root], excluding: [])
      .compactMap(\.entry).filter { $0.kind == .file && layout.isRun($0.path) }
    for start in stride(from: 0, to: files.count, by: Self.batch) {
      let batch = files[start..<min(start + Self.batch, files.count)]
      let contents = await repository.blobs(batch.map(\.id), limit: limits.bytes)
      for (file, content) in zip(batch, contents) {
        guard let bytes = try Self.bytes(content) else { continue }
        guard (bytes.firstRange(of: agent.utf8) != nil) == isMentioned else { continue }
        if let root = parse(bytes, at: file.path) { body(root) }
      }
    }
  }

  /// The status of a root run in its file; `nil` for whatever else is in its place.
  func root(_ entry: TreeEntry) async throws(GitError) -> Root? {
    guard entry.kind == .file else { return nil }
    do {
      return parse(try await repository.blob(entry.id, limit: limits.bytes), at: entry.path)
    } catch {
      guard error.code == .tooLarge else { throw error }
      return nil
    }
  }

  /// The runs below a root run that have a readable status.
  func children(of key: ObjectKey, at commit: ObjectID) async throws(GitError) -> [WorkflowRun] {
    let directory = layout.children(of: key)
    let files = try await repository.changes(from: nil, to: commit, under: [directory], excluding: [])
      .compactMap(\.entry).filter { $0.kind == .file }
    var runs: [WorkflowRun] = []
    for (file, content) in zip(files, await repository.blobs(files.map(\.id), limit: limits.bytes)) {
      guard let bytes = try Self.bytes(content), let node = document(bytes),
        let run = try? YAMLDecoder().decode(WorkflowRun.self, from: node),
        layout.child(run.name, of: key) == file.path
      else { continue }
      runs.append(run)
    }
    return runs
  }

  /// - Returns: `nil` for a file that is too large: no status of an agent is that large.
  private static func bytes(_ content: Result<[UInt8], GitError>) throws(GitError) -> [UInt8]? {
    do throws(GitError) {
      return try content.get()
    } catch {
      guard error.code == .tooLarge else { throw error }
      return nil
    }
  }

  private func document(_ bytes: [UInt8]) -> Node? {
    YAMLParser.parse(bytes, limits: limits).documents.first
  }

  /// A status that names its agent and its phase counts, also when somebody changed the rest so that it is no run.
  private func parse(_ bytes: [UInt8], at path: String) -> Root? {
    guard let node = document(bytes) else { return nil }
    let owner: [PathElement] = [.key("metadata"), .key("annotations"), .key(WellKnown.agentAnnotation)]
    let agent = node[owner]?.string
    if let run = try? YAMLDecoder().decode(WorkflowRun.self, from: node), layout.run(run.key) == path {
      return Root(run: run, agent: agent)
    }
    guard let key = layout.key(ofRun: path) else { return nil }
    var run = WorkflowRun(lost: key, agent: agent)
    run.status = WorkflowRunStatus(
      phase: node[[.key("status"), .key("phase")]]?.string.flatMap(Phase.init(rawValue:)))
    return Root(run: run, agent: agent)
  }
}

extension WorkflowRun {
  /// A run of which nothing but its name and its agent is left.
  init(lost key: ObjectKey, agent: String?) {
    self.init(metadata: ObjectMeta(name: key.name), spec: WorkflowRunSpec())
    if key.namespace != "default" { metadata.namespace = key.namespace }
    metadata.annotations = agent.map { [WellKnown.agentAnnotation: $0] }
  }

  /// What distinguishes the claim on it from others of the same agent.
  var claim: String? { metadata.annotations?[WellKnown.claimAnnotation] }

  /// Whether it has come to its end.
  var isOver: Bool { status?.phase?.isFinal ?? false }
}
