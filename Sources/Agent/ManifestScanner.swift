import Git
import WorkflowAPI
import YAML

/// Brings the index from one commit to another: reads the blobs that changed, and only those.
struct ManifestScanner: Sendable {
  let repository: any ManifestRepository
  let paths: [String]
  let statusPath: String
  let limits: AgentLimits

  /// A run that stands in a file that changed.
  struct SeenRun: Sendable {
    var object: ManifestObject
    var file: String
  }

  /// What stands in the files that changed.
  struct Found: Sendable {
    /// Whether any file differs.
    var changed = false
    /// Configured paths under which no file differs: on the first look, those that are not there.
    var unchangedPaths: [String] = []
    /// The runs, in the order of files and places.
    var runs: [SeenRun] = []
    /// Kinds that the agent does nothing with, as `apiVersion kind`.
    var notHandled: Set<String> = []
  }

  /// Updates `index` to `new`.
  ///
  /// - Returns: what the files that changed hold.
  func update(
    _ index: inout ManifestIndex, from old: ObjectID?, to new: ObjectID
  ) async throws(GitError) -> Found {
    let changes = try await repository.changes(
      from: old, to: new, under: paths.isEmpty ? [""] : paths, excluding: [statusPath])
    var toRead: [TreeEntry] = []
    for change in changes {
      guard let entry = change.entry else {
        index.remove(change.path)
        continue
      }
      switch entry.kind {
      case .submodule:
        index.replace(
          entry.path, with: .file(entry.path, "is a submodule; manifests are not read from submodules"))
      case .symlink where Self.isManifest(entry.path):
        index.replace(
          entry.path,
          with: .file(entry.path, "is a symbolic link; links are not followed, commit the file itself"))
      case .file, .executable:
        if Self.isManifest(entry.path) { toRead.append(entry) } else { index.remove(entry.path) }
      case .symlink: index.remove(entry.path)
      }
    }
    guard toRead.count <= limits.manifestFiles else {
      throw GitError(
        .tooLarge,
        "\(toRead.count) manifest files are more than the limit of \(limits.manifestFiles); narrow --path, or raise it with "
          + "--limit manifest-files=…")
    }
    var found = await read(toRead, into: &index)
    found.changed = !changes.isEmpty
    found.unchangedPaths = paths.filter { path in !changes.contains { $0.path.hasPrefix(path + "/") } }
    return found
  }

  /// Spec, section 1.
  static func isManifest(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml") || path.hasSuffix(".json")
  }

  private func read(_ entries: [TreeEntry], into index: inout ManifestIndex) async -> Found {
    var found = Found()
    var start = 0
    // Bounded batches: the blobs of a large repository are never in memory all at once.
    while start < entries.count {
      let batch = Array(entries[start..<min(start + 512, entries.count)])
      start += batch.count
      let blobs = await repository.blobs(batch.map(\.id), limit: limits.parsing.bytes)
      for (entry, file) in zip(batch, await parse(batch, blobs)) {
        switch file {
        case .failure(let diagnostic): index.replace(entry.path, with: diagnostic)
        case .success(let file):
          index.replace(file)
          for object in file.objects {
            if let kind = object.kindNotHandled { found.notHandled.insert(kind) }
            if object.identity?.kind == "WorkflowRun" {
              found.runs.append(SeenRun(object: object, file: file.path))
            }
          }
        }
      }
    }
    return found
  }

  private typealias Parsed = Result<ManifestFile, Diagnostic>

  /// Parses on all cores: the order of the results is that of the entries.
  private func parse(_ entries: [TreeEntry], _ blobs: [Result<[UInt8], GitError>]) async -> [Parsed] {
    let reader = ManifestReader(limits: limits.parsing)
    let share = 64
    return await withTaskGroup(of: (Int, [Parsed]).self) { group in
      for start in stride(from: 0, to: entries.count, by: share) {
        group.addTask {
          let range = start..<min(start + share, entries.count)
          return (start, range.map { Self.parse(entries[$0].path, blobs[$0], reader) })
        }
      }
      var parts: [(Int, [Parsed])] = []
      for await part in group { parts.append(part) }
      return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
  }

  private static func parse(
    _ path: String, _ blob: Result<[UInt8], GitError>, _ reader: ManifestReader
  ) -> Parsed {
    switch blob {
    case .success(let bytes): .success(reader.read(bytes, path: path))
    case .failure(let error): .failure(.file(path, error.message))
    }
  }
}

extension ManifestObject {
  /// The object's kind, if the agent only reads it, or not even that.
  fileprivate var kindNotHandled: String? {
    switch content {
    case .notHandled(let apiVersion, let kind): "\(apiVersion) \(kind)"
    case .decoded(.cronWorkflowRun), .decoded(.eventListener), .decoded(.workflowTrigger):
      identity.map { "\($0.apiVersion) \($0.kind)" }
    case .decoded, .invalid: nil
    }
  }
}

extension Diagnostic {
  /// An error about a file as a whole.
  static func file(_ path: String, _ message: String) -> Diagnostic {
    Diagnostic(severity: .error, file: path, line: 1, column: 1, object: nil, message: message)
  }
}
