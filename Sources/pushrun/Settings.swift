import ArgumentParser
import Foundation
import YAML

/// What the host configures, from three places: flags over `PUSHRUN_*` in the environment over the file of `--config`.
struct Settings {
  private let file: [String: Node]
  private let environment: [String: String]

  /// - Parameter path: the configuration file, if one is given.
  /// - Throws: `ValidationError` when the file cannot be read or has a key that means nothing.
  init(file path: String?, known: Set<String>) throws {
    environment = ProcessInfo.processInfo.environment
    guard let path = path ?? environment["PUSHRUN_CONFIG"] else {
      file = [:]
      return
    }
    do {
      let bytes = try Data(contentsOf: URL(filePath: path))
      let documents = try YAMLParser.documents(in: Array(bytes))
      var values: [String: Node] = [:]
      if let mapping = documents.first?.mapping {
        for (key, value) in mapping {
          guard let name = key.string, known.contains(name) else {
            throw ValidationError(
              "\(path):\(key.mark.line):\(key.mark.column): unknown setting \"\(key.string ?? "")\"; "
                + "known: \(known.sorted().joined(separator: ", "))")
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

  /// One value: the flag's, else the environment's, else the file's.
  func value(_ name: String, flag: String?) throws -> String? {
    if let flag { return flag }
    if let value = environment[Self.variable(name)], !value.isEmpty { return value }
    guard let node = file[name] else { return nil }
    guard case .scalar(let scalar) = node.value else {
      throw ValidationError("setting \"\(name)\" in the configuration file must be one value")
    }
    return scalar.text
  }

  /// Several values: in the environment they are separated by colons, in the file they are a list.
  func values(_ name: String, flag: [String]) throws -> [String] {
    if !flag.isEmpty { return flag }
    if let value = environment[Self.variable(name)], !value.isEmpty {
      return value.split(separator: ":").map(String.init)
    }
    guard let node = file[name] else { return [] }
    switch node.value {
    case .sequence(let items): return items.compactMap(\.string)
    case .scalar(let scalar): return [scalar.text]
    case .mapping: throw ValidationError("setting \"\(name)\" in the configuration file must be a list")
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
