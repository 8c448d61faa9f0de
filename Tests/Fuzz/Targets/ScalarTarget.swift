import WorkflowAPI
import YAML

/// What is read as a duration, a time or a quantity is written as the same; names that are made keep the rule.
func checkScalars(_ text: String, bytes: [UInt8]) throws {
  if let duration = try? GoDuration.parse(text) { try checkDuration(duration) }
  if let time = Timestamp(rfc3339: text) {
    try checkTime(time)
    _ = try? GoDuration.parse(GoDuration.format(time.since(Timestamp(milliseconds: .min))))
  }
  // Any number at all is a duration and a time, too.
  let number = bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
  try checkDuration(.nanoseconds(number))
  let time = Timestamp(milliseconds: number)
  try checkTime(time)
  try checkTime(Timestamp(seconds: number))
  try require(time.adding(.milliseconds(1)) > time || number == .max, "time goes on")
  _ = time.adding(.seconds(number))

  if let quantity = Quantity(text) {
    let node = try YAMLEncoder().node(from: quantity)
    try require(try YAMLDecoder().decode(Quantity.self, from: node), is: quantity, "a quantity")
  }
  for rule in [NameRule.subdomain, .label, .identifier] {
    try require(
      rule.accepts(text) == (rule.problem(with: text) == nil), "the rules of \(text.debugDescription)")
    if rule.accepts(text) {
      try require(!text.contains("/") && text != "." && text != "..", "a name is safe as a file's: \(text)")
    }
  }
  if NameRule.subdomain.accepts(text) {
    let name = GeneratedName.make(base: text, salt: [text])
    try require(NameRule.subdomain.accepts(name), "a name was made that is none: \(name)")
  }
}

private func checkDuration(_ duration: Duration) throws {
  let text = GoDuration.format(duration)
  try require(try GoDuration.parse(text), is: duration, "a duration as \(text)")
}

private func checkTime(_ time: Timestamp) throws {
  let text = time.description
  guard let again = Timestamp(rfc3339: text) else { throw Violation("\(time.milliseconds) became \(text)") }
  try require(again.description, is: text, "a time as \(text)")
  let isInRange = again.description != "0000-01-01T00:00:00Z" && again.description != "9999-12-31T23:59:59Z"
  if isInRange {
    let rest = time.milliseconds - again.milliseconds
    try require(0..<1000 ~= rest, "a time as \(text), which is off by \(rest) ms")
  }
}
