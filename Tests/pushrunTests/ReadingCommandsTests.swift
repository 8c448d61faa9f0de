import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `get`, `describe` and `logs`: what an agent knows, while it runs or not.
  @Suite struct ReadingCommandsTests {
    private func withHistory(_ body: @Sendable @escaping (Sandbox) async throws -> Void) async throws {
      try await withSandbox { sandbox in
        try await sandbox.push([
          "dag.yaml": Manifest.file(
            Manifest.template("speak", script: "echo \"$1 speaks\"; echo \"$1 complains\" >&2"),
            Manifest.dag("graph", of: "speak", nodes: [("first", []), ("second", ["first"])]),
            Manifest.run("graph-run", of: "graph")),
          "failing.yaml": Manifest.run("failing", script: "echo broken; exit 4"),
          "elsewhere.yaml": Manifest.run("elsewhere", script: "echo elsewhere").replacing(
            "spec:\n", with: "  namespace: other\nspec:\n", maxReplacements: 1),
        ])
        try await sandbox.reconcile()
        try await body(sandbox)
      }
    }

    private func read(_ sandbox: Sandbox, _ arguments: String...) async throws -> String {
      let result = try await sandbox.pushrun(arguments + ["--state-dir", sandbox.state])
      #expect(result.status == 0, "\(arguments): \(result.errors)")
      return result.output
    }

    @Test func `get runs lists the root runs`() async throws {
      try await withHistory { sandbox in
        let lines = try await read(sandbox, "get", "runs").split(separator: "\n").map(String.init)
        #expect(lines.count == 4, "\(lines)")
        for (name, words) in [
          ("graph-run", ["Succeeded", "2/2"]), ("failing", ["Failed", "exit code 4"]),
          ("elsewhere", ["Succeeded", "other"]),
        ] {
          let line = try #require(lines.first { $0.contains(" \(name) ") }, "\(lines)")
          for word in words { #expect(line.contains(word), "\(line)") }
        }
      }
    }

    @Test(arguments: ["yaml", "json"])
    func `get prints objects as they are in the repository`(format: String) async throws {
      try await withHistory { sandbox in
        let statuses = try await sandbox.statuses()
        let all = try await read(sandbox, "get", "runs", "-o", format)
        if format == "json" { _ = try JSONDecoder().decode(YAMLValue.self, from: Data(all.utf8)) }
        let runs = try await YAMLReader.documents(all).first?.list ?? []
        #expect(Set(runs.map(\.["metadata"]["name"].string)) == ["graph-run", "failing", "elsewhere"])
        let one = try await YAMLReader.documents(
          try await read(sandbox, "get", "runs", "graph-run", "-o", format)
        ).first
        #expect(one == (try statuses.run("graph-run")))
        let child = try #require(one?["status"]["nodes"]["first"]["workflowRunName"].string)
        let known = try await YAMLReader.documents(
          try await read(sandbox, "get", "runs", child, "-o", format)
        ).first
        #expect(known == (try statuses.object("status/default/graph-run/\(child).yaml")))
      }
    }

    @Test func `get templates lists the templates, and prints one`() async throws {
      try await withHistory { sandbox in
        let text = try await read(sandbox, "get", "templates")
        for word in ["speak", "Pod", "graph", "DAG"] { #expect(text.contains(word), "\(text)") }
        let one = try await YAMLReader.documents(
          try await read(sandbox, "get", "templates", "graph", "-o", "yaml")
        ).first
        #expect(one?["spec"]["dag"]["templates"].list.map(\.["name"].string) == ["first", "second"])
        let all = try await YAMLReader.documents(try await read(sandbox, "get", "templates", "-o", "json"))
          .first
        #expect(all?.list.count == 2)
      }
    }

    @Test func `describe tells what became of a run and its nodes`() async throws {
      try await withHistory { sandbox in
        let text = try await read(sandbox, "describe", "run", "graph-run")
        for word in [
          "graph-run", "default", "Succeeded", "first", "second", "All nodes in DAG have succeeded",
        ] {
          #expect(text.contains(word), "\(text)")
        }
        #expect(try await read(sandbox, "describe", "run", "failing").contains("exit code 4"))
        let object = try await YAMLReader.documents(
          try await read(sandbox, "describe", "run", "failing", "-o", "json")
        ).first
        #expect(object?["status"]["phase"].string == "Failed")
      }
    }

    @Test func `logs prints what a run, a node or a container wrote`() async throws {
      try await withHistory { sandbox in
        #expect(try await read(sandbox, "logs", "failing") == "broken\n")
        #expect(try await read(sandbox, "logs", "failing", "-c", "main") == "broken\n")
        #expect(try await read(sandbox, "logs", "elsewhere") == "elsewhere\n")
        let run = try await sandbox.statuses().run("graph-run")
        let (first, second) = (
          try #require(run["status"]["nodes"]["first"]["workflowRunName"].string),
          try #require(run["status"]["nodes"]["second"]["workflowRunName"].string)
        )
        #expect(
          try await read(sandbox, "logs", "graph-run", "first") == "\(first) speaks\n\(first) complains\n")
        #expect(try await read(sandbox, "logs", second) == "\(second) speaks\n\(second) complains\n")
        let all = try await read(sandbox, "logs", "graph-run")
        let places = [first, second].map { all.range(of: "\($0) speaks")?.lowerBound }
        #expect(places.allSatisfy { $0 != nil }, "\(all)")
        if let first = places[0], let second = places[1] { #expect(first < second) }
      }
    }

    @Test func `logs --follow goes on until the run has ended`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        try await sandbox.push([
          "run.yaml": Manifest.run(
            "long", script: "echo one; echo here > \(started.path); read line < \(goOn.path); echo two")
        ])
        _ = try await sandbox.daemon()
        _ = try await started.line()
        try await sandbox.wait(for: "long", toBe: "Running")
        let follow = try await sandbox.start(["logs", "long", "--follow", "--state-dir", sandbox.state])
        try await DirectoryWatch(follow.outputPath).wait("the first line") { follow.output == "one\n" }
        #expect(follow.isRunning)
        try goOn.release()
        let result = try await follow.wait()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "one\ntwo\n")
      }
    }

    @Test func `a run that goes on is shown as it is`() async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        try await sandbox.push([
          "run.yaml": Manifest.run(
            "long", script: "echo here | tee \(started.path); read line < \(goOn.path)")
        ])
        let agent = try await sandbox.daemon()
        _ = try await started.line()
        // The process is a moment ahead of what the agent knows of it.
        try await sandbox.wait(for: "long", toBe: "Running")
        #expect(try await read(sandbox, "get", "runs").contains("Running"))
        #expect(try await read(sandbox, "describe", "run", "long").contains("Running"))
        try goOn.release()
        try await sandbox.wait(for: "long", toBe: "Succeeded")
        #expect(try await read(sandbox, "logs", "long") == "here\n")
        agent.signal(SIGTERM)
        try await agent.wait()
        #expect(try await read(sandbox, "get", "runs", "long").contains("phase: Succeeded"))
      }
    }
  }
}
