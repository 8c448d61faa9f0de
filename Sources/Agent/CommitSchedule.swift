/// When the next status commit is due: the end of a run at once after a quiet time, everything else when the window
/// has passed, so that a run that starts and ends is one commit and a burst of them too.
struct CommitSchedule: Sendable {
  let window: Duration
  private var lastCommit: Instant?
  private var urgentSince: Instant?
  private var changedSince: Instant?

  init(window: Duration) { self.window = window }

  /// A status changed.
  ///
  /// - Parameter urgent: whether a root run came to its end.
  mutating func changed(urgent: Bool, at time: Instant) {
    if urgent {
      urgentSince = urgentSince ?? time
    } else {
      changedSince = changedSince ?? time
    }
  }

  /// Every change so far is in the remote branch.
  ///
  /// - Parameter isClaim: a commit that lets runs start. Their first status does not wait a window for it.
  mutating func committed(isClaim: Bool, at time: Instant) {
    urgentSince = nil
    changedSince = nil
    if !isClaim { lastCommit = time }
  }

  /// Nothing more will change soon: what there is to say is due now.
  mutating func hurry() {
    lastCommit = nil
    urgentSince = urgentSince ?? changedSince
  }

  /// When to commit; `nil` while there is nothing to say.
  var due: Instant? {
    let earliest = lastCommit?.adding(window)
    let urgent = urgentSince.map { max($0, earliest ?? $0) }
    let other = changedSince.map { max($0.adding(window), earliest ?? $0) }
    return [urgent, other].compactMap(\.self).min()
  }
}
