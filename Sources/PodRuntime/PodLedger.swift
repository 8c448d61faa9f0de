package import SupervisorProtocol

/// What a root's journal says of its pods. Fed with the journal's bytes, from the start and as they come.
package struct PodLedger {
  /// What is known of a pod.
  package struct Entry: Hashable {
    package var containers: [String]
    package var results: [String]
    package var processes: [Int: ProcessIdentity] = [:]
    package var terminations: [Int: Termination] = [:]
    /// What the machine is short of, for containers that wait to be started because of it.
    package var delays: [Int: String] = [:]
    package var end: End?
  }

  /// How a container's process ended.
  package enum Termination: Hashable {
    case ended(JournalRecord.Ending)
    case notStarted(String)
  }

  /// How a pod came to its end.
  package enum End: Hashable {
    case finished(stopped: Bool)
    /// Its supervisor is gone. `sameBoot` tells whether the machine still runs as it did then.
    case lost(bootID: String)
  }

  /// How many bytes of the journal it has seen.
  package private(set) var offset = 0
  private var entries: [String: Entry] = [:]
  /// Pods that were accepted and have no end.
  private(set) var unfinished: Set<String> = []
  private var bootID = ""

  package init() {}

  package subscript(pod: String) -> Entry? { entries[pod] }

  /// Takes in what follows in the journal.
  ///
  /// - Returns: the pods that something happened to, in the order in which it did.
  package mutating func append(_ bytes: [UInt8]) -> [String] {
    let (records, length) = JournalRecord.read(bytes[...])
    offset += length
    return records.flatMap { apply($0) }
  }

  /// Says that the supervisor is dead and its journal read to its end.
  ///
  /// - Returns: the pods that it left unfinished, which are lost.
  package mutating func endSession() -> [String] {
    let lost = unfinished.sorted()
    for pod in lost { entries[pod]?.end = .lost(bootID: bootID) }
    unfinished = []
    return lost
  }

  private mutating func apply(_ record: JournalRecord) -> [String] {
    switch record {
    case .session(let id):
      let lost = endSession()
      bootID = id
      return lost
    case .accepted(let pod, let containers, let results):
      entries[pod] = Entry(containers: containers, results: results)
      unfinished.insert(pod)
      return [pod]
    case .started(let pod, let container, let process):
      entries[pod]?.processes[container] = process
      entries[pod]?.delays[container] = nil
      return [pod]
    case .delayed(let pod, let container, let message):
      entries[pod]?.delays[container] = message
      return [pod]
    case .notStarted(let pod, let container, let message):
      entries[pod]?.terminations[container] = .notStarted(message)
      entries[pod]?.delays[container] = nil
      return [pod]
    case .ended(let pod, let container, let ending):
      entries[pod]?.terminations[container] = .ended(ending)
      return [pod]
    case .finished(let pod, let stopped):
      entries[pod]?.end = .finished(stopped: stopped)
      entries[pod]?.delays = [:]
      unfinished.remove(pod)
      return [pod]
    }
  }
}
