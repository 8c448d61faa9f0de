import ArgumentParser
import Foundation
import YAML

/// How objects are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case yaml, json
}

extension OutputFormat {
  /// The object as text that ends with a newline.
  func text(of value: some Encodable) throws -> String {
    switch self {
    case .yaml: return try YAMLEncoder().encode(value)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
  }
}

/// Something asked for is not there: a failure, not a wrong call.
struct Failure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// Lines in columns, each as wide as its widest cell, two spaces apart.
struct Table {
  var rows: [[String]]

  var text: String {
    let rows = rows.map { $0.map(\.printable) }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}

extension String {
  /// The text without control characters: what a manifest says must not speak to the terminal. Lines stay.
  var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0 == "\n" || $0.properties.generalCategory != .control ? $0 : " " }))
  }
}

/// Where people read that something went wrong, or on.
enum StandardError {
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

extension FileHandle {
  /// Whether a person is likely to look at it.
  var isTerminal: Bool { isatty(fileDescriptor) == 1 }
}
