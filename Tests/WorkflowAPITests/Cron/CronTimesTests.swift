import Testing

@testable import WorkflowAPI

struct CronTimesTests {
  @Test(arguments: [
    // Strictly later, and in whole minutes.
    ("* * * * *", "2026-11-24T12:00:00Z", ["2026-11-24T12:01:00Z", "2026-11-24T12:02:00Z"]),
    ("* * * * *", "2026-11-24T11:59:59.999Z", ["2026-11-24T12:00:00Z"]),
    ("*/15 * * * *", "2026-11-24T12:00:00.001Z", ["2026-11-24T12:15:00Z", "2026-11-24T12:30:00Z"]),
    (
      "0 9-17/4 * * *", "2026-11-24T12:00:00Z",
      ["2026-11-24T13:00:00Z", "2026-11-24T17:00:00Z", "2026-11-25T09:00:00Z"]
    ),
    // Ends of months and years.
    (
      "0 0 31 * *", "2026-01-31T00:00:00Z",
      ["2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z", "2026-07-31T00:00:00Z"]
    ),
    ("30 23 28-31 2 *", "2028-02-28T23:30:00Z", ["2028-02-29T23:30:00Z", "2029-02-28T23:30:00Z"]),
    ("59 23 31 12 *", "2025-12-31T23:58:00Z", ["2025-12-31T23:59:00Z", "2026-12-31T23:59:00Z"]),
    ("0 0 1 1 *", "1999-12-31T23:59:59Z", ["2000-01-01T00:00:00Z", "2001-01-01T00:00:00Z"]),
    // Leap years: 2000 is one, 1900 and 2100 are none.
    ("0 0 29 2 *", "1999-01-01T00:00:00Z", ["2000-02-29T00:00:00Z", "2004-02-29T00:00:00Z"]),
    ("0 0 29 2 *", "2096-02-29T00:00:00Z", ["2104-02-29T00:00:00Z"]),
    ("0 0 29 2 *", "1896-02-29T00:00:00Z", ["1904-02-29T00:00:00Z"]),
    // 2026-11-24 was a Tuesday.
    ("0 0 * * 1", "2026-11-24T00:00:00Z", ["2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z"]),
    (
      "0 0 * * 5-7", "2026-11-24T00:00:00Z",
      ["2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z", "2026-12-04T00:00:00Z"]
    ),
    (
      "0 0 13 * fri", "2026-11-24T00:00:00Z",
      [
        "2026-11-27T00:00:00Z", "2026-12-04T00:00:00Z", "2026-12-11T00:00:00Z", "2026-12-13T00:00:00Z",
        "2026-12-18T00:00:00Z",
      ]
    ),
    // The day of month restricts with a step, and with all values; it does not with a star.
    (
      "0 0 */2 * 1", "2026-11-24T00:00:00Z",
      ["2026-11-25T00:00:00Z", "2026-11-27T00:00:00Z", "2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z"]
    ),
    ("0 0 1-31 * 1", "2026-11-24T00:00:00Z", ["2026-11-25T00:00:00Z"]),
    ("0 0 */1 * 1", "2026-11-24T00:00:00Z", ["2026-11-30T00:00:00Z"]),
    ("0 0 1,? * 1", "2026-11-24T00:00:00Z", ["2026-11-30T00:00:00Z"]),
    ("0 0 1 * 0-6", "2026-11-24T00:00:00Z", ["2026-11-25T00:00:00Z"]),
    ("0 0 1 * */1", "2026-11-24T00:00:00Z", ["2026-12-01T00:00:00Z"]),
    // A day that never comes leaves the day of week.
    ("0 0 30 2 0", "2026-11-24T00:00:00Z", ["2027-02-07T00:00:00Z"]),
    ("@weekly", "2026-11-24T00:00:00Z", ["2026-11-29T00:00:00Z"]),
    ("@monthly", "2026-11-24T00:00:00Z", ["2026-12-01T00:00:00Z"]),
    ("@yearly", "2026-11-24T00:00:00Z", ["2027-01-01T00:00:00Z"]),
    ("@hourly", "2026-11-24T00:00:00Z", ["2026-11-24T01:00:00Z"]),
    // Before the epoch, and at both ends of time.
    ("0 12 * * *", "1969-12-31T12:00:00Z", ["1970-01-01T12:00:00Z"]),
    ("0 12 * * *", "1900-02-28T12:00:00Z", ["1900-03-01T12:00:00Z"]),
    ("0 0 31 12 *", "9998-12-31T00:00:00Z", ["9999-12-31T00:00:00Z"]),
  ])
  func `the next times in UTC`(text: String, start: String, expected: [String]) throws {
    #expect(try CronSchedule(text).times(after: start, count: expected.count) == expected)
  }

