public import YAML

/// An object of one of the kinds that are handled (spec, section 1).
public enum Manifest: Hashable, Sendable {
  /// A template.
  case workflowTemplate(WorkflowTemplate)
  /// A run.
  case workflowRun(WorkflowRun)
  /// A schedule.
  case cronWorkflowRun(CronWorkflowRun)
  /// An endpoint for events.
  case eventListener(EventListener)
  /// Runs for events.
  case workflowTrigger(WorkflowTrigger)
  /// Configuration.
  case configMap(ConfigMap)
  /// A claim on a volume.
  case persistentVolumeClaim(PersistentVolumeClaim)
  /// A secret.
  case secret(Secret)

  /// The object's metadata.
  public var metadata: ObjectMeta {
    switch self {
    case .workflowTemplate(let object): object.metadata
    case .workflowRun(let object): object.metadata
    case .cronWorkflowRun(let object): object.metadata
    case .eventListener(let object): object.metadata
    case .workflowTrigger(let object): object.metadata
    case .configMap(let object): object.metadata
    case .persistentVolumeClaim(let object): object.metadata
    case .secret(let object): object.metadata
    }
  }
}

/// What identifies an object.
public struct ObjectIdentity: Hashable, Sendable, CustomStringConvertible {
  /// The API that the kind belongs to.
  public var apiVersion: String
  /// The kind.
  public var kind: String
  /// Its namespace and name.
  public var key: ObjectKey

  /// An identity of these parts.
  public init(apiVersion: String, kind: String, key: ObjectKey) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.key = key
  }

  /// `WorkflowRun default/x`.
  public var description: String { "\(kind) \(key)" }
}

/// An object in a file.
public struct ManifestObject: Hashable, Sendable {
  /// What identifies it; `nil` when it has no valid name.
  public var identity: ObjectIdentity?
  /// The document of the file that it is in, from 0.
  public var document: Int
  /// The way to it from the document's root, when it is an item of a list.
  public var itemPath: [PathElement]
  /// The line of its first character, from 1.
  public var line: Int
  /// The column of its first character, from 1.
  public var column: Int
  /// What it is.
  public var content: Content
  /// The `generateName` that its name was made from.
  public var generateName: String?
  /// Its annotations, as far as they can be read, even when it is invalid.
  public var annotations: [String: String]

  /// What an object is.
  public enum Content: Hashable, Sendable {
    /// A valid object, with its name set.
    case decoded(Manifest)
    /// One that is not valid, with at least one error.
    case invalid([Diagnostic])
    /// One of another kind; both are empty for a document that is no object at all.
    case notHandled(apiVersion: String, kind: String)
  }
}

/// What a file holds.
public struct ManifestFile: Hashable, Sendable {
  /// The file, relative to the repository.
  public var path: String
  /// Its objects, in order.
  public var objects: [ManifestObject]
  /// What is wrong with the file itself; the objects before that place are there.
  public var diagnostics: [Diagnostic]
}
