import Agent
import WorkflowAPI

extension AgentStatus {
  /// The status for people: a line a part, and what more there is to say of it below.
  var text: String {
    var rows = [["PART", "CONDITION", "SINCE", "DETAIL"]]
    for part in parts {
      let lines = part.message.split(separator: "\n").map(String.init)
      rows.append([part.name, part.condition.rawValue, part.since?.description ?? "-", lines.first ?? ""])
      for line in lines.dropFirst() { rows.append(["", "", "", line]) }
      if let next = part.nextAttempt { rows.append(["", "", "", "tried again at \(next)"]) }
    }
    var text = Table(rows: rows).text
    if !waiting.isEmpty {
      text += "\n" + Table(rows: [["RUN", "WAITS FOR"]] + waiting.map { [$0.run, $0.reason] }).text
    }
    if let others = unfinishedOfOthers, others > 0 {
      text += "\n\(others) unfinished \(others == 1 ? "run is another agent's" : "runs are other agents'")\n"
    }
    return text
  }
}
