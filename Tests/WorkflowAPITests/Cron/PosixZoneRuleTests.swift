import Testing

@testable import WorkflowAPI

struct PosixZoneRuleTests {
  @Test(arguments: [
    // The last Sunday of March and October.
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3600, "2026-03-29T01:00:00Z" as String?),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7200, "2026-10-25T01:00:00Z"),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-12-31T23:59:59Z", 3600, "2027-03-28T01:00:00Z"),
    // South of the equator, summer goes over the end of the year.
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-12-31T14:00:00Z", 39_600, "2027-04-03T16:00:00Z"),
    // Daylight-saving time that is behind standard time.
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600, "2026-10-25T01:00:00Z"),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", 0, "2027-03-28T01:00:00Z"),
    // Hours before and after the day.
    ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200, "2026-03-29T01:00:00Z"),
    ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-26T00:00:00Z", 7200, "2026-03-28T00:00:00Z"),
    // Half hours, and a saving of half an hour.
    ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-03T15:29:59Z", 37_800, "2026-10-03T15:30:00Z"),
    // Days of the year, with and without the 29th of February.
    ("AAA0BBB,J60/0,J300/0", "2024-03-01T00:00:00Z", 3600, "2024-10-26T23:00:00Z"),
    ("AAA0BBB,59/0,299/0", "2024-02-29T00:00:00Z", 3600, "2024-10-25T23:00:00Z"),
    ("AAA0BBB,J60/0,J300/0", "2026-02-28T23:59:59Z", 0, "2026-03-01T00:00:00Z"),
    // Always summer: RFC 9636, section 3.3.2.
    ("EST5EDT,0/0,J365/25", "2026-01-01T05:00:00Z", -14_400, "2027-01-01T05:00:00Z"),
    ("UTC0", "2026-01-01T00:00:00Z", 0, nil), ("<+0545>-5:45", "2026-01-01T00:00:00Z", 20_700, nil),
    ("AAA24:59:59", "2026-01-01T00:00:00Z", -89_999, nil),
  ])
  func `a rule gives the offset and its end`(text: String, time: String, offset: Int64, end: String?) throws {
    let rule = try #require(PosixZoneRule(text.utf8))
    let moment = try moment(time).secondsSinceEpoch
    let span = rule.span(at: moment)
    #expect(span.offset == offset)
    #expect(span.end.map { Timestamp(seconds: $0).description } == end)
    #expect(span.start ?? .min <= moment)
  }

  @Test(arguments: [
    "", "CET", "CE-1", "CET-1CEST", "CET-25", "CET-1:60", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M13.5.0",
    "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,0,366",
    "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x", "<CET-1", "CET-99999999999999999999",
  ])
  func `what is no rule is refused`(text: String) {
    #expect(PosixZoneRule(text.utf8) == nil)
  }
}
