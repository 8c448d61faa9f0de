import CFuzzer
import FuzzTargets
import Glibc

var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&count, &arguments) { Fuzzer.run(UnsafeBufferPointer(start: $0, count: $1)) })

/// What libFuzzer calls.
enum Fuzzer {
  /// The target comes from the environment: libFuzzer starts this program again with arguments of its own.
  private static let target: FuzzTarget = {
    if let name = getenv("FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: name)) {
      return target
    }
    fail("set FUZZ_TARGET to one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
  }()

  /// Runs the target on one input; ends the process when it has found something.
  static func run(_ input: UnsafeBufferPointer<UInt8>) -> Int32 {
    let target = target
    let start = processorSeconds()
    do {
      try target.run(Array(input))
    } catch {
      fail("\(target): \(error)")
    }
    // Of this thread, not of the clock: the machine may be busy with other things.
    let seconds = processorSeconds() - start
    if seconds > 1 { fail("\(target): \(input.count) bytes took \(seconds) s") }
    return 0
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Ends the process in the way that libFuzzer takes for a find.
  private static func fail(_ message: String) -> Never {
    let text = "==== \(message)\n"
    write(STDERR_FILENO, text, text.utf8.count)
    abort()
  }
}
