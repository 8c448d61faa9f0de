import Git
import WorkflowAPI

/// The people who push to the branch: new runs, mended and broken manifests, other files, other histories.
final class People: @unchecked Sendable {
  /// The timeout of runs that have one, in milliseconds.
  static let timeout: Int64 = 20_000
  unowned let world: World
  /// Runs whose manifest was ever pushed, with its file.
  private(set) var runs: [ObjectKey: String] = [:]
  private(set) var timeouts: Set<ObjectKey> = []
  /// Runs whose manifest is wrong.
  private(set) var bad: Set<ObjectKey> = []
  private var number = 0

  init(world: World) { self.world = world }

  private static let templates = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowTemplate
    metadata: {name: work}
    spec:
      params: [{name: id}, {name: do}]
      pod:
        terminationGracePeriodSeconds: 3
        containers:
          - name: main
            command: ["work", "$(params.id)", "$(params.do)"]
    ---
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowTemplate
    metadata: {name: work, namespace: team}
    spec:
      params: [{name: id}, {name: do}]
      pod:
        containers:
          - name: main
            command: ["work", "$(params.id)", "$(params.do)"]

    """

  /// The first commit.
  func begin() {
    let remote = world.remote
    let files = ["templates.yaml": remote.blob(Array(Self.templates.utf8)), "README.md": remote.blob([35])]
    push(remote.make(files, parent: nil, message: "begin"))
  }

  /// One of all things that people do.
  func act() {
    switch world.scheduler.chance.number(0...19) {
    case 0...6: commit("a run") { self.addRun(&$0) }
    case 7...10: commit("a DAG") { self.addDAG(&$0) }
    case 11: commit("a file") { $0["README.md"] = "# \(self.world.scheduler.now)" }
    case 12: commit("a bad manifest") { self.addBad(&$0) }
    case 13: commit("an edit") { self.edit(&$0) }
    case 14: commit("a deletion") { self.delete(&$0) }
    case 15:
      commit("a template") { $0["templates.yaml"] = Self.templates + "# \(self.world.scheduler.now)\n" }
    case 16: commit("a generated name") { self.addGenerated(&$0) }
    case 17: commit("several runs") { for _ in 0..<5 { self.addRun(&$0) } }
    case 18: if world.allowsRewriting { rewrite() }
    default: if world.allowsRewriting { commit("a status gone") { self.eraseStatus(&$0) } }
    }
  }

  /// A last commit, so that nobody goes by an old one.
  func end() { commit("the end") { $0["README.md"] = "the end" } }

  private func push(_ commit: ObjectID) {
    world.invariants.willReplace(world.remote.tip, by: commit)
    world.remote.move(to: commit)
  }

  /// - Parameter edit: changes the texts of files; those that it sets are written, those set to `nil` go.
  private func commit(_ message: String, _ edit: (inout [String: String?]) -> Void) {
    let remote = world.remote
    var changes: [String: String?] = [:]
    edit(&changes)
    var files = remote.files(at: remote.tip)
    for (path, text) in changes { files[path] = text.map { remote.blob(Array($0.utf8)) } }
    world.note("people push \(message): \(changes.keys.sorted().joined(separator: ", "))")
    push(remote.make(files, parent: remote.tip, message: message))
  }

  private func pick<T>(_ values: [T]) -> T? {
    values.isEmpty ? nil : values[world.scheduler.chance.index(values.count)]
  }

  private func behaviour(canFail: Bool = true) -> (text: String, needsTimeout: Bool) {
    let duration = world.scheduler.chance.number(1...3_000)
    return switch world.scheduler.chance.number(0...9) {
    case 0 where canFail: ("exit=3,for=\(duration)", false)
    case 1: ("hang", true)
    case 2: ("stubborn", true)
    case 3: ("for=\(duration * 10)", false)
    default: ("for=\(duration)", false)
    }
  }

  private func newRun() -> (ObjectKey, header: String) {
    number += 1
    let key = ObjectKey(
      namespace: world.scheduler.chance.happens(0.2) ? "team" : "default", name: "r\(number)")
    runs[key] = "runs/\(key.namespace)-\(key.name).yaml"
    return (
      key,
      """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowRun
      metadata: {name: \(key.name), namespace: \(key.namespace)}
      spec:

