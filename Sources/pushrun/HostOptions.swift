import Agent
import ArgumentParser
import YAML

/// What the host decides for every command: its configuration file, and the limits.
struct HostOptions: ParsableArguments {
  @Option(help: "A YAML file with settings of the same names as the flags.", completion: .file())
  var config: String?

  @Option(
    name: .customLong("limit"),
    help: ArgumentHelp(
      "A limit, such as manifest-bytes=2Mi; may be repeated. \"pushrun get limits\" lists them.",
      valueName: "name=value"))
  var limits: [String] = []

  func settings() throws -> Settings { try Settings(file: config, known: ResolvedSettings.known) }
}

extension Settings {
  /// Every limit: its flag over the environment over the file over the default.
  func limits(flags: [String]) throws -> AgentLimits {
    var limits = AgentLimits()
    for (name, value) in try mapping("limits") {
      do { try limits.set(name.text, to: value.text) } catch {
        throw ValidationError("\(place(name.mark)): \(error.message)")
      }
    }
    // The setting from before there were others.
    if let count = try value("concurrent-pods", flag: nil) {
      do { try limits.set("concurrent-pods", to: count) } catch { throw ValidationError(error.message) }
    }
    let assignments = variable("limit").map { $0.split(separator: ",").map(String.init) } ?? []
    for (source, values) in [("PUSHRUN_LIMIT", assignments), ("--limit", flags)] {
      for value in values {
        do { try limits.set(value) } catch {
          throw ValidationError("\(source) \(value): \(error.message)")
        }
      }
    }
    return limits
  }
}
