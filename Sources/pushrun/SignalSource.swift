import Dispatch
import Foundation

/// Calls a handler for signals, in place of what they do by default, until it is cancelled.
final class SignalSource {
  private let sources: [any DispatchSourceSignal]

  init(_ signals: [Int32], handler: @escaping @Sendable () -> Void) {
    sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: handler)
      source.activate()
      return source
    }
  }

  /// The handler is not called any more.
  func cancel() { for source in sources { source.cancel() } }
}