      """
    )
  }

  private func timeout(_ key: ObjectKey, _ isNeeded: Bool) -> String {
    guard isNeeded || world.scheduler.chance.happens(0.2) else { return "" }
    timeouts.insert(key)
    return "  timeout: \(Self.timeout / 1000)s\n"
  }

  private func addRun(_ changes: inout [String: String?]) {
    let (key, header) = newRun()
    let (text, needsTimeout) = behaviour()
    changes["runs/\(key.namespace)-\(key.name).yaml"] =
      header + timeout(key, needsTimeout)
        + """
          workflowTemplateRef: work
          params: [{name: id, value: main}, {name: do, value: "\(text)"}]

        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).joined(separator: "\n")
  }

  private func addDAG(_ changes: inout [String: String?]) {
    let (key, header) = newRun()
    var nodes = ""
    var needsTimeout = false
    let count = world.scheduler.chance.number(1...6)
    for index in 0..<count {
      let retries = world.scheduler.chance.happens(0.3) ? world.scheduler.chance.number(1...3) : 0
      var (text, isLong) = behaviour()
      if retries > 0, !isLong { text += ",fail=\(world.scheduler.chance.number(0...3))" }
      needsTimeout = needsTimeout || isLong
      let dependencies = (0..<index).filter { _ in world.scheduler.chance.happens(0.3) }.map { "n\($0)" }
      nodes += """
              - name: n\(index)
                workflowTemplateRef: work
                retries: \(retries)
                dependencies: [\(dependencies.joined(separator: ", "))]
                params: [{name: id, value: n\(index)-r\(retries)}, {name: do, value: "\(text)"}]

        """
    }
    let strategy =
      world.scheduler.chance.happens(0.5) ? "StopAllWorkflowTemplates" : "StopDependentWorkflowTemplates"
    changes["runs/\(key.namespace)-\(key.name).yaml"] =
      header + timeout(key, needsTimeout) + """
          workflowTemplateSpec:
            dag:
              failureStrategy: \(strategy)
              templates:

        """ + nodes
  }

  private func addGenerated(_ changes: inout [String: String?]) {
    number += 1
    changes["runs/generated-\(number).yaml"] = """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowRun
      metadata: {generateName: g\(number)-}
      spec:
        workflowTemplateRef: work
        params: [{name: id, value: main}, {name: do, value: "for=100"}]

      """
  }

  private func addBad(_ changes: inout [String: String?]) {
    let (key, header) = newRun()
    let path = "runs/\(key.namespace)-\(key.name).yaml"
    bad.insert(key)
    switch world.scheduler.chance.number(0...3) {
    case 0: changes[path] = header + "  workflowTemplateRef: missing\n"
    case 1: changes[path] = header + "  workflowTemplateRef: work\n"
    case 2: changes[path] = header + "  timeout: [\n"
    default: changes[path] = header + "  colour: red\n"
    }
    // A file that cannot be parsed names no run.
    if changes[path]??.contains("[\n") == true { runs[key] = nil }
  }

  private var manifests: [String] {
    world.remote.files(at: world.remote.tip).keys.filter { $0.hasPrefix("runs/") }.sorted()
  }

  private func edit(_ changes: inout [String: String?]) {
    guard let path = pick(manifests), let text = world.remote.text(path), !path.contains("generated") else {
      return
    }
    changes[path] = text + "# \(world.scheduler.now)\n"
  }

  private func delete(_ changes: inout [String: String?]) {
    if let path = pick(manifests) { changes[path] = .some(nil) }
  }

  private func eraseStatus(_ changes: inout [String: String?]) {
    let paths = world.remote.files(at: world.remote.tip).keys.filter { $0.hasPrefix("status/") }.sorted()
    if let path = pick(paths) { changes[path] = .some(nil) }
  }

  /// Another history: one of the last commits becomes the tip again, with something else on top.
  private func rewrite() {
    guard let old = pick(Array(world.remote.tips.suffix(8))) else { return }
    world.note("people force the branch back to \(old)")
    var files = world.remote.files(at: old)
    files["README.md"] = world.remote.blob(Array("rewritten \(world.scheduler.now)".utf8))
    push(world.remote.make(files, parent: old, message: "rewrite"))
  }
}
