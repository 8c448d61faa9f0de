/// The waits between tries: they double up to a cap, with jitter, and start afresh after a success.
struct Backoff: Sendable {
  let shortest: Duration
  let longest: Duration
  private var failures = 0

  init(shortest: Duration, longest: Duration) {
    self.shortest = shortest
    self.longest = longest
  }

  /// The wait after one more failure, between half and all of the doubled time.
  ///
  /// - Parameter jitter: between 0 and 1.
  mutating func next(jitter: Double) -> Duration {
    let doubled = shortest * (1 << min(failures, 20))
    failures += 1
    let full = min(doubled, longest)
    return full / 2 + full / 2 * jitter
  }

  /// A try succeeded.
  mutating func reset() { failures = 0 }
}
