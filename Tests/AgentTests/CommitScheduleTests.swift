import Testing

@testable import Agent

@Suite struct CommitScheduleTests {
  private func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }
  private func schedule() -> CommitSchedule { CommitSchedule(window: .seconds(2)) }

  @Test func `nothing is due while nothing changed`() {
    #expect(schedule().due == nil)
  }

  @Test func `the end of a run after a quiet time is due at once`() {
    var schedule = schedule()
    schedule.changed(urgent: true, at: at(10))
    #expect(schedule.due == at(10))
  }

  @Test func `a run that starts and ends within the window is one commit`() {
    var schedule = schedule()
    schedule.committed(isClaim: true, at: at(0))
    schedule.changed(urgent: false, at: at(5))
    #expect(schedule.due == at(2005))
    schedule.changed(urgent: true, at: at(30))
    #expect(schedule.due == at(30))
  }

  @Test func `ends within the window after a status commit wait for its end`() {
    var schedule = schedule()
    schedule.changed(urgent: true, at: at(0))
    schedule.committed(isClaim: false, at: at(0))
    schedule.changed(urgent: true, at: at(100))
    schedule.changed(urgent: true, at: at(1900))
    #expect(schedule.due == at(2000))
  }

  @Test func `a change that nothing follows is due after a window`() {
    var schedule = schedule()
    schedule.changed(urgent: false, at: at(100))
    schedule.changed(urgent: false, at: at(1100))
    #expect(schedule.due == at(2100))
  }

  @Test func `what is to be said last need not wait for company`() {
    var schedule = schedule()
    schedule.committed(isClaim: false, at: at(0))
    schedule.changed(urgent: true, at: at(100))
    schedule.hurry()
    #expect(schedule.due == at(100))
  }
}

@Suite struct BackoffTests {
  @Test func `waits double up to the cap and lie between half and all of it`() {
    var low = Backoff(shortest: .seconds(1), longest: .seconds(10))
    var high = low
    for full in [1, 2, 4, 8, 10, 10] {
      let (least, most) = (low.next(jitter: 0), high.next(jitter: 1))
      #expect(least == .seconds(full) / 2)
      #expect(most == .seconds(full))
    }
  }

  @Test func `a success starts afresh and failures without number do not overflow`() {
    var backoff = Backoff(shortest: .milliseconds(100), longest: .seconds(300))
    for _ in 0..<1000 { _ = backoff.next(jitter: 0.5) }
    backoff.reset()
    let first = backoff.next(jitter: 1)
    #expect(first == .milliseconds(100))
  }
}
