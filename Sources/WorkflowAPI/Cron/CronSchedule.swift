/// When a CronWorkflowRun starts its runs (spec, section 5).
///
/// A schedule is one of three:
///
/// - Five fields: minute, hour, day of month, month, day of week. A field is a list of items with commas
///   between them: `*` or `?` (all values), a value, a range `a-b`, and each of these with a step `/n`; `a/n` goes
///   from `a` to the greatest value. Months and days of week may be written with the first three letters of
///   their English names, in any case. Sunday is 0, and 7 where a value is or a range ends.
/// - `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`, `@annually`.
/// - `@every` and a Go duration of at least a second, of which parts of a second are dropped.
///
/// **Days.** When day of month and day of week are both restricted, a day is named by either one; when one is
/// restricted, by that one. A field is *restricted* unless one of its items is `*` or `?` with no step or the
/// step 1. So `*/2` restricts, and so does a range of all values, such as `1-31`: `0 0 */2 * 1` is every odd
/// day and every Monday. This is what robfig/cron 3 does, and Kubernetes with it; Vixie cron takes a field
/// that begins with `*` as unrestricted, and there the same text means the Mondays that are odd days.
///
/// Where the specification is silent, this follows the standard parser of
/// [robfig/cron 3](https://pkg.go.dev/github.com/robfig/cron/v3#ParseStandard); empty items of a list are
/// dropped as there. What it takes by accident is an error here: `*-5`, `+5`, and a field of commas only. And
/// so is a schedule that can never happen, such as `0 0 30 2 *`, and a zone in the text (`TZ=` and
/// `CRON_TZ=`).
public struct CronSchedule: Hashable, Sendable, CustomStringConvertible {
  enum Kind: Hashable, Sendable {
    case calendar(CronCalendar)
    /// A whole number of seconds, at least one.
    case interval(seconds: Int64)
  }

  let kind: Kind

  /// The schedule that `text` stands for; spaces around it do not count.
  public init(_ text: String) throws(CronError) {
    kind = try CronParser(text).parse()
  }

  /// The time between two starts of an `@every`; `nil` for any other schedule.
  ///
  /// Only the times of such a schedule depend on the anchor that they are counted from.
  public var interval: Duration? {
    switch kind {
    case .calendar: nil
    case .interval(let seconds): .seconds(seconds)
    }
  }

  /// A text that stands for the same schedule, the same for all texts that do: five fields of numbers, or
  /// `@every` and a duration.
  public var description: String {
    switch kind {
    case .calendar(let calendar): calendar.description
    case .interval(let seconds): "@every \(GoDuration.format(.seconds(seconds)))"
    }
  }
}
