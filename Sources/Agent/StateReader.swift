import Foundation
import Git
import StateStore
public import WorkflowAPI
import WorkflowEngine
import YAML

/// Reads what an agent knows, while it runs or not: the statuses in its mirror, and over them what it has not
/// published yet. Writes nothing.
public struct StateReader: Sendable {
  /// A run, and the root run that it belongs to: itself, or the one above it.
  public struct Entry: Sendable {
    /// The root run.
    public var root: ObjectKey
    /// The run with its status.
    public var run: WorkflowRun
  }

  private let path: String
  private let store: StateStore
  private let mirror: Mirror
  private let tip: ObjectID?
  private let paths: [String]
  private let statusPath: String
  private let limits: AgentLimits

  /// - Parameters:
  ///   - stateDirectory: the state directory of an agent.
  ///   - limits: those of the agent.
  /// - Throws: ``StateDirectory/Failure`` when no agent has run there; ``Git/GitError``; ``StateStore/StateStoreError``.
  public init(stateDirectory: String, limits: AgentLimits = AgentLimits()) async throws {
    let path = URL(filePath: stateDirectory).standardizedFileURL.path
    guard FileManager.default.fileExists(atPath: StateDirectory.storePath(in: path)) else {
      throw StateDirectory.Failure(
        message: "no agent has run with the state directory \(path); give its --state-dir")
    }
    self.path = path
    self.limits = limits
    store = try StateStore(readingFrom: StateDirectory.storePath(in: path))
    guard let url = try store.setting(.repository), let branch = try store.setting(.branch) else {
      throw StateDirectory.Failure(
        message: "the agent of the state directory \(path) has not read its repository yet")
    }
    mirror = try Mirror(
      reading: StateDirectory.mirrorPath(in: path), remote: try Remote(url: url, branch: branch),
      limits: limits.git)
    tip = await mirror.tip
    statusPath = try store.setting(.statusPath) ?? "status"
    paths =
      try store.setting(.paths).map { try JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? []
  }

  /// All runs, roots and children, by namespace and name.
  public func runs() async throws -> [Entry] {
    var entries: [ObjectKey: Entry] = [:]
    if let tip {
      for file in try await mirror.entries(at: tip, under: statusPath) {
        guard let (root, isRoot) = root(of: file.path), file.kind == .file else { continue }
        // What people put beside the statuses is not ours to judge here.
        guard let bytes = try? await mirror.blob(file.id, limit: limits.statusBytes),
          let node = YAMLParser.parse(bytes, limits: limits.statusParsing).documents.first,
          let run = try? YAMLDecoder().decode(WorkflowRun.self, from: node), !isRoot || run.name == root.name
        else { continue }
        entries[run.key] = Entry(root: root, run: run)
      }
    }
    for stored in try store.unfinishedRuns() where stored.run.state == .claimed {
      // One that cannot be read is shown as the repository has it; the agent says what it does about it.
      guard let run = try? ActiveRun.restore(stored, limits: limits) else { continue }
      for object in run.machine.objects { entries[object.key] = Entry(root: run.key, run: object) }
    }
    return entries.values.sorted { $0.run.key < $1.run.key }
  }

  /// The valid templates at the commit that was last fetched.
  public func templates() async throws -> [WorkflowTemplate] {
    guard let tip else { return [] }
    var index = ManifestIndex()
    let scanner = ManifestScanner(
      repository: mirror, paths: paths, statusPath: statusPath, limits: limits)
    _ = try await scanner.update(&index, from: nil, to: tip)
    return index.templates
  }

  /// The directory of the pods' logs.
  public var podsPath: String { StateDirectory.podsPath(in: path) }
  /// The directory of the volumes.
  public var volumesPath: String { path + "/volumes" }

  /// `status/<namespace>/<run>.yaml` is a root, `status/<namespace>/<run>/<child>.yaml` belongs to one.
  private func root(of file: String) -> (ObjectKey, Bool)? {
    let parts = file.dropFirst(statusPath.count + 1).split(separator: "/")
    guard file.hasSuffix(".yaml") else { return nil }
    switch parts.count {
    case 2: return (ObjectKey(namespace: String(parts[0]), name: String(parts[1].dropLast(5))), true)
    case 3: return (ObjectKey(namespace: String(parts[0]), name: String(parts[1])), false)
    default: return nil
    }
  }
}
