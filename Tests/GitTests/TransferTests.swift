import FoundationEssentials
import Testing
import TestSupport

@testable import Git

/// Transfers over real servers, in a child process.
@Suite struct TransferTests {
  private func update(_ name: String) -> TreeUpdate {
    TreeUpdate(writes: ["status/\(name)": Array(name.utf8)])
  }

  @Test func sshFetchesAndPushes() async throws {
    try await withFixture { fixture in
      let first = try await fixture.server.commit(["a/b.yaml": "one"])
      let ssh = try await SSHServer(scratch: fixture.scratch)
      let remote = try Remote(url: ssh.url(of: fixture.server.path), branch: "main")
      let mirror = try await Mirror(
        path: fixture.scratch.path("m"), remote: remote, transfers: childPolicy(home: ssh.home))
      let tip = try #require(try await mirror.fetch())
      #expect(tip.description == first)
      // The pack was written by another process.
      let entry = try #require(try await mirror.entry(at: tip, path: "a/b.yaml"))
      #expect(text(try await mirror.blob(entry.id, limit: 10)) == "one")
      let commit = try #require(
        try await mirror.commit(update("x"), parent: tip, message: "status", author: author))
      try await mirror.push(commit)
      #expect(await mirror.tip == commit)
      #expect(try await mirror.fetch() == commit)
      #expect(try await fixture.server.log() == ["status", "change"])
      try await fixture.server.check()
      #expect(try await runGit(["for-each-ref", "refs/pushrun"], in: fixture.scratch.path("m")) == "")

      // Somebody else was faster.
      let theirs = try await fixture.server.commit(["a/c.yaml": "two"])
      let late = try #require(
        try await mirror.commit(update("y"), parent: commit, message: "late", author: author))
      let error = try await failure { () throws(GitError) in try await mirror.push(late) }
      #expect(error.code == .nonFastForward)
      #expect(await fixture.server.tip() == theirs)

