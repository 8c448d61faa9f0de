import Testing

@testable import WorkflowAPI

struct CroniterTests {
  @Test(
    .enabled(if: Python.hasCroniter, "croniter 7.0.0 is not in .build/python: `make setup-test` installs it"))
  func `the next time is that of croniter, or differs for a reason that the specification gives`() throws {
    let cases = try Self.cases(10_500, seed: 2026)
    let input = cases.map { "\($0.schedule.text)\t\($0.name)\t\($0.start)\n" }.joined()
    let answers = try Python.run(Self.script, on: input)
    try #require(answers.count == cases.count)

    var same = 0
    var reasons: [[CroniterDeviation]: Int] = [:]
    for (question, answer) in zip(cases, answers) {
      let theirs = Int64(answer)
      let ours = try question.answer(with: [])
      if ours == theirs {
        same += 1
      } else if let theirs, let reason = try question.reason(for: theirs) {
        reasons[reason, default: 0] += 1
      } else {
        Issue.record("\(question): \(Timestamp(seconds: ours ?? 0)), croniter says \(answer)")
      }
    }
    print("croniter: \(cases.count) compared, \(same) the same")
    for (reason, count) in reasons.sorted(by: { $0.value > $1.value }) {
      print("croniter: \(count) differ: \(reason.map { "\($0)" }.joined(separator: " and "))")
    }
    // Each reason is met, or it explains nothing.
    for deviation in CroniterDeviation.allCases { #expect(reasons[[deviation]] ?? 0 > 0, "\(deviation)") }
    #expect(same > cases.count * 8 / 10)
  }

  /// A question for croniter.
  struct Question: CustomStringConvertible {
    var schedule: RandomSchedule
    var name: String
    var zone: TimeZoneRules
    var start: Int64

    var description: String { "\(schedule.text) in \(name) after \(Timestamp(seconds: start))" }
  }

  /// From the years 1970 to 2100; of every two, one begins in the days around a change of clocks. One of a
  /// hundred is of the night in which Monrovia left out 44 minutes and 30 seconds.
  private static func cases(_ count: Int, seed: UInt64) throws -> [Question] {
    var generator = SeededGenerator(seed: seed)
    let names = ZoneDatabase.system.names
    try #require(names.count > 300, "there is no database of zones")
    let zones = Dictionary(uniqueKeysWithValues: try names.map { ($0, try zone($0)) })
    return try (0..<count).map { index in
      let isMonrovia = index % 100 == 0
      let name = isMonrovia ? "Africa/Monrovia" : try #require(names.randomElement(using: &generator))
      let zone = try #require(zones[name])
      var start = Int64.random(in: 0..<4_133_980_800, using: &generator)
      if generator.chance(50), let change = zone.span(at: start).start, change > 86_400 {
        start =
          change + .random(in: generator.chance(60) ? -7200..<5400 : -86_400..<36_000, using: &generator)
      }
      if isMonrovia { start = 63_593_070 - .random(in: 1..<3600, using: &generator) }
      if generator.chance(50) { start -= start % 60 }
      return Question(schedule: RandomSchedule(using: &generator), name: name, zone: zone, start: start)
    }
  }

  private static let script = """
    import sys, zoneinfo
    from croniter import croniter
    from datetime import datetime

    for line in open(sys.argv[1]):
        text, name, start = line.rstrip("\\n").split("\\t")
        start = datetime.fromtimestamp(int(start), zoneinfo.ZoneInfo(name))
        try:
            print(int(croniter(text, start).get_next(float)))
        except Exception as error:
            print(type(error).__name__, error)
    """
}

/// Where croniter does something else than the specification (section 5) and robfig/cron 3, which it is read
/// with.
enum CroniterDeviation: CaseIterable {
  /// For croniter, a range of one value, `a-a`, and one of all days, `0-7`, is the whole field, also with a
  /// step. For robfig/cron it is what it says.
  case equalRangeIsWholeField
  /// For croniter, a day field that names all its values without a bare star restricts nothing if there is
  /// any star in the other day field, and else it does. For robfig/cron, `*/1` never restricts, and a range
  /// or list always does.
  case otherFieldDecidesWhetherAllDaysRestrict
  /// For croniter, a time that the clock shows twice happens twice. The specification: once.
  case repeatedTimeHappensAgain
  /// For croniter, a time that does not exist does not happen when the schedule names every hour. The
  /// specification: once, after the gap.
  case everyHourSkipsGap
  /// For croniter, what a gap leaves out happens in the first whole minute after it, not at the moment after
  /// it. They differ where a clock was set by a part of a minute, as in Monrovia in 1972.
  case gapEndsInWholeMinutes
}

extension CroniterTests.Question {
  /// The fewest deviations with which the answer is what croniter says.
  func reason(for theirs: Int64) throws -> [CroniterDeviation]? {
    try Self.sets.first { try answer(with: Set($0)) == theirs }
  }

