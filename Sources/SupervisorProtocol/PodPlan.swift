/// All that a supervisor needs to run a pod to its end by itself.
///
/// It may carry secrets (variables, arguments), so it goes over the socket only, never to a file.
package struct PodPlan: Hashable, Sendable {
  /// Unique among the pods of a root.
  package var name: String
  /// The entry that is in the environment of each of its processes and of no other pod's: it tells
  /// whose a stray process is.
  package var marker: String
  /// Processes of a stage run together. A stage starts when all of the one before exited with 0.
  package var stages: [[ProcessPlan]]
  /// Names of the results that it may write. Only for the journal, so that a later agent knows them.
  package var results: [String]

  package init(name: String, marker: String, stages: [[ProcessPlan]], results: [String]) {
    self.name = name
    self.marker = marker
    self.stages = stages
    self.results = results
  }

  /// Names of its containers, in the order in which the stages start them.
  package var containers: [String] { stages.flatMap { $0.map(\.container) } }
}

/// A container's main process.
package struct ProcessPlan: Hashable, Sendable {
  package var container: String
  /// At least the executable, which is looked for in `PATH` of `environment` if it has no slash.
  package var arguments: [String]
  /// All of it, `NAME=value` each.
  package var environment: [String]
  /// Absolute path of the working directory.
  package var directory: String
  /// The file that stdout and stderr are appended to; relative to the directory of the root.
  package var log: String

  package init(
    container: String, arguments: [String], environment: [String], directory: String, log: String
  ) {
    self.container = container
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.log = log
  }
}

extension PodPlan {
  func write(to writer: inout ByteWriter) {
    writer.append(name)
    writer.append(marker)
    writer.append(stages) { stage, writer in
      writer.append(stage) { $0.write(to: &$1) }
    }
    writer.append(results)
  }

  init(from reader: inout ByteReader) throws(MalformedMessage) {
    name = try reader.string()
    marker = try reader.string()
    stages = try reader.list { (reader) throws(MalformedMessage) in
      try reader.list { (reader) throws(MalformedMessage) in try ProcessPlan(from: &reader) }
    }
    results = try reader.strings()
  }
}

extension ProcessPlan {
  func write(to writer: inout ByteWriter) {
    writer.append(container)
    writer.append(arguments)
    writer.append(environment)
    writer.append(directory)
    writer.append(log)
  }

  init(from reader: inout ByteReader) throws(MalformedMessage) {
    container = try reader.string()
    arguments = try reader.strings()
    environment = try reader.strings()
    directory = try reader.string()
    log = try reader.string()
  }
}
