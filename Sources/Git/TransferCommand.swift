import FoundationEssentials
import Glibc

/// The body of the child process that `TransferPolicy.child` starts.
public enum TransferCommand {
  /// Does one transfer. Blocks until it is done, and ends the process at once when the input ends: then its parent is
  /// gone, or wants it to stop.
  ///
  /// The request is one line of JSON on the descriptor `input`, by default standard input; the reports are
  /// lines of JSON on `output`, by default standard output, the last being the result.
  /// - Returns: The exit status: 0 when a result was written, be it a failure; 64 when there was no valid request.
  public static func run(input: Int32 = 0, output: Int32 = 1) -> Int32 {
    guard let line = readLine(from: input),
      let request = try? JSONDecoder().decode(TransferRequest.self, from: Data(line))
    else { return 64 }
    guard endProcessWhenInputEnds(input) else { return 70 }

    var lastReport = ContinuousClock.now
    let report: TransferReport
    do throws(GitError) {
      let repository = try Repository(opening: request.mirror)
      repository.limits = request.limits
      let result = try NetworkTransfer.run(request.operation, remote: request.remote, in: repository) {
        // Ten lines a second are enough to show that there is life.
        if lastReport.duration(to: .now) < .milliseconds(100) { return true }
        lastReport = .now
        return write(.progress, to: output)
      }
      report = .success(result)
    } catch {
      report = .failure(error)
    }
    return write(report, to: output) ? 0 : 74
  }

  private static func readLine(from file: Int32) -> [UInt8]? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    // A request is a few hundred bytes, and what follows it in the pipe is not ours to take.
    while line.count < 1 << 16 {
      let count = read(file, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == UInt8(ascii: "\n") { return line }
      line.append(byte)
    }
    return nil
  }

  private static func endProcessWhenInputEnds(_ file: Int32) -> Bool {
    var thread = pthread_t()
    let argument = UnsafeMutableRawPointer(bitPattern: Int(file) + 1)
    return pthread_create(
      &thread, nil,
      { argument in
        let file = Int32(truncatingIfNeeded: Int(bitPattern: argument) - 1)
        var byte: UInt8 = 0
        while true {
          let count = read(file, &byte, 1)
          // Not exit(3): the transfer's thread is in the middle of libgit2.
          if count == 0 || (count < 0 && errno != EINTR) { _exit(75) }
        }
      }, argument) == 0
  }

  private static func write(_ report: TransferReport, to file: Int32) -> Bool {
    guard var line = try? JSONEncoder().encode(report) else { return false }
    line.append(UInt8(ascii: "\n"))
    return line.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }
}
