import Foundation
public import WorkflowAPI
import YAML
public import WorkflowEngine

/// The manifests in files on this machine: what `lint` checks and `run` runs.
public struct LocalManifests: Sendable {
  private let index: ManifestIndex
  private let runs: [ManifestScanner.SeenRun]
  private let limits: AgentLimits
  private let warnings: [Diagnostic]

  /// A path that cannot be read.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    public var message: String
    /// The message.
    public var description: String { message }
  }

  /// Reads files, and all manifests in directories.
  ///
  /// - Throws: ``Failure`` when a path is not there or cannot be read.
  public init(paths: [String], limits: AgentLimits = AgentLimits()) throws(Failure) {
    var index = ManifestIndex()
    var runs: [ManifestScanner.SeenRun] = []
    var warnings: [Diagnostic] = []
    let reader = ManifestReader(limits: limits.parsing)
    for path in try Self.files(in: paths) {
      let file = reader.read(try Self.read(path, limit: limits.parsing.bytes), path: path)
      index.replace(file)
      warnings += file.diagnostics.filter { $0.severity == .warning }
      for object in file.objects where object.identity?.kind == "WorkflowRun" {
        runs.append(ManifestScanner.SeenRun(object: object, file: path))
      }
    }
    self.index = index
    self.runs = runs
    self.limits = limits
    self.warnings = warnings
  }

  /// The names of the runs that can be named, in the order of the files.
  public var runKeys: [ObjectKey] { runs.compactMap { $0.object.identity?.key } }

  /// The templates that are defined once and valid.
  public var templates: [WorkflowTemplate] { index.templates }

  /// Everything that can be known to be wrong without running.
  public func diagnostics() async -> [Diagnostic] {
    var all = index.diagnostics() + warnings
    for run in runs {
      guard let identity = run.object.identity else { continue }
      if case .invalid(let diagnostics) = run.object.content {
        all += diagnostics
      } else if index.definitions(of: identity).count == 1, case .rejected(let diagnostic) = await plan(run) {
        all.append(diagnostic)
      }
    }
    return all.sorted {
      ($0.file, $0.line, $0.column, $0.message) < ($1.file, $1.line, $1.column, $1.message)
    }
  }

  /// Plans a run.
  ///
  /// - Throws: a ``WorkflowAPI/Diagnostic`` that says what is wrong with it, or ``Failure`` when there is no such run.
  public func plan(_ key: ObjectKey) async throws -> RunPlan {
    guard let run = runs.first(where: { $0.object.identity?.key == key }) else {
      throw Failure(message: "there is no WorkflowRun \(key) in the files")
    }
    switch await plan(run) {
    case .plan(let plan): return plan
    case .rejected(let diagnostic): throw diagnostic
    }
  }

  /// Plans a run that is made here, of templates in the files.
  ///
  /// - Throws: ``WorkflowEngine/RunRejection``.
  public func plan(_ run: WorkflowRun) throws -> RunPlan {
    let namespace = run.namespace
    return try RunPlanner.plan(
      run, limits: limits.engine,
      template: { index.template(ObjectKey(namespace: namespace, name: $0)) },
      templateNames: { index.templateNames(in: namespace) })
  }

  private enum Planned {
    case plan(RunPlan)
    case rejected(Diagnostic)
  }

  private func plan(_ run: ManifestScanner.SeenRun) async -> Planned {
    let limit = limits.parsing.bytes
    let admission = RunAdmission(
      source: { try Self.read($0, limit: limit) }, index: index, limits: limits)
    switch await admission.plan(run) {
    case .success(let plan): return .plan(plan)
    case .failure(let diagnostic): return .rejected(diagnostic)
    }
  }

  private static func files(in paths: [String]) throws(Failure) -> [String] {
    var files: [String] = []
    for path in paths {
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw Failure(message: "\(path): no such file or directory")
      }
      guard isDirectory.boolValue else {
        files.append(path)
        continue
      }
      guard let found = FileManager.default.enumerator(atPath: path) else {
        throw Failure(message: "\(path): the directory cannot be read")
      }
      var inside: [String] = []
      for case let name as String in found
      where ManifestScanner.isManifest(name)
        && !name.split(separator: "/").contains(where: { $0.hasPrefix(".") })
      {
        inside.append((path.hasSuffix("/") ? path : path + "/") + name)
      }
      files += inside.sorted()
    }
    return files
  }

  private static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: path))
      // One byte more than the limit is enough for the parser to refuse it.
      return Array(try handle.read(upToCount: limit + 1) ?? Data())
    } catch {
      throw Failure(message: "\(path): cannot be read: \(error.localizedDescription)")
    }
  }
}
