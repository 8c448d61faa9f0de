/// Which keys of a mapping were asked for while it was decoded.
struct AskedKeys {
  /// Whether a keyed container was made.
  private var isKeyed = false
  /// Whether every key counts as asked for.
  var isAll = false
  /// The keys that were asked for, there or not, in order: what an unknown key may have been meant to be.
  private(set) var names: [String] = []
  /// By position in the mapping, whether the entry was asked for.
  private var entries: [Bool] = []

  /// Notes that there is a keyed container for a mapping of `count` entries.
  mutating func begin(count: Int) {
    guard !isKeyed else { return }
    isKeyed = true
    entries = Array(repeating: false, count: count)
    names.reserveCapacity(16)
  }

  /// Notes that a key was asked for, and that it is the entry at `position`.
  mutating func note(_ name: String, position: Int?) {
    names.append(name)
    if let position { entries[position] = true }
  }

  /// The position of the first entry that was not asked for.
  var firstUnasked: Int? { isAll ? nil : entries.firstIndex(of: false) }
}
