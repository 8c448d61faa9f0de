import Foundation

/// Chance that can be had again: the seed is printed, and `PUSHRUN_TEST_SEED` gives it back.
struct Dice {
  let seed: UInt64
  private var generator: SplitMix64

  /// - Parameter what: the test, for the line that names the seed.
  init(_ what: String) {
    let given = ProcessInfo.processInfo.environment["PUSHRUN_TEST_SEED"].flatMap { UInt64($0) }
    seed = given ?? .random(in: 0...999_999)
    generator = SplitMix64(state: seed)
    print("\(what): PUSHRUN_TEST_SEED=\(seed)")
  }

  /// A number of a range.
  mutating func roll(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }

  /// Whether something with this chance happens.
  mutating func happens(_ chance: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < chance }

  /// One of some things; `nil` if there is none.
  mutating func pick<Item>(_ items: [Item]) -> Item? { items.randomElement(using: &generator) }
}

/// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
