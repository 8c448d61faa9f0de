import Subprocess
import SystemPackage

/// What a command did.
public struct CommandResult: Sendable {
  /// The exit status; minus the signal's number if one ended it.
  public let status: Int32
  /// What it wrote to standard output.
  public let output: String
  /// What it wrote to standard error.
  public let errors: String
}

/// Runs a command to its end.
/// - Parameters:
///   - executable: A name on `PATH`, or a path.
///   - environment: Added to that of this process.
public func runCommand(
  _ executable: String, _ arguments: [String], in directory: String? = nil,
  environment: [String: String] = [:],
  input: String = ""
) async throws -> CommandResult {
  let result = try await Subprocess.run(
    executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
    arguments: Arguments(arguments),
    environment: .inherit.updating(environment.asSubprocessEnvironment),
    workingDirectory: directory.map { FilePath($0) }, input: .string(input), output: .string(limit: 64 << 20),
    error: .string(limit: 16 << 20))
  let status: Int32 =
    switch result.terminationStatus {
    case .exited(let code): code
    case .signaled(let signal): -signal
    }
  return CommandResult(
    status: status, output: result.standardOutput, errors: result.standardError)
}

extension [String: String] {
  var asSubprocessEnvironment: [Environment.Key: String?] {
    reduce(into: [:]) { variables, variable in
      if let key = Environment.Key(rawValue: variable.key) { variables[key] = variable.value }
    }
  }
}

/// The environment in which git reads no configuration of this machine, and makes commits without a person.
public let gitEnvironment = [
  "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
  "GIT_CONFIG_GLOBAL": "/dev/null",
  "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_NAME": "A Person", "GIT_AUTHOR_EMAIL": "person@example.com",
  "GIT_COMMITTER_NAME": "A Person", "GIT_COMMITTER_EMAIL": "person@example.com", "LC_ALL": "C",
]

/// Runs the real git and returns what it printed, without the last line break.
/// - Throws: `TestFailure` with git's words if it fails.
@discardableResult
public func runGit(
  _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:], input: String = ""
) async throws -> String {
  let settings = ["-c", "init.defaultBranch=main", "-c", "gc.auto=0"]
  let result = try await runCommand(
    "git", settings + arguments, in: directory,
    environment: gitEnvironment.merging(environment) { $1 }, input: input)
  guard result.status == 0 else {
    throw TestFailure("git \(arguments.joined(separator: " ")): exit \(result.status)\n\(result.errors)")
  }
  return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
}
