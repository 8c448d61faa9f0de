import Glibc

/// A git server over http on the loopback interface: git's own `http-backend`, run by a small Python server.
public struct HTTPServer: Sendable {
  /// The port it listens on.
  public let port: UInt16

  /// Why there can be no such server on this machine; `nil` if there can.
  public static let obstacle: String? = {
    guard access(backend, X_OK) == 0 else { return "\(backend) is not installed" }
    guard access(python, X_OK) == 0 else { return "\(python) is not installed" }
    return nil
  }()

  private static let backend = "/usr/lib/git-core/git-http-backend"
  private static let python = "/usr/bin/python3"

  /// Serves all repositories in a directory. It ends with the scratch directory.
  /// - Parameter password: If given, clients must come as `agent` with this password.
  public init(root: String, password: String? = nil, scratch: Scratch) async throws {
    if let obstacle = Self.obstacle { throw TestFailure(obstacle) }
    port = try freePort()
    let script = scratch.path("http-server.py")
    try writeFile(script, Self.script)
    var environment = gitEnvironment
    environment["GIT_PROJECT_ROOT"] = root
    environment["TEST_PASSWORD"] = password ?? ""
    try await startServer(
      Self.python, [script, "\(port)", Self.backend], port: port, scratch: scratch, environment: environment)
  }

  /// The URL of a repository in the served directory.
  public func url(of name: String, credentials: String? = nil) -> String {
    "http://\(credentials.map { $0 + "@" } ?? "")127.0.0.1:\(port)/\(name)"
  }

  // CGI as git-http-backend(1) wants it. Chunked and compressed requests are what libgit2 and git send.
  private static let script = """
    import base64, gzip, os, subprocess, sys
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    PASSWORD = os.environ["TEST_PASSWORD"]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def body(self):
            if self.headers.get("Transfer-Encoding") == "chunked":
                data = b""
                while size := int(self.rfile.readline(), 16):
                    data += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
            else:
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            return gzip.decompress(data) if self.headers.get("Content-Encoding") == "gzip" else data

        def answer(self, status, headers, body):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do(self):
            body = self.body()
            if PASSWORD:
                wanted = "Basic " + base64.b64encode(("agent:" + PASSWORD).encode()).decode()
                if self.headers.get("Authorization") != wanted:
                    return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
            path, _, query = self.path.partition("?")
            environment = dict(
                os.environ, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path, QUERY_STRING=query,
                REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type", ""),
                CONTENT_LENGTH=str(len(body)), REMOTE_USER="agent", REMOTE_ADDR="127.0.0.1",
                GIT_PROTOCOL=self.headers.get("Git-Protocol", ""))
            result = subprocess.run([sys.argv[2]], input=body, env=environment, stdout=subprocess.PIPE).stdout
            head, _, content = result.partition(b"\\r\\n\\r\\n")
            headers = [line.split(": ", 1) for line in head.decode().split("\\r\\n") if line]
            status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
            self.answer(status, [(n, v) for n, v in headers if n != "Status"], content)

        do_GET = do_POST = do

    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
    """
}
