/// How often what goes wrong. Every simulation has its own mixture, and some kinds of fault not at all, so that rare
/// combinations are not drowned by frequent faults.
struct Faults {
  var crashAtWrite = 0.0
  var crashAtCall = 0.0
  /// That an agent is killed before the next piece of any task.
  var crashAtAwait = 0.0
  /// That a machine loses power when its agent is killed.
  var powerLoss = 0.0
  var network = 0.0
  var staleFetch = 0.0
  var rejectedPush = 0.0
  var lockedPush = 0.0
  /// That a push arrives and its answer does not.
  var lostAnswer = 0.0
  var unavailable = 0.0
  /// That an order to start a pod is taken, and given back later.
  var refusedOrder = 0.0
  /// The longest way to the remote, in milliseconds.
  var latency = 50

  /// No faults at all.
  static var none: Faults { Faults() }

  /// A mixture.
  init(_ chance: inout Chance) {
    func some(_ greatest: Double, _ chance: inout Chance) -> Double {
      chance.happens(0.5) ? Double.random(in: 0...greatest, using: &chance) : 0
    }
    crashAtWrite = some(0.01, &chance)
    crashAtCall = some(0.05, &chance)
    crashAtAwait = some(0.001, &chance)
    powerLoss = some(0.5, &chance)
    network = some(0.3, &chance)
    staleFetch = some(0.3, &chance)
    rejectedPush = some(0.2, &chance)
    lockedPush = some(0.3, &chance)
    lostAnswer = some(0.3, &chance)
    unavailable = some(0.3, &chance)
    refusedOrder = some(0.3, &chance)
    latency = chance.happens(0.3) ? 2_000 : 50
  }

  private init() {}
}

/// A promise that is broken on purpose, to show that the invariants notice.
enum Broken: String, CaseIterable {
  /// A claim that did not arrive counts as arrived.
  case claims
  /// A push that was rejected counts as arrived.
  case rejectedPushes = "rejected-pushes"
  /// The last thing that was written to disk is not there after a crash.
  case writeAhead = "write-ahead"
  /// Pods of an earlier agent are not taken over.
  case adoption
  /// A pod that is started twice runs twice.
  case idempotence
}