  /// All sets of deviations but the empty one, small ones first.
  private static let sets: [[CroniterDeviation]] = {
    let all = CroniterDeviation.allCases
    let sets = (1..<1 << all.count).map { set in all.indices.filter { set & 1 << $0 != 0 }.map { all[$0] } }
    return sets.sorted { $0.count < $1.count }
  }()

  /// What croniter would say with these deviations, and no others.
  func answer(with deviations: Set<CroniterDeviation>) throws -> Int64? {
    let schedule = try CronSchedule(text(with: deviations))
    guard case .calendar(let calendar) = schedule.kind else { return nil }
    var moment = start
    while let next = schedule.next(after: Timestamp(seconds: moment), in: zone, anchor: Timestamp(seconds: 0))
    {
      let next = next.secondsSinceEpoch
      if deviations.contains(.repeatedTimeHappensAgain),
        let again = repeated(calendar, after: moment, before: next)
      {
        return again
      }
      let local = next + zone.span(at: next).offset
      let isNamed = local % 60 == 0 && calendar.first(from: local / 60) == local / 60
      if deviations.contains(.everyHourSkipsGap), calendar.hour.isUnrestricted, !isNamed {
        moment = next
        continue
      }
      return deviations.contains(.gapEndsInWholeMinutes) ? next + (60 - local % 60) % 60 : next
    }
    return nil
  }

  private func text(with deviations: Set<CroniterDeviation>) -> String {
    var changed = schedule
    for (index, field) in RandomSchedule.fields.enumerated()
    where deviations.contains(.equalRangeIsWholeField) {
      for item in changed.items[index].indices {
        guard let first = changed.items[index][item].first, let last = changed.items[index][item].last else {
          continue
        }
        guard first == last || (field.isDayOfWeek && first == 0 && last == 7) else { continue }
        changed.items[index][item].first = field.least
        changed.items[index][item].last = field.greatest
      }
    }
    var fields = changed.text.split(separator: " ").map(String.init)
    for (index, other, all) in [(2, 4, "1-31"), (4, 2, "0-6")]
    where deviations.contains(.otherFieldDecidesWhetherAllDaysRestrict) {
      let field = RandomSchedule.fields[index]
      let values = Set(changed.items[index].flatMap { $0.values(in: field) })
      let isBare = changed.items[index].contains { $0.first == nil && $0.step == nil }
      guard values.count == field.greatest - field.least + 1, !isBare else { continue }
      fields[index] = changed.items[other].contains { $0.first == nil } ? "*" : all
    }
    return fields.joined(separator: " ")
  }

  /// The first named time that the clock shows again.
  private func repeated(_ calendar: CronCalendar, after start: Int64, before end: Int64) -> Int64? {
    var span = zone.span(at: start)
    while true {
      if let change = span.start {
        let shown = change + zone.span(at: change - 1).offset
        let first = max(change, start + 1) + span.offset
        if first < shown, let minute = calendar.first(from: (first + 59) / 60), minute * 60 < shown {
          let moment = minute * 60 - span.offset
          return moment < end ? moment : nil
        }
      }
      guard let next = span.end, next < end else { return nil }
      span = zone.span(at: next)
    }
  }
}
