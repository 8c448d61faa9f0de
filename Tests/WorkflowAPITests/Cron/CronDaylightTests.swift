import Testing

@testable import WorkflowAPI

struct CronDaylightTests {
  /// Zone, schedule, start and the next times.
  typealias Case = (zone: String, text: String, start: String, expected: [String])

  static let gaps: [Case] = [
    // 02:00 becomes 03:00 at 01:00 UTC.
    (
      "Europe/Berlin", "30 2 * * *", "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"]
    ),
    (
      "Europe/Berlin", "*/10 2 * * *", "2026-03-28T12:00:00Z",
      ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]
    ),
    (
      "Europe/Berlin", "0 2,3 * * *", "2026-03-28T12:00:00Z",
      ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]
    ),
    (
      "Europe/Berlin", "30 * * * *", "2026-03-29T00:00:00Z",
      ["2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"]
    ),
    ("Europe/Berlin", "0 * * * *", "2026-03-29T00:00:00Z", ["2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"]),
    ("Europe/Berlin", "30 2 * * *", "2026-03-29T01:00:00Z", ["2026-03-30T00:30:00Z"]),
    (
      "Europe/Berlin", "30 2 29 3 *", "2026-01-01T00:00:00Z",
      ["2026-03-29T01:00:00Z", "2027-03-29T00:30:00Z"]
    ),
    // Midnight is left out.
    (
      "America/Sao_Paulo", "@daily", "2018-11-03T12:00:00Z", ["2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"]
    ),
    ("America/Sao_Paulo", "0 9 10 * *", "2018-10-17T09:00:00Z", ["2018-11-10T11:00:00Z"]),
    ("Asia/Beirut", "0 0 * * 0", "2022-03-26T12:00:00Z", ["2022-03-26T22:00:00Z", "2022-04-02T21:00:00Z"]),
    // Half an hour is left out: 02:00 becomes 02:30.
    (
      "Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00:00Z",
      ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]
    ),
    (
      "Australia/Lord_Howe", "*/15 2 * * *", "2026-10-03T12:00:00Z",
      ["2026-10-03T15:30:00Z", "2026-10-03T15:45:00Z", "2026-10-04T15:00:00Z"]
    ),
    // A whole day is left out: after the 29th of December comes the 31st.
    ("Pacific/Apia", "0 12 * * *", "2011-12-29T23:00:00Z", ["2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"]),
    (
      "Pacific/Apia", "0 0 30 12 *", "2011-06-01T00:00:00Z", ["2011-12-30T10:00:00Z", "2012-12-29T10:00:00Z"]
    ),
    ("Pacific/Apia", "0 12 * * 5", "2011-12-24T00:00:00Z", ["2011-12-30T10:00:00Z", "2012-01-05T22:00:00Z"]),
    (
      "Pacific/Kwajalein", "0 12 21 8 *", "1993-01-01T00:00:00Z",
      ["1993-08-21T12:00:00Z", "1994-08-21T00:00:00Z"]
    ),
    // 44 minutes and 30 seconds are left out: the moment after them is not a whole minute of UTC.
    (
      "Africa/Monrovia", "10 0 * * *", "1972-01-06T12:00:00Z",
      ["1972-01-07T00:44:30Z", "1972-01-08T00:10:00Z"]
    ),
    // After the zone's recorded history.
    (
      "Europe/Berlin", "30 2 * * *", "2100-03-27T12:00:00Z", ["2100-03-28T01:00:00Z", "2100-03-29T00:30:00Z"]
    ),
    (
      "America/New_York", "30 2 * * *", "2400-03-11T12:00:00Z",
      ["2400-03-12T07:00:00Z", "2400-03-13T06:30:00Z"]
    ),
  ]

  @Test(arguments: gaps)
  func `a time that does not exist happens once, after the gap`(_ example: Case) throws {
    try check(example)
  }

  static let overlaps: [Case] = [
    // 03:00 becomes 02:00 at 01:00 UTC.
    (
      "Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]
    ),
    ("Europe/Berlin", "0 3 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T02:00:00Z"]),
    ("Europe/Berlin", "0 2 * * *", "2026-10-24T12:00:00Z", ["2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"]),
    (
      "Europe/Berlin", "*/30 * * * *", "2026-10-25T00:00:00Z",
      ["2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:30:00Z"]
    ),
    // What the clock shows again has happened, whether or not anybody saw it.
    ("Europe/Berlin", "*/30 * * * *", "2026-10-25T01:10:00Z", ["2026-10-25T02:00:00Z"]),
    ("Europe/Berlin", "30 2 25 10 *", "2026-10-25T01:00:00Z", ["2027-10-25T00:30:00Z"]),
    // Midnight comes twice, and the day before it with it.
    (
      "America/Sao_Paulo", "30 23 * * *", "2018-02-17T12:00:00Z",
      ["2018-02-18T01:30:00Z", "2018-02-19T02:30:00Z"]
    ),
    ("America/Sao_Paulo", "@daily", "2018-02-17T12:00:00Z", ["2018-02-18T03:00:00Z"]),
    // Half an hour comes twice: 02:00 becomes 01:30.
    (
      "Australia/Lord_Howe", "45 1 * * *", "2026-04-04T00:00:00Z",
      ["2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"]
    ),
    // A day comes twice.
    (
      "Pacific/Kwajalein", "0 12 * * *", "1969-09-29T00:00:00Z",
      ["1969-09-29T01:00:00Z", "1969-09-30T01:00:00Z", "1969-10-02T00:00:00Z"]
    ),
    // Summer is a negative offset from standard time, in the winter.
    (
      "Europe/Dublin", "30 1 * * *", "2050-10-29T12:00:00Z", ["2050-10-30T00:30:00Z", "2050-10-31T01:30:00Z"]
    ),
    (
      "Europe/Berlin", "30 2 * * *", "2100-10-30T12:00:00Z", ["2100-10-31T00:30:00Z", "2100-11-01T01:30:00Z"]
    ),
  ]

  @Test(arguments: overlaps)
  func `a time that comes twice happens the first time`(_ example: Case) throws {
    try check(example)
  }

  /// Also backwards: the latest time up to any moment between two is the first of them.
  private func check(_ example: Case) throws {
    let schedule = try CronSchedule(example.text)
    let zone = try zone(example.zone)
    let found = try schedule.times(after: example.start, in: zone, count: example.expected.count)
    #expect(found == example.expected)
    let start = try moment(example.start)
    var before = start
    for text in example.expected {
      let time = try moment(text)
      for (end, expected) in [(time, time), (time.adding(.milliseconds(-1)), before)] {
        let latest = schedule.latest(after: start, through: end, in: zone, anchor: start)
        #expect(latest == (expected == start ? nil : expected))
      }
      before = time
    }
  }
}
