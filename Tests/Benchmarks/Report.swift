import Foundation

/// A line of the table: what was measured, beside one peer.
struct Row: Encodable {
  enum Peer {
    /// There is nothing that does the same.
    case none
    case absent(String)
    case measured(String, Samples)
  }

  enum Aim {
    /// At most this many times the peer's time.
    case ratio(Double)
    /// At most this many milliseconds.
    case milliseconds(Double)
  }

  let name: String
  let pushrun: Samples
  var peer = Peer.none
  var aim: Aim?
  /// What a reader must know to judge the numbers.
  var note: String?

  var ratio: Double? {
    guard case .measured(_, let samples) = peer else { return nil }
    return pushrun.median / samples.median
  }

  /// `nil` when there is no aim, or nothing to hold it against.
  var isReached: Bool? {
    switch aim {
    case nil: nil
    case .milliseconds(let limit): pushrun.median <= limit
    case .ratio(let limit): ratio.map { $0 <= limit }
    }
  }

  fileprivate var aimText: String {
    switch aim {
    case nil: ""
    case .milliseconds(let limit): "≤ " + Samples(.milliseconds, [limit]).text
    case .ratio(let limit): "≤ \(Samples.number(limit)) x"
    }
  }

  fileprivate var cells: [String] {
    let (peerName, peerValue) =
      switch peer {
      case .none: ("", "")
      case .absent(let name): (name, "absent")
      case .measured(let name, let samples): (name, samples.text)
      }
    return [
      name, pushrun.text, peerName, peerValue, ratio.map { Samples.number($0) + " x" } ?? "", aimText,
      isReached.map { $0 ? "yes" : "NO" } ?? "",
    ]
  }

  private enum CodingKeys: String, CodingKey {
    case name, pushrun, peer, peerValue, peerAbsent, ratio, aim, reached, note
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(pushrun, forKey: .pushrun)
    switch peer {
    case .none: break
    case .absent(let name):
      try container.encode(name, forKey: .peer)
      try container.encode(true, forKey: .peerAbsent)
    case .measured(let name, let samples):
      try container.encode(name, forKey: .peer)
      try container.encode(samples, forKey: .peerValue)
    }
    try container.encodeIfPresent(ratio, forKey: .ratio)
    if aim != nil { try container.encode(aimText, forKey: .aim) }
    try container.encodeIfPresent(isReached, forKey: .reached)
    try container.encodeIfPresent(note, forKey: .note)
  }
}

/// All that was measured, for people and for programs.
struct Report: Encodable {
  struct Failure: Encodable {
    let benchmark: String
    let message: String
  }

  let machine: Machine
  var rows: [Row] = []
  var failures: [Failure] = []

  init(machine: Machine) { self.machine = machine }

  var table: String {
    let header = ["measure", "pushrun", "peer", "its value", "ratio", "aim", "reached"]
    let lines = [header] + rows.map(\.cells)
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    var text =
      machine.text
      + "\nMedian (least..greatest) of the rounds; a ratio is pushrun's median over the peer's.\n\n"
    for (index, line) in lines.enumerated() {
      text += Self.line(line, widths)
      if index == 0 { text += Self.line(widths.map { String(repeating: "-", count: $0) }, widths) }
    }
    var notes: [(String, [String])] = []
    for row in rows {
      guard let note = row.note else { continue }
      if let index = notes.firstIndex(where: { $0.0 == note }) {
        if !notes[index].1.contains(row.name) { notes[index].1.append(row.name) }
      } else {
        notes.append((note, [row.name]))
      }
    }
    if !notes.isEmpty { text += "\n" }
    for (note, names) in notes { text += "\(names.joined(separator: "; ")): \(note)\n" }
    for failure in failures { text += "\nFAILED \(failure.benchmark): \(failure.message)\n" }
    return text
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
    return "| " + padded.joined(separator: " | ") + " |\n"
  }

  /// Writes the JSON to a file, or to standard output.
  func writeJSON(to path: String?) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try encoder.encode(self) + Data("\n".utf8)
    if let path {
      try data.write(to: URL(filePath: path))
    } else {
      print(String(decoding: data, as: UTF8.self), terminator: "")
    }
  }
}
