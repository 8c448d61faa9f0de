import PodRuntime
import Synchronization
import WorkflowAPI

/// The events of a runtime, and a way to wait for one. The deadline is the time limit of the test, which cancels it.
final class Events: Sendable {
  private struct State {
    var events: [PodEvent] = []
    var waiters: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  var all: [PodEvent] { state.withLock { $0.events } }

  func append(_ events: [PodEvent]) { wake { $0.events += events } }

  private func wake(_ change: (inout State) -> Void = { _ in }) {
    let waiters = state.withLock { state in
      change(&state)
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  func outcome(of pod: PodID) async throws -> PodOutcome {
    try await first { if case .finished(pod, let outcome) = $0 { outcome } else { nil } }
  }

  func start(of pod: PodID) async throws {
    try await first { $0 == .started(pod) ? () : nil }
  }

  func refusal(of pod: PodID) async throws -> PodRuntimeError {
    try await first { if case .refused(pod, let error) = $0 { error } else { nil } }
  }

  /// What a pod waits for.
  func delay(of pod: PodID) async throws -> String {
    try await first { if case .delayed(pod, let shortage?) = $0 { shortage } else { nil } }
  }

  private func first<Value: Sendable>(_ match: (PodEvent) -> Value?) async throws -> Value {
    while true {
      try Task.checkCancellation()
      let count: Int
      do {
        let events = all
        if let value = events.lazy.compactMap(match).first { return value }
        count = events.count
      }
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isOver = state.withLock { state in
            if state.events.count > count || Task.isCancelled { return true }
            state.waiters.append(continuation)
            return false
          }
          if isOver { continuation.resume() }
        }
      } onCancel: {
        wake()
      }
    }
  }
}
