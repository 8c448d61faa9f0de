import Foundation
import Logging
import PodRuntime
import TestSupport
import Testing
import WorkflowAPI
import WorkflowEngine

@testable import Agent

/// What pods may be and leave, with real processes.
enum PodEdges {
  static let all: [String: Edge] = [
    "pod-bytes": {
      try await withPodHost { host in
        let pod = host.pod("exit 0", arguments: [String(repeating: "x", count: 5_000)])
        let small = try await host.runtime(try limits("pod-bytes=4Ki").host).runtime
        let error = await #expect(throws: PodRuntimeError.self) { try await small.start(pod) }
        expectAdvice(error?.message, "pod-bytes", "4096")
        // It says what it takes, which is then enough.
        let size = try #require(error?.message.split(separator: " ").lazy.compactMap { Int($0) }.first)
        let less = try await host.runtime(try limits("pod-bytes=\(size - 1)").host).runtime
        await #expect(throws: PodRuntimeError.self) { try await less.start(pod) }
        #expect(try await host.outcome(of: pod, try limits("pod-bytes=\(size)").host).succeeded)
      }
    },
    "result-bytes": {
      for (value, isInside) in [("12345", true), ("123456", false)] {
        let ended = try await run(
          "result-bytes=5", seqPod: "printf \(value) > $(results.r.path)", results: "results: [{name: r}]")
        #expect(ended.status?.results?.first?.value == (isInside ? value : nil))
        if !isInside { expectAdvice(ended.status?.message, "result-bytes", "5 bytes") }
      }
    },
    "last-lines": {
      let ended = try await run("last-lines=2", seqPod: "echo one; echo two; echo three; exit 1")
      #expect(ended.status?.message == "step \"main\" failed with exit code 1: two\nthree")
      let both = try await run("last-lines=2", seqPod: "echo one; echo two; exit 1")
      #expect(both.status?.message == "step \"main\" failed with exit code 1: one\ntwo")
    },
    "last-lines-bytes": {
      let ended = try await run("last-lines-bytes=16", seqPod: "echo 0123456789abcdef; exit 1")
      #expect(ended.status?.message == "step \"main\" failed with exit code 1: 0123456789abcdef")
      let cut = try await run("last-lines-bytes=16", seqPod: "echo x0123456789abcdef; exit 1")
      #expect(cut.status?.message == "step \"main\" failed with exit code 1: 0123456789abcdef")
    },
    "log-bytes": {
      try await withPodHost { host in
        let limits = try limits("log-bytes=64Ki").host
        // A line has 64 bytes.
        let lines = { (count: Int) in "seq -f %063.0f 1 \(count)" }
        #expect(try await host.outcome(of: host.pod(lines(1024)), limits).succeeded)
        let whole = try #require(readFile(host.log()))
        #expect(whole.utf8.count == 65_536 && whole.hasPrefix("0"))

        #expect(try await host.outcome(of: host.pod(lines(1025), name: "more"), limits).succeeded)
        let rest = try #require(readFile(host.log("more")))
        #expect(rest.utf8.count == 65_600 && rest.hasPrefix("\0"))
        let kept = rest.drop { $0 == "\0" }.split(separator: "\n")
        #expect(kept.count == 512)
        #expect(kept.map { Int($0) } == Array(514...1025))
        #expect(try diskUse(host.log("more")) < 65_536)
      }
    },
    "log-check": {
      // A process that goes on printing is seen to, not only one that ends.
      try await withPodHost { host in
        let fifo = try Fifo(creating: host.scratch.path("fifo"))
        let (runtime, ended, _) = try await host.runtime(try limits("log-bytes=64Ki", "log-check=10ms").host)
        let pod = host.pod("head -c 1000000 /dev/zero | tr '\\0' x; read x < \(fifo.path); echo last words")
        try await runtime.start(pod)
        try await waitUntil("a log of a million bytes, of which few are kept") {
          readFile(host.log())?.utf8.count == 1_000_000
        }
        try await waitUntil("a small log") { (try? diskUse(host.log())).map { $0 <= 65_536 } ?? false }
        try fifo.release()
        #expect(try await ended.outcome(of: pod.id).succeeded)
        #expect(readFile(host.log())?.hasSuffix("xlast words\n") == true)
        await runtime.release(host.root)
      }
    },
  ]

  /// What a file takes on the disk, in bytes.
  private static func diskUse(_ path: String) throws -> Int {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return Int(status.st_blocks) * 512
  }

  /// Runs a SeqPod of one script, from a manifest to its end.
  private static func run(
    _ limit: String, seqPod script: String, results: String = ""
  ) async throws -> WorkflowRun {
    let limits = try limits(limit)
    return try await withScratchDirectory { scratch in
      try writeFile(
        scratch.path("run.yaml"),
        """
        apiVersion: batch.tensorstack.dev/v1beta1
        kind: WorkflowRun
        metadata: {name: run}
        spec:
          workflowTemplateSpec:
            type: SeqPod
            \(results)
            seqPod:
              steps:
              - name: main
                script: |
                  #!/bin/sh
                  \(script)
        """)
      let manifests = try LocalManifests(paths: [scratch.path("run.yaml")], limits: limits)
      let plan = try await manifests.plan(ObjectKey(namespace: "default", name: "run"))
      let runtime = HostRuntime(
        configuration: HostRuntimeConfiguration(
          directory: scratch.path("pods"), volumesDirectory: scratch.path("volumes"),
          supervisorPath: try PodHost.supervisorPath(), limits: limits.host))
      return try await LocalRun(
        plan: plan, runtime: runtime, limits: limits,
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ).run { _ in }
    }
  }
}
