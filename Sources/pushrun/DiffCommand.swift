import Agent
import ArgumentParser
import Foundation
import Git
import WorkflowAPI

struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what an agent would do now, and why; change nothing.",
    discussion: """
      EXAMPLE
        pushrun diff --repo /srv/git/workflows.git
      """)

  @OptionGroup var repository: RepositoryOptions

  @OptionGroup var host: HostOptions

  @Option(name: .shortAndLong, help: "Print the runs as a list of objects.")
  var output: OutputFormat?

  func run() async throws {
    let resolved = try ResolvedSettings(repository, host)
    let scratch = FileManager.default.temporaryDirectory.appending(path: "pushrun-diff-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let mirror = try await Mirror(
      path: scratch, remote: resolved.remote,
      transfers: resolved.transfers, limits: resolved.configuration.limits.git)
    guard let tip = try await mirror.fetch() else {
      let branches = await mirror.advertisedBranches()
      guard branches.isEmpty else {
        throw Failure(
          "the repository has no branch \"\(resolved.remote.branch)\"; it has \(branches.joined(separator: ", "))"
        )
      }
      print("The repository is empty.")
      return
    }
    let hasState = FileManager.default.fileExists(
      atPath: StateDirectory.storePath(in: resolved.stateDirectory))
    let preview = try await Preview(
      of: mirror, at: tip, configuration: resolved.configuration,
      repositoryIdentity: resolved.repositoryIdentity,
      stateDirectory: hasState ? resolved.stateDirectory : nil)
    try show(preview)
  }

  private struct Row: Encodable {
    var namespace: String
    var name: String
    var action: String
    var reason: String
  }

  private func show(_ preview: Preview) throws {
    let rows = preview.runs.map { key, verdict in
      switch verdict {
      case .start: Row(namespace: key.namespace, name: key.name, action: "start", reason: "it has no status")
      case .reject(let why): Row(namespace: key.namespace, name: key.name, action: "reject", reason: why)
      case .nothing(let why): Row(namespace: key.namespace, name: key.name, action: "nothing", reason: why)
      }
    }
    if let output {
      print(try output.text(of: rows), terminator: "")
      return
    }
    for row in rows where row.action != "nothing" {
      print("\(row.action) \(row.namespace)/\(row.name): \(row.reason)".printable)
    }
    for error in preview.errors { print(error.description.printable) }
    let (new, known) = (rows.count { $0.action != "nothing" }, rows.count { $0.action == "nothing" })
    print("\(new) new, \(known) with a status, \(preview.errors.count) errors")
  }
}
