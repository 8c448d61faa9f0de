import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "Nothing is ever written outside the status path, the state directory and the workspaces."
  @Suite struct ConfinementTests {
    private static let agent = "the agent"

    /// Everything of a machine that is nobody's business but its owner's.
    private func snapshot(_ sandbox: Sandbox, _ more: String...) -> [String: Snapshot] {
      var snapshots: [String: Snapshot] = [:]
      for path in [sandbox.home, sandbox.temporary, sandbox.working] + more {
        snapshots[path] = Snapshot(of: path)
      }
      return snapshots
    }

    private func expectSame(_ before: [String: Snapshot], _ sandbox: Sandbox, _ what: String) {
      for (path, snapshot) in before {
        // What commands without a state directory put in the temporary directory they take away again, which leaves its
        // own time changed and nothing else.
        let isExcused = path == sandbox.temporary && what != Self.agent
        let differences = snapshot.differences(to: Snapshot(of: path)).filter { !isExcused || $0 != "." }
        #expect(differences.isEmpty, "\(what) changed in \(path): \(differences)")
      }
      #expect(!FileManager.default.fileExists(atPath: sandbox.path("xdg-state")), "\(what)")
    }

    private func furnish(_ sandbox: Sandbox) throws {
      for directory in [sandbox.home, sandbox.temporary, sandbox.working] {
        try writeFile(directory + "/mine.txt", "mine")
      }
      try writeFile(
        sandbox.home + "/.gitconfig", "[user]\n\tname = Owner\n[init]\n\ttemplateDir = /nonexistent\n")
    }

    /// Runs that write where they may: their working directory, HOME, TMPDIR, a workspace, a claim, and a result.
    private static let busy = """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowRun
      metadata:
        name: busy
      spec:
        workspaces:
          - name: scratch
            emptyDir: {}
          - name: kept
            subPath: deep/down
            persistentVolumeClaim:
              claimName: kept
        workflowTemplateSpec:
          type: SeqPod
          workspaces:
            - name: scratch
            - name: kept
          results:
            - name: word
          seqPod:
            steps:
              - name: write
                script: |
                  echo here > file
                  echo home > ~/file
                  echo temporary > $TMPDIR/file
                  echo scratch > $(workspaces.scratch.path)/file
                  echo kept > $(workspaces.kept.path)/file
                  printf done > $(results.word.path)
              - name: read
                script: cat $(workspaces.scratch.path)/file

      """

    /// Runs that try to have the agent write elsewhere.
    private static func hostile(_ sandbox: Sandbox) -> [String: String] {
      func workspace(_ name: String, _ binding: String) -> String {
        """
        apiVersion: batch.tensorstack.dev/v1beta1
        kind: WorkflowRun
        metadata:
          name: \(name)
        spec:
          workspaces:
            - name: data
        \(binding)
          workflowTemplateSpec:
            type: SeqPod
            workspaces:
              - name: data
            seqPod:
              steps:
                - name: write
                  script: echo written > $(workspaces.data.path)/written

        """
      }
      return [
        "hostile/claim.yaml": workspace(
          "claim", "      persistentVolumeClaim:\n        claimName: ../../../working"),
        "hostile/sub-path.yaml": workspace(
          "sub-path", "      subPath: ../../../../../working\n      emptyDir: {}"),
        "hostile/absolute-sub-path.yaml": workspace(
          "absolute-sub-path", "      subPath: \(sandbox.working)\n      emptyDir: {}"),
        "hostile/name.yaml": Manifest.run("../../../working/name", script: "true"),
        "hostile/container.yaml": Manifest.run("container", script: "true").replacing(
          "- name: main", with: "- name: ../../../../working/main"),
      ]
    }

    @Test func `agents write to the state directory and under the status path only`() async throws {
      try await withSandbox { sandbox in
        try furnish(sandbox)
        var files = Self.hostile(sandbox)
        files["busy.yaml"] = Self.busy
        files["failing.yaml"] = Manifest.run("failing", script: "exit 1")
        files["hooks/post-checkout"] = "#!/bin/sh\ntouch \(sandbox.working)/hook\n"
        files[".gitattributes"] = "* filter=evil\n"
        files[".gitmodules"] = "[submodule \"x\"]\n\tpath = x\n\turl = \(sandbox.working)\n"
        let pushed = try await sandbox.push(files)
        let repository = Snapshot(of: sandbox.repository.path)
        let before = snapshot(sandbox)

        try await sandbox.reconcile()
        try await sandbox.reconcile()
        let daemon = try await sandbox.daemon()
        try await sandbox.push(["late.yaml": Manifest.run("late", script: "true")])
        try await sandbox.wait(for: "late", toBe: "Succeeded")
        daemon.signal(SIGTERM)
        #expect(try await daemon.wait().status == 0)
        for command in [
          ["get", "runs"], ["get", "templates"], ["describe", "run", "busy"], ["logs", "busy"],
        ] {
          let result = try await sandbox.pushrun(command + ["--state-dir", sandbox.state])
          #expect(result.status == 0, "\(command): \(result.errors)")
        }

        expectSame(before, sandbox, Self.agent)
        let statuses = try await sandbox.statuses()
        #expect(try statuses.phase("busy") == "Succeeded")
        for name in ["claim", "sub-path", "absolute-sub-path", "container"] {
          #expect(try statuses.phase(name) == "Failed", "\(name)")
        }
        // In the tree only what is under the status path is not as people pushed it.
        let changed = try await sandbox.repository.git("diff", "--name-only", pushed, "main").split(
          separator: "\n")
        #expect(changed.filter { !$0.hasPrefix("status/") } == ["late.yaml"])
        // In the repository only objects and branches are new.
        let touched = repository.differences(to: Snapshot(of: sandbox.repository.path)).filter { path in
          !["./objects", "./refs", "./logs", "./packed-refs"].contains { path.hasPrefix($0) } && path != "."
        }
        #expect(touched.isEmpty, "\(touched)")
        // A claim is kept, an emptyDir is not.
        #expect(readFile(sandbox.state + "/volumes/default/kept/deep/down/file") == "kept\n")
      }
    }

    @Test func `--status-path is where statuses go, and --path is what is read`() async throws {
      try await withSandbox { sandbox in
        let pushed = try await sandbox.push([
          "team/run.yaml": Manifest.run("inside", script: "true"),
          "elsewhere/run.yaml": Manifest.run("outside", script: "true"),
        ])
        try await sandbox.reconcile("--path", "team", "--status-path", "reports/pushrun")
        let changed = try await sandbox.repository.git("diff", "--name-only", pushed, "main")
        #expect(changed == "reports/pushrun/default/inside.yaml")
        // And again, with nothing left to do.
        let tip = await sandbox.repository.tip()
        try await sandbox.reconcile("--path", "team", "--status-path", "reports/pushrun")
        #expect(await sandbox.repository.tip() == tip)
      }
    }

    @Test(arguments: ["../outside", ".git/hooks", "", "/"])
    func `a status path that leads out of the repository is wrong usage`(path: String) async throws {
      try await withSandbox { sandbox in
        try await sandbox.push(["run.yaml": Manifest.run("one", script: "true")])
        let result = try await sandbox.once("--status-path", path)
        #expect(result.status == 64, "\(result.errors)")
        #expect(try await sandbox.repository.log().count == 1)
      }
    }

    @Test func `diff and lint change nothing anywhere, not even the state directory`() async throws {
      try await withSandbox { sandbox in
        try furnish(sandbox)
        try await sandbox.push(["one.yaml": Manifest.run("one", script: "true")])
        try await sandbox.reconcile()
        try await sandbox.push(["two.yaml": Manifest.run("two", script: "true"), "bad.yaml": "kind: ["])
        // A reader of a database in WAL mode may make its shared memory file anew: it holds nothing.
        let before = snapshot(sandbox, sandbox.repository.path)
        let state = Snapshot(of: sandbox.state)
        let diff = try await sandbox.pushrun([
          "diff", "--repo", sandbox.repository.path, "--state-dir", sandbox.state,
        ])
        #expect(diff.status == 0, "\(diff.errors)")
        #expect(diff.output.contains("two"))
        try await sandbox.pushrun([
          "diff", "--repo", sandbox.repository.path, "--state-dir", sandbox.path("no-state"),
        ])
        try await sandbox.pushrun(["lint", sandbox.working])
        expectSame(before, sandbox, "diff or lint")
        let changed = state.differences(to: Snapshot(of: sandbox.state)).filter {
          $0 != "." && !$0.hasSuffix(".sqlite-wal") && !$0.hasSuffix(".sqlite-shm")
        }
        #expect(changed.isEmpty, "\(changed)")
        #expect(!FileManager.default.fileExists(atPath: sandbox.path("no-state")))
      }
    }

    @Test func `run leaves nothing behind but what is in the workspaces`() async throws {
      try await withSandbox { sandbox in
        try furnish(sandbox)
        let data = sandbox.path("data")
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        let file = sandbox.path("busy.yaml")
        try writeFile(file, Self.busy)
        let before = snapshot(sandbox)
        let result = try await sandbox.pushrun(["run", file, "-w", "kept=\(data)"])
        #expect(result.status == 0, "\(result.errors)")
        expectSame(before, sandbox, "run")
        #expect(readFile(data + "/file") == "kept\n")
        try await waitUntil("the supervisor has ended") { processes(of: sandbox.scratch.path).isEmpty }
      }
    }
  }
}
