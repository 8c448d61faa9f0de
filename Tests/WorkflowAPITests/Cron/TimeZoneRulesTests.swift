import Foundation
import Testing

@testable import WorkflowAPI

struct TimeZoneRulesTests {
  /// A file of version 2 with these changes, whose offsets are taken in turn, and this rule.
  static func file(
    offsets: [Int32], changes: [(start: Int64, type: UInt8)] = [], rule: String = "", version: UInt8 = 0x32
  ) -> [UInt8] {
    func big(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    func header(changes: Int, types: Int) -> [UInt8] {
      Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15)
        + [0, 0, 0, UInt32(changes), UInt32(types), 4].flatMap(big)
    }
    let types = offsets.flatMap { big($0) + [0, 0] } + Array("ABC\0".utf8)
    var bytes = header(changes: 0, types: 1) + big(Int32(0)) + [0, 0] + Array("ABC\0".utf8)
    bytes += header(changes: changes.count, types: offsets.count)
    bytes += changes.flatMap { big($0.start) } + changes.map(\.type) + types
    return bytes + Array("\n\(rule)\n".utf8)
  }

  @Test func `before, between and after the changes of a file`() throws {
    let rules = try TimeZoneRules(
      tzif: Self.file(offsets: [100, 3600, 7200], changes: [(-50, 1), (1000, 2), (2000, 1)]))
    for (moment, offset) in [
      (Int64.min / 1000, 100), (-51, 100), (-50, 3600), (999, 3600), (1000, 7200), (2000, 3600),
    ] {
      #expect(rules.secondsFromUTC(at: Timestamp(seconds: moment)) == offset, "\(moment)")
    }
    #expect(rules.span(at: 1500) == TimeZoneRules.Span(start: 1000, end: 2000, offset: 7200))
    #expect(rules.span(at: 2500) == TimeZoneRules.Span(start: 2000, end: nil, offset: 3600))
  }

  @Test func `the rule begins with the last change`() throws {
    let last = try moment("2026-07-01T00:00:00Z").secondsSinceEpoch
    let rules = try TimeZoneRules(
      tzif: Self.file(offsets: [0, 7200], changes: [(last, 1)], rule: "CET-1CEST,M3.5.0,M10.5.0/3"))
    let end = try moment("2026-10-25T01:00:00Z").secondsSinceEpoch
    #expect(rules.span(at: last - 1) == TimeZoneRules.Span(start: nil, end: last, offset: 0))
    #expect(rules.span(at: last) == TimeZoneRules.Span(start: last, end: end, offset: 7200))
    let ruled = try TimeZoneRules(tzif: Self.file(offsets: [0], rule: "<+03>-3"))
    #expect(ruled.span(at: 0) == TimeZoneRules.Span(start: nil, end: nil, offset: 10_800))
  }

  @Test func `a file that is damaged anywhere is refused or read`() throws {
    let whole = Self.file(offsets: [0, 3600], changes: [(5, 1), (9, 0)], rule: "CET-1CEST,M3.5.0,M10.5.0/3")
    for count in whole.indices {
      #expect(throws: ZoneFileError.self, "\(count) bytes") {
        try TimeZoneRules(tzif: Array(whole.prefix(count)))
      }
    }
    for index in whole.indices {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var bytes = whole
        bytes[index] = value
        guard let rules = try? TimeZoneRules(tzif: bytes) else { continue }
        for moment: Int64 in [-1 << 40, 0, 7, 1 << 40] {
          let span = rules.span(at: moment)
          #expect(span.start ?? .min <= moment && moment < span.end ?? .max)
        }
      }
    }
  }

  @Test(arguments: [
    (Array("TZif2".utf8), "it is cut off"), (Array(repeating: 0x20, count: 100), "it is not a TZif file"),
    (file(offsets: [0], rule: "CET"), "its rule \"CET\" is damaged"),
    (file(offsets: [100_000]), "its offsets are damaged"), (file(offsets: []), "its offsets are damaged"),
    (file(offsets: [0], changes: [(5, 1)]), "its offsets are damaged"),
    (file(offsets: [0], changes: [(5, 0), (5, 0)]), "its changes are not in order"),
    (Array(file(offsets: [0]).dropLast()), "it is cut off before its rule"),
  ])
  func `what is wrong with a file is said`(bytes: [UInt8], problem: String) {
    let error = #expect(throws: ZoneFileError.self) { try TimeZoneRules(tzif: bytes) }
    #expect(error?.description == problem)
  }

  @Test func `a file of the first version has no rule`() throws {
    let header = Array("TZif".utf8) + Array(repeating: 0, count: 16) + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let bytes =
      header + [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0]
      + [0xFF, 0xFF, 0xFF, 0xFE] + [1] + [0, 0, 0, 0, 0, 0] + [0, 0, 0x0E, 0x10, 0, 0]
    let rules = try TimeZoneRules(tzif: bytes)
    #expect(rules.span(at: -3) == TimeZoneRules.Span(start: nil, end: -2, offset: 0))
    #expect(rules.span(at: -2) == TimeZoneRules.Span(start: -2, end: nil, offset: 3600))
  }

  @Test(
    .enabled(if: Python.isPresent, "there is no python3"))
  func `every zone is, from 1970 to 2100, what Python's zoneinfo says`() throws {
    let end: Int64 = 4_133_980_800
    var names: [TimeZoneRules: [String]] = [:]
    for name in ZoneDatabase.system.names { names[try zone(name), default: []].append(name) }
    #expect(names.values.joined().count > 300)
    var text = ""
    for (zone, names) in names {
      var moment: Int64 = 0
      var spans = ""
      while moment < end {
        let span = zone.span(at: moment)
        let next = min(span.end ?? end, end)
        spans += " \(moment):\(next):\(span.offset)"
        moment = next
      }
      text += "\(names.joined(separator: ","))\(spans)\n"
    }
    let lines = try Python.run(Self.script, on: text)
    #expect(lines.last?.hasSuffix(" offsets compared") == true, "\(lines)")
    #expect(lines.count == 1, "\(lines.prefix(20))")
    print("zones: \(lines.last ?? "")")
  }

  // The first zone of those with the same rules is asked every ten days, the others at each change only.
  private static let script = """
    import sys, zoneinfo
    from datetime import datetime

    compared = 0
    for line in open(sys.argv[1]):
        names, *spans = line.split()
        spans = [tuple(map(int, span.split(":"))) for span in spans]
        for index, name in enumerate(names.split(",")):
            zone = zoneinfo.ZoneInfo(name)
            for start, end, offset in spans:
                days = range(start, end, 864000) if index == 0 else [start]
                for moment in (*days, end - 1):
                    found = datetime.fromtimestamp(moment, zone).utcoffset()
                    if found.days * 86400 + found.seconds != offset:
                        print(name, moment, offset, found)
                    compared += 1
    print(compared, "offsets compared")
    """
}
