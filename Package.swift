// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules: explicit imports, no warning.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

/// Set by `make sanitize`: a sanitizer's runtime cannot be linked statically.
let isSanitized = Context.environment["PUSHRUN_SANITIZE"] != nil

let package = Package(
  name: "pushrun",
  products: [
    .executable(name: "pushrun", targets: ["pushrun"]),
    .executable(name: "pushrun-supervisor", targets: ["Supervisor"]),
    // A test preloads it; nothing links to it.
    .library(name: "TestClock", type: .dynamic, targets: ["CTestClock"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .systemLibrary(name: "CLibGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CSupervisor"),

    .target(name: "YAML", dependencies: ["CLibYAML"], swiftSettings: strict),
    .target(
      name: "Git",
      dependencies: ["CLibGit2", .product(name: "Subprocess", package: "swift-subprocess")],
      swiftSettings: strict),
    .target(name: "WorkflowAPI", dependencies: ["YAML"], swiftSettings: strict),
    .target(name: "WorkflowEngine", dependencies: ["WorkflowAPI", "YAML"], swiftSettings: strict),
    .target(name: "SupervisorProtocol", dependencies: ["CSupervisor"], swiftSettings: strict),
    .executableTarget(
      name: "Supervisor",
      dependencies: ["CSupervisor", "SupervisorProtocol"],
      swiftSettings: strict,
      linkerSettings: isSanitized ? [] : [.unsafeFlags(["-static-executable"])]),
    .target(
      name: "PodRuntime",
      dependencies: ["WorkflowAPI", "SupervisorProtocol"],
      swiftSettings: strict),
    .target(
      name: "StateStore",
      dependencies: ["WorkflowAPI", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .target(
      name: "Agent",
      dependencies: [
        "YAML", "Git", "WorkflowAPI", "WorkflowEngine", "PodRuntime", "StateStore",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "pushrun-bench", dependencies: ["Git"], path: "Tests/Benchmarks", swiftSettings: strict),
    .executableTarget(
      name: "pushrun",
      dependencies: [
        "Agent", "YAML", "Git", "WorkflowAPI", "WorkflowEngine", "PodRuntime", "StateStore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),

    .target(name: "CTestClock", path: "Tests/CTestClock"),
    .target(name: "CSimulation", path: "Tests/CSimulation"),
    .executableTarget(
      name: "pushrun-simulation",
      dependencies: [
        "CSimulation", "Agent", "Git", "WorkflowAPI", "YAML", "PodRuntime", "StateStore",
        .product(name: "GRDBSQLite", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/Simulation", swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"], swiftSettings: strict),
    .executableTarget(
      name: "TransferTool", dependencies: ["Git"], path: "Tests/TransferTool", swiftSettings: strict),
    .testTarget(
      name: "GitTests", dependencies: ["Git", "CLibGit2", "TestSupport", "TransferTool"],
      swiftSettings: strict),
    .testTarget(name: "WorkflowAPITests", dependencies: ["WorkflowAPI", "YAML"], swiftSettings: strict),
    .testTarget(
      name: "WorkflowEngineTests", dependencies: ["WorkflowEngine", "WorkflowAPI", "YAML"],
      swiftSettings: strict),
    .testTarget(
      name: "PodRuntimeTests",
      dependencies: ["PodRuntime", "SupervisorProtocol", "CSupervisor", "WorkflowAPI"],
      swiftSettings: strict),
    .testTarget(
      name: "StateStoreTests",
      dependencies: [
        "StateStore", "WorkflowAPI", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "AgentTests",
      dependencies: [
        "Agent", "Git", "StateStore", "PodRuntime", "WorkflowEngine", "WorkflowAPI", "YAML", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["TestSupport", "pushrun-simulation"], swiftSettings: strict),
    .testTarget(
      name: "pushrunTests", dependencies: ["TestSupport", "pushrun"], swiftSettings: strict),
    .target(
      name: "FuzzTargets",
      dependencies: ["YAML", "WorkflowAPI", "WorkflowEngine", "SupervisorProtocol", "PodRuntime", "Git"],
      path: "Tests/Fuzz/Targets", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Tests", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// libFuzzer's own main program: links only with -sanitize=fuzzer, see `make fuzz`.
if Context.environment["PUSHRUN_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
    .executableTarget(
      name: "pushrun-fuzz", dependencies: ["FuzzTargets", "CFuzzer"], path: "Tests/Fuzz/Driver",
      swiftSettings: strict,
      // libFuzzer's library brings a main of its own, which must give way.
      linkerSettings: [.unsafeFlags(["-use-ld=lld", "-Xlinker", "--allow-multiple-definition"])]),
  ]
}
