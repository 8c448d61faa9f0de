import Foundation

/// Runs blocking calls on a thread of their own: a wait must not take a thread from the tests that run beside it.
public func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
  }
}

/// Waits until a descriptor can be read.
///
/// - Returns: Whether it can; `false` at the deadline.
func waitToRead(_ descriptor: Int32, until end: ContinuousClock.Instant) async throws -> Bool {
  try await onThread {
    while true {
      let left = ContinuousClock.now.duration(to: end)
      guard left > .zero else { return false }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // A signal may end the call early, so the rest of the time is computed anew.
      if poll(&entry, 1, Int32(min(left, .seconds(60)) / .milliseconds(1)) + 1) > 0 { return true }
    }
  }
}
