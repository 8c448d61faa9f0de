import Testing

@testable import WorkflowAPI

struct CronParsingTests {
  @Test(arguments: [
    ("* * * * *", "* * * * *"), ("? ? ? ? ?", "* * * * *"), ("*/1 */1 */1 */1 */1", "* * * * *"),
    ("5 4 3 2 1", "5 4 3 2 1"), ("05 004 3 2 1", "5 4 3 2 1"),
    // Lists, ranges and steps; the last value of a step may be less than the end.
    ("1,2,3,5,7,8 * * * *", "1-3,5,7,8 * * * *"), ("10-14 9-17 1-5 6-8 1-5", "10-14 9-17 1-5 6-8 1-5"),
    ("*/15 */7 */10 */5 */3", "0,15,30,45 0,7,14,21 1,11,21,31 1,6,11 0,3,6"),
    ("3-59/15 * * * *", "3,18,33,48 * * * *"), ("50/4 20/2 28/1 */20 *", "50,54,58 20,22 28-31 1 *"),
    ("5-5 * * * *", "5 * * * *"), ("5/60 * * * *", "5 * * * *"), ("0-59 0-23 * 1-12 *", "* * * * *"),
    // Names in any case, also in ranges and before steps.
    ("0 0 * jan,FEB,mAr mon-Fri", "0 0 * 1-3 1-5"), ("0 0 * Oct/2 Mon/2", "0 0 * 10,12 1,3,5"),
    ("0 0 * aug-dec/2 SUN", "0 0 * 8,10,12 0"), ("0 0 * apr-6 sun-2", "0 0 * 4-6 0-2"),
    // Sunday is 0 and 7.
    ("0 0 * * 7", "0 0 * * 0"), ("0 0 * * 5-7", "0 0 * * 0,5,6"), ("0 0 * * fri-7", "0 0 * * 0,5,6"),
    ("0 0 * * 1-7/2", "0 0 * * 0,1,3,5"), ("0 0 * * 7-7", "0 0 * * 0"), ("0 0 * * 0-7/7", "0 0 * * 0"),
    // A step from a value ends on Saturday, as `*` does.
    ("0 0 * * 5/2", "0 0 * * 5"),
    // A range of all days restricts, and so does every step but one.
    ("0 0 1-31 * 0-7", "0 0 1-31 * 0-6"),
    ("0 0 */2 * *", "0 0 1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 * *"),
    ("0 0 1-31/1 * *", "0 0 1-31 * *"), ("0 0 5,* * 1,?", "0 0 * * *"),
    ("\t0  0\u{A0}* * *\n", "0 0 * * *"), ("1,,2, 0 * * *", "1,2 0 * * *"),
    ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"), (" @annually ", "0 0 1 1 *"),
    ("@every 1h30m", "@every 1h30m0s"), ("@every  1s", "@every 1s"), ("@every 1.999s", "@every 1s"),
    ("@every 2562047h", "@every 2562047h0m0s"),
  ])
  func `a schedule is read, and written as the same`(text: String, expected: String) throws {
    let schedule = try CronSchedule(text)
    #expect(schedule.description == expected)
    #expect(try CronSchedule(schedule.description) == schedule)
  }

