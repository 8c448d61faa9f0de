import Testing
import WorkflowAPI
import YAML

struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2021-04-16T07:39:05Z", 1_618_558_745_000),
    ("2021-04-16T09:39:05+02:00", 1_618_558_745_000), ("2021-04-16t07:39:05.25z", 1_618_558_745_250),
    ("2021-04-15T23:39:05.123456789-08:00", 1_618_558_745_123), ("1969-12-31T23:59:59Z", -1000),
    ("2000-02-29T12:00:00Z", 951_825_600_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
    ("9999-12-31T23:59:59Z", 253_402_300_799_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
  ])
  func `reads RFC 3339`(text: String, milliseconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    "", "2021-04-16", "2021-04-16 07:39:05Z", "2021-04-16T07:39:05", "2021-13-01T00:00:00Z",
    "2021-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2021-04-31T00:00:00Z", "2021-04-16T24:00:00Z",
    "2021-04-16T07:60:00Z", "2021-04-16T07:39:05.Z", "2021-04-16T07:39:05+2:00", "2021-04-16T07:39:05Z ",
    "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "2021-00-01T00:00:00Z", "2021-01-00T00:00:00Z",
    "２021-01-01T00:00:00Z", "2021-04-16T07:39:05+24:00", "99999999999999999999-01-01T00:00:00Z",
  ])
  func `refuses what is no time`(text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test func `writes whole seconds in UTC`() {
    #expect(Timestamp(milliseconds: 1_618_558_745_999).description == "2021-04-16T07:39:05Z")
    #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59Z")
  }

  @Test func `the first and last day of every month of 800 years are written as they were read`() throws {
    for year in stride(from: 1600, to: 2400, by: 1) {
      for month in 1...12 {
        for day in [1, 28] {
          func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
          let text = "\(year)-\(two(month))-\(two(day))T23:59:59Z"
          #expect(Timestamp(rfc3339: text)?.description == text)
        }
      }
    }
  }

  @Test func `extreme moments neither trap nor leave the years that can be written`() {
    #expect(Timestamp(milliseconds: .max).description == "9999-12-31T23:59:59Z")
    #expect(Timestamp(milliseconds: .min).description == "0000-01-01T00:00:00Z")
    #expect(Timestamp(seconds: .max).milliseconds == .max)
    #expect(Timestamp(seconds: .min).milliseconds == .min)
    #expect(Timestamp(milliseconds: .max).adding(.seconds(Int64.max)).milliseconds == .max)
    #expect(Timestamp(milliseconds: .min).adding(.milliseconds(-1)).milliseconds == .min)
    #expect(Timestamp(milliseconds: .max).since(Timestamp(milliseconds: -1)) > .zero)
  }

  @Test func `durations are added and taken`() {
    let start = Timestamp(seconds: 100)
    #expect(start.adding(.milliseconds(1500)).milliseconds == 101_500)
    #expect(start.adding(.milliseconds(-1500)).milliseconds == 98_500)
    #expect(Timestamp(seconds: 160).since(start) == .seconds(60))
  }

  @Test func `a bad time in a manifest is an error, not a trap`() {
    let text = runManifest("workflowTemplateRef: t", metadata: "{name: r, creationTimestamp: tomorrow}")
    #expect(
      errors(in: text) == [
        "a.yaml:3:40: error: metadata.creationTimestamp: \"tomorrow\" is not a time, such as 2021-04-16T07:39:05Z"
      ])
  }
}
