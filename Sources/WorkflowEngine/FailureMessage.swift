import WorkflowAPI

/// Words for what went wrong: what failed, its exit code or signal, and what it said last (spec, section 3).
enum FailureMessage {
  /// A pod of which at least one container failed; the first that did is quoted.
  static func pod(_ outcome: PodOutcome, steps: Set<String>, limits: EngineLimits) -> String {
    let failed = outcome.containers.filter { !$0.succeeded }
    guard let first = failed.first else { return "the pod failed" }
    let what = "\(steps.contains(first.name) ? "step" : "container") \"\(first.name)\""
    let more = failed.count > 1 ? " (and \(failed.count - 1) more)" : ""
    switch first.termination {
    case .exited(let code):
      return "\(what) failed with exit code \(code)\(more)" + quoted(first.lastLines, limits)
    case .signalled(let number):
      return "\(what) failed with \(signalDescription(number))\(more)" + quoted(first.lastLines, limits)
    case .notStarted(let why):
      return "\(what) could not be started\(more): \(why.prefix(bytes: limits.lastLinesBytes))"
    }
  }

  /// A DAG of which at least one node failed.
  static func dag(firstFailed node: String, message: String, failures: Int) -> String {
    let more = failures > 1 ? " (and \(failures - 1) more)" : ""
    return "node \"\(node)\" failed\(more): \(message)"
  }

  /// `: ` and the last of the lines, or nothing.
  private static func quoted(_ text: String, _ limits: EngineLimits) -> String {
    var lines = text.suffix(bytes: limits.lastLinesBytes)[...]
    while let last = lines.last, last.isNewline { lines.removeLast() }
    var start = lines.endIndex
    var count = 0
    while start > lines.startIndex {
      let before = lines.index(before: start)
      if lines[before].isNewline {
        count += 1
        if count == limits.lastLines { break }
      }
      start = before
    }
    return lines[start...].isEmpty ? "" : ": \(lines[start...])"
  }
}

extension String {
  /// Its beginning, of at most `count` bytes and a mark where it was cut.
  func prefix(bytes count: Int) -> String {
    guard utf8.count > count else { return self }
    var end = utf8.index(startIndex, offsetBy: max(count, 0))
    while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return self[..<end] + "…"
  }

  /// Its end, of at most `count` bytes, beginning at a character.
  func suffix(bytes count: Int) -> Substring {
    guard utf8.count > count else { return self[...] }
    var start = utf8.index(endIndex, offsetBy: -max(count, 0))
    while start < endIndex, start.samePosition(in: unicodeScalars) == nil { start = utf8.index(after: start) }
    return self[start...]
  }
}
