import Foundation
import StateStore
import WorkflowAPI
import WorkflowEngine

/// A root run in the hands of the executor: its machine, and which of its objects have changed since they were
/// last published. Belongs to the executor alone.
final class ActiveRun {
  let admitted: AdmittedRun
  var machine: RunMachine
  /// The objects to publish, each with the number of its last change.
  private(set) var dirty: [String: Int] = [:]
  private var changes = 0
  /// Whether all that the machine has come to is on disk. Until then it is as if it had not happened.
  private(set) var isRecorded = true

  init(admitted: AdmittedRun, machine: RunMachine) {
    self.admitted = admitted
    self.machine = machine
  }

  var key: ObjectKey { admitted.key }

  /// Whether nothing more will happen to it.
  var isFinished: Bool { machine.isFinished }

  /// Notes that objects changed.
  func touch(_ names: some Sequence<String>) {
    changes += 1
    for name in names { dirty[name] = changes }
  }

  /// Takes what changed in the machine as records for the store.
  ///
  /// - Returns: the records, and the names of the objects whose status they show in.
  func takeRecords(_ encoder: JSONEncoder) throws -> ([StoredRecord], Set<String>) {
    let records = machine.takeChanges()
    if !records.isEmpty { isRecorded = false }
    let stored = try records.map { record in
      StoredRecord(root: key, id: record.id, value: try encoder.encode(record))
    }
    return (stored, Set(records.flatMap(\.affected)))
  }

  /// Notes that what ``takeRecords(_:)`` gave is on disk, and is to be published.
  func recorded(_ names: Set<String>) {
    isRecorded = true
    touch(names)
  }

  /// The objects to publish, as they are on disk; none while that is not how they are here.
  func statusObjects() -> [StatusObject] {
    if !isRecorded { return [] }
    return dirty.compactMap { name, version in
      guard let object = machine.object(named: name) else { return nil }
      return StatusObject(root: key, name: name, version: version, object: object)
    }
  }

  /// Notes that an object is in the remote branch, as of a version.
  func published(_ name: String, version: Int) {
    if dirty[name] == version { dirty[name] = nil }
  }
}

/// An object whose status is to be published.
struct StatusObject: Sendable {
  var root: ObjectKey
  var name: String
  var version: Int
  var object: WorkflowRun
}
