import Agent
import ArgumentParser
import WorkflowAPI

struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get",
    abstract:
      "List runs or templates that an agent knows, print one, show how the agent is, or list the limits.",
    discussion: """
      `get status` shows every part of the agent: whether it runs, whether the repository and the state database can \
      be read and written, the room on the disk, the pods, and which runs wait for what. A part is ok, degraded (some \
      of it does not work, and is tried again) or failed (a person should look). It reads only, also when no agent \
      runs, and exits 1 if a part has failed.

      EXAMPLE
        pushrun get runs
        pushrun get runs train-2 -o yaml
        pushrun get status
        pushrun get limits
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case runs, templates, status, limits }

  @Argument(help: "runs, templates, status or limits.")
  var kind: Kind

  @Argument(help: "The name of one; without it all are listed.")
  var name: String?

  @OptionGroup var state: StateOptions

  @Option(name: .shortAndLong, help: "Print the objects.")
  var output: OutputFormat?

  func run() async throws {
    if kind == .status { return try await showStatus() }
    if kind == .limits { return print(try LimitListing(try state.limits()).text(output), terminator: "") }
    let reader = try await state.reader()
    switch kind {
    case .status, .limits: break
    case .runs:
      if let name {
        let entry = try await state.find(name, in: reader)
        print(try (output ?? .yaml).text(of: entry.run), terminator: "")
        return
      }
      let runs = try await reader.runs().filter { entry in
        entry.run.key == entry.root && (state.namespace == nil || entry.run.namespace == state.namespace)
      }.map(\.run)
      if let output {
        print(try output.text(of: runs), terminator: "")
      } else {
        print(
          Table(rows: [["NAMESPACE", "NAME", "PHASE", "NODES", "STARTED", "MESSAGE"]] + runs.map(Self.row))
            .text, terminator: "")
      }
    case .templates:
      let templates = try await reader.templates().filter {
        (name == nil || $0.metadata.name == name)
          && (state.namespace == nil || ($0.metadata.namespace ?? "default") == state.namespace)
      }
      if let name, templates.isEmpty { throw Failure("there is no template \"\(name)\"") }
      if let first = templates.first, name != nil {
        print(try (output ?? .yaml).text(of: first), terminator: "")
      } else if let output {
        print(try output.text(of: templates), terminator: "")
      } else {
        let rows = templates.map {
          [
            $0.metadata.namespace ?? "default", $0.metadata.name ?? "", $0.spec.resolvedType?.rawValue ?? "",
            $0.spec.description ?? "",
          ]
        }
        print(Table(rows: [["NAMESPACE", "NAME", "TYPE", "DESCRIPTION"]] + rows).text, terminator: "")
      }
    }
  }

  private func showStatus() async throws {
    guard name == nil else { throw ValidationError("get status takes no name") }
    let status = await AgentStatus(stateDirectory: try state.path(), limits: try state.limits())
    print(try output?.text(of: status) ?? status.text, terminator: "")
    if status.condition == .failed { throw ExitCode.failure }
  }

  private static func row(_ run: WorkflowRun) -> [String] {
    let nodes = run.status?.nodes.map { nodes in "\(nodes.values.count { $0.phase.isFinal })/\(nodes.count)" }
    let message = run.status?.message?.split(separator: "\n").first.map(String.init) ?? ""
    return [
      run.namespace, run.name, run.status?.phase?.rawValue ?? "", nodes ?? "-",
      run.status?.startTime?.description ?? "-", message,
    ]
  }
}
