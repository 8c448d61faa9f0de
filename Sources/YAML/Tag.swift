/// The tags of the core schema. All others are refused: what they mean is not known, and to ignore one would
/// be to read another value than was written.
enum Tag {
  /// `!`, which says that a node is what it looks like, a scalar a string.
  case nonSpecific
  case scalar(ScalarType)
  case sequence
  case mapping

  /// The tag with this name; `nil` if it is not known.
  init?(_ name: String) {
    switch name {
    case "!": self = .nonSpecific
    case "tag:yaml.org,2002:str": self = .scalar(.string)
    case "tag:yaml.org,2002:int": self = .scalar(.int)
    case "tag:yaml.org,2002:float": self = .scalar(.float)
    case "tag:yaml.org,2002:bool": self = .scalar(.bool)
    case "tag:yaml.org,2002:null": self = .scalar(.null)
    case "tag:yaml.org,2002:seq": self = .sequence
    case "tag:yaml.org,2002:map": self = .mapping
    default: return nil
    }
  }

  /// How a person writes the tag with this name: `!!str`.
  static func shorthand(_ name: String) -> String {
    let prefix = "tag:yaml.org,2002:"
    return name.hasPrefix(prefix) ? "!!" + name.dropFirst(prefix.count) : name
  }
}
