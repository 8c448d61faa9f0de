import Synchronization

/// What happened since somebody last looked: many writers on any thread, one reader.
///
/// The reader gets everything that has come, in order, so that a burst costs one turn of its loop.
final class Inbox<Message: Sendable>: Sendable {
  private struct State {
    var messages: [Message] = []
    var reader: CheckedContinuation<Void, Never>?
  }
  private let state = Mutex(State())

  /// Adds messages and wakes the reader.
  func post(_ messages: some Collection<Message>) {
    let reader = state.withLock { state in
      state.messages.append(contentsOf: messages)
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume()
  }

  /// Adds a message and wakes the reader.
  func post(_ message: Message) { post(CollectionOfOne(message)) }

  /// Takes what has come; waits while there is nothing.
  func next() async -> [Message] {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        if state.messages.isEmpty {
          state.reader = continuation
          return false
        }
        return true
      }
      if ready { continuation.resume() }
    }
    return state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }
}