  static let mistakes: [(text: String, column: Int, message: String)] = [
    ("", 1, "the schedule must not be empty: write five fields such as \"0 5 * * 1-5\", or @daily"),
    (" \n", 1, "the schedule must not be empty: write five fields such as \"0 5 * * 1-5\", or @daily"),
    (
      "0 5 * *", 8, "a schedule has five fields: minute, hour, day of month, month, day of week; this has 4"
    ),
    (
      "0 0 5 * * *", 11,
      "a schedule has five fields: minute, hour, day of month, month, day of week; this has 6, "
        + "leave out seconds and years"
    ),
    ("60 * * * *", 1, "\"60\" is not a minute: use 0 to 59"),
    ("* 24 * * *", 3, "\"24\" is not an hour: use 0 to 23"),
    ("* * 0 * *", 5, "\"0\" is not a day of month: use 1 to 31"),
    ("* * 1,32 * *", 7, "\"32\" is not a day of month: use 1 to 31"),
    ("* * * 13 *", 7, "\"13\" is not a month: use 1 to 12 or jan to dec"),
    ("* * * * 8", 9, "\"8\" is not a day of week: use 0 to 7 or sun to sat"),
    ("* * * January *", 7, "\"January\" is not a month: did you mean jan?"),
    ("* * * * mon-fir", 13, "\"fir\" is not a day of week: did you mean fri?"),
    ("* * L * *", 5, "\"L\" is not a day of month: use 1 to 31"),
    ("* * * * 5#2", 9, "\"5#2\" is not a day of week: use 0 to 7 or sun to sat"),
    ("1.5 * * * *", 1, "\"1.5\" is not a minute: use 0 to 59"),
    ("+5 * * * *", 1, "\"+5\" is not a minute: use 0 to 59"),
    ("٣ * * * *", 1, "\"٣\" is not a minute: use 0 to 59"),
    ("99999999999999999999 * * * *", 1, "\"99999999999999999999\" is not a minute: use 0 to 59"),
    ("5\u{301} * * * *", 1, "\"5\u{301}\" is not a minute: use 0 to 59"),
    ("-5 * * * *", 1, "\"-5\" is not a range: write the first value, a dash and the last"),
    ("5- * * * *", 1, "\"5-\" is not a range: write the first value, a dash and the last"),
    ("0,1-2-3 * * * *", 3, "\"1-2-3\" is not a range: write the first value, a dash and the last"),
    ("*-5 * * * *", 1, "\"*-5\" is not a range: write * alone, or two values"),
    ("** * * * *", 1, "\"**\" is not a minute: use 0 to 59"),
    ("*/0 * * * *", 3, "\"0\" is not a step: use a number from 1"),
    ("*/ * * * *", 3, "\"\" is not a step: use a number from 1"),
    ("*/-2 * * * *", 3, "\"-2\" is not a step: use a number from 1"),
    ("*/x * * * *", 3, "\"x\" is not a step: use a number from 1"),
    ("*/2/3 * * * *", 5, "\"*/2/3\" has more than one step"),
    ("/5 * * * *", 1, "\"/5\" has nothing before its step: write */5"),
    (", * * * *", 1, "\",\" names nothing: use * or 0 to 59"),
    ("0 22-2 * * *", 3, "\"22-2\" ends before it begins: write two ranges, 22-23,0-2"),
    ("0 0 * 11-feb *", 7, "\"11-feb\" ends before it begins: write two ranges, 11-12,1-2"),
    ("0 0 * * fri-sun", 9, "\"fri-sun\" ends before it begins: write 5-7"),
    ("0 0 * * 7-1", 9, "\"7-1\" ends before it begins: write 0-1"),
    ("0 0 * * 7/2", 9, "Sunday has no values after it to step through: write 7 without a step"),
    ("0 0 30 2 *", 5, "the schedule never happens: none of its months has such a day, choose another one"),
    (
      "0 0 31 2,4,6,9,11 ?", 5,
      "the schedule never happens: none of its months has such a day, choose another one"
    ),
    ("@dayly", 1, "\"@dayly\" is unknown: did you mean @daily?"),
    ("@Hourly", 1, "\"@Hourly\" is unknown: did you mean @hourly?"),
    (
      "@reboot", 1,
      "\"@reboot\" is unknown: use one of @annually, @daily, @hourly, @midnight, @monthly, @weekly, @yearly, @every"
    ),
    ("@daily * * * *", 8, "nothing may follow @daily"),
    ("@every", 7, "@every needs a duration, such as @every 1h30m"),
    ("@every soon", 8, "\"soon\" is not a duration, such as 1h30m, 90s or 24h"),
    ("@every 5", 8, "\"5\" is not a duration, such as 1h30m, 90s or 24h"),
    ("@every 999ms", 8, "\"999ms\" is too short: use at least 1s"),
    ("@every -1h", 8, "\"-1h\" is too short: use at least 1s"),
    ("@every 9999999h", 8, "\"9999999h\" is too long"),
    ("@every 1h 30m", 11, "write the duration without spaces, such as 1h30m"),
    ("TZ=Europe/Berlin 0 5 * * *", 1, "a time zone does not belong in the schedule: write it as timeZone"),
    ("  CRON_TZ=UTC @daily", 3, "a time zone does not belong in the schedule: write it as timeZone"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is said with its column and what to write`(text: String, column: Int, message: String) {
    let error = #expect(throws: CronError.self) { try CronSchedule(text) }
    #expect(error?.column == column)
    #expect(error?.message == message)
    #expect(error?.description == "column \(column): \(message)")
  }

  @Test func `a column counts characters`() {
    #expect(throws: CronError(column: 4, message: "\"😀\" is not an hour: use 0 to 23")) {
      try CronSchedule("*\u{2003}\u{2003}😀 * * *")
    }
  }

  @Test func `a day that comes in leap years only can happen`() throws {
    for text in ["0 0 29 2 *", "0 0 31 2,3 *", "0 0 30,31 4 *", "0 0 30 2 1", "0 0 30 2 0-6"] {
      #expect(throws: Never.self, "\(text)") { try CronSchedule(text) }
    }
  }

  @Test func `a million characters are read in time`() throws {
    let many = Array(repeating: "5", count: 500_000).joined(separator: ",")
    #expect(try CronSchedule("\(many) * * * *").description == "5 * * * *")
    let long = String(repeating: "9", count: 1_000_000)
    let error = #expect(throws: CronError.self) { try CronSchedule("\(long) * * * *") }
    #expect(error?.message.utf8.count ?? .max < 200)
  }

  @Test func `only an interval has an interval`() throws {
    #expect(try CronSchedule("@every 90s").interval == .seconds(90))
    #expect(try CronSchedule("@hourly").interval == nil)
  }
}
