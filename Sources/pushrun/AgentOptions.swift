import Agent
import ArgumentParser
import Foundation
import Git
import WorkflowAPI

/// Which repository, and what of it: what `agent` and `diff` have in common.
struct RepositoryOptions: ParsableArguments {
  @Option(help: "The repository: a URL (ssh, https, http, file) or the path of a bare one.")
  var repo: String?

  @Option(help: "The branch that manifests are read from and status is committed to. (default: main)")
  var branch: String?

  @Option(
    name: .customLong("path"),
    help: "A directory of manifests in the repository; may be repeated. (default: all)")
  var paths: [String] = []

  @Option(help: "The directory in the repository that status files are written to. (default: status)")
  var statusPath: String?

  @Option(
    help: "Where the agent keeps its state. (default: \(StateDirectoryDefault.path))", completion: .directory)
  var stateDir: String?
}

/// The settings of an agent, from flags, environment and file.
struct ResolvedSettings {
  var remote: Remote
  var stateDirectory: String
  var configuration: AgentConfiguration

  /// What names the repository in a state directory: one has one name, whichever way its path is written.
  var repositoryIdentity: String { remote.localPath ?? remote.redactedURL }

  /// The names that the environment and the file may set.
  static let known: Set<String> = [
    "repo", "branch", "path", "status-path", "state-dir", "runtime", "interval", "once", "concurrent-pods",
    "author-name", "author-email", "log-level", "limits",
  ]

  /// How transfers over a network are run.
  var transfers: TransferPolicy {
    let limits = configuration.limits.git
    return .child(
      executable: Programs.own, arguments: ["transfer"], stallTimeout: limits.stallTimeout,
      totalTimeout: limits.totalTimeout)
  }

  init(_ options: RepositoryOptions, _ host: HostOptions) throws {
    let settings = try host.settings()
    guard let url = try settings.value("repo", flag: options.repo) else {
      throw ValidationError("which repository? Give --repo, PUSHRUN_REPO, or repo in the file of --config.")
    }
    do {
      remote = try Remote(url: url, branch: try settings.value("branch", flag: options.branch) ?? "main")
    } catch let error as GitError {
      throw ValidationError(error.message)
    }
    stateDirectory = try settings.value("state-dir", flag: options.stateDir) ?? StateDirectoryDefault.path
    configuration = AgentConfiguration(
      paths: try settings.values("path", flag: options.paths).map { try Self.directory($0, "--path") }
        .filter { !$0.isEmpty },
      statusPath: try Self.directory(
        try settings.value("status-path", flag: options.statusPath) ?? "status", "--status-path"))
    guard !configuration.statusPath.isEmpty else {
      throw ValidationError("--status-path must name a directory in the repository")
    }
    if let name = try settings.value("author-name", flag: nil) { configuration.authorName = name }
    if let email = try settings.value("author-email", flag: nil) { configuration.authorEmail = email }
    configuration.limits = try settings.limits(flags: host.limits)
  }

  /// A directory in a tree: no slash at its ends, nothing that leads out of it.
  private static func directory(_ path: String, _ flag: String) throws -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard !parts.contains(where: { $0 == ".." || $0.lowercased() == ".git" }), !path.utf8.contains(0) else {
      throw ValidationError("\(flag) \(path): must be a directory in the repository")
    }
    return parts.joined(separator: "/")
  }
}
