import Foundation

/// What was measured in several rounds, in milliseconds or MiB.
struct Samples: Encodable {
  enum Unit: String, Encodable { case milliseconds, mebibytes }

  let unit: Unit
  let values: [Double]

  init(_ unit: Unit, _ values: [Double]) {
    self.unit = unit
    self.values = values
  }

  var median: Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// `12.3 ms (11.9..14.0)`: the median, the least and the greatest.
  var text: String {
    let (scale, name) = scale
    let parts = [median, values.min() ?? .nan, values.max() ?? .nan].map { Self.number($0 * scale) }
    return values.count > 1 ? "\(parts[0]) \(name) (\(parts[1])..\(parts[2]))" : "\(parts[0]) \(name)"
  }

  private var scale: (Double, String) {
    switch unit {
    case .mebibytes: (1, "MiB")
    case .milliseconds where median < 1: (1_000, "µs")
    case .milliseconds where median >= 1_000: (0.001, "s")
    case .milliseconds: (1, "ms")
    }
  }

  static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }

  private enum CodingKeys: String, CodingKey { case unit, median, min, max, values }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(median, forKey: .median)
    try container.encodeIfPresent(values.min(), forKey: .min)
    try container.encodeIfPresent(values.max(), forKey: .max)
    try container.encode(values, forKey: .values)
  }
}
