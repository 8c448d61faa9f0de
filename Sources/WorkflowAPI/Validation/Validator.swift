import YAML

/// Finds what is wrong with an object and can be known without any other (spec, sections 1 to 6).
public enum Validator {
  /// What is wrong, at most 100 issues; empty for a valid object. Paths begin at the object.
  ///
  /// A Secret is refused unless `allowingSecrets` (spec, section 1).
  public static func issues(in manifest: Manifest, allowingSecrets: Bool = false) -> [FieldIssue] {
    var validation = Validation()
    validation.check(manifest, allowingSecrets: allowingSecrets)
    return validation.issues
  }

  /// What is wrong with a template's spec, at most 100 issues. Paths begin at the spec.
  public static func issues(in spec: WorkflowTemplateSpec) -> [FieldIssue] {
    var validation = Validation()
    validation.checkTemplate(spec, at: [])
    return validation.issues
  }
}

/// The issues found so far; the checks are extensions of it.
struct Validation {
  private(set) var issues: [FieldIssue] = []
  /// The reason of issues that are found now.
  private var reason = Reason.failed
  private let maximumIssues = 100

  /// Whether further issues are dropped: a hostile manifest may have any number.
  var isFull: Bool { issues.count >= maximumIssues }

  mutating func report(_ path: [PathElement], _ message: String) {
    if !isFull { issues.append(FieldIssue(path: path, message: message, reason: reason)) }
  }

  /// Runs checks whose issues have a reason of their own.
  mutating func withReason(_ reason: Reason, _ checks: (inout Validation) -> Void) {
    let before = self.reason
    self.reason = reason
    checks(&self)
    self.reason = before
  }

  mutating func check(_ manifest: Manifest, allowingSecrets: Bool) {
    checkMetadata(manifest.metadata, at: [.key("metadata")])
    let spec: [PathElement] = [.key("spec")]
    switch manifest {
    case .workflowTemplate(let template): checkTemplate(template.spec, at: spec)
    case .workflowRun(let run): checkRun(run.spec, at: spec)
    case .cronWorkflowRun(let cron): checkCron(cron, at: spec)
    case .workflowTrigger(let trigger): checkTrigger(trigger.spec, at: spec)
    case .configMap(let map): checkConfigMap(map)
    case .secret:
      if !allowingSecrets {
        report(
          [.key("kind")],
          "a Secret is refused in a repository: keep its values on the host, or let the host's configuration allow it"
        )
      }
    case .eventListener, .persistentVolumeClaim: break
    }
  }

  mutating func checkMetadata(_ metadata: ObjectMeta, at path: [PathElement]) {
    checkMetadata(
      name: metadata.name, generateName: metadata.generateName, namespace: metadata.namespace, at: path)
  }

  /// The names of an object, even of one that cannot be decoded.
  mutating func checkMetadata(
    name: String?, generateName: String?, namespace: String?, at path: [PathElement]
  ) {
    switch (name, generateName) {
    case (nil, nil): report(path, "either name or generateName must be set")
    case (_?, _?): report(path.child("generateName"), "name and generateName must not both be set")
    case (let name?, nil): checkName(name, .subdomain, at: path.child("name"))
    case (nil, let prefix?):
      if let problem = GeneratedName.problem(withPrefix: prefix) {
        report(path.child("generateName"), problem)
      }
    }
    if let namespace { checkName(namespace, .label, at: path.child("namespace")) }
  }

  mutating func checkName(_ name: String, _ rule: NameRule, at path: [PathElement]) {
    if let problem = rule.problem(with: name) { report(path, problem) }
  }

  /// The rule and the uniqueness of the names of a list's items.
  mutating func checkNames<Item>(
    of items: [Item]?, _ name: (Item) -> String, _ rule: NameRule, what: String, at path: [PathElement],
    _ key: String
  ) {
    var seen: Set<String> = []
    for (index, item) in (items ?? []).enumerated() {
      let place = path.child(key, index).child("name")
      checkName(name(item), rule, at: place)
      if !seen.insert(name(item)).inserted { report(place, "there are two \(what)s \(quoted(name(item)))") }
    }
  }

  /// The end of a message about an unknown name: what was probably meant.
  func hint(for name: String, among known: @autoclosure () -> [String]) -> String {
    if isFull { return "" }
    // The first thousand are enough for a person, and bound the time.
    return Suggestion.nearest(to: name, among: known().prefix(1000)).map { "; did you mean \(quoted($0))?" }
      ?? ""
  }

  /// A path inside a volume must stay inside.
  mutating func checkSubPath(_ subPath: String?, at path: [PathElement]) {
    guard let subPath else { return }
    let leaves = subPath.utf8.first == UInt8(ascii: "/") || subPath.pathComponents.contains("..")
    if leaves || subPath.utf8.contains(0) {
      report(path.child("subPath"), "\(quoted(subPath)) must be a relative path without \"..\"")
    }
  }
}

extension String {
  /// What is between the slashes, as the system sees it: a `Character` may join a slash with a mark after it.
  package var pathComponents: [String] {
    utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
  }
}
