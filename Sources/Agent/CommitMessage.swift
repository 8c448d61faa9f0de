import WorkflowAPI

/// The message of a status commit (spec, section 7, "Commits").
struct CommitMessage {
  /// What became of one root run.
  struct Line: Sendable {
    var key: ObjectKey
    var phase: Phase
    /// Finished and all nodes of a DAG.
    var nodes: (finished: Int, total: Int)?
    var duration: Duration?
    var revision: String

    /// `train-2: Succeeded, 4/4 nodes in 55s`.
    var text: String {
      var text = "\(name): \(phase.rawValue)"
      if let nodes { text += ", \(nodes.finished)/\(nodes.total) nodes" }
      if let duration, phase.isFinal { text += " in \(Self.format(duration))" }
      return text
    }

    /// The name, with its namespace unless that is the default one.
    private var name: String { key.namespace == "default" ? key.name : key.description }

    /// Whole seconds, as a Go duration: `1h2m3s`.
    private static func format(_ duration: Duration) -> String {
      let seconds = max(0, duration.components.seconds)
      let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
      if hours > 0 { return "\(hours)h\(minutes)m\(seconds % 60)s" }
      return minutes > 0 ? "\(minutes)m\(seconds % 60)s" : "\(seconds)s"
    }
  }

  var lines: [Line]
  /// How many errors `errors.yaml` lists now, if it may have changed.
  var errors: Int?
  /// How many runs it names.
  var limit = AgentLimits().commitRuns

  var text: String {
    let lines = lines.sorted { $0.key < $1.key }
    guard !lines.isEmpty else {
      return errors.map {
        $0 == 0 ? "All manifests are valid\n" : "Manifests: \($0) \($0 == 1 ? "error" : "errors")\n"
      }
        ?? "Status\n"
    }
    var text = Self.cut(lines.count == 1 ? lines[0].text : summary(lines)) + "\n\n"
    for line in lines.prefix(limit) { text += line.text + "\n" }
    if lines.count > limit { text += "and \(lines.count - limit) more\n" }
    text += "\n"
    for line in lines.prefix(limit) { text += "Workflow-Run: \(line.key)\n" }
    for revision in Set(lines.map(\.revision)).sorted() { text += "Manifest-Revision: \(revision)\n" }
    return text
  }

  /// `3 runs: 2 Succeeded, 1 Failed`.
  private func summary(_ lines: [Line]) -> String {
    let counts = Phase.allCases.compactMap { phase -> String? in
      let count = lines.count { $0.phase == phase }
      return count == 0 ? nil : "\(count) \(phase.rawValue)"
    }
    return "\(lines.count) runs: \(counts.joined(separator: ", "))"
  }

  /// A subject that a terminal shows whole: names may have 253 characters.
  private static func cut(_ subject: String) -> String {
    subject.count <= 100 ? subject : subject.prefix(60) + "…" + subject.suffix(39)
  }
}
