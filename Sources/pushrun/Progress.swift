import Foundation
import PodRuntime
import Synchronization
import WorkflowAPI

/// Shows a run as it goes on, on standard error: a line for every node that starts or ends.
final class Progress: Sendable {
  private let shown = Mutex<[String: Phase]>([:])
  private let runtime: any PodRuntime
  private let isTerminal = FileHandle.standardError.isTerminal

  init(runtime: any PodRuntime) { self.runtime = runtime }

  /// Shows what is new in objects that changed.
  func show(_ objects: [WorkflowRun], root: ObjectKey) {
    var lines = ""
    for object in objects.sorted(by: { $0.name < $1.name }) {
      guard let status = object.status, let phase = status.phase, phase != .pending else { continue }
      let isNew = shown.withLock { shown in
        defer { shown[object.name] = phase }
        return shown[object.name] != phase
      }
      if !isNew { continue }
      lines += "\(colored(phase)) \(object.name)"
      if let start = status.startTime, let end = status.completionTime {
        lines += " (\(max(0, end.since(start).components.seconds))s)"
      }
      if phase == .failed, let message = status.message?.printable {
        lines += "\n  " + message.split(separator: "\n").joined(separator: "\n  ")
      }
      lines += "\n"
    }
    if !lines.isEmpty { StandardError.write(lines) }
  }

  private func colored(_ phase: Phase) -> String {
    let text = phase.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
    guard isTerminal else { return text }
    let color =
      switch phase {
      case .succeeded: "32"
      case .failed: "31"
      case .running: "36"
      case .pending, .skipped: "90"
      }
    return "\u{1B}[\(color)m\(text)\u{1B}[0m"
  }
}
