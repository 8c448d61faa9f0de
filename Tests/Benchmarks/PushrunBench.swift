import Foundation

/// `make bench`: measures the release build beside this program, and in the same run the peers that are installed.
@main
enum PushrunBench {
  private static let benchmarks: [any Benchmark.Type] = [
    IdlePoll.self, EchoRun.self, WideGraph.self, ManyRuns.self, ColdStart.self, IdleMemory.self,
  ]

  static func main() async {
    do {
      let options = try Options(Array(CommandLine.arguments.dropFirst()), names: benchmarks.map { $0.name })
      if options.wantsHelp {
        print(Options.usage(names: benchmarks.map { $0.name }))
      } else if try await measure(options) > 0 {
        exit(1)
      }
    } catch let error as WrongUsage {
      printError(error.message)
      exit(64)
    } catch {
      printError("\(error)")
      exit(1)
    }
  }

  /// - Returns: how many benchmarks failed.
  private static func measure(_ options: Options) async throws -> Int {
    let bench = try Bench()
    let interrupts = bench.cleanUpOnInterrupt()
    defer {
      interrupts.forEach { $0.cancel() }
      bench.cleanUp()
    }
    var report = Report(machine: Machine(scratch: bench.scratch))
    for benchmark in benchmarks where options.only.isEmpty || options.only.contains(benchmark.name) {
      printError("\(benchmark.name): \(benchmark.summary) …")
      do {
        report.rows += try await benchmark.measure(bench)
      } catch {
        report.failures.append(Report.Failure(benchmark: benchmark.name, message: "\(error)"))
      }
      // What a failed benchmark left running would be in the next one's numbers.
      bench.stopProcesses()
    }
    print(report.table)
    try report.writeJSON(to: options.json)
    return report.failures.count
  }
}

/// One thing that is measured, in one or more rows of the table.
protocol Benchmark: SendableMetatype {
  /// What `--only` takes.
  static var name: String { get }
  /// One line for people.
  static var summary: String { get }
  static func measure(_ bench: Bench) async throws -> [Row]
}

func printError(_ message: String) {
  FileHandle.standardError.write(Data((message + "\n").utf8))
}
