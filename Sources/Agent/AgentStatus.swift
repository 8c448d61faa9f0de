import Foundation
import Git
import StateStore
import WorkflowAPI

/// How an agent is, seen from outside: what it wrote about itself, and what its state directory shows. Works while the
/// agent runs, after it died, and where none has been; changes nothing.
public struct AgentStatus: Encodable, Sendable {
  /// The worst condition of the parts.
  public var condition: Health.Condition { parts.map(\.condition).max() ?? .failed }
  /// The parts, always in the same order.
  public private(set) var parts: [Health.Part] = []
  /// Runs that cannot go on by themselves, and why; the first ones, when there are many.
  public private(set) var waiting: [Health.Waiting] = []
  /// Runs that other agents have claimed and that are not over; `nil` when the statuses cannot be read.
  public private(set) var unfinishedOfOthers: Int?

  private enum CodingKeys: CodingKey { case condition, parts, waiting, unfinishedOfOthers }

  /// Writes all of it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(condition, forKey: .condition)
    try container.encode(parts, forKey: .parts)
    try container.encode(waiting, forKey: .waiting)
    try container.encodeIfPresent(unfinishedOfOthers, forKey: .unfinishedOfOthers)
  }

  /// - Parameters:
  ///   - stateDirectory: the state directory of an agent; need not exist.
  ///   - limits: those of the agent.
  public init(stateDirectory: String, limits: AgentLimits = AgentLimits()) async {
    let path = URL(filePath: stateDirectory).standardizedFileURL.path
    let health = HealthFile.read(StateDirectory.healthPath(in: path))
    let holder = StateDirectory.holder(of: path)
    let files = DatabaseFiles(path: StateDirectory.storePath(in: path))
    let hasDatabase = FileManager.default.fileExists(atPath: files.path)
    guard hasDatabase || health != nil || holder != nil else {
      parts = [
        Health.Part(
          "agent", .failed, "no agent has run with the state directory \(path); give its --state-dir")
      ]
      return
    }
    var id = health?.agent
    var problem: String?
    do { id = try AgentIDFile(directory: path).read() ?? id } catch { problem = error.message }
    parts = [Self.agent(health, holder: holder, id: id)]
    if let problem {
      parts[0].condition = .failed
      parts[0].message += "\n\(problem)"
    }
    let (store, state) = Self.state(files, hasDatabase: hasDatabase, health, isRunning: holder != nil)
    let url = health?.repository ?? (try? store?.setting(.repository))
    let branch = health?.branch ?? (try? store?.setting(.branch))
    parts.append(Self.repository(health, url: url, branch: branch))
    parts.append(state)
    let (mirror, part) = await Self.mirror(in: path, url: url, branch: branch, limits.git)
    parts.append(part)
    parts.append(Self.disk(path, limits))
    parts.append(Self.runtime(health, isRunning: holder != nil))
    waiting = health?.waiting ?? []
    if let mirror, let tip = await mirror.tip {
      let layout = StatusLayout(root: (try? store?.setting(.statusPath)) ?? "status")
      var others = 0
      do {
        let files = StatusFiles(repository: mirror, layout: layout, limits: limits.statusParsing)
        // Most runs are this agent's own.
        try await files.roots(at: tip, mentioning: false, agent: id ?? "no id") {
          if $0.agent != nil, !$0.run.isOver { others += 1 }
        }
        unfinishedOfOthers = others
      } catch {
        parts = parts.map { $0.name == "mirror" ? Health.Part("mirror", .failed, error.message) : $0 }
      }
    }
  }

  // MARK: - Parts

  private static func agent(_ health: Health?, holder: Int32?, id: String?) -> Health.Part {
    var part = Health.Part("agent")
    part.details["id"] = id
    if let holder {
      part.message = "running with process id \(holder == 0 ? "unknown" : "\(holder)")"
      part.details["processID"] = "\(holder)"
      // Until it has written about itself, the file is an earlier agent's.
      if let health, health.processID == holder { part.since = health.started }
    } else if let health, let ended = health.ended {
      part.since = ended
      part.condition = health.once ? .ok : .degraded
      part.message = health.once ? "not running: it was to run once" : "not running: it was told to end"
    } else {
      part.condition = .failed
      part.message = "not running, and it did not end in order: start it again"
    }
    if let id { part.message += "; id \(id)" }
    return part
  }

  private static func repository(_ health: Health?, url: String?, branch: String?) -> Health.Part {
    var part = health?.parts.first { $0.name == "repository" } ?? Health.Part("repository")
    part.details["url"] = url
    part.details["branch"] = branch
    part.details["lastFetch"] = health?.lastFetch?.description
    part.details["lastPush"] = health?.lastPush?.description
    let failure = part.message
    part.message = [url, branch.map { "branch \($0)" }].compactMap(\.self).joined(separator: ", ")
    part.message += "; last read \(health?.lastFetch?.description ?? "never")"
    part.message += ", last pushed to \(health?.lastPush?.description ?? "never") (since the agent started)"
    if !failure.isEmpty { part.message += "\n\(part.details["code"] ?? "error"): \(failure)" }
    return part
  }

  private static func state(
    _ files: DatabaseFiles, hasDatabase: Bool, _ health: Health?, isRunning: Bool
  ) -> (StateStore?, Health.Part) {
    var part = Health.Part("state")
    let aside = files.putAside
    part.details = ["bytes": "\(files.size)", "damagedCopies": "\(aside.count)"]
    var store: StateStore?
    do {
      guard hasDatabase else { throw StateDirectory.Failure(message: "\(files.path) is not there") }
      let opened = try StateStore(readingFrom: files.path)
      try opened.check()
      let (unfinished, archived) = try opened.counts()
      part.details["unfinishedRuns"] = "\(unfinished)"
      part.details["finishedRuns"] = "\(archived)"
      part.message = "\(unfinished) unfinished and \(archived) finished runs, \(bytes(files.size))"
      store = opened
    } catch {
      part.condition = .failed
      part.message = "\(error)"
    }
    if isRunning, let own = health?.parts.first(where: { $0.name == "state" }), own.condition != .ok {
      part.condition = own.condition
      part.since = own.since
      part.message += "\n\(own.message)"
    }
    if !aside.isEmpty {
      let names = aside.suffix(5).map { URL(filePath: $0).lastPathComponent }
      part.message +=
        "\nput aside as damaged: \(names.joined(separator: ", "))\(aside.count > 5 ? " and earlier ones" : "")"
    }
    return (store, part)
  }

  private static func mirror(
    in path: String, url: String?, branch: String?, _ limits: GitLimits
  ) async -> (Mirror?, Health.Part) {
    var part = Health.Part("mirror")
    let mirrorPath = StateDirectory.mirrorPath(in: path)
    var mirror: Mirror?
    if !FileManager.default.fileExists(atPath: mirrorPath) {
      part.message = "nothing was read yet"
    } else if let url, let branch {
      do {
        let opened = try Mirror(
          reading: mirrorPath, remote: try Remote(url: url, branch: branch), limits: limits)
        let tip = await opened.tip
        part.details["commit"] = tip?.description
        part.message = tip.map { "at commit \($0)" } ?? "empty"
        mirror = opened
      } catch {
        part.condition = .failed
        part.message = "\(error.message); an agent that is started reads the repository anew"
      }
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let aside = names.filter { $0.hasPrefix("repository.git.corrupt-") }.sorted()
    part.details["damagedCopies"] = "\(aside.count)"
    if !aside.isEmpty { part.message += "\nput aside as damaged: \(aside.joined(separator: ", "))" }
    return (mirror, part)
  }

  private static func disk(_ path: String, _ limits: AgentLimits) -> Health.Part {
    var part = Health.Part("disk")
    var status = statvfs()
    guard statvfs(path, &status) == 0 else {
      part.condition = .failed
      part.message = "\(path): \(String(cString: strerror(errno)))"
      return part
    }
    let free = Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    let hasNames = status.f_files == 0 || status.f_favail > 0
    part.details = ["freeBytes": "\(free)", "path": path]
    part.message = "\(bytes(free)) free for \(path)"
    part.condition = hasNames ? condition(free: free, limits) : .failed
    switch part.condition {
    case .failed:
      part.message += hasNames ? ": make room" : ", but no more files can be made: remove some"
    case .degraded: part.message += ": make room soon"
    case .ok: break
    }
    return part
  }

  static func condition(free: Int, _ limits: AgentLimits) -> Health.Condition {
    free < limits.diskFull ? .failed : free < limits.diskLow ? .degraded : .ok
  }

  private static func runtime(_ health: Health?, isRunning: Bool) -> Health.Part {
    if isRunning, let part = health?.parts.first(where: { $0.name == "runtime" }) { return part }
    return Health.Part(
      "runtime", .ok,
      isRunning
        ? "the agent has said nothing yet"
        : "pods go on without the agent; what became of them is seen when it is started")
  }

  /// `1.5 MiB`.
  private static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["bytes", "KiB", "MiB", "GiB"] {
      if value < 1024 { return unit == "bytes" ? "\(count) bytes" : String(format: "%.1f \(unit)", value) }
      value /= 1024
    }
    return String(format: "%.1f TiB", value)
  }
}
