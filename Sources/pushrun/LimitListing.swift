import Agent

/// What `get limits` prints: the table of the limits, with the values that the host's configuration gives them.
struct LimitListing {
  /// A limit as an object; values are as people write them.
  struct Row: Encodable {
    var name: String
    var value: String
    var `default`: String
    var least: String
    var greatest: String
    var unit: Limit.Unit
    var meaning: String
  }

  let rows: [Row]

  init(_ limits: AgentLimits) {
    rows = Limit.all.map { limit in
      Row(
        name: limit.name, value: limit.text(limit.value(in: limits)),
        default: limit.text(limit.value(in: AgentLimits())), least: limit.text(limit.range.lowerBound),
        greatest: limit.text(limit.range.upperBound), unit: limit.unit, meaning: limit.meaning)
    }
  }

  func text(_ output: OutputFormat?) throws -> String {
    if let output { return try output.text(of: rows) }
    let header = ["NAME", "VALUE", "DEFAULT", "UNIT", "MEANING"]
    return Table(rows: [header] + rows.map { [$0.name, $0.value, $0.default, $0.unit.rawValue, $0.meaning] })
      .text
  }
}
