import Foundation
import Testing

@testable import WorkflowAPI

struct ZoneDatabaseTests {
  @Test func `UTC needs no file`() throws {
    let database = ZoneDatabase(directory: "/nowhere")
    #expect(try database.zone(named: "UTC") == .utc)
    #expect(try database.zone(named: "Etc/UTC") == .utc)
    let error = #expect(throws: ZoneError.self) { try database.zone(named: "Europe/Berlin") }
    #expect(
      error?.description
        == "the time zone \"Europe/Berlin\" cannot be read: this machine has no zones in /nowhere; "
        + "install its package tzdata, or use UTC")
  }

  @Test(arguments: [
    ("Europe/Berlin", 3600), ("America/Argentina/Ushuaia", -10_800), ("Etc/GMT+5", -18_000),
    ("EST5EDT", -18_000),
    ("Asia/Kathmandu", 20_700), ("GMT", 0),
  ])
  func `a zone is found by its name`(name: String, offset: Int64) throws {
    #expect(try zone(name).secondsFromUTC(at: moment("2026-01-01T00:00:00Z")) == offset)
  }

  @Test(arguments: [
    ("Europe/Belrin", "did you mean Europe/Berlin?"), ("europe/berlin", "did you mean Europe/Berlin?"),
    ("Berlin", "did you mean Europe/Berlin?"), ("Asia/Sydney", "did you mean Australia/Sydney?"),
    ("new york", "did you mean America/New_York?"),
    ("Mars/Olympus", "use a name such as UTC or Europe/Berlin"),
    ("Europe", "use a name such as UTC or Europe/Berlin"), ("utc", "did you mean UTC?"),
    ("GMT+5", "use a name such as UTC or Europe/Berlin"),
    ("Local", "use a name such as UTC or Europe/Berlin"), (" UTC", "did you mean UTC?"),
  ])
  func `a name that is unknown has a suggestion`(name: String, hint: String) {
    let error = #expect(throws: ZoneError.self) { try zone(name) }
    #expect(error?.description == "\"\(name)\" is not a time zone of the IANA database: \(hint)")
  }

  @Test(arguments: [
    "../zoneinfo/Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", "Europe/../Europe/Berlin",
    "Europe//Berlin", "Europe/Berlin/", "Europe/./Berlin", "right/Europe/Berlin", "posix/Europe/Berlin",
    "localtime", "posixrules", "tzdata.zi", "zone.tab", "Europe/Berlin\0", "\u{45}\u{301}urope", "",
    String(repeating: "A", count: 100_000),
  ])
  func `no name leads elsewhere`(name: String) {
    let error = #expect(throws: ZoneError.self) { try zone(name) }
    guard case .unknown = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a damaged file is named`() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory.appending(path: "Mars"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try Data("TZif2".utf8).write(to: directory.appending(path: "Mars/Olympus"))
    let database = ZoneDatabase(directory: directory.path)
    #expect(database.names == ["Mars/Olympus"])
    let error = #expect(throws: ZoneError.self) { try database.zone(named: "Mars/Olympus") }
    #expect(
      error?.description
        == "the time zone \"Mars/Olympus\" cannot be read from \(directory.path)/Mars/Olympus: it is cut off; "
        + "install the package tzdata of this machine again")
    let unknown = #expect(throws: ZoneError.self) { try database.zone(named: "Olympus") }
    #expect(unknown == .unknown(name: "Olympus", suggestion: "Mars/Olympus"))
  }
}
