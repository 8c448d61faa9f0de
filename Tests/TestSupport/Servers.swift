import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A port of the loopback interface that was free a moment ago, another one at every call.
///
/// It is below those that the system gives to whoever asks for none (ip_local_port_range, from 32768 on): one of these
/// could be another test's meanwhile, or be that of the very connection that looks whether a server listens there.
public func freePort() throws -> UInt16 {
  for _ in 0..<1000 {
    let port = UInt16.random(in: 12_000..<32_000)
    if givenPorts.withLock({ $0.insert(port).inserted }), isFree(port) { return port }
  }
  throw TestFailure("no port is free")
}

private let givenPorts = Mutex<Set<UInt16>>([])

/// Nobody listens meanwhile, not even this: a process that is just being started has a copy of every descriptor for a
/// moment, and would be taken for the server that is waited for.
private func isFree(_ port: UInt16) -> Bool {
  let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  defer { close(file) }
  var isReused: Int32 = 1
  setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
  return withLoopbackAddress(port) { bind(file, $0, $1) } == 0
}

/// Calls `body` with the address of a port.
private func withLoopbackAddress<Value>(
  _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
) -> Value {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
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
    guard status == 0 else {
      let error = errno
      Glibc.close(socket)
      throw TestFailure("listen: errno \(error)")
    }
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
  return withLoopbackAddress(port) { connect(file, $0, $1) } == 0
}