      // A hook says no.
      try writeFile(
        fixture.server.path + "/hooks/pre-receive", "#!/bin/sh\necho 'frozen until monday' >&2\nexit 1\n",
        mode: 0o755)
      let onTop = try #require(
        try await mirror.commit(
          update("z"), parent: try await mirror.fetch(), message: "late", author: author))
      let refusal = try await failure { () throws(GitError) in try await mirror.push(onTop) }
      #expect(refusal.code == .rejected)
      #expect(refusal.message.contains("frozen until monday"))
      #expect(await fixture.server.tip() == theirs)
    }
  }

  @Test func sshRefusals() async throws {
    try await withFixture { fixture in
      let ssh = try await SSHServer(scratch: fixture.scratch)
      let policy = childPolicy(home: ssh.home)
      let missing = try await Mirror(
        path: fixture.scratch.path("m1"),
        remote: Remote(url: ssh.url(of: "/nonexistent.git"), branch: "main"),
        transfers: policy)
      let error = try await failure { () throws(GitError) in _ = try await missing.fetch() }
      #expect(error.code == .notFound, "\(error)")

      let remote = try Remote(url: ssh.url(of: fixture.server.path), branch: "main")
      let mirror = try await Mirror(path: fixture.scratch.path("m2"), remote: remote, transfers: policy)
      #expect(try await mirror.fetch() == nil)

      try FileManager.default.moveItem(
        atPath: ssh.home + "/.ssh/id_ed25519", toPath: ssh.home + "/.ssh/hidden")
      let noKey = try await failure { () throws(GitError) in _ = try await mirror.fetch() }
      #expect(noKey.code == .authentication, "\(noKey)")

      try writeFile(ssh.home + "/.ssh/known_hosts", "")
      let unknownHost = try await failure { () throws(GitError) in _ = try await mirror.fetch() }
      #expect(unknownHost.code == .hostKey, "\(unknownHost)")
      #expect(unknownHost.message.contains("known_hosts"))
    }
  }

  @Test(.enabled("python3 and git-http-backend are installed") { HTTPServer.obstacle == nil })
  func httpFetchesAndPushesWithAPassword() async throws {
    try await withFixture { fixture in
      let first = try await fixture.server.commit(["a/b.yaml": "one"])
      try await fixture.server.git("config", "http.receivepack", "true")
      let http = try await HTTPServer(
        root: fixture.scratch.path, password: "hunter22", scratch: fixture.scratch)
      let remote = try Remote(url: http.url(of: "server.git", credentials: "agent:hunter22"), branch: "main")
      let mirror = try await Mirror(
        path: fixture.scratch.path("m"), remote: remote, transfers: childPolicy(home: fixture.scratch.path))
      let tip = try #require(try await mirror.fetch())
      #expect(tip.description == first)
      let commit = try #require(
        try await mirror.commit(update("x"), parent: tip, message: "status", author: author))
      try await mirror.push(commit)
      #expect(try await fixture.server.log() == ["status", "change"])
      try await fixture.server.check()

      try writeFile(
        fixture.server.path + "/hooks/update", "#!/bin/sh\necho 'no hunter22 here' >&2\nexit 1\n", mode: 0o755
      )
      let next = try #require(
        try await mirror.commit(update("y"), parent: commit, message: "status", author: author))
      let refusal = try await failure { () throws(GitError) in try await mirror.push(next) }
      #expect(refusal.code == .rejected, "\(refusal)")
      #expect(!refusal.message.contains("hunter22"))

      let wrong = try Remote(url: http.url(of: "server.git", credentials: "agent:wrongpass"), branch: "main")
      let refused = try await Mirror(
        path: fixture.scratch.path("m2"), remote: wrong, transfers: childPolicy(home: fixture.scratch.path))
      let error = try await failure { () throws(GitError) in _ = try await refused.fetch() }
      #expect(error.code == .authentication, "\(error)")
      #expect(!error.message.contains("wrongpass"))

      let anonymous = try Remote(url: http.url(of: "server.git"), branch: "main")
      let fromEnvironment = try await Mirror(
        path: fixture.scratch.path("m4"), remote: anonymous,
        transfers: .child(
          executable: transferTool, arguments: [],
          environment: ["PUSHRUN_GIT_USERNAME": "agent", "PUSHRUN_GIT_PASSWORD": "hunter22"]))
      #expect(try await fromEnvironment.fetch() == commit)

      let missing = try Remote(url: http.url(of: "none.git", credentials: "agent:hunter22"), branch: "main")
      let absent = try await Mirror(
        path: fixture.scratch.path("m3"), remote: missing, transfers: childPolicy(home: fixture.scratch.path))
      let notFound = try await failure { () throws(GitError) in _ = try await absent.fetch() }
      #expect(notFound.code == .notFound, "\(notFound)")
    }
  }

  @Test(.enabled("python3 and git-http-backend are installed") { HTTPServer.obstacle == nil })
  func httpWithoutPermissionToPushSaysSo() async throws {
    try await withFixture { fixture in
      try await fixture.server.commit(["a": "1"])
      try await fixture.server.git("config", "http.receivepack", "false")
      let http = try await HTTPServer(root: fixture.scratch.path, scratch: fixture.scratch)
      let remote = try Remote(url: http.url(of: "server.git"), branch: "main")
      let mirror = try await Mirror(
        path: fixture.scratch.path("m"), remote: remote, transfers: childPolicy(home: fixture.scratch.path))
      let tip = try await mirror.fetch()
      let commit = try #require(
        try await mirror.commit(update("x"), parent: tip, message: "m", author: author))
      let error = try await failure { () throws(GitError) in try await mirror.push(commit) }
      #expect(error.code == .authentication, "\(error)")
    }
  }

  @Test(arguments: ["http", "ssh"])
  func silentServerIsGivenUp(_ scheme: String) async throws {
    try await withScratchDirectory { scratch in
      let listener = try LoopbackListener()
      await scratch.onExit { listener.close() }
      let remote = try Remote(url: "\(scheme)://127.0.0.1:\(listener.port)/a.git", branch: "main")
      for (stall, total) in [
        (Duration.milliseconds(200), Duration.seconds(60)), (.seconds(60), .milliseconds(200)),
      ] {
        let mirror = try await Mirror(
          path: scratch.path("m"), remote: remote,
          transfers: childPolicy(home: scratch.path, stall: stall, total: total))
        let error = try await failure { () throws(GitError) in _ = try await mirror.fetch() }
        #expect(error.code == .timeout, "\(error)")
        #expect(error.disposition == .retryable)
        #expect(try await runGit(["count-objects", "-v"], in: mirror.path).contains("garbage: 0"))
      }
    }
  }

  @Test func cancelledTransferEndsItsChild() async throws {
    try await withScratchDirectory { scratch in
      let listener = try LoopbackListener()
      await scratch.onExit { listener.close() }
      let remote = try Remote(url: "http://127.0.0.1:\(listener.port)/a.git", branch: "main")
      let mirror = try await Mirror(
        path: scratch.path("m"), remote: remote,
        transfers: childPolicy(home: scratch.path, stall: .seconds(600)))
      let transfer = Task { try await failure { () throws(GitError) in _ = try await mirror.fetch() } }
      transfer.cancel()
      let error = try await withDeadline(.seconds(20), "the end of the transfer") { try await transfer.value }
      #expect(error.code == .cancelled, "\(error)")
    }
  }

  @Test func childEndsWithItsParent() async throws {
    try await withScratchDirectory { scratch in
      let listener = try LoopbackListener()
      await scratch.onExit { listener.close() }
      let mirror = try await Mirror(
        path: scratch.path("m"), remote: Remote(url: "http://127.0.0.1:\(listener.port)/a", branch: "main"),
        transfers: .inProcess)
      let request = TransferRequest(mirror: mirror.path, remote: mirror.remote, operation: .fetch(known: nil))
      // The input ends after the request, as it does when the parent dies.
      let line = String(decoding: try JSONEncoder().encode(request), as: UTF8.self) + "\n"
      let result = try await withDeadline(.seconds(20), "the end of the child") {
        try await runCommand(transferTool, [], input: line)
      }
      #expect(result.status == 75)
      #expect(try await runCommand(transferTool, [], input: "nonsense\n").status == 64)
    }
  }

  @Test func missingExecutableIsSaid() async throws {
    try await withScratchDirectory { scratch in
      let mirror = try await Mirror(
        path: scratch.path("m"), remote: Remote(url: "ssh://git@127.0.0.1:1/a", branch: "main"),
        transfers: .child(executable: "/nonexistent/pushrun", arguments: ["transfer"]))
      let error = try await failure { () throws(GitError) in _ = try await mirror.fetch() }
      #expect(error.message.contains("/nonexistent/pushrun"))
    }
  }

  @Test func unreachableServerIsANetworkError() async throws {
    try await withScratchDirectory { scratch in
      let port = try freePort()
      for scheme in ["ssh", "http"] {
        let mirror = try await Mirror(
          path: scratch.path(scheme),
          remote: Remote(url: "\(scheme)://git@127.0.0.1:\(port)/a", branch: "main"),
          transfers: childPolicy(home: scratch.path))
        let error = try await failure { () throws(GitError) in _ = try await mirror.fetch() }
        #expect(error.code == .network, "\(error)")
      }
    }
  }
}
