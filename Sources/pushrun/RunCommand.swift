import Agent
import ArgumentParser
import Foundation
import Logging
import PodRuntime
import WorkflowAPI
import WorkflowEngine

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a run or a template here, without git.",
    discussion: """
      Reads manifests, runs one WorkflowRun on this machine, shows its progress, and prints its status. NAME is a run, \
      or a template to make a run of; it may be left out when the files hold just one run, or no run and one template.
      Exits 1 when the run fails. Ctrl-C cancels it.

      EXAMPLE
        pushrun run samples/pipeline.yaml pipeline -p lines=100
      """)

  @Argument(
    help: "Files or directories of manifests, then, if need be, the NAME of a run or template.",
    completion: .file())
  var arguments: [String]

  @Option(name: .shortAndLong, help: "A param of the run: name=value. May be repeated.")
  var param: [String] = []

  @Option(name: .shortAndLong, help: "A workspace bound to a directory: name=DIR. May be repeated.")
  var workspace: [String] = []

  @Option(name: .shortAndLong, help: "How the status is printed.")
  var output: OutputFormat = .yaml

  @OptionGroup var host: HostOptions

  func run() async throws {
    let limits = try host.settings().limits(flags: host.limits)
    var paths = arguments
    var name: String?
    if let last = arguments.last, arguments.count > 1, !FileManager.default.fileExists(atPath: last) {
      name = paths.removeLast()
    }
    let manifests = try LocalManifests(paths: paths, limits: limits)
    let scratch = FileManager.default.temporaryDirectory.appending(path: "pushrun-run-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(
      atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: scratch) }

    let plan = try await plan(name, in: manifests, volumes: scratch + "/volumes")
    let log = Logger(label: "pushrun") { _ in ConsoleLogHandler(logLevel: .warning) }
    let runtime = HostRuntime(
      configuration: HostRuntimeConfiguration(
        directory: scratch + "/pods", volumesDirectory: scratch + "/volumes",
        supervisorPath: Programs.supervisor, limits: limits.host))
    let run = try LocalRun(plan: plan, runtime: runtime, limits: limits, log: log)
    let interrupt = SignalSource([SIGINT, SIGTERM]) { run.cancel(message: "cancelled by a signal") }
    defer { interrupt.cancel() }
    let progress = Progress(runtime: runtime)
    let ended = try await run.run { progress.show($0, root: plan.run.key) }
    print(try output.text(of: ended), terminator: "")
    if ended.status?.phase != .succeeded { throw ExitCode.failure }
  }

  /// The plan of the run that is meant.
  private func plan(_ name: String?, in manifests: LocalManifests, volumes: String) async throws -> RunPlan {
    let keys = manifests.runKeys
    let templates = manifests.templates
    if let name {
      if let key = keys.first(where: { $0.name == name || $0.description == name }) {
        return try await adapted(try await manifests.plan(key), manifests, volumes)
      }
      if let template = templates.first(where: { $0.metadata.name == name }) {
        return try make(template, manifests, volumes)
      }
      throw Failure("the files have no WorkflowRun or WorkflowTemplate named \"\(name)\"")
    }
    if keys.count == 1 { return try await adapted(try await manifests.plan(keys[0]), manifests, volumes) }
    if keys.isEmpty, templates.count == 1 { return try make(templates[0], manifests, volumes) }
    let names = (keys.map(\.name) + templates.compactMap(\.metadata.name)).joined(separator: ", ")
    // Nothing that can be named: the first error says why.
    if names.isEmpty, let error = await manifests.diagnostics().first { throw error }
    throw Failure("say which one to run: \(names.isEmpty ? "the files have no run" : names)")
  }

  private func make(
    _ template: WorkflowTemplate, _ manifests: LocalManifests, _ volumes: String
  ) throws -> RunPlan {
    let name = template.metadata.name ?? ""
    var metadata = ObjectMeta(name: GeneratedName.make(base: name + "-", salt: [UUID().uuidString]))
    metadata.namespace = template.metadata.namespace
    let run = WorkflowRun(metadata: metadata, spec: WorkflowRunSpec(workflowTemplateRef: name))
    return try manifests.plan(try withArguments(run, volumes))
  }

  private func adapted(_ plan: RunPlan, _ manifests: LocalManifests, _ volumes: String) async throws
    -> RunPlan
  {
    if param.isEmpty, workspace.isEmpty { return plan }
    return try manifests.plan(try withArguments(plan.run, volumes))
  }

  /// The run with the params and workspaces of the command line in place of its own.
  private func withArguments(_ run: WorkflowRun, _ volumes: String) throws -> WorkflowRun {
    var run = run
    for (name, value) in try param.map(Self.split) {
      run.spec.params = (run.spec.params ?? []).filter { $0.name != name } + [Param(name: name, value: value)]
    }
    for (index, (name, directory)) in try workspace.map(Self.split).enumerated() {
      // A claim of this run's own volumes, which is the directory.
      let claim = "workspace-\(index)"
      let target = URL(filePath: directory).standardizedFileURL.path
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: target, isDirectory: &isDirectory), isDirectory.boolValue
      else {
        throw ValidationError("-w \(name): there is no directory \(target)")
      }
      let parent = volumes + "/" + run.namespace
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: parent + "/" + claim, withDestinationPath: target)
      var binding = WorkspaceBinding(name: name)
      binding.persistentVolumeClaim = WorkspaceBinding.ClaimSource(claimName: claim)
      run.spec.workspaces = (run.spec.workspaces ?? []).filter { $0.name != name } + [binding]
    }
    return run
  }

  private static func split(_ argument: String) throws -> (String, String) {
    guard let separator = argument.firstIndex(of: "="), separator != argument.startIndex else {
      throw ValidationError("\"\(argument)\" is not name=value")
    }
    return (String(argument[..<separator]), String(argument[argument.index(after: separator)...]))
  }
}
