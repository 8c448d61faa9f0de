import WorkflowAPI

/// The input is a schedule, then after a NUL eight bytes of a moment, then a zone: a TZif file, or the rule
/// of one.
///
/// Whatever is read as a schedule is written as the same, and its times are in order in any zone.
func checkCron(_ input: [UInt8]) throws {
  let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  let text = String(decoding: parts[0], as: UTF8.self)
  let rest = parts.count == 2 ? parts[1] : []
  let number = rest.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
  let zone = zone(Array(rest.dropFirst(8)))

  let schedule: CronSchedule
  do {
    schedule = try CronSchedule(text)
  } catch {
    try require(!error.message.isEmpty, "an error has a message")
    try require(
      1...text.unicodeScalars.count + 1 ~= error.column,
      "an error is in the text: \(error) of \(text.debugDescription)")
    return
  }
  try require(try CronSchedule(schedule.description), is: schedule, "a schedule as \(schedule)")
  // Moments as clocks have them, and any number at all.
  for moment in [Timestamp(seconds: 1_700_000_000 + number % 2_000_000_000), Timestamp(milliseconds: number)]
  {
    try checkTimes(of: schedule, after: moment, in: zone)
    try checkTimes(of: schedule, after: moment, in: .utc)
  }
}

private func checkTimes(of schedule: CronSchedule, after start: Timestamp, in zone: TimeZoneRules) throws {
  let anchor = start
  var moment = start
  for count in 1...3 {
    guard let next = schedule.next(after: moment, in: zone, anchor: anchor) else { return }
    try require(next > moment, "\(schedule) after \(moment) is at \(next)")
    func latest(through end: Timestamp) -> Timestamp? {
      schedule.latest(after: start, through: end, in: zone, anchor: anchor)
    }
    try require(latest(through: next), is: next, "the latest of \(schedule)")
    let before = latest(through: next.adding(.milliseconds(-1)))
    try require(before, is: count == 1 ? nil : moment, "the latest of \(schedule) before \(next)")
    let found = schedule.count(after: start, through: next, in: zone, anchor: anchor, limit: 10)
    try require(found, is: count, "the times of \(schedule) from \(start) to \(next)")
    moment = next
  }
}

/// The zone of a file, or of a file that has nothing but this rule; UTC when it is neither.
private func zone(_ bytes: [UInt8]) -> TimeZoneRules {
  if let zone = try? TimeZoneRules(tzif: bytes) { return zone }
  let block = Array("TZif2".utf8) + Array(repeating: 0, count: 15 + 4 * 4) + [0, 0, 0, 1, 0, 0, 0, 0]
  let types: [UInt8] = [0, 0, 0, 0, 0, 0]
  let rule = Array("\n".utf8) + bytes + Array("\n".utf8)
  return (try? TimeZoneRules(tzif: block + types + block + types + rule)) ?? .utc
}
