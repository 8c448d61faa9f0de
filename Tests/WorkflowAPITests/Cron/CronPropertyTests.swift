import Testing

@testable import WorkflowAPI

struct CronPropertyTests {
  /// Changes of clocks in the zones of this machine.
  static func changes(_ count: Int, seed: UInt64) throws -> [(
    zone: TimeZoneRules, name: String, start: Int64
  )] {
    var generator = SeededGenerator(seed: seed)
    var changes: [(zone: TimeZoneRules, name: String, start: Int64)] = []
    let names = ZoneDatabase.system.names
    try #require(names.count > 300, "there is no database of zones")
    while changes.count < count {
      let name = try #require(names.randomElement(using: &generator))
      let zone = try zone(name)
      // Of the years 1970 to 2200.
      let moment = Int64.random(in: 0..<7_258_118_400, using: &generator)
      guard let start = zone.span(at: moment).start, start >= 0 else { continue }
      if zone.span(at: start - 1).offset != zone.span(at: start).offset {
        changes.append((zone, name, start))
      }
    }
    return changes
  }

  /// Every minute around changes of clocks is looked at: what the clock has not shown before happens.
  @Test func `the times around a change of clocks are those that a watcher of the clock finds`() throws {
    var generator = SeededGenerator(seed: 7)
    var foundAtGaps = 0
    for (zone, name, change) in try Self.changes(200, seed: 8) {
      let before = zone.span(at: change - 1).offset
      let after = zone.span(at: change).offset
      let reach = abs(after - before) + 6 * 3600
      // Clocks that are not at whole minutes of UTC show them between those.
      let step: Int64 = before % 60 == 0 && after % 60 == 0 ? 60 : 1
      if step == 1, reach > 8 * 3600 { continue }
      let schedules = (0..<3).map { _ in RandomSchedule(using: &generator) }
      let start = change - reach - (change - reach) % 60
      var shown = start + zone.span(at: start).offset
      var watched: [[Int64]] = schedules.map { _ in [] }
      for moment in stride(from: start + step, through: change + reach, by: Int64.Stride(step)) {
        let local = moment + zone.span(at: moment).offset
        guard local > shown else { continue }
        let firstMinute = shown.quotientAndRemainder(flooredBy: 60).quotient + 1
        let minutes = stride(from: firstMinute * 60, through: local, by: 60)
        for (index, schedule) in schedules.enumerated() where minutes.contains(where: schedule.names) {
          watched[index].append(moment)
          foundAtGaps += moment == change && after > before ? 1 : 0
        }
        shown = local
      }
      for (random, expected) in zip(schedules, watched) {
        let schedule = try CronSchedule(random.text)
        let found = walk(schedule, from: start, through: change + reach, in: zone)
        #expect(found == expected, "\(random.text) in \(name) around \(Timestamp(seconds: change))")
      }
    }
    #expect(foundAtGaps > 20)
  }

  @Test func `a time is later, is named, and nothing lies between`() throws {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<300 {
      let random = RandomSchedule(using: &generator)
      let schedule = try CronSchedule(random.text)
      let start = Timestamp(milliseconds: .random(in: 0..<4_102_444_800_000, using: &generator))
      let next = try #require(schedule.next(after: start, in: .utc, anchor: start))
      #expect(next > start && next.milliseconds % 60_000 == 0)
      #expect(random.names(next.secondsSinceEpoch), "\(random.text) at \(next)")
      // Of the years that there may be between, the first and the last day are looked at.
      let first = (start.secondsSinceEpoch / 60 + 1) * 60
      let end = next.secondsSinceEpoch
      let days = [first..<min(first + 86_400, end), max(first, end - 86_400)..<end]
      for minute in days.flatMap({ stride(from: $0.lowerBound, to: $0.upperBound, by: 60) })
      where random.names(minute) {
        Issue.record("\(random.text) after \(start) at \(Timestamp(seconds: minute)), not \(next)")
      }
    }
  }

  @Test func `the latest time is the last that a walk finds`() throws {
    var generator = SeededGenerator(seed: 10)
    for (zone, name, change) in try Self.changes(200, seed: 11) {
      let text = generator.chance(80) ? RandomSchedule(using: &generator).text : "@every 47m"
      let schedule = try CronSchedule(text)
      let start = Timestamp(milliseconds: (change - .random(in: 0..<200_000, using: &generator)) * 1000 + 7)
      var all: [Timestamp] = []
      var moment = start
      while all.count < 12, let next = schedule.next(after: moment, in: zone, anchor: start) {
        all.append(next)
        moment = next
      }
      let ends = all.flatMap { [$0, $0.adding(.milliseconds(-1)), $0.adding(.seconds(1))] }.filter {
        $0 < moment
      }
      for end in ends {
        let passed = all.filter { $0 <= end }
        let latest = schedule.latest(after: start, through: end, in: zone, anchor: start)
        #expect(latest == passed.last, "\(text) in \(name) from \(start) to \(end)")
        let count = schedule.count(after: start, through: end, in: zone, anchor: start, limit: 5)
        #expect(count == min(passed.count, 5))
      }
    }
  }

  private func walk(
    _ schedule: CronSchedule, from start: Int64, through end: Int64, in zone: TimeZoneRules
  ) -> [Int64] {
    var found: [Int64] = []
    var moment = Timestamp(seconds: start)
    while let next = schedule.next(after: moment, in: zone, anchor: moment), next <= Timestamp(seconds: end) {
      found.append(next.secondsSinceEpoch)
      moment = next
    }
    return found
  }
}
