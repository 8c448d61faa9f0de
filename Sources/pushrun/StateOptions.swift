import Agent
import ArgumentParser
import WorkflowAPI

/// Whose state is looked at.
struct StateOptions: ParsableArguments {
  @Option(
    help: "The state directory of the agent. (default: \(StateDirectoryDefault.path))", completion: .directory
  )
  var stateDir: String?

  @Option(name: .shortAndLong, help: "The namespace. (default: all)")
  var namespace: String?

  @OptionGroup var host: HostOptions

  func path() throws -> String {
    try host.settings().value("state-dir", flag: stateDir) ?? StateDirectoryDefault.path
  }

  func limits() throws -> AgentLimits { try host.settings().limits(flags: host.limits) }

  func reader() async throws -> StateReader {
    try await StateReader(stateDirectory: try path(), limits: try limits())
  }

  /// The run of a name, in the namespace that is given or in the only one that has it.
  func find(_ name: String, in reader: StateReader) async throws -> StateReader.Entry {
    let found = try await reader.runs().filter {
      $0.run.name == name && (namespace == nil || $0.run.namespace == namespace)
    }
    guard let first = found.first else { throw Failure("there is no run \"\(name)\"") }
    guard found.count == 1 else {
      throw Failure(
        "there is a run \"\(name)\" in \(found.map(\.run.namespace).joined(separator: ", ")); give --namespace"
      )
    }
    return first
  }
}
