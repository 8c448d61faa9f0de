import Testing

@testable import WorkflowAPI

/// A moment in RFC 3339.
func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text), "\(text)") }

/// A zone of this machine.
func zone(_ name: String) throws -> TimeZoneRules { try ZoneDatabase.system.zone(named: name) }

extension CronSchedule {
  /// The next times, as they are written.
  func times(after start: String, in zone: TimeZoneRules = .utc, count: Int) throws -> [String] {
    var moment = try WorkflowAPITests.moment(start)
    let anchor = moment
    var times: [String] = []
    while times.count < count, let next = next(after: moment, in: zone, anchor: anchor) {
      times.append(next.description)
      moment = next
    }
    return times
  }
}

/// Numbers from a seed, always the same: SplitMix64, https://prng.di.unimi.it/splitmix64.c
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// A schedule with what it names, written down as plainly as can be.
struct RandomSchedule {
  /// An item of a field's list.
  struct Item {
    /// `nil` for `*`.
    var first: Int?
    /// The end of a range.
    var last: Int?
    var step: Int?
    /// In place of numbers.
    var usesNames = false

    func text(in field: Field) -> String {
      func name(_ value: Int) -> String {
        usesNames && value - field.least < field.names.count ? field.names[value - field.least] : "\(value)"
      }
      let range = [first.map(name) ?? "*", last.map(name)].compactMap(\.self).joined(separator: "-")
      return step.map { "\(range)/\($0)" } ?? range
    }

    func values(in field: Field) -> [Int] {
      let start = first ?? field.least
      let end = last ?? (first == nil || step != nil ? field.greatest : start)
      return stride(from: start, through: end, by: step ?? 1).map { field.isDayOfWeek ? $0 % 7 : $0 }
    }

    var isStar: Bool { first == nil && step ?? 1 == 1 }
  }

  struct Field {
    var least: Int
    var greatest: Int
    var names: [String] = []
    var isDayOfWeek = false
  }

  static let fields = [
    Field(least: 0, greatest: 59), Field(least: 0, greatest: 23), Field(least: 1, greatest: 31),
    Field(
      least: 1, greatest: 12,
      names: ["JAN", "feb", "Mar", "apr", "may", "jun", "jul", "Aug", "sep", "oct", "nov", "dec"]),
    Field(
      least: 0, greatest: 6, names: ["sun", "MON", "Tue", "wed", "thu", "fri", "sat"], isDayOfWeek: true),
  ]

  /// The items of each field.
  var items: [[Item]]
  /// Whether each value of each field is named.
  private var named: [[Bool]] = []

  init(using generator: inout SeededGenerator) {
    repeat {
      items = []
      for (index, field) in Self.fields.enumerated() {
        // Minutes and hours are seldom free, or most times would be a minute away.
        if generator.chance(index < 2 ? 15 : 55) {
          items.append([Item(step: generator.chance(10) ? 1 : nil)])
        } else {
          let count = generator.chance(70) ? 1 : Int.random(in: 2...4, using: &generator)
          items.append((0..<count).map { _ in Self.item(of: field, using: &generator) })
        }
      }
    } while (try? CronSchedule(text)) == nil
    named = zip(items, Self.fields).map { items, field in
      let values = items.flatMap { $0.values(in: field) }
      return (0...field.greatest).map(values.contains)
    }
  }

  private static func item(of field: Field, using generator: inout SeededGenerator) -> Item {
    var item = Item(usesNames: generator.chance(40))
    let greatest = field.isDayOfWeek ? 7 : field.greatest
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<40: item.first = Int.random(in: field.least...greatest, using: &generator)
    case ..<65:
      let first = Int.random(in: field.least..<greatest, using: &generator)
      item.first = first
      item.last = generator.chance(5) ? first : Int.random(in: first + 1...greatest, using: &generator)
      if generator.chance(40) { item.step = Int.random(in: 1...10, using: &generator) }
    case ..<80:
      item.first = Int.random(in: field.least...field.greatest, using: &generator)
      item.step = Int.random(in: 1...20, using: &generator)
    default: item.step = Int.random(in: 1...20, using: &generator)
    }
    return item
  }

  var text: String {
    zip(items, Self.fields).map { items, field in
      items.map { $0.text(in: field) }.joined(separator: ",")
    }.joined(separator: " ")
  }

  /// Whether a time of the clock on the wall is named, in seconds since the epoch of that clock.
  func names(_ time: Int64) -> Bool {
    let days = time >= 0 ? time / 86_400 : (time - 86_399) / 86_400
    let rest = Int(time - days * 86_400)
    guard rest % 60 == 0, named[0][rest / 60 % 60], named[1][rest / 3600] else { return false }
    let date = CivilDate(daysSinceEpoch: days)
    let weekday = Int(((days + 4) % 7 + 7) % 7)
    guard named[3][Int(date.month)] else { return false }
    let (day, dayOfWeek) = (named[2][Int(date.day)], named[4][weekday])
    let isEither = !items[2].contains(where: \.isStar) && !items[4].contains(where: \.isStar)
    return isEither ? day || dayOfWeek : day && dayOfWeek
  }
}
