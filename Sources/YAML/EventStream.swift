import CLibYAML

/// libyaml's parser (https://pyyaml.org/wiki/LibYAML): the events of a text, one at a time.
///
/// Both structs of libyaml live on the heap and are never moved, because they point into themselves.
struct EventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  private let surrogates: JSONSurrogates?
  private let limit: Int
  private var count = 0

  /// The events of `text`, which must outlive the stream, and has been checked to be UTF-8.
  ///
  /// - Parameters:
  ///   - surrogates: how `text` was rewritten, if it was: marks then lead to the original.
  ///   - limit: how many events there may be.
  init(
    text: UnsafeBufferPointer<UInt8>, surrogates: JSONSurrogates?, limit: Int
  ) throws(YAMLError) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw YAMLError(code: .limit, message: "there is not enough memory")
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    self.parser = parser
    event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    self.surrogates = surrogates
    self.limit = limit
  }

  deinit {
    yaml_event_delete(event)
    event.deallocate()
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// Reads the next event.
  ///
  /// - Throws: `syntax`, or `limit` if there are too many.
  mutating func advance() throws(YAMLError) {
    yaml_event_delete(event)
    guard yaml_parser_parse(parser, event) == 1 else { throw syntaxError }
    count += 1
    guard count <= limit else {
      throw YAMLError(
        code: .limit,
        message: "the text has more than \(limit) events; raise it with --limit yaml-events=…", mark: mark)
    }
  }

  /// The kind of the current event.
  var kind: yaml_event_type_t { event.pointee.type }

  /// Where the current event begins.
  var mark: Mark { mark(event.pointee.start_mark) }

  /// The anchor of the current event: what a node is called, or an alias calls.
  var anchor: String? {
    switch kind {
    case YAML_ALIAS_EVENT: String(event.pointee.data.alias.anchor)
    case YAML_SCALAR_EVENT: String(event.pointee.data.scalar.anchor)
    case YAML_SEQUENCE_START_EVENT: String(event.pointee.data.sequence_start.anchor)
    case YAML_MAPPING_START_EVENT: String(event.pointee.data.mapping_start.anchor)
    default: nil
    }
  }

  /// The tag of the current event, its shorthand resolved.
  var tag: String? {
    switch kind {
    case YAML_SCALAR_EVENT: String(event.pointee.data.scalar.tag)
    case YAML_SEQUENCE_START_EVENT: String(event.pointee.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT: String(event.pointee.data.mapping_start.tag)
    default: nil
    }
  }

  /// The text of the current event, which is a scalar's, in UTF-8.
  var text: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
  }

  /// The style of the current event, which is a scalar's.
  var style: Scalar.Style {
    switch event.pointee.data.scalar.style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  /// How many characters the current event spans, anchor and tag included.
  var length: Int { event.pointee.end_mark.index - event.pointee.start_mark.index }

  private func mark(_ mark: yaml_mark_t) -> Mark {
    let mark = Mark(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    return surrogates?.original(mark) ?? mark
  }

  private var syntaxError: YAMLError {
    let state = parser.pointee
    guard state.error != YAML_MEMORY_ERROR, let problem = state.problem else {
      return YAMLError(code: .limit, message: "there is not enough memory")
    }
    var message = String(cString: problem)
    if message == "found character that cannot start any token", state.unread > 0 {
      message =
        switch state.buffer.pointer.pointee {
        case UInt8(ascii: "\t"): "found a tab where only spaces may indent"
        case let byte: "found \(String(UnicodeScalar(byte))), which cannot begin a value; quote it"
        }
    }
    let place = mark(state.problem_mark)
    if let context = state.context {
      message += " \(String(cString: context))"
      let begin = mark(state.context_mark)
      if begin != place { message += " that begins at \(begin)" }
    }
    return YAMLError(code: .syntax, message: message, mark: place)
  }
}

extension String {
  /// The text of a C string, or `nil` if there is none.
  fileprivate init?(_ text: UnsafeMutablePointer<yaml_char_t>?) {
    guard let text else { return nil }
    self.init(cString: text)
  }
}
