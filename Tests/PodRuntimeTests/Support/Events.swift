import PodRuntime
import Synchronization
import WorkflowAPI

/// The events of a runtime, and a way to wait for one. The deadline is the time limit of the test.
final class Events: Sendable {
  private struct State {
    var events: [PodEvent] = []
    var waiters: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  var all: [PodEvent] { state.withLock { $0.events } }

  func append(_ events: [PodEvent]) {
    let waiters = state.withLock { state in
      state.events += events
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func outcome(of pod: PodID) async -> PodOutcome {
    await first { if case .finished(pod, let outcome) = $0 { outcome } else { nil } }
  }

  func start(of pod: PodID) async {
    await first { $0 == .started(pod) ? () : nil }
  }

  private func first<Value: Sendable>(_ match: (PodEvent) -> Value?) async -> Value {
    while true {
      let count: Int
      do {
        let events = all
        if let value = events.lazy.compactMap(match).first { return value }
        count = events.count
      }
      await withCheckedContinuation { continuation in
        let hasMore = state.withLock { state in
          if state.events.count > count { return true }
          state.waiters.append(continuation)
          return false
        }
        if hasMore { continuation.resume() }
      }
    }
  }
}
