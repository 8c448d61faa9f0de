import SupervisorProtocol
import Testing

struct SupervisorProtocolTests {
  private let plan = PodPlan(
    name: "pod", marker: "M=1",
    stages: [
      [
        ProcessPlan(container: "a", arguments: ["x", ""], environment: ["A=é"], directory: "/", log: "l")
      ], [],
    ], results: ["r"])

  @Test func commandsAreReadAsTheyWereWrittenHoweverTheyAreCut() throws {
    let commands: [Command] = [.hello, .start(plan), .stop(pod: "pod", graceMilliseconds: .max), .quit]
    var buffer = CommandBuffer()
    var read: [Command] = []
    for byte in commands.flatMap(\.frame) {
      buffer.append([byte])
      while let command = try buffer.next() { read.append(command) }
    }
    #expect(read == commands)
  }

  @Test func aCommandOfALaterVersionIsSkipped() throws {
    var buffer = CommandBuffer()
    buffer.append([2, 0, 0, 0, 200, 1] + Command.quit.frame)
    #expect(try buffer.next() == .quit)
  }

  @Test(
    arguments: [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [6, 0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0]]
      as [[UInt8]])
  func aCommandThatDoesNotFollowTheFormatIsAnError(bytes: [UInt8]) {
    var buffer = CommandBuffer()
    buffer.append(bytes)
    #expect(throws: MalformedMessage.self) { _ = try buffer.next() }
  }

  private let records: [JournalRecord] = [
    .session(bootID: "boot"), .accepted(pod: "p", containers: ["a", "b"], results: ["r"]),
    .started(pod: "p", container: 0, process: ProcessIdentity(pid: 7, startTime: .max)),
    .notStarted(pod: "p", container: 1, message: "why"), .delayed(pod: "p", container: 1, message: "why"),
    .ended(pod: "p", container: 0, .exited(code: 255)),
    .ended(pod: "p", container: 0, .signalled(number: 9)), .finished(pod: "p", stopped: true),
  ]

  @Test func recordsAreReadAsTheyWereWritten() {
    let bytes = records.flatMap(\.bytes)
    let (read, length) = JournalRecord.read(bytes[...])
    #expect(read == records)
    #expect(length == bytes.count)
  }

  @Test func aTornRecordIsNotReadWhereverItIsCut() {
    let last = JournalRecord.finished(pod: "p", stopped: false).bytes
    let whole = records.flatMap(\.bytes)
    for count in 0..<last.count {
      let (read, length) = JournalRecord.read((whole + last.prefix(count))[...])
      #expect(read == records)
      #expect(length == whole.count)
    }
  }

  @Test func aRecordWithAFlippedBitEndsTheReading() {
    var bytes = records.flatMap(\.bytes)
    let first = records[0].bytes.count
    bytes[first + 10] ^= 1
    #expect(JournalRecord.read(bytes[...]).records == [records[0]])
  }

  @Test func zerosBehindTheRecordsAreNotRead() {
    let bytes = records[0].bytes
    let (read, length) = JournalRecord.read((bytes + [UInt8](repeating: 0, count: 64))[...])
    #expect(read == [records[0]])
    #expect(length == bytes.count)
  }
}
