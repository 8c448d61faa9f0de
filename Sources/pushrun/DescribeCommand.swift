import Agent
import ArgumentParser
import WorkflowAPI

struct DescribeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Tell what became of a run, and of its nodes.",
    discussion: """
      EXAMPLE
        pushrun describe run train-2
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case run }

  @Argument(help: "run.")
  var kind: Kind

  @Argument(help: "The name of the run, or of a child.")
  var name: String

  @OptionGroup var state: StateOptions

  @Option(name: .shortAndLong, help: "Print the object.")
  var output: OutputFormat?

  func run() async throws {
    let reader = try await state.reader()
    let entry = try await state.find(name, in: reader)
    if let output {
      print(try output.text(of: entry.run), terminator: "")
      return
    }
    print(Self.text(entry), terminator: "")
  }

  private static func text(_ entry: StateReader.Entry) -> String {
    let run = entry.run
    let annotations = run.metadata.annotations ?? [:]
    var rows = [
      ["Name:", run.name], ["Namespace:", run.namespace],
      ["Template:", run.spec.workflowTemplateRef ?? "(in the run)"],
      ["Phase:", run.status?.phase?.rawValue ?? "-"],
    ]
    if entry.root != run.key { rows.append(["Root run:", entry.root.name]) }
    if let commit = annotations[WellKnown.revisionAnnotation] { rows.append(["Revision:", commit]) }
    if let agent = annotations[WellKnown.agentAnnotation] { rows.append(["Agent:", agent]) }
    if let start = run.status?.startTime { rows.append(["Started:", start.description]) }
    if let end = run.status?.completionTime { rows.append(["Completed:", end.description]) }
    if let pod = run.status?.podName { rows.append(["Pod:", pod]) }
    for param in run.spec.params ?? [] { rows.append(["Param:", "\(param.name)=\(param.value)"]) }
    for result in run.status?.results ?? [] { rows.append(["Result:", "\(result.name)=\(result.value)"]) }
    var text = Table(rows: rows).text
    if let message = run.status?.message {
      text +=
        "Message:\n"
        + message.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n".printable }
        .joined()
    }
    if let nodes = run.status?.nodes, !nodes.isEmpty {
      text += "Nodes:\n"
      let rows = nodes.sorted { $0.key < $1.key }.map {
        ["  " + $0.key, $0.value.phase.rawValue, $0.value.workflowRunName ?? "-"]
      }
      text += Table(rows: rows).text
    }
    return text
  }
}
