import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What an agent does when its state directory is not as it left it.
  @Suite struct StateFaultTests {
    /// Ways to damage a database that nobody has open.
    enum Damage: String, CaseIterable {
      case truncated, overwritten, emptied, pageDestroyed, gone

      /// Python that does it to the file `path` of `size` bytes.
      var script: String {
        switch self {
        case .truncated: "os.truncate(path, size // 2)"
        case .overwritten: "open(path, 'wb').write(b'garbage!' * (size // 8))"
        case .emptied: "os.truncate(path, 0)"
        case .pageDestroyed:
          "f = open(path, 'r+b'); f.seek(size // 4096 // 2 * 4096); f.write(b'\\xa5' * 4096)"
        case .gone: "os.remove(path)"
        }
      }
    }

    private func damage(_ how: Damage, in state: String) async throws {
      // What is in the log only would not be damaged.
      let script = """
        import os, sqlite3, sys
        path = sys.argv[1]
        database = sqlite3.connect(path)
        assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        database.close()
        size = os.path.getsize(path)
        """
      let result = try await runCommand(
        "/usr/bin/python3", ["-c", script + "\n" + how.script, state + "/state.sqlite"])
      #expect(result.status == 0, "\(result.errors)")
    }

    @Test(arguments: Damage.allCases)
    func `a database that is damaged while a run goes on is put aside, the run is lost and its process gone`(
      how: Damage
    ) async throws {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let starts = sandbox.path("starts")
        try await sandbox.push([
          "over.yaml": Manifest.file(
            Manifest.run("good", script: "echo good >> \(starts)"),
            Manifest.run("bad", script: "echo bad >> \(starts); exit 3")),
          "long.yaml": Manifest.run(
            "long", script: "echo long >> \(starts); echo $$$$ > \(started.path); while :; do sleep 60; done"),
        ])
        let first = try await sandbox.daemon()
        let process = try #require(Int32(try await started.line()))
        for (run, phase) in [("good", "Succeeded"), ("bad", "Failed"), ("long", "Running")] {
          try await sandbox.wait(for: run, toBe: phase)
        }
        let before = try await sandbox.statuses()
        let id = before.files["status/default/good.yaml"]?.documents.first?["metadata"]["annotations"]
        first.signal(SIGKILL)
        _ = try await first.wait()
        try await damage(how, in: sandbox.state)

        try await sandbox.push(["new.yaml": Manifest.run("new", script: "echo new >> \(starts)")])
        let next = try await sandbox.reconcile()
        let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.state).filter {
          $0.hasPrefix("state.sqlite.damaged-")
        }
        #expect(names.count == (how == .gone ? 0 : 1))
        for name in names { #expect(next.errors.contains("\(sandbox.state)/\(name)"), "\(next.errors)") }
        #expect(next.errors.contains("1 lost"), "\(next.errors)")

        #expect(kill(process, 0) != 0, "the process of the lost run is gone")
        let after = try await sandbox.statuses()
        let long = try after.run("long")["status"]
        #expect(long["phase"].string == "Failed")
        #expect(long["conditions"].list.map(\.["reason"].string) == ["AgentLost", "AgentLost"])
        for run in ["good", "bad"] { #expect(try after.run(run) == before.run(run)) }
        #expect(try after.phase("new") == "Succeeded")
        #expect(
          try after.run("new")["metadata"]["annotations"]["pushrun.dev/agent"] == id?["pushrun.dev/agent"])
        #expect(sandbox.lines("starts").sorted() == ["bad", "good", "long", "new"])

        // Once more: it is over and done with.
        let commits = try await sandbox.repository.git("rev-parse", "main")
        try await sandbox.reconcile()
        #expect(try await sandbox.repository.git("rev-parse", "main") == commits)
      }
    }

    @Test func `a database that is damaged under an agent ends it with an error, and the next puts it aside`()
      async throws
    {
      try await withSandbox { sandbox in
        let started = try Fifo(creating: sandbox.path("started"))
        let goOn = try Fifo(creating: sandbox.path("go-on"))
        try await sandbox.push([
          "run.yaml": Manifest.run("long", script: "echo here > \(started.path); read line < \(goOn.path)")
        ])
        let agent = try await sandbox.daemon()
        _ = try await started.line()
        try await sandbox.wait(for: "long", toBe: "Running")
        let script = """
          import sqlite3, sys
          database = sqlite3.connect(sys.argv[1], isolation_level=None)
          database.execute("PRAGMA writable_schema = ON")
          database.execute("UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'record'")
          database.execute("PRAGMA schema_version = 1000")
          """
        let edit = try await runCommand("/usr/bin/python3", ["-c", script, sandbox.state + "/state.sqlite"])
        #expect(edit.status == 0, "\(edit.errors)")
        try goOn.release()
        let ended = try await agent.wait()
        #expect(ended.status == 1)
        #expect(ended.errors.contains("the state database is damaged"), "\(ended.errors)")
        let next = try await sandbox.reconcile()
        #expect(next.errors.contains("state.sqlite.damaged-"), "\(next.errors)")
        let status = try await sandbox.statuses().run("long")["status"]
        #expect(status["conditions"].list.map(\.["reason"].string) == ["AgentLost", "AgentLost"])
      }
    }

    @Test func `reading commands report a damaged database and leave it where it is`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "true")])
        try await sandbox.reconcile()
        try await damage(.overwritten, in: sandbox.state)
        let before = Snapshot(of: sandbox.state)
        let runs = try await sandbox.pushrun(["get", "runs", "--state-dir", sandbox.state])
        #expect(runs.status == 1)
        #expect(runs.errors.contains("damaged"), "\(runs.errors)")
        let status = try await sandbox.pushrun(["get", "status", "--state-dir", sandbox.state])
        #expect(status.status == 1)
        #expect(status.output.contains("damaged"), "\(status.output)")
        #expect(before.differences(to: Snapshot(of: sandbox.state)).isEmpty)
      }
    }

    @Test func `a newer database is refused and left untouched`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "true")])
        try await sandbox.reconcile()
        let script = """
          import sqlite3, sys
          database = sqlite3.connect(sys.argv[1])
          database.execute("INSERT INTO grdb_migrations VALUES ('99: later')")
          database.commit()
          database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
          database.close()
          """
        let path = sandbox.state + "/state.sqlite"
        let edit = try await runCommand("/usr/bin/python3", ["-c", script, path])
        #expect(edit.status == 0, "\(edit.errors)")
        let before = try Data(contentsOf: URL(filePath: path))
        let refused = try await sandbox.once()
        #expect(refused.status == 1)
        #expect(refused.errors.contains("newer pushrun"), "\(refused.errors)")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: sandbox.state).filter { $0.contains("damaged") }
            == [])
      }
    }

    @Test func `a file agent-id that was edited by hand is refused by its name`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "true")])
        try await sandbox.reconcile()
        try writeFile(sandbox.state + "/agent-id", "my agent\n")
        let refused = try await sandbox.once()
        #expect(refused.status == 1)
        #expect(refused.errors.contains(sandbox.state + "/agent-id"), "\(refused.errors)")
      }
    }

    @Test func `a state directory on a read-only file system is refused, and is no damage`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "true")])
        try await sandbox.reconcile()
        guard try await makeReadOnly(sandbox) else { return }
        let before = Snapshot(of: sandbox.state)
        let refused = try await sandbox.once()
        #expect(refused.status == 1)
        #expect(refused.errors.contains(sandbox.state), "\(refused.errors)")
        #expect(
          refused.errors.contains("Read-only file system") || refused.errors.contains("Permission denied"),
          "\(refused.errors)")
        #expect(before.differences(to: Snapshot(of: sandbox.state)).isEmpty)
        // Who only looks can still look.
        let status = try await sandbox.pushrun(["get", "status", "--state-dir", sandbox.state])
        #expect(status.output.contains("not running"), "\(status.output)\(status.errors)")
      }
    }

    /// Root may write wherever the file system lets it, so for root it is mounted read-only.
    private func makeReadOnly(_ sandbox: Sandbox) async throws -> Bool {
      let state = sandbox.state
      guard geteuid() == 0 else {
        try #require(chmod(state, 0o500) == 0)
        await sandbox.scratch.onExit { chmod(state, 0o700) }
        return true
      }
      for arguments in [["--bind", state, state], ["-o", "remount,ro,bind", state]] {
        let result = try await runCommand("mount", arguments)
        guard result.status == 0 else {
          print("skipped: root ignores modes, and cannot mount here: \(result.errors)")
          return false
        }
        if arguments[0] == "--bind" {
          await sandbox.scratch.onExit { _ = try? await runCommand("umount", [state]) }
        }
      }
      return true
    }
  }
}
