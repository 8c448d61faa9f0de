import PodRuntime
import SupervisorProtocol

/// Commands and journals of any bytes are read without harm, and what is read is written as the same.
func checkProtocol(_ input: [UInt8]) throws {
  let whole = try checkCommands(input)
  // Bodies with a right length in front reach what a random length seldom does.
  let bodies = cut(input)
  _ = try checkCommands(bodies.flatMap { length($0) + $0 })

  try require(read(input.map { [$0] }), is: whole, "commands that arrive byte by byte")

  try checkJournal(input)
  try checkJournal(bodies.flatMap { length($0) + checksum($0) + $0 })
}

/// Splits at bytes that say how long the next body is.
private func cut(_ input: [UInt8]) -> [[UInt8]] {
  var rest = input[...]
  var bodies: [[UInt8]] = []
  while let count = rest.popFirst() {
    bodies.append(Array(rest.prefix(Int(count))))
    rest = rest.dropFirst(Int(count))
  }
  return bodies
}

private func checkCommands(_ bytes: [UInt8]) throws -> [Command] {
  let commands = read([bytes])
  try require(read([commands.flatMap(\.frame)]), is: commands, "commands")
  return commands
}

/// The commands in bytes that arrive in pieces, up to what is none.
private func read(_ pieces: [[UInt8]]) -> [Command] {
  var buffer = CommandBuffer()
  var commands: [Command] = []
  do throws(MalformedMessage) {
    for piece in pieces {
      buffer.append(piece)
      while let command = try buffer.next() { commands.append(command) }
    }
  } catch {
    // A supervisor closes the connection; it has done what came before.
  }
  return commands
}

private func checkJournal(_ bytes: [UInt8]) throws {
  let (records, length) = JournalRecord.read(bytes[...])
  try require(0...bytes.count ~= length, "\(length) of \(bytes.count) bytes were read")
  let again = JournalRecord.read(records.flatMap(\.bytes)[...])
  try require(again.records, is: records, "records")
  // A journal that is cut off holds the first of its records.
  let (fewer, _) = JournalRecord.read(bytes.prefix(bytes.count / 2))
  try require(records.starts(with: fewer), "a torn journal has other records")
  try checkLedger(bytes, length: length)
}

/// A journal says the same of its pods, however it is read.
private func checkLedger(_ bytes: [UInt8], length: Int) throws {
  var whole = PodLedger()
  let pods = whole.append(bytes)
  try require(whole.offset, is: length, "the bytes that a ledger has taken")
  var pieces = PodLedger()
  for end in stride(from: 0, through: bytes.count, by: 7) + [bytes.count] where end > pieces.offset {
    _ = pieces.append(Array(bytes[pieces.offset..<end]))
  }
  try require(pieces.offset, is: length, "the bytes that a ledger has taken in pieces")
  for pod in pods { try require(pieces[pod] == whole[pod], "\(pod) depends on how the journal is read") }
  for pod in whole.endSession() { try require(whole[pod]?.end != nil, "\(pod) was left unfinished") }
}

private func length(_ body: [UInt8]) -> [UInt8] { littleEndian(UInt32(body.count)) }

/// FNV-1a.
private func checksum(_ body: [UInt8]) -> [UInt8] {
  littleEndian(body.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 })
}

private func littleEndian(_ value: UInt32) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
