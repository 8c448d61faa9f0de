import Synchronization
import Testing
import WorkflowAPI

@testable import Agent

@Suite struct ClockStepsTests {
  /// A clock whose two times are set by the test.
  private final class SetClock: AgentClock {
    let time = Atomic<Int64>(1_000_000)
    let passed = Atomic<Int64>(0)
    func now() -> Timestamp { Timestamp(milliseconds: time.load(ordering: .relaxed)) }
    func uptime() -> Instant { Instant(milliseconds: passed.load(ordering: .relaxed)) }
    func schedule(at time: Instant, _ body: @escaping @Sendable () -> Void) {}
    func jitter() -> Double { 0 }

    func pass(_ milliseconds: Int64, set: Int64 = 0) {
      time.add(milliseconds + set, ordering: .relaxed)
      passed.add(milliseconds, ordering: .relaxed)
    }
  }

  @Test func `a clock that goes on is not set`() {
    let clock = SetClock()
    var steps = ClockSteps(clock)
    clock.pass(86_400_000)
    let step = steps.next(clock)
    #expect(step == nil)
  }

  @Test(arguments: [3_600_000, -3_600_000] as [Int64])
  func `a clock that is set says by how much, once`(milliseconds: Int64) {
    let clock = SetClock()
    var steps = ClockSteps(clock)
    clock.pass(500, set: milliseconds)
    let first = steps.next(clock)
    #expect(first == .milliseconds(milliseconds))
    clock.pass(500)
    let second = steps.next(clock)
    #expect(second == nil)
  }

  @Test func `small adjustments add up`() {
    let clock = SetClock()
    var steps = ClockSteps(clock)
    clock.pass(10, set: 600)
    let first = steps.next(clock)
    #expect(first == nil)
    clock.pass(10, set: 600)
    let second = steps.next(clock)
    #expect(second == .milliseconds(1200))
  }
}
