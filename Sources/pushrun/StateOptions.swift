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

  func path() throws -> String {
    let settings = try Settings(file: nil, known: ResolvedSettings.known)
    return try settings.value("state-dir", flag: stateDir) ?? StateDirectoryDefault.path
  }

  func reader() async throws -> StateReader { try await StateReader(stateDirectory: try path()) }

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
