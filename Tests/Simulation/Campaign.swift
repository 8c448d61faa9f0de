import Foundation
import Synchronization

/// Runs every `jobs`-th seed, one after the other, and prints a line for each.
func runShare(_ seeds: Range<UInt64>, share: UInt64, of jobs: UInt64, broken: Broken?) {
  for seed in seeds where seed % jobs == share {
    // Whoever reads this knows which seed it was if the process ends here.
    show("begin \(seed)")
    let world = World(seed: seed, broken: broken, isTraced: false)
    let failure = world.run()
    show("end \(seed) \(String(world.digest, radix: 16)) \(failure ?? "")")
  }
}

/// Prints a line at once, so that it is there if the process ends in the next moment.
private func show(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Many seeds in several processes: a simulation has one thread, and a crash ends one share only.
struct Campaign {
  let arguments: [String]
  let jobs: Int

  /// - Returns: whether all was well.
  func run() throws -> Bool {
    let started = Date()
    let shares = try (0..<jobs).map { share in
      let process = Foundation.Process()
      process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = arguments + ["--jobs", "\(jobs)", "--share", "\(share)"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      return (process, pipe)
    }
    var failures: [(seed: UInt64, what: String)] = []
    var passed = 0
    var digest: UInt64 = 0
    // Read side by side: who is not read waits once its pipe is full.
    let outputs = Mutex<[Int: String]>([:])
    DispatchQueue.concurrentPerform(iterations: jobs) { share in
      let data = (try? shares[share].1.fileHandleForReading.readToEnd()) ?? nil
      outputs.withLock { $0[share] = String(decoding: data ?? Data(), as: UTF8.self) }
    }
    for (share, (process, _)) in shares.enumerated() {
      process.waitUntilExit()
      var current: UInt64?
      for line in outputs.withLock({ $0[share] ?? "" }).split(separator: "\n") {
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count > 1, let seed = UInt64(words[1]) else { continue }
        if words[0] == "begin" {
          current = seed
        } else if words.count == 4 {
          current = nil
          digest ^= UInt64(words[2], radix: 16) ?? 0
          if words[3].isEmpty {
            passed += 1
          } else {
            failures.append((seed, String(words[3])))
          }
        }
      }
      if let current { failures.append((current, "the process ended with \(process.terminationStatus)")) }
    }
    for failure in failures.sorted(by: { $0.seed < $1.seed }).prefix(50) {
      print("seed \(failure.seed): \(failure.what)")
    }
    if let first = failures.map(\.seed).min() {
      print("replay one with: pushrun-simulation --seed \(first)")
    }
    let seconds = String(format: "%.1f", Date().timeIntervalSince(started))
    print(
      "\(passed) seeds passed, \(failures.count) failed, digest \(String(digest, radix: 16)), in \(seconds) s"
    )
    return failures.isEmpty && passed > 0
  }
}
