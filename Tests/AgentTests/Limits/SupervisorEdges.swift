import Foundation
import PodRuntime
import TestSupport
import Testing
import WorkflowAPI

@testable import Agent

/// How long supervisors are waited for, with real ones that are stopped, dead or deaf.
enum SupervisorEdges {
  static let all: [String: Edge] = [
    "supervisor-answer": answer,
    "supervisor-retry": {
      try await withPodHost { host in
        // Somebody holds the lock, and nobody listens; a supervisor does not come before that one lets go.
        try FileManager.default.createDirectory(
          atPath: host.rootDirectory, withIntermediateDirectories: true)
        let lock = open("\(host.rootDirectory)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let pod = PodID(root: host.root, name: "pod")
        let (runtime, ended, adoptions) = try await host.runtime(
          try limits("supervisor-connect=1ms", "supervisor-retry=20ms").host, adopting: [pod])
        #expect(adoptions == [pod: .adopted], "nobody can say yet")
        #expect(await runtime.unanswering() == [host.root])
        close(lock)
        #expect(try await ended.outcome(of: pod).failure?.reason == .agentLost)
        #expect(await runtime.unanswering() == [])
      }
    },
    "supervisor-send": {
      try await withPodHost { host in
        let (runtime, ended, _) = try await host.runtime(
          try limits("supervisor-send=50ms").host)
        let fifo = try Fifo(creating: host.scratch.path("fifo"))
        let first = host.pod("read x < \(fifo.path)", name: "first")
        try await runtime.start(first)
        try await waitUntil("a supervisor") { try host.supervisor() != nil }
        let supervisor = try #require(try host.supervisor())
        try await withStopped(supervisor) {
          // More than the socket takes, so that it is seen that nobody reads.
          let large = host.pod(
            "exit 0", name: "large",
            arguments: Array(repeating: String(repeating: "x", count: 100_000), count: 12))
          try await runtime.start(large)
          try await waitUntil("word of a supervisor that does not read") {
            ended.warnings.contains { $0.contains("has not read an order for 0.05 seconds") }
          }
          #expect(await runtime.unanswering() == [host.root])
        }
        // It was not lost: the supervisor gets it when it reads again.
        let large = PodID(root: host.root, name: "large")
        #expect(try await ended.outcome(of: large).succeeded)
        #expect(await runtime.unanswering() == [])
        try fifo.release()
        #expect(try await ended.outcome(of: first.id).succeeded)
        await runtime.release(host.root)
      }
    },
    "discard-wait": {
      try await withPodHost { host in
        let fifo = try Fifo(creating: host.scratch.path("fifo"))
        let pod = host.pod("echo > \(fifo.path); exec sleep 600")
        let (runtime, ended, _) = try await host.runtime(try limits("discard-wait=50ms").host)
        try await runtime.start(pod)
        _ = try await fifo.line()
        let supervisor = try #require(try host.supervisor())
        try await withStopped(supervisor) { await runtime.discard(host.root) }
        #expect(ended.warnings.contains { $0.contains("does not end; its processes were killed") })
        try await waitUntil("the end of the supervisor") { try host.supervisor() == nil }
      }
    },
    "supervisor-connect": {
      try await withPodHost { host in
        // Somebody holds the lock, and nobody listens.
        try FileManager.default.createDirectory(
          atPath: host.rootDirectory, withIntermediateDirectories: true)
        let lock = open("\(host.rootDirectory)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(lock) }
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let (_, ended, adoptions) = try await host.runtime(
          try limits("supervisor-connect=20ms").host, adopting: [PodID(root: host.root, name: "pod")])
        #expect(adoptions.values.first == .adopted, "nobody can say yet")
        expectAdvice(ended.warnings.first, "supervisor-connect", "0.02 seconds")
      }
    },
    "supervisor-restarts": {
      try await withPodHost { host in
        let script = host.scratch.path("supervisor")
        let count = host.scratch.path("count")
        // Not written by this process: while it starts another, that one has the file open too, and it cannot be run.
        let written = try await runCommand(
          "sh", ["-c", "printf '#!/bin/sh\necho started >> \(count)\n' > '\(script)'; chmod +x '\(script)'"])
        try #require(written.status == 0, "\(written.errors)")
        let (runtime, ended, _) = try await host.runtime(
          try limits("supervisor-restarts=2").host, supervisor: script)
        let pod = host.pod("exit 0")
        try await runtime.start(pod)
        let refusal = try await ended.refusal(of: pod.id)
        #expect(refusal.code == .unavailable)
        #expect(refusal.message.contains("supervisors end before they do anything"))
        #expect(readFile(count) == "started\nstarted\nstarted\n")
        await runtime.release(host.root)
      }
    },
    "supervisor-linger": {
      try await withPodHost { host in
        let pod = host.pod("exit 0")
        for linger in ["1h", "0s"] {
          do {
            let (runtime, ended, _) = try await host.runtime(
              try limits("supervisor-linger=\(linger)").host, adopting: linger == "1h" ? [] : [pod.id])
            if linger == "1h" { try await runtime.start(pod) }
            _ = try await ended.outcome(of: pod.id)
            #expect(try host.supervisor() != nil)
            // With an agent it stays, however short the time is; it ends when it is told to.
            if linger == "0s" { await runtime.release(host.root) }
          }
          if linger == "1h" { #expect(try host.supervisor() != nil) }
        }
      }
      try await withPodHost { host in
        do {
          let (runtime, ended, _) = try await host.runtime(try limits("supervisor-linger=0s").host)
          let pod = host.pod("exit 0")
          try await runtime.start(pod)
          _ = try await ended.outcome(of: pod.id)
        }
        try await waitUntil("the end of the supervisor") { try host.supervisor() == nil }
      }
    },
  ]

  /// A supervisor that does not answer is given up for now, and found again when it does.
  private static let answer: Edge = {
    try await withPodHost { host in
      let fifo = try Fifo(creating: host.scratch.path("fifo"))
      let pod = host.pod("read x < \(fifo.path)")
      do {
        let (first, _, _) = try await host.runtime(try limits("supervisor-answer=20s").host)
        try await first.start(pod)
        try await waitUntil("a supervisor") { try host.supervisor() != nil }
      }
      let supervisor = try #require(try host.supervisor())
      let limits = try limits("supervisor-answer=50ms").host
      let (runtime, ended, adoptions) = try await withStopped(supervisor) {
        let second = try await host.runtime(limits, adopting: [pod.id])
        #expect(second.ended.warnings.contains { $0.contains("has not answered for 0.05 seconds") })
        #expect(await second.runtime.unanswering() == [host.root])
        return second
      }
      #expect(adoptions == [pod.id: .adopted])
      try fifo.release()
      #expect(try await ended.outcome(of: pod.id).succeeded)
      await runtime.release(host.root)
    }
  }

  /// Does something while a process is stopped.
  private static func withStopped<Value>(
    _ process: pid_t, _ body: () async throws -> Value
  ) async throws -> Value {
    kill(process, SIGSTOP)
    defer { kill(process, SIGCONT) }
    return try await body()
  }
}
