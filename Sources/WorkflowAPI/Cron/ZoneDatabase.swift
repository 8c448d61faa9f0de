import FoundationEssentials
import YAML

/// The zones of the IANA database that this machine has: a directory of TZif files.
///
/// The machine's files are read, and not what Foundation brings along, so that a government's change of mind
/// reaches the agent by the machine's updates, without a new build; Foundation's zones are those of the day
/// on which its library was made. A machine without the files has UTC only: with another, older source of
/// zones, two agents on one repository could start the same run at two times.
public struct ZoneDatabase: Sendable {
  /// Where the files are.
  public let directory: String

  /// The database in this directory.
  public init(directory: String) { self.directory = directory }

  /// The machine's: `/usr/share/zoneinfo`, from the package `tzdata`.
  public static let system = ZoneDatabase(directory: "/usr/share/zoneinfo")

  /// The zone of an IANA name, such as `Europe/Berlin`. UTC needs no file.
  public func zone(named name: String) throws(ZoneError) -> TimeZoneRules {
    if name == "UTC" || name == "Etc/UTC" { return .utc }
    guard Self.isName(name) else { throw unknown(name) }
    guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else { throw unknown(name) }
    do throws(ZoneFileError) {
      return try TimeZoneRules(tzif: Array(data))
    } catch {
      throw .damaged(name: name, path: "\(directory)/\(name)", problem: error.description)
    }
  }

  /// The names of all zones; empty when there is no database.
  var names: [String] {
    var names: [String] = []
    // The deepest are America/Argentina/Ushuaia and its like.
    var directories: [(path: String, depth: Int)] = [("", 0)]
    while let (path, depth) = directories.popLast() {
      for entry in (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(path)")) ?? [] {
        let name = path + entry
        guard Self.isName(name) else { continue }
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: "\(directory)/\(name)", isDirectory: &isDirectory) else {
          continue
        }
        if !isDirectory {
          names.append(name)
        } else if depth < 2 {
          directories.append((name + "/", depth + 1))
        }
      }
    }
    return names.sorted()
  }

  /// Of the machine's database, for messages only: they are read once.
  private static let systemNames = system.names

  /// Letters, digits, `_`, `+` and `-`, with slashes between the parts; the first is a capital. So no name
  /// leads out of the directory, and what else it holds is no zone: tables, `localtime`, and zones with leap
  /// seconds (`right/`).
  private static func isName(_ name: String) -> Bool {
    var previous: UInt8?
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      case UInt8(ascii: "/") where previous == nil || previous == byte: return false
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
        UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"):
        if previous == nil { return false }
      default: return false
      }
      previous = byte
    }
    return previous != nil && previous != UInt8(ascii: "/")
  }

  private func unknown(_ name: String) -> ZoneError {
    let names = directory == Self.system.directory ? Self.systemNames : self.names
    guard !names.isEmpty else { return .noDatabase(name: name, directory: directory) }
    return .unknown(name: name, suggestion: Self.suggestion(for: name, among: names))
  }

  /// The nearest name, or else the one that has the same last part: `Berlin`, `Asia/Sydney`.
  private static func suggestion(for name: String, among names: [String]) -> String? {
    // To an offset, such as `UTC+2`, the nearest name has another one.
    if name.utf8.contains(where: { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) { return nil }
    if let nearest = Suggestion.nearest(to: name, among: names) { return nearest }
    let city = lastPart(of: name)
    // The signs of the zones in Etc are the opposite of what is usual: no guess leads there.
    return names.first { !$0.hasPrefix("Etc/") && lastPart(of: $0) == city }
  }

  private static func lastPart(of name: String) -> String {
    (name.pathComponents.last ?? name).lowercased().replacing(" ", with: "_")
  }
}
