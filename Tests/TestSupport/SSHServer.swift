import Glibc

/// A real sshd on the loopback interface that lets the current user in with a key of its own.
public struct SSHServer: Sendable {
  /// The port it listens on.
  public let port: UInt16
  /// A home directory with the user's key and the server's host key in `known_hosts`: for `HOME` of a client.
  public let home: String
  /// The name of the current user.
  public let user: String

  /// Starts the server. It ends with the scratch directory.
  public init(scratch: Scratch) async throws {
    home = scratch.path("home")
    let directory = scratch.path("sshd")
    for path in [home, home + "/.ssh", directory] { mkdir(path, 0o700) }
    guard let entry = getpwuid(geteuid()) else { throw TestFailure("no user \(geteuid())") }
    user = String(cString: entry.pointee.pw_name)
    for key in [directory + "/host_key", home + "/.ssh/id_ed25519"] {
      let result = try await runCommand("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key])
      guard result.status == 0 else { throw TestFailure("ssh-keygen: \(result.errors)") }
    }
    guard let userKey = readFile(home + "/.ssh/id_ed25519.pub"),
      let hostKey = readFile(directory + "/host_key.pub")
    else { throw TestFailure("ssh-keygen wrote no keys") }
    try writeFile(directory + "/authorized_keys", userKey, mode: 0o600)

    port = try freePort()
    try writeFile(home + "/.ssh/known_hosts", "[127.0.0.1]:\(port) \(hostKey)", mode: 0o600)
    try writeFile(
      directory + "/sshd_config",
      """
      ListenAddress 127.0.0.1:\(port)
      HostKey \(directory)/host_key
      AuthorizedKeysFile \(directory)/authorized_keys
      PidFile none
      StrictModes no
      UsePAM no
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitRootLogin prohibit-password

      """)
    // sshd's privilege separation directory, which its service unit makes.
    if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
    try await startServer(
      "/usr/sbin/sshd", ["-D", "-e", "-f", directory + "/sshd_config"], port: port, scratch: scratch)
  }

  /// The URL of a repository on this machine through the server.
  public func url(of path: String) -> String { "ssh://\(user)@127.0.0.1:\(port)\(path)" }
}
