import Foundation

/// From the push of a run to the commit that says it succeeded, with a resident agent.
enum EchoRun: Benchmark {
  static let name = "echo"
  static let summary = "one echo run, from push to status commit"

  private static let rounds = 10
  /// Longer than the window in which the agent makes one commit of several.
  private static let quiet = Duration.milliseconds(2_600)

  static func measure(_ bench: Bench) async throws -> [Row] {
    let small = try User(bench, name: "echo", files: [("README", "runs\n")])
    let daemon = try Daemon(bench, repository: small.repository, state: bench.directory("echo-state"))
    let alone = try await alone(small)
    try await Task.sleep(for: quiet)
    _ = try small.push("first")
    let following = try (0..<rounds).map { try small.push("following-\($0)") }
    try daemon.stop()

    let large = try User(bench, name: "echo-large", files: LargeRepository.files)
    let other = try Daemon(bench, repository: large.repository, state: bench.directory("echo-large-state"))
    try await ProcessTable.settle(other.child.id)
    let among = try await Self.alone(large)
    try other.stop()

    let peer = try peer(small)
    let claim = Samples(.milliseconds, alone.map(\.toClaim)).text
    return [
      Row(
        name: "echo run, push to status", pushrun: Samples(.milliseconds, alone.map(\.toStatus)), peer: peer,
        aim: .milliseconds(300),
        note:
          "from the return of git push; nothing was committed for \(Samples.number(quiet.seconds)) s before; its "
          + "claim was in the branch after \(claim); the script pulls, commits and pushes a claim, echoes, commits and "
          + "pushes"),
      Row(
        name: "echo run, git push included", pushrun: Samples(.milliseconds, alone.map(\.withPush))),
      Row(
        name: "echo run among 10,000", pushrun: Samples(.milliseconds, among.map(\.toStatus)),
        peer: try Self.peer(large)),
      Row(
        name: "echo runs, back to back", pushrun: Samples(.milliseconds, following.map(\.toStatus)),
        note: "each is pushed when the one before is done: its status waits for the commit window of 2 s"),
    ]
  }

  /// Runs that come after a time in which nothing was committed.
  private static func alone(_ user: User) async throws -> [Delay] {
    _ = try user.push("warm-up")
    var delays: [Delay] = []
    for round in 0..<rounds {
      try await Task.sleep(for: quiet)
      delays.append(try user.push("alone-\(round)"))
    }
    return delays
  }

  private static func peer(_ user: User) throws -> Row.Peer {
    let times = try (0..<rounds).map { try user.runScript("script-\($0)") }
    return .measured("sh with git", Samples(.milliseconds, times.map(\.milliseconds)))
  }

  /// The times of one run, in milliseconds.
  private struct Delay {
    let toClaim: Double
    let toStatus: Double
    let withPush: Double
  }

  /// A person with a clone, who pushes manifests and waits for their status.
  private struct User {
    let repository: String
    private let bench: Bench
    private let repositories: GitRepositories
    private let clone: String

    init(_ bench: Bench, name: String, files: [(path: String, text: String)]) throws {
      self.bench = bench
      repositories = GitRepositories(bench)
      repository = try repositories.make(name + ".git", files: files)
      clone = bench.scratch + "/" + name + "-clone"
      try bench.run(["git", "clone", "--quiet", repository, clone])
    }

    func push(_ name: String) throws -> Delay {
      try commit(name)
      let events = try RefEvents(repositories, repository: repository)
      let start = ContinuousClock.now
      try bench.run(["git", "push", "--quiet", "origin", "HEAD:main"], in: clone)
      let pushed = ContinuousClock.now
      let own = try bench.read(["git", "rev-parse", "HEAD"], in: clone).trimmingCharacters(
        in: .whitespacesAndNewlines)
      let deadline = pushed + .seconds(30)
      var claimed: ContinuousClock.Instant?
      while true {
        let (commit, time) = try events.next(deadline: deadline)
        if commit == own { continue }
        claimed = claimed ?? time
        switch try phase(of: name, at: commit) {
        case "Succeeded":
          return Delay(
            toClaim: pushed.duration(to: claimed ?? time).milliseconds,
            toStatus: pushed.duration(to: time).milliseconds,
            withPush: start.duration(to: time).milliseconds)
        case "Failed": throw BenchmarkFailure("the run \(name) failed")
        default: continue
        }
      }
    }

    /// Commits a manifest on top of what the branch is now.
    private func commit(_ name: String) throws {
      try bench.run(["git", "fetch", "--quiet"], in: clone)
      try bench.run(["git", "reset", "--quiet", "--hard", "origin/main"], in: clone)
      let text = Manifests.run(name, command: ["echo", "hello"])
      try text.write(toFile: "\(clone)/\(name).yaml", atomically: false, encoding: .utf8)
      try bench.run(["git", "add", "--all"], in: clone)
      try bench.run(["git", "commit", "--quiet", "--message", name], in: clone)
    }

    private func phase(of name: String, at commit: String) throws -> Substring? {
      // The claim of another run may be the commit that is looked at: then there is no such file yet.
      let files = try bench.read(
        ["git", "ls-tree", "--name-only", commit, "status/default/\(name).yaml"], in: repository)
      if files.isEmpty { return nil }
      let text = try bench.read(["git", "show", "\(commit):status/default/\(name).yaml"], in: repository)
      return text.split(separator: "\n").first { $0.hasPrefix("  phase: ") }?.dropFirst(9)
    }

    /// The same by a script, of which nothing is resident: what an agent of a few lines would take.
    func runScript(_ name: String) throws -> Duration {
      try bench.run(["git", "fetch", "--quiet"], in: clone)
      try bench.run(["git", "reset", "--quiet", "--hard", "origin/main"], in: clone)
      let script = """
        set -e
        git pull --quiet
        mkdir -p status/default
        echo 'phase: Pending' >status/default/\(name).yaml
        git add status; git commit --quiet --message claim; git push --quiet origin HEAD:main
        echo hello >log
        echo 'phase: Succeeded' >status/default/\(name).yaml
        git add status; git commit --quiet --message status; git push --quiet origin HEAD:main
        """
      return try bench.run(["sh", "-c", script], in: clone).elapsed
    }
  }
}
