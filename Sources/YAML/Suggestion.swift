/// Finds the name that was probably meant.
public enum Suggestion {
  /// The candidate that is nearest to `name`, if one is near: the same but for upper and lower case, or a
  /// typing error or two away (one in a short name). The first of several equally near.
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    guard name.utf8.count <= maximumLength else { return nil }
    let wanted = Array(name.lowercased().utf8)
    let tolerance = wanted.count < 5 ? 1 : 2
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name && candidate.utf8.count <= maximumLength {
      let distance = distance(wanted, Array(candidate.lowercased().utf8))
      if distance <= tolerance, distance < wanted.count, distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  /// Longer names are never compared: the comparison takes time with the square of the length.
  private static let maximumLength = 100

  /// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string
  /// alignment).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard abs(a.count - b.count) <= 2 else { return .max }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
