import Synchronization

/// Waits until an asynchronous operation ends, but no longer than a deadline: then the operation is cancelled.
public func withDeadline<Value: Sendable>(
  _ duration: Duration = .seconds(20), _ what: String, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask(operation: body)
    group.addTask {
      try await Task.sleep(for: duration)
      throw TestFailure("not within \(duration): \(what)")
    }
    defer { group.cancelAll() }
    guard let value = try await group.next() else { throw CancellationError() }
    return value
  }
}

/// Waits until a condition holds that no event tells of. Prefer an event.
public func waitUntil(
  deadline: Duration = .seconds(20), _ what: String, _ condition: @Sendable () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + deadline
  while try await !condition() {
    guard ContinuousClock.now < end else { throw TestFailure("not within \(deadline): \(what)") }
    try await Task.sleep(for: .milliseconds(5))
  }
}

/// Counts something that happens on any thread, and lets a test wait for it.
public final class Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// Makes a signal that was not raised.
  public init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  /// Wakes one wait, also a later one. Several at once may count as one.
  public func raise() { continuation.yield() }

  /// Waits until it is raised.
  public func wait(_ what: String, deadline: Duration = .seconds(20)) async throws {
    try await withDeadline(deadline, what) { [stream] in
      for await _ in stream { return }
    }
  }
}
