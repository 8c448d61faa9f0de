/// A pod whose containers are steps that run one after the other (spec, section 2, "SeqPod").
///
/// In a manifest `steps` stands among the fields of a PodSpec, in place of `containers`.
public struct SeqPodSpec: Codable, Hashable, Sendable {
  /// The steps, in their order.
  public var steps: [Step]
  /// The other fields; its `containers` are empty in a valid SeqPod.
  public var pod: PodSpec

  private enum CodingKeys: CodingKey {
    case steps
  }

  /// These steps in this pod.
  public init(steps: [Step], pod: PodSpec = PodSpec()) {
    self.steps = steps
    self.pod = pod
  }

  /// Reads both from one mapping.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    steps = try container.decodeIfPresent([Step].self, forKey: .steps) ?? []
    pod = try PodSpec(from: decoder)
  }

  /// Writes both into one mapping.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(steps, forKey: .steps)
    try pod.encode(to: encoder)
  }
}

/// A container that may have a script in place of a command.
public struct Step: Codable, Hashable, Sendable {
  /// The fields of a container.
  public var container: Container
  /// Run in place of a command, with `args` as its arguments.
  public var script: String?

  private enum CodingKeys: CodingKey {
    case script
  }

  /// This container, with or without a script.
  public init(container: Container, script: String? = nil) {
    self.container = container
    self.script = script
  }

  /// Reads both from one mapping.
  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CodingKeys.self)
    script = try keyed.decodeIfPresent(String.self, forKey: .script)
    container = try Container(from: decoder)
  }

  /// Writes both into one mapping.
  public func encode(to encoder: any Encoder) throws {
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    try keyed.encodeIfPresent(script, forKey: .script)
    try container.encode(to: encoder)
  }
}

/// A container that a cluster adds to a running pod for debugging.
public struct EphemeralContainer: Codable, Hashable, Sendable {
  /// The fields of a container.
  public var container: Container
  /// The container whose namespaces it shares.
  public var targetContainerName: String?

  private enum CodingKeys: CodingKey {
    case targetContainerName
  }

  /// Reads both from one mapping.
  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CodingKeys.self)
    targetContainerName = try keyed.decodeIfPresent(String.self, forKey: .targetContainerName)
    container = try Container(from: decoder)
  }

  /// Writes both into one mapping.
  public func encode(to encoder: any Encoder) throws {
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    try keyed.encodeIfPresent(targetContainerName, forKey: .targetContainerName)
    try container.encode(to: encoder)
  }
}
