import Testing

@testable import Agent

@Suite struct LimitTableTests {
  @Test func `names are in kebab case, and each is there once`() {
    let names = Limit.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(name)") }
  }

  @Test(arguments: Limit.all.indices)
  func `a default is in its range, and the ends of the range can be set and nothing beyond`(index: Int) throws
  {
    let limit = Limit.all[index]
    #expect(limit.range.contains(limit.value(in: AgentLimits())), "\(limit.name)")
    for value in [limit.range.lowerBound, limit.range.upperBound, limit.value(in: AgentLimits())] {
      let text = limit.text(value)
      #expect(try limit.parse(text) == value, "\(limit.name)=\(text)")
      #expect(limit.value(in: try limits("\(limit.name)=\(text)")) == value)
    }
    let unit = limit.unit == .duration ? "ms" : ""
    var beyond = ["\(limit.range.upperBound + 1)\(unit)"]
    if limit.range.lowerBound > 0 { beyond.append("\(limit.range.lowerBound - 1)\(unit)") }
    for text in beyond {
      let error = try #require(throws: LimitError.self) { try limit.parse(text) }
      #expect(
        error.message
          == "limit \(limit.name) must be from \(limit.text(limit.range.lowerBound)) to "
          + "\(limit.text(limit.range.upperBound)), not \(text)")
    }
  }

  @Test func `setting one limit changes no other`() throws {
    for limit in Limit.all {
      let changed = try limits("\(limit.name)=\(limit.text(limit.range.lowerBound))")
      for other in Limit.all where other.name != limit.name {
        #expect(other.value(in: changed) == other.value(in: AgentLimits()), "\(limit.name), \(other.name)")
      }
    }
  }

  @Test(arguments: [
    ("manifest-bytes=64Ki", 65_536), ("manifest-bytes=1Mi", 1_048_576), ("manifest-bytes=17", 17),
    ("manifest-bytes=1048577", 1_048_577), ("yaml-depth=7", 7), ("transfer-stall=500ms", 500),
    ("transfer-stall=1m30s", 90_000), ("transfer-stall=1.5s", 1_500),
  ])
  func `values have units`(assignment: String, value: Int) throws {
    let set = try limits(assignment)
    let limit = try #require(Limit.all.first { assignment.hasPrefix($0.name + "=") })
    #expect(limit.value(in: set) == value)
  }

  @Test(arguments: [
    ("manifest-bytes=", "limit manifest-bytes is a number of bytes, such as 65536, 64Ki or 1Mi, not \"\""),
    (
      "manifest-bytes=1.5Mi",
      "limit manifest-bytes is a number of bytes, such as 65536, 64Ki or 1Mi, not \"1.5Mi\""
    ),
    (
      "manifest-bytes=+5", "limit manifest-bytes is a number of bytes, such as 65536, 64Ki or 1Mi, not \"+5\""
    ),
    (
      "manifest-bytes=99999999999999999999",
      "limit manifest-bytes must be from 1 to 1Gi, not 99999999999999999999"
    ),
    ("manifest-bytes=9999999999999Ti", "limit manifest-bytes must be from 1 to 1Gi, not 9999999999999Ti"),
    ("yaml-depth=-1", "limit yaml-depth is a number, such as 10, not \"-1\""),
    ("yaml-depth=1Ki", "limit yaml-depth is a number, such as 10, not \"1Ki\""),
    (
      "transfer-stall=5",
      "limit transfer-stall is a time in whole milliseconds, such as 500ms, 2s or 5m, not \"5\""
    ),
    (
      "transfer-stall=10us",
      "limit transfer-stall is a time in whole milliseconds, such as 500ms, 2s or 5m, not \"10us\""
    ),
    ("transfer-stall=-1s", "limit transfer-stall must be from 1ms to 24h, not -1s"),
    ("manifest-byte=1", "there is no limit \"manifest-byte\"; did you mean \"manifest-bytes\"?"),
    ("nonsense=1", "there is no limit \"nonsense\"; pushrun get limits lists them"),
    ("manifest-bytes", "\"manifest-bytes\" is not NAME=VALUE, such as manifest-bytes=2Mi"),
  ])
  func `what cannot be set says why`(assignment: String, message: String) throws {
    let error = try #require(throws: LimitError.self) { try limits(assignment) }
    #expect(error.message == message)
  }
}
