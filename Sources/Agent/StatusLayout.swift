import WorkflowAPI

/// Where status files are (spec, section 7): a pure function of names that were validated.
struct StatusLayout: Sendable {
  /// The status path, without slashes at its ends.
  let root: String

  /// The file of a root run.
  func run(_ key: ObjectKey) -> String { "\(root)/\(key.namespace)/\(Self.component(key.name)).yaml" }

  /// The file of a run below a root run, on whatever level.
  func child(_ name: String, of key: ObjectKey) -> String {
    "\(children(of: key))/\(Self.component(name)).yaml"
  }

  /// The file of a root run or of a run below it.
  func path(of name: String, root key: ObjectKey) -> String {
    name == key.name ? run(key) : child(name, of: key)
  }

  /// The directory of the runs below a root run.
  func children(of key: ObjectKey) -> String { "\(root)/\(key.namespace)/\(Self.component(key.name))" }

  /// Whether a path is one that a root run could have.
  func isRun(_ path: String) -> Bool {
    let rest = path.utf8.dropFirst(root.utf8.count + 1)
    return path.hasSuffix(".yaml") && rest.count { $0 == UInt8(ascii: "/") } == 1
  }

  /// The root run whose file a path is, if the path holds its whole name.
  func key(ofRun path: String) -> ObjectKey? {
    guard isRun(path) else { return nil }
    let parts = path.utf8.dropFirst(root.utf8.count + 1).split(separator: UInt8(ascii: "/"))
    guard parts.count == 2 else { return nil }
    let key = ObjectKey(namespace: String(Substring(parts[0])), name: String(Substring(parts[1]).dropLast(5)))
    return run(key) == path ? key : nil
  }

  /// The file of the root run that a file under the status path belongs to; the inverse of ``run(_:)`` and
  /// ``child(_:of:)`` for whoever has the run.
  func runFile(of path: String) -> String? {
    guard path.hasPrefix(root + "/") else { return nil }
    let parts = path.dropFirst(root.count + 1).split(separator: "/", maxSplits: 2)
    return switch parts.count {
    case 2: path
    case 3: "\(root)/\(parts[0])/\(parts[1]).yaml"
    default: nil
    }
  }

  /// The list of what is wrong with manifests.
  var errors: String { "\(root)/errors.yaml" }

  /// A name as part of a path. A name may have 253 characters and a file name 255 bytes, so that with `.yaml`
  /// the longest would not fit into a checkout; and a name that ends in `.yaml` would be a directory where another
  /// run has its file. Such a name is replaced by its beginning and a hash of the whole.
  private static func component(_ name: String) -> String {
    if name.utf8.count <= 250, !name.hasSuffix(".yaml") { return name }
    return GeneratedName.make(base: String(name.prefix(240)) + "-", salt: [name])
  }
}
