import Glibc
import Subprocess
import SystemPackage

/// A port of the loopback interface that was free a moment ago.
public func freePort() throws -> UInt16 {
  let listener = try LoopbackListener()
  defer { listener.close() }
  return listener.port
}

/// A socket on the loopback interface that takes connections, and never says a word.
public struct LoopbackListener: Sendable {
  /// The port.
  public let port: UInt16
  private let socket: Int32

  /// Listens on a free port.
  public init() throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw TestFailure("socket: errno \(errno)") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let file = socket
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(file, $0, length) | listen(file, 16) | getsockname(file, $0, &length)
      }
    }
    guard status == 0 else { throw TestFailure("listen: errno \(errno)") }
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Stops listening.
  public func close() { Glibc.close(socket) }
}

/// Starts a server that lives until the scratch directory is cleaned up, and waits until it takes connections.
func startServer(
  _ executable: String, _ arguments: [String], port: UInt16, scratch: Scratch,
  environment: [String: String] = [:]
) async throws {
  let log = scratch.path("\(executable.split(separator: "/").last ?? "server")-\(port).log")
  let descriptor = try FileDescriptor.open(
    FilePath(log), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
  let server = Task {
    _ = try await Subprocess.run(
      .path(FilePath(executable)), arguments: Arguments(arguments),
      environment: .inherit.updating(environment.asSubprocessEnvironment), input: .none,
      output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
      error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true))
  }
  // Cancelling kills the process, and its end is waited for.
  await scratch.onExit {
    server.cancel()
    _ = await server.result
  }
  do {
    try await waitUntil("\(executable) listens") { canConnect(to: port) }
  } catch {
    throw TestFailure("\(error)\n\(readFile(log) ?? "")")
  }
}

private func canConnect(to port: UInt16) -> Bool {
  let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  defer { close(file) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}
