import Foundation

// A seed in, what was wrong out. `make simulate` runs many in several processes, one thread each.
//
// pushrun-simulation --seeds 1000 [--from 1] [--jobs 2] [--break claims]   run many
// pushrun-simulation --seed 17 [--break …]                                 replay one, and show all of it

var options: [String: String] = [:]
var arguments = CommandLine.arguments.dropFirst()
while let name = arguments.popFirst() {
  guard name.hasPrefix("--"), let value = arguments.popFirst() else {
    print("usage: pushrun-simulation (--seed N | --seeds N [--from N] [--jobs N]) [--break NAME]")
    exit(64)
  }
  options[String(name.dropFirst(2))] = value
}
let broken = options["break"].flatMap(Broken.init)
if let name = options["break"], broken == nil {
  print("--break \(name): give one of \(Broken.allCases.map(\.rawValue).joined(separator: ", "))")
  exit(64)
}

// The order of dictionaries and sets must be the same each time, too.
if getenv("SWIFT_DETERMINISTIC_HASHING") == nil {
  setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1)
  var words = CommandLine.arguments.map { strdup($0) } + [nil]
  execv("/proc/self/exe", &words)
  print("cannot start itself: \(String(cString: strerror(errno)))")
  exit(1)
}
DiskVFS.register()

if let seed = options["seed"].flatMap(UInt64.init) {
  let world = World(seed: seed, broken: broken, isTraced: true)
  let failure = world.run()
  print("seed \(seed), digest \(String(world.digest, radix: 16)): \(failure ?? "all is well")")
  exit(failure == nil ? 0 : 1)
}
let first = options["from"].flatMap(UInt64.init) ?? 1
let count = options["seeds"].flatMap(UInt64.init) ?? 500
if let share = options["share"].flatMap(UInt64.init), let jobs = options["jobs"].flatMap(UInt64.init) {
  runShare(first..<(first + count), share: share, of: jobs, broken: broken)
} else {
  let jobs = options["jobs"].flatMap(Int.init) ?? ProcessInfo.processInfo.activeProcessorCount
  exit(try Campaign(arguments: CommandLine.arguments.dropFirst() + [], jobs: jobs).run() ? 0 : 1)
}
