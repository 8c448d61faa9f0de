import Agent
import ArgumentParser
import Foundation
import PodRuntime
import WorkflowAPI

struct LogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Print what a run's containers wrote.",
    discussion: """
      EXAMPLE
        pushrun logs train-2 preprocess
      """)

  @Argument(help: "The name of the run, or of a child.")
  var name: String

  @Argument(help: "A node of its DAG; without it all nodes that ran.")
  var node: String?

  @Option(name: .shortAndLong, help: "A container or step; without it all of them.")
  var container: String?

  @Flag(name: .shortAndLong, help: "Go on as the run goes on, until it has ended.")
  var follow = false

  @OptionGroup var state: StateOptions

  func run() async throws {
    var reader = try await state.reader()
    let runtime = HostRuntime(
      configuration: HostRuntimeConfiguration(
        directory: reader.podsPath, volumesDirectory: reader.volumesPath, supervisorPath: Programs.supervisor)
    )
    var offsets: [String: UInt64] = [:]
    while true {
      let entry = try await state.find(name, in: reader)
      let leaves = try await leaves(of: entry, in: reader)
      let several = leaves.count > 1
      let names = leaves.flatMap { containers(of: $0.1) }
      if let container, !names.isEmpty, !names.contains(container) {
        throw Failure(
          "there is no container \"\(container)\"; there are \(Set(names).sorted().joined(separator: ", "))")
      }
      for (pod, run) in leaves {
        for file in containers(of: run) where container == nil || container == file {
          guard let path = runtime.logPath(pod: pod, container: file) else { continue }
          let prefix = several ? "\(run.name) \(file): " : ""
          offsets[path] = Self.copy(path, from: offsets[path] ?? 0, prefix: prefix)
        }
      }
      if offsets.isEmpty, !follow {
        throw Failure("nothing has run, or its output is on another machine")
      }
      guard follow, entry.run.status?.phase?.isFinal != true else { return }
      // The agent is another process, and its files come from many runs: a person does not notice the wait.
      try await Task.sleep(for: .milliseconds(200))
      reader = try await state.reader()
    }
  }

  /// The pods that belong to what is asked for.
  private func leaves(
    of entry: StateReader.Entry, in reader: StateReader
  ) async throws -> [(PodID, WorkflowRun)] {
    let all = try await reader.runs().filter { $0.root == entry.root }
    var wanted = [entry.run]
    if let node {
      guard let child = entry.run.status?.nodes?[node]?.workflowRunName else {
        let names = (entry.run.status?.nodes ?? [:]).keys.sorted().joined(separator: ", ")
        throw Failure(
          "run \"\(name)\" has no node \"\(node)\" that ran\(names.isEmpty ? "" : "; it has \(names)")")
      }
      wanted = all.map(\.run).filter { $0.name == child }
    }
    var leaves: [(PodID, WorkflowRun)] = []
    while let run = wanted.popLast() {
      if let pod = run.status?.podName { leaves.append((PodID(root: entry.root, name: pod), run)) }
      let children = (run.status?.nodes ?? [:]).values.compactMap(\.workflowRunName)
      wanted += all.map(\.run).filter { children.contains($0.name) }
    }
    return leaves.sorted {
      ($0.1.status?.startTime ?? .init(seconds: 0), $0.0.name) < (
        $1.1.status?.startTime ?? .init(seconds: 0), $1.0.name
      )
    }
  }

  private func containers(of run: WorkflowRun) -> [String] {
    let spec = run.status?.workflowTemplateSpec
    let pod = spec?.pod ?? spec?.seqPod?.pod
    let names = (pod?.initContainers ?? []).map(\.name) + (pod?.containers ?? []).map(\.name)
    return names + (spec?.seqPod?.steps ?? []).map(\.container.name)
  }

  /// Prints what a file has from an offset on.
  ///
  /// - Returns: the offset behind what was printed.
  private static func copy(_ path: String, from offset: UInt64, prefix: String) -> UInt64 {
    guard let file = FileHandle(forReadingAtPath: path) else { return offset }
    defer { try? file.close() }
    var (position, dropped) = beginning(of: file, offset)
    if dropped > offset {
      StandardError.write(
        "pushrun: \(path): the first \(dropped) bytes are gone; log-bytes says how many are kept\n")
    }
    guard (try? file.seek(toOffset: position)) != nil else { return offset }
    while let data = try? file.read(upToCount: 1 << 16), !data.isEmpty {
      position += UInt64(data.count)
      if prefix.isEmpty {
        FileHandle.standardOutput.write(data)
      } else {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        FileHandle.standardOutput.write(Data(lines.map { prefix + $0 + "\n" }.joined().utf8))
      }
    }
    return position
  }

  /// Where to go on reading a log, of which the supervisor may have dropped the beginning: it is a hole then, or, on a file
  /// system without holes, the log begins anew.
  ///
  /// - Returns: the place of what comes next, and how much of the beginning is gone.
  private static func beginning(of file: FileHandle, _ offset: UInt64) -> (start: UInt64, dropped: UInt64) {
    guard let size = try? file.seekToEnd() else { return (offset, 0) }
    if size < offset { return (0, 0) }
    let data = lseek(file.fileDescriptor, off_t(offset), seekData)
    guard data > offset, let start = UInt64(exactly: data) else { return (offset, 0) }
    return (start, start)
  }

  /// `SEEK_DATA` of lseek(2), a macro that Swift does not see.
  private static let seekData: Int32 = 3
}