  @Test func `there is no time that cannot be written`() throws {
    let schedule = try CronSchedule("0 0 31 12 *")
    #expect(try schedule.times(after: "9999-12-31T00:00:00Z", count: 1) == [])
    let every = try CronSchedule("@every 1h")
    for schedule in [schedule, every] {
      for moment in [Timestamp(milliseconds: .max), Timestamp(seconds: 253_402_300_799)] {
        #expect(schedule.next(after: moment, in: .utc, anchor: moment) == nil)
        #expect(schedule.next(after: moment, in: .utc, anchor: Timestamp(milliseconds: .min)) == nil)
      }
      #expect(
        schedule.latest(
          after: Timestamp(milliseconds: .max), through: Timestamp(milliseconds: .min), in: .utc,
          anchor: Timestamp(seconds: 0)) == nil)
    }
    let first = Timestamp(milliseconds: .min)
    #expect(schedule.next(after: first, in: .utc, anchor: first)?.description == "0000-12-31T00:00:00Z")
    let anchor = Timestamp(seconds: 0)
    #expect(every.next(after: first, in: .utc, anchor: anchor)?.description == "1970-01-01T01:00:00Z")
    #expect(
      schedule.latest(after: first, through: Timestamp(milliseconds: .max), in: .utc, anchor: anchor)?
        .description
        == "9999-12-31T00:00:00Z")
  }

  @Test(arguments: [
    ("@every 90s", "2026-01-01T00:00:00Z", "2026-01-01T00:01:30Z"),
    ("@every 90s", "2026-01-01T00:01:29.999Z", "2026-01-01T00:01:30Z"),
    ("@every 90s", "2026-01-01T00:01:30Z", "2026-01-01T00:03:00Z"),
    ("@every 1.9s", "2026-01-01T00:00:05.900Z", "2026-01-01T00:00:06Z"),
    ("@every 24h", "2036-01-01T00:00:00Z", "2036-01-02T00:00:00Z"),
    // The first is an interval after the anchor.
    ("@every 1h", "2025-06-01T00:00:00Z", "2026-01-01T01:00:00Z"),
  ])
  func `an interval is counted from its anchor, in whole seconds`(
    text: String, start: String, expected: String
  ) throws {
    let schedule = try CronSchedule(text)
    let anchor = try moment("2026-01-01T00:00:00.700Z")
    let zone = try zone("Europe/Berlin")
    #expect(schedule.next(after: try moment(start), in: zone, anchor: anchor)?.description == expected)
  }

  @Test func `the latest of many missed times is found at once`() throws {
    let anchor = try moment("1970-01-01T00:00:00Z")
    let end = try moment("2099-12-31T23:59:59.999Z")
    for (text, expected) in [
      ("* * * * *", "2099-12-31T23:59:00Z"), ("0 0 29 2 *", "2096-02-29T00:00:00Z"),
      ("30 5 * * 1", "2099-12-28T05:30:00Z"), ("@every 1s", "2099-12-31T23:59:59Z"),
      ("@every 7h", "2099-12-31T21:00:00Z"),
    ] {
      let latest = try CronSchedule(text).latest(after: anchor, through: end, in: .utc, anchor: anchor)
      #expect(latest?.description == expected, "\(text)")
    }
  }

  @Test(arguments: [
    ("2026-11-24T11:59:59.999Z", "2026-11-24T12:00:00Z", "2026-11-24T12:00:00Z" as String?),
    ("2026-11-24T11:00:00Z", "2026-11-24T11:59:59.999Z", nil),
    ("2026-11-24T12:00:00Z", "2026-11-24T12:00:00Z", nil),
    ("2026-11-24T12:00:00Z", "2026-11-25T11:59:59Z", nil),
    ("2026-11-24T12:00:01Z", "2026-11-24T12:00:00Z", nil),
  ])
  func `an interval has its end and not its start`(start: String, end: String, expected: String?) throws {
    let (start, end) = (try moment(start), try moment(end))
    for text in ["0 12 * * *", "@every 24h"] {
      let schedule = try CronSchedule(text)
      let anchor = try moment("2026-11-01T12:00:00Z")
      #expect(schedule.latest(after: start, through: end, in: .utc, anchor: anchor)?.description == expected)
      #expect(
        schedule.count(after: start, through: end, in: .utc, anchor: anchor, limit: 5)
          == (expected == nil ? 0 : 1))
    }
  }

  @Test func `missed times are counted up to a limit`() throws {
    let start = try moment("2026-11-24T00:00:00Z")
    func count(_ text: String, through end: String, limit: Int) throws -> Int {
      try CronSchedule(text).count(after: start, through: moment(end), in: .utc, anchor: start, limit: limit)
    }
    #expect(try count("0 * * * *", through: "2026-11-24T23:59:00Z", limit: 100) == 23)
    #expect(try count("0 * * * *", through: "9999-11-24T23:59:00Z", limit: 100) == 100)
    #expect(try count("@every 1s", through: "2026-11-24T00:00:10Z", limit: 100) == 10)
    #expect(try count("@every 1s", through: "9999-11-24T23:59:00Z", limit: 100) == 100)
    #expect(try count("@daily", through: "2026-11-25T00:00:00Z", limit: 0) == 0)
  }
}
