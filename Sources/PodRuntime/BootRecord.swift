import Glibc
import SupervisorProtocol
import WorkflowAPI

/// What an agent must know about earlier boots of the machine.
///
/// A journal is not synced, so after a crash of the machine a pod that ran may be missing in it. That a journal does not know
/// a pod proves that it was never started only if the machine has not been restarted since the start was ordered. So the file
/// `.boot` holds the boot id of the last adoption, and the pods that were given up then. It needs no sync either: after a
/// restart all that it says is out of date.
struct BootRecord {
  /// Whether an agent has adopted pods in this boot before.
  private(set) var isCurrent: Bool
  /// Pods that may have been started in an earlier boot, as `<root> <pod>`.
  private var lost: Set<String>
  private let path: String

  init(directory: String) {
    path = "\(directory)/.boot"
    let text = String(decoding: contents(ofFile: path) ?? [], as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    isCurrent = !lines.isEmpty && lines.first == currentBootID()
    lost = isCurrent ? Set(lines.dropFirst()) : []
  }

  /// Whether nobody can say that a pod was never started.
  func hasLost(_ pod: PodID) -> Bool { lost.contains(Self.line(pod)) }

  /// Gives up pods that no journal knows, and has all later ones be certain.
  mutating func becomeCurrent(losing pods: [PodID]) throws(PodRuntimeError) {
    lost = Set(pods.map(Self.line))
    try save()
    isCurrent = true
  }

  private func save() throws(PodRuntimeError) {
    let bytes = Array(([currentBootID()] + lost.sorted()).map { $0 + "\n" }.joined().utf8)
    let temporary = "\(path).new"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw unavailable("cannot write \(temporary): \(errorText(errno))") }
    defer { close(file) }
    guard write(file, bytes, bytes.count) == bytes.count, rename(temporary, path) == 0 else {
      throw unavailable("cannot write \(path): \(errorText(errno))")
    }
  }

  private static func line(_ pod: PodID) -> String { "\(pod.root) \(pod.name)" }
}
