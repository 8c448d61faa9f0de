import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "While the agent runs, a person pushes other commits to the same branch: nothing of theirs is lost, nobody forces,
  /// the status arrives."
  @Suite struct ConcurrentPushTests {
    /// How the agent reaches the repository that the person pushes to.
    enum Transport: CaseIterable {
      case path
      case http
      case ssh
    }

    @Test(arguments: Transport.allCases)
    func `a person's pushes while the agent works are kept, and the status arrives`(transport: Transport)
      async throws
    {
      try await withSandbox { sandbox in
        // Every move of a branch is written down.
        try await sandbox.repository.git("config", "core.logAllRefUpdates", "always")
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        // A chain, so that there is something to commit again and again.
        let nodes = (1...6).map { number in
          (name: "n\(number)", dependencies: number == 1 ? [] : ["n\(number - 1)"])
        }
        try await sandbox.push([
          "workflow.yaml": Manifest.file(
            Manifest.template("step", script: "echo $1 > \(started.path); read line < \(goOn.path)"),
            Manifest.dag("chain", of: "step", nodes: nodes), Manifest.run("chain-run", of: "chain"))
        ])
        let (url, environment) = try await url(transport, sandbox)
        let agent = try await sandbox.start(
          sandbox.agentArguments(repository: url) + ["--once"], environment: environment)
        let clone = try await sandbox.clone()
        var pushed: [String: String] = [:]
        for number in 1...6 {
          _ = try await started.line()
          // One push while a node runs, and one while the agent may be committing that the node has ended.
          for name in ["people/while-\(number).txt", "people/after-\(number).txt"] {
            pushed[name] = try await clone.commitAndPush([name: "written by a person, \(number)\n"])
            if name.hasPrefix("people/while") { try goOn.release() }
          }
        }
        // Beside the agent's own files, too.
        pushed["status/notes.txt"] = try await clone.commitAndPush(["status/notes.txt": "mine\n"])
        let result = try await agent.wait()
        #expect(result.status == 0, "\(result.errors)")

        #expect(try await sandbox.statuses().phase("chain-run") == "Succeeded")
        let files = try await sandbox.repository.git("ls-tree", "-r", "--name-only", "main")
          .split(separator: "\n").map(String.init)
        #expect(Set(pushed.keys).isSubset(of: files))
        for commit in pushed.values {
          #expect(await isAncestor(commit, of: "main", in: sandbox.repository), "\(commit) was lost")
        }
        try await sandbox.repository.check()
        try await expectNobodyForced(sandbox)
      }
    }

    private func url(_ transport: Transport, _ sandbox: Sandbox) async throws -> (String, [String: String]) {
      switch transport {
      case .path: return (sandbox.repository.path, [:])
      case .http:
        let server = try await HTTPServer(root: sandbox.scratch.path, scratch: sandbox.scratch)
        return (server.url(of: "workflows.git"), [:])
      case .ssh:
        let server = try await SSHServer(scratch: sandbox.scratch)
        return (server.url(of: sandbox.repository.path), ["HOME": server.home])
      }
    }

    /// Every place that the branch has been at is still in its history.
    private func expectNobodyForced(_ sandbox: Sandbox) async throws {
      let log = readFile(sandbox.repository.path + "/logs/refs/heads/main") ?? ""
      let places = log.split(separator: "\n").flatMap { $0.split(separator: " ").prefix(2) }.map(String.init)
      #expect(!places.isEmpty)
      for place in Set(places) where place.contains(where: { $0 != "0" }) {
        #expect(await isAncestor(place, of: "main", in: sandbox.repository), "the branch was at \(place)")
      }
    }

    private func isAncestor(_ commit: String, of branch: String, in repository: BareRepository) async -> Bool
    {
      (try? await repository.git("merge-base", "--is-ancestor", commit, branch)) != nil
    }

    @Test func `a manifest that a person removes while its run goes on does not stop the other runs`()
      async throws
    {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        try await sandbox.push([
          "one.yaml": Manifest.run("one", script: "echo one > \(started.path); read line < \(goOn.path)"),
          "two.yaml": Manifest.run("two", script: "echo two > \(started.path); read line < \(goOn.path)"),
        ])
        let agent = try await sandbox.start(sandbox.agentArguments() + ["--once"])
        _ = try await started.line()
        _ = try await started.line()
        try await sandbox.push(["one.yaml": nil])
        try goOn.release(2)
        let result = try await agent.wait()
        #expect(result.status == 0, "\(result.errors)")
        #expect(try await sandbox.statuses().phase("two") == "Succeeded")
      }
    }
  }
}
