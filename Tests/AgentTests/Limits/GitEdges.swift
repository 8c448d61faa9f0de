import Git
import TestSupport
import Testing

@testable import Agent

/// How much of a repository is looked at, with real repositories and servers.
enum GitEdges {
  static let all: [String: Edge] = [
    "tree-depth": {
      try await look(
        "tree-depth=4", at: ["a/b/c/f": "1"], beyond: ["a/b/c/d/f": "1"]
      ) { expectAdvice($0.message, "tree-depth", "4") }
      // The same holds for what is written.
      try await withMirror("tree-depth=4") { server, mirror in
        try await server.commit(["f": "1"])
        let tip = try await mirror.fetch()
        let commit = try await mirror.commit(
          TreeUpdate(writes: ["a/b/c/d": [1]]), parent: tip, message: "m", author: author)
        try await mirror.push(try #require(commit))
        let error = await #expect(throws: GitError.self) {
          try await mirror.commit(
            TreeUpdate(writes: ["a/b/c/d/e": [1]]), parent: tip, message: "m", author: author)
        }
        expectAdvice(error?.message, "tree-depth", "4")
      }
    },
    "tree-entries": {
      try await look("tree-entries=3", at: ["a/b": "1", "c": "1"], beyond: ["d": "1"]) {
        expectAdvice($0.message, "tree-entries", "3")
      }
    },
    "tree-bytes": {
      // An entry takes 28 bytes and its name.
      let names = (0..<16).map { number in
        String(repeating: "x", count: 34) + (number < 10 ? "0" : "") + "\(number)"
      }
      var longer: [String: String?] = ["\(names[15])y": "1"]
      longer[names[15]] = .some(nil)
      try await look(
        "tree-bytes=1Ki", at: Dictionary(uniqueKeysWithValues: names.map { ($0, "1") }), beyond: longer
      ) { expectAdvice($0.message, "tree-bytes", "1024") }
    },
    "branches-shown": {
      try await withMirror("branches-shown=2", branch: "missing") { server, mirror in
        for branch in ["a", "b"] { try await server.commit(["f": "1"], to: branch) }
        #expect(try await mirror.fetch() == nil)
        #expect(await mirror.advertisedBranches() == ["a", "b"])
        try await server.commit(["f": "1"], to: "c")
        #expect(try await mirror.fetch() == nil)
        #expect(await mirror.advertisedBranches().count == 2)
      }
    },
    "server-text": {
      if let obstacle = HTTPServer.obstacle { return print("skipped: \(obstacle)") }
      try await withScratchDirectory { scratch in
        let server = try await BareRepository(creating: scratch.path("server.git"))
        try await server.commit(["f": "1"])
        try await server.git("config", "http.receivepack", "true")
        // "remote: " is not part of it; the server sends no more than the hook prints.
        try writeFile(
          server.path + "/hooks/pre-receive", "#!/bin/sh\nprintf '0123456789' >&2\nexit 1\n", mode: 0o755)
        let http = try await HTTPServer(root: scratch.path, scratch: scratch)
        for (limit, said) in [(10, "0123456789"), (9, "012345678")] {
          let mirror = try await Mirror(
            path: scratch.path("m\(limit)"),
            remote: try Remote(url: http.url(of: "server.git"), branch: "main"),
            transfers: .inProcess, limits: try limits("server-text=\(limit)").git)
          let tip = try await mirror.fetch()
          let commit = try await mirror.commit(
            TreeUpdate(writes: ["g": [1]]), parent: tip, message: "m", author: author)
          let error = await #expect(throws: GitError.self) { try await mirror.push(try #require(commit)) }
          #expect(error?.message.hasSuffix("The server said:\n\(said)") == true, "\(error?.message ?? "")")
        }
      }
    },
    "transfer-stall": {
      // A child that says nothing, as one whose server says nothing.
      let error = try await transfer("transfer-stall=50ms", ["/bin/sleep", "600"])
      #expect(error?.code == .timeout)
      expectAdvice(error?.message, "transfer-stall", "made no progress for 0.05 seconds")
      #expect(try await transfer("transfer-stall=50s", answering) == nil)
    },
    "transfer-time": {
      // A child that goes on and on.
      let error = try await transfer("transfer-time=50ms", ["/usr/bin/yes", #"{"progress":{}}"#])
      #expect(error?.code == .timeout)
      expectAdvice(error?.message, "transfer-time", "took more than 0.05 seconds")
      #expect(try await transfer("transfer-time=50s", answering) == nil)
    },
  ]

  private static let answering = [
    "/bin/sh", "-c", #"read request; echo '{"success":{"_0":{"branches":[]}}}'"#,
  ]

  private static let author = Signature(name: "a", email: "a@example.com", seconds: 0, offsetMinutes: 0)

  private static func withMirror(
    _ limit: String, branch: String = "main", _ body: (BareRepository, Mirror) async throws -> Void
  ) async throws {
    try await withScratchDirectory { scratch in
      let server = try await BareRepository(creating: scratch.path("server.git"))
      let mirror = try await Mirror(
        path: scratch.path("m"), remote: try Remote(url: server.path, branch: branch), transfers: .inProcess,
        limits: try limits(limit).git)
      try await body(server, mirror)
    }
  }

  /// Lists all files of a commit that is within the limit, and then of one that is not.
  private static func look(
    _ limit: String, at: [String: String?], beyond: [String: String?], _ check: (GitError) -> Void
  ) async throws {
    try await withMirror(limit) { server, mirror in
      try await server.commit(at)
      let tip = try #require(try await mirror.fetch())
      #expect(try await mirror.entries(at: tip).count == at.count)
      try await server.commit(beyond)
      let error = await #expect(throws: GitError.self) {
        let tip = try #require(try await mirror.fetch())
        _ = try await mirror.entries(at: tip)
      }
      #expect(error?.code == .tooLarge)
      if let error { check(error) }
    }
  }

  /// Fetches with a child that is not one; what goes wrong.
  private static func transfer(_ limit: String, _ command: [String]) async throws -> GitError? {
    try await withScratchDirectory { scratch -> GitError? in
      let limits = try limits(limit).git
      let mirror = try await Mirror(
        path: scratch.path("m"), remote: try Remote(url: "http://127.0.0.1:1/a.git", branch: "main"),
        transfers: .child(
          executable: command[0], arguments: Array(command.dropFirst()), stallTimeout: limits.stallTimeout,
          totalTimeout: limits.totalTimeout),
        limits: limits)
      do throws(GitError) {
        _ = try await mirror.fetch()
      } catch {
        return error
      }
      return nil
    }
  }
}
