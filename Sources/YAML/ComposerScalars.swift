import CLibYAML

extension Composer {
  /// The scalar of the current event.
  func scalar() throws(YAMLError) -> Node {
    let text = events.text
    let style = events.style
    let type: ScalarType =
      if let tag = events.tag {
        try self.type(ofTagged: text, tag: tag)
      } else if style != .plain {
        .string
      } else {
        typeOfPlain(text)
      }
    let scalar = Scalar(text: String(decoding: text, as: UTF8.self), style: style, type: type)
    return Node(.scalar(scalar), mark: events.mark)
  }

  /// libyaml takes the tag `!` off a scalar and leaves nothing of it but the room: what has a type in the core
  /// schema is ASCII and on one line, so if it spans more than its text, and there is no anchor, it was tagged.
  private func typeOfPlain(_ text: UnsafeBufferPointer<UInt8>) -> ScalarType {
    let type = CoreSchema.type(ofPlain: text)
    if type != .string, events.length > text.count, events.anchor == nil { return .string }
    return type
  }

  private func type(
    ofTagged text: UnsafeBufferPointer<UInt8>, tag name: String
  ) throws(YAMLError) -> ScalarType {
    switch Tag(name) {
    case nil:
      throw unknownTag(name)
    case .sequence, .mapping:
      throw misplacedTag(name, on: "a scalar")
    case .nonSpecific, .scalar(.string):
      return .string
    case .scalar(let type):
      let looks = CoreSchema.type(ofPlain: text)
      // The core schema has no hexadecimal and no octal floating-point numbers.
      let isDecimal = text.count < 2 || (text[1] != UInt8(ascii: "x") && text[1] != UInt8(ascii: "o"))
      guard looks == type || (looks == .int && type == .float && isDecimal) else {
        let text = String(decoding: text, as: UTF8.self).quotedForMessage
        throw misplacedTag(name, on: text)
      }
      return type
    }
  }

  func unknownTag(_ name: String) -> YAMLError {
    YAMLError(
      code: .unknownTag,
      message: "the tag \(Tag.shorthand(name)) is not known; only those of the YAML core schema are",
      mark: events.mark)
  }

  func misplacedTag(_ name: String, on what: String) -> YAMLError {
    YAMLError(
      code: .typeMismatch, message: "the tag \(Tag.shorthand(name)) does not fit \(what)", mark: events.mark)
  }
}
