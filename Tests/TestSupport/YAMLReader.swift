import Foundation

/// A value as a YAML reader that shares no code with this project reads it.
public enum YAMLValue: Hashable, Sendable, Decodable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case list([YAMLValue])
  case map([String: YAMLValue])

  /// Reads what JSON has.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([YAMLValue].self) {
      self = .list(value)
    } else {
      self = .map(try container.decode([String: YAMLValue].self))
    }
  }

  /// The value of a key; null where there is none.
  public subscript(key: String) -> YAMLValue { map[key] ?? .null }

  /// The text, if it is one.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The whole number, if it is one.
  public var int: Int? { if case .number(let number) = self { Int(exactly: number) } else { nil } }
  /// The items; none of anything but a list.
  public var list: [YAMLValue] { if case .list(let items) = self { items } else { [] } }
  /// The entries; none of anything but a mapping.
  public var map: [String: YAMLValue] { if case .map(let entries) = self { entries } else { [:] } }

  /// Replaces every text in it.
  public func mapStrings(_ transform: (String) -> String) -> YAMLValue {
    switch self {
    case .string(let text): .string(transform(text))
    case .list(let items): .list(items.map { $0.mapStrings(transform) })
    case .map(let entries):
      .map(Dictionary(uniqueKeysWithValues: entries.map { (transform($0), $1.mapStrings(transform)) }))
    default: self
    }
  }
}

/// PyYAML, which reads YAML 1.1: where it sees a string, no reader sees a time, a number or a truth.
public enum YAMLReader {
  /// A file of a repository.
  public struct File: Sendable, Decodable {
    /// Its documents.
    public var documents: [YAMLValue]
    /// Whether the keys of every mapping stand in order.
    public var isSorted: Bool
  }

  /// Reads the documents of a text.
  public static func documents(_ text: String) async throws -> [YAMLValue] {
    try await run("json.dump(documents(sys.stdin.buffer.read()), sys.stdout)", [], input: text)
  }

  /// Reads all files under a directory at a commit; none if it is not there.
  public static func files(in repository: BareRepository, under path: String, at commit: String) async throws
    -> [String: File]
  {
    let found = try await repository.git("ls-tree", "--name-only", commit, "--", path)
    if found.isEmpty { return [:] }
    let script = """
      archive = subprocess.run(["git", "archive", *sys.argv[1:]], stdout=subprocess.PIPE, check=True).stdout
      files = {}
      with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
          for member in tar:
              if member.isfile() and member.name.endswith(".yaml"):
                  found = documents(tar.extractfile(member).read())
                  files[member.name] = {"documents": found, "isSorted": is_sorted(found)}
      json.dump(files, sys.stdout)
      """
    return try await run(script, ["--format=tar", commit, "--", path], in: repository.path)
  }

  private static func run<Value: Decodable>(
    _ script: String, _ arguments: [String], in directory: String? = nil, input: String = ""
  ) async throws -> Value {
    let result = try await runCommand(
      "/usr/bin/python3", ["-c", prelude + script] + arguments, in: directory, environment: gitEnvironment,
      input: input)
    guard result.status == 0 else { throw TestFailure("PyYAML: \(result.errors)") }
    return try JSONDecoder().decode(Value.self, from: Data(result.output.utf8))
  }

  // A time that is not quoted is no JSON, and fails here.
  private static let prelude = """
    import io, json, subprocess, sys, tarfile, yaml

    def documents(data):
        return list(yaml.load_all(data, Loader=yaml.CSafeLoader))

    def is_sorted(value):
        if isinstance(value, dict):
            return list(value) == sorted(value) and all(map(is_sorted, value.values()))
        return all(map(is_sorted, value)) if isinstance(value, list) else True


    """
}
