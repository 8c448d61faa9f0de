/// Names that are derived from content, so that the same content always has the same name.
public enum GeneratedName {
  /// What a suffix is made of: no vowels, so that no word comes out, and no digits that look like letters.
  private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)
  private static let suffixLength = 5

  /// Five characters that depend on every byte of the seed. The same seed gives the same characters in
  /// every version of this program: names in a repository depend on it.
  public static func suffix(seed: some Sequence<UInt8>) -> String {
    // FNV-1a, then the finalizer of MurmurHash3, without which the last bytes would hardly be mixed.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in seed { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    hash ^= hash >> 33
    var suffix: [UInt8] = []
    for _ in 0..<suffixLength {
      suffix.append(alphabet[Int(hash % UInt64(alphabet.count))])
      hash /= UInt64(alphabet.count)
    }
    return String(decoding: suffix, as: UTF8.self)
  }

  /// `<base>-<5 characters>`, the characters derived from the base and the salt. The base, a DNS-1123
  /// subdomain, is cut where the whole would pass 253 characters (spec, section 3).
  public static func make(base: String, salt: [String]) -> String {
    var seed: [UInt8] = []
    for part in [base] + salt {
      // Each part with its length, so that ["a", "b"] and ["ab"] differ.
      seed.append(contentsOf: "\(part.utf8.count):".utf8)
      seed.append(contentsOf: part.utf8)
    }
    var kept = base.utf8.prefix(NameRule.subdomain.maximumLength - suffixLength - 1)
    while let last = kept.last, last == UInt8(ascii: "-") || last == UInt8(ascii: ".") { kept.removeLast() }
    return "\(Substring(kept))-\(suffix(seed: seed))"
  }

  /// The name of an object that has a `generateName` (spec, section 7, "A new run").
  static func name(prefix: String, seed: some Sequence<UInt8>) -> String { prefix + suffix(seed: seed) }

  /// Why a `generateName` cannot begin a name, for people; `nil` when it can.
  static func problem(withPrefix prefix: String) -> String? {
    guard !prefix.isEmpty else { return "generateName must not be empty" }
    let limit = NameRule.subdomain.maximumLength - suffixLength
    guard prefix.utf8.count <= limit else {
      return "\(quoted(prefix)) has \(prefix.utf8.count) characters, and a generateName at most \(limit)"
    }
    // Whether the rule is kept does not depend on which letters follow.
    return NameRule.subdomain.accepts(prefix + "b") ? nil : NameRule.subdomain.problem(with: prefix)
  }
}
