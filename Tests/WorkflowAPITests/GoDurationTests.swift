import Testing
import WorkflowAPI

struct GoDurationTests {
  @Test(arguments: [
    ("0", Duration.zero), ("1h30m", .seconds(5400)), ("90s", .seconds(90)), ("500ms", .milliseconds(500)),
    ("1.5h", .seconds(5400)), ("-1.5h", .seconds(-5400)), ("+5s", .seconds(5)), ("1us", .microseconds(1)),
    ("2µs", .microseconds(2)), ("3μs", .microseconds(3)), ("7ns", .nanoseconds(7)),
    (".5s", .milliseconds(500)),
    ("5.s", .seconds(5)), ("1h1h", .seconds(7200)), ("-0", .zero), ("0s", .zero),
    ("0.1000000000000000000000h", .seconds(360)), ("0.9223372036854775807s", .nanoseconds(922_337_203)),
    ("9223372036854775807ns", .nanoseconds(Int64.max)), ("-9223372036854775808ns", .nanoseconds(Int64.min)),
    ("-2562047h47m16.854775808s", .nanoseconds(Int64.min)),
  ])
  func `reads what Go reads`(text: String, expected: Duration) throws {
    #expect(try GoDuration.parse(text) == expected)
  }

  @Test(arguments: [
    "", "3", "-", "s", ".", "-.", ".s", "+.s", "1x", "1 h", "h1", "1h-1m", "0x1s", "1e3s", "１s",
  ])
  func `refuses what Go refuses`(text: String) {
    let error = #expect(throws: GoDuration.ParseError.self) { try GoDuration.parse(text) }
    #expect(error?.text == text)
    #expect(error?.isOverflow == false)
  }

  @Test(arguments: [
    "9223372036854775808ns", "-9223372036854775809ns", "99999999999999999999h", "2562048h",
    "9223372036854775807ns1ns", "18446744073709551616s",
  ])
  func `what is too large is an error`(text: String) {
    let error = #expect(throws: GoDuration.ParseError.self) { try GoDuration.parse(text) }
    #expect(error?.isOverflow == true)
  }

  @Test(arguments: [
    (Duration.zero, "0s"), (.nanoseconds(1), "1ns"), (.nanoseconds(1100), "1.1µs"),
    (.microseconds(2200), "2.2ms"), (.milliseconds(3300), "3.3s"), (.seconds(245), "4m5s"),
    (.milliseconds(245_001), "4m5.001s"), (.seconds(5 * 3600 + 367), "5h6m7s"), (.seconds(5400), "1h30m0s"),
    (.seconds(-60), "-1m0s"), (.nanoseconds(Int64.min), "-2562047h47m16.854775808s"),
    (.seconds(Int64.max), "2562047h47m16.854775807s"),
  ])
  func `writes what Go writes`(duration: Duration, expected: String) {
    #expect(GoDuration.format(duration) == expected)
  }

  @Test func `a million digits are read in time`() throws {
    #expect(throws: GoDuration.ParseError.self) {
      try GoDuration.parse(String(repeating: "9", count: 1_000_000) + "s")
    }
    #expect(try GoDuration.parse("0." + String(repeating: "0", count: 1_000_000) + "s") == .zero)
  }
}
