import ArgumentParser
import Foundation
import YAML

/// What the host configures, from three places: flags over `PUSHRUN_*` in the environment over the file of `--config`.
struct Settings {
  /// The file of `--config`, for errors.
  private let path: String
  private let file: [String: Node]
  private let environment: [String: String]

  /// - Parameter path: the configuration file, if one is given.
  /// - Throws: `ValidationError` when the file cannot be read or has a key that means nothing.
  init(file path: String?, known: Set<String>) throws {
    environment = ProcessInfo.processInfo.environment
    self.path = path ?? environment["PUSHRUN_CONFIG"] ?? ""
    guard let path = path ?? environment["PUSHRUN_CONFIG"] else {
      file = [:]
      return
    }
    do {
      let bytes = try Data(contentsOf: URL(filePath: path))
      let documents = try YAMLParser.documents(in: Array(bytes))
      var values: [String: Node] = [:]
      if documents.count > 1 { throw Self.error(path, documents[1], "settings are one document") }
      // A file with nothing but comments sets nothing.
      for document in documents where !document.isNull {
        guard let mapping = document.mapping else {
          throw Self.error(path, document, "settings are a mapping, such as \"branch: main\"")
        }
        for (key, value) in mapping {
          guard let name = key.scalar?.text, known.contains(name) else {
            let meant = key.string.flatMap { Suggestion.nearest(to: $0, among: known.sorted()) }
            throw Self.error(
              path, key,
              "unknown setting \"\(key.scalar?.text ?? "")\"; "
                + (meant.map { "did you mean \"\($0)\"?" }
                  ?? "known: \(known.sorted().joined(separator: ", "))"))
          }
          values[name] = value
        }
      }
      file = values
    } catch let error as YAMLError {
      throw ValidationError("\(path):\(error.mark.line):\(error.mark.column): \(error.message)")
    } catch let error as CocoaError {
      throw ValidationError("\(path): cannot be read: \(error.localizedDescription)")
    }
  }

  private static func error(_ path: String, _ node: Node, _ message: String) -> ValidationError {
    ValidationError("\(path):\(node.mark.line):\(node.mark.column): \(message)")
  }

  /// A place in the file.
  func place(_ mark: Mark) -> String { "\(path):\(mark.line):\(mark.column)" }

  /// A variable of the environment that is set and not empty.
  func variable(_ name: String) -> String? {
    environment[Self.variable(name)].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What the file has under a name: a mapping of names to single values.
  func mapping(_ name: String) throws -> [(Located, Located)] {
    guard let node = file[name], !node.isNull else { return [] }
    guard let mapping = node.mapping else {
      throw Self.error(path, node, "setting \"\(name)\" must be a mapping")
    }
    return try mapping.map { key, value in
      guard let name = key.scalar, let scalar = value.scalar, !value.isNull else {
        throw Self.error(path, value, "a value is missing, or more than one value")
      }
      return (Located(name.text, key.mark), Located(scalar.text, value.mark))
    }
  }

  /// A text in the file.
  struct Located {
    var text: String
    var mark: Mark

    init(_ text: String, _ mark: Mark) { (self.text, self.mark) = (text, mark) }
  }

  /// One value: the flag's, else the environment's, else the file's.
  func value(_ name: String, flag: String?) throws -> String? {
    if let flag { return flag }
    if let value = variable(name) { return value }
    guard let node = file[name] else { return nil }
    guard case .scalar(let scalar) = node.value else {
      throw Self.error(path, node, "setting \"\(name)\" must be one value")
    }
    return scalar.text
  }

  /// Several values: in the environment they are separated by colons, in the file they are a list.
  func values(_ name: String, flag: [String]) throws -> [String] {
    if !flag.isEmpty { return flag }
    if let value = variable(name) {
      return value.split(separator: ":").map(String.init)
    }
    guard let node = file[name] else { return [] }
    switch node.value {
    case .sequence(let items):
      return try items.map { item in
        guard let text = item.string else {
          throw Self.error(path, item, "an item of \"\(name)\" is no text; write it in quotes")
        }
        return text
      }
    case .scalar(let scalar): return [scalar.text]
    case .mapping: throw Self.error(path, node, "setting \"\(name)\" must be a list")
    }
  }

  /// Whether a switch is on.
  func isOn(_ name: String, flag: Bool) throws -> Bool {
    if flag { return true }
    switch try value(name, flag: nil) {
    case nil, "false", "0": return false
    case "true", "1": return true
    case let other?: throw ValidationError("setting \"\(name)\" must be true or false, not \"\(other)\"")
    }
  }

  /// `status-path` is `PUSHRUN_STATUS_PATH`.
  private static func variable(_ name: String) -> String {
    "PUSHRUN_" + name.uppercased().replacingOccurrences(of: "-", with: "_")
  }
}

/// Where the state is unless somebody says otherwise.
enum StateDirectoryDefault {
  static var path: String {
    if geteuid() == 0 { return "/var/lib/pushrun" }
    let environment = ProcessInfo.processInfo.environment
    if let state = environment["XDG_STATE_HOME"], !state.isEmpty { return state + "/pushrun" }
    return NSHomeDirectory() + "/.local/state/pushrun"
  }
}
