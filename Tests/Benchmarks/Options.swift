import Foundation

/// The command line.
struct Options {
  /// Where the JSON goes, as an absolute path; standard output, after the table, if `nil`.
  var json: String?
  /// The benchmarks to run; all if empty.
  var only: Set<String> = []
  var wantsHelp = false

  init(_ arguments: [String], names: [String]) throws(WrongUsage) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": json = URL(filePath: try Self.value(of: argument, &rest)).path
      case "--only":
        let name = try Self.value(of: argument, &rest)
        guard names.contains(name) else {
          throw WrongUsage(
            message: "there is no benchmark \(name); there are \(names.joined(separator: ", "))")
        }
        only.insert(name)
      case "-h", "--help": wantsHelp = true
      default: throw WrongUsage(message: "unknown argument \(argument)\n\(Self.usage(names: names))")
      }
    }
  }

  private static func value(of flag: String, _ rest: inout ArraySlice<String>) throws(WrongUsage) -> String {
    guard let value = rest.popFirst() else { throw WrongUsage(message: "\(flag) needs a value") }
    return value
  }

  static func usage(names: [String]) -> String {
    """
    usage: pushrun-bench [--json FILE] [--only NAME]...

    Measures the pushrun beside it, and what is installed to compare it with, and prints a table and JSON.
    NAME is one of \(names.joined(separator: ", ")).

    example: .build/release/pushrun-bench --only echo --json echo.json
    """
  }
}

struct WrongUsage: Error {
  let message: String
}
