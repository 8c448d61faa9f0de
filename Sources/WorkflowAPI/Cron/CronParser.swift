import YAML

/// Reads the text of a schedule, see ``CronSchedule``.
struct CronParser {
  private let words: [CronWord]
  /// The column after the last character.
  private let end: Int

  init(_ text: String) {
    let whole = CronWord(text: text, column: 1)
    // As in Go's strings.Fields: any white space of Unicode.
    words = whole.split(where: \.properties.isWhitespace).filter { !$0.isEmpty }
    end = words.last.map { $0.column + $0.text.unicodeScalars.count } ?? 1
  }

  func parse() throws(CronError) -> CronSchedule.Kind {
    guard let first = words.first else {
      throw CronError(
        column: 1,
        message: "the schedule must not be empty: write five fields such as \"0 5 * * 1-5\", or @daily")
    }
    let bytes = first.text.utf8
    if bytes.starts(with: "TZ=".utf8) || bytes.starts(with: "CRON_TZ=".utf8) {
      throw first.error("a time zone does not belong in the schedule: write it as timeZone")
    }
    if bytes.first == UInt8(ascii: "@") { return try descriptor(first) }
    return .calendar(try calendar())
  }

  // MARK: Descriptors

  private static let descriptors = [
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
  ]

  private func descriptor(_ name: CronWord) throws(CronError) -> CronSchedule.Kind {
    if name.text == "@every" { return try every(name) }
    guard let fields = Self.descriptors[name.text] else {
      let known = Self.descriptors.keys.sorted() + ["@every"]
      let hint = Suggestion.nearest(to: name.text, among: known).map { "did you mean \($0)?" }
      throw name.error(
        "\(quoted(name.text)) is unknown: \(hint ?? "use one of \(known.joined(separator: ", "))")")
    }
    guard words.count == 1 else { throw words[1].error("nothing may follow \(name.text)") }
    return try CronParser(fields).parse()
  }

  private func every(_ name: CronWord) throws(CronError) -> CronSchedule.Kind {
    guard words.count > 1 else {
      throw CronError(column: end, message: "@every needs a duration, such as @every 1h30m")
    }
    let word = words[1]
    guard words.count == 2 else { throw words[2].error("write the duration without spaces, such as 1h30m") }
    let duration: Duration
    do throws(GoDuration.ParseError) {
      duration = try GoDuration.parse(word.text)
    } catch {
      throw word.error(
        "\(quoted(word.text)) is "
          + (error.isOverflow ? "too long" : "not a duration, such as 1h30m, 90s or 24h"))
    }
    guard duration >= .seconds(1) else {
      throw word.error("\(quoted(word.text)) is too short: use at least 1s")
    }
    return .interval(seconds: duration.components.seconds)
  }

  // MARK: Five fields

  private func calendar() throws(CronError) -> CronCalendar {
    let expected = "a schedule has five fields: minute, hour, day of month, month, day of week"
    guard words.count <= 5 else {
      throw words[5].error("\(expected); this has \(words.count), leave out seconds and years")
    }
    guard words.count == 5 else {
      throw CronError(column: end, message: "\(expected); this has \(words.count)")
    }
    let calendar = CronCalendar(
      minute: try values(words[0], of: .minute), hour: try values(words[1], of: .hour),
      dayOfMonth: try values(words[2], of: .dayOfMonth), month: try values(words[3], of: .month),
      dayOfWeek: try values(words[4], of: .dayOfWeek))
    guard calendar.canHappen else {
      throw words[2].error(
        "the schedule never happens: none of its months has such a day, choose another one")
    }
    return calendar
  }

  private func values(_ word: CronWord, of field: CronField) throws(CronError) -> CronValues {
    var values = CronValues()
    for item in word.split(where: { $0 == "," }) where !item.isEmpty {
      try CronItem(item, of: field).insert(into: &values)
    }
    guard !values.isEmpty else {
      throw word.error("\(quoted(word.text)) names nothing: use * or \(field.choices)")
    }
    // Whether these were all written or meant makes no difference, other than for days.
    if field != .dayOfMonth, field != .dayOfWeek, field.values.allSatisfy(values.contains) {
      values.isUnrestricted = true
    }
    return values
  }
}
