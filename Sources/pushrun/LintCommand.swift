import Agent
import ArgumentParser
import WorkflowAPI

struct LintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check manifests without running them.",
    discussion: """
      Reads files, and every .yaml, .yml and .json file in directories, and checks them as the agent would: syntax, \
      fields, names, references to templates, params, workspaces and cycles. Prints `file:line:col: error: …` and \
      exits 1 on errors.

      EXAMPLE
        pushrun lint workflows/
      """)

  @Argument(help: "Files and directories of manifests.", completion: .file())
  var paths: [String]

  @Option(name: .shortAndLong, help: "Print the findings as a list of objects.")
  var output: OutputFormat?

  @OptionGroup var host: HostOptions

  func run() async throws {
    let limits = try host.settings().limits(flags: host.limits)
    let diagnostics = try await LocalManifests(paths: paths, limits: limits).diagnostics()
    if let output {
      print(try output.text(of: diagnostics), terminator: "")
    } else {
      for diagnostic in diagnostics { print(diagnostic.description.printable) }
    }
    if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode.failure }
  }
}
