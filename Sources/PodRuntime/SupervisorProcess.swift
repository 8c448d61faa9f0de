import Glibc
import SupervisorProtocol

/// How an agent comes to the supervisor of a root.
enum SupervisorProcess {
  /// What an agent finds.
  enum Attachment {
    /// One is there: a connected socket.
    case live(Int32)
    /// None is there, and none can come as long as this lock is held.
    case dead(lock: Int32)
  }

  /// Connects to the supervisor of a root, or makes sure that there is none.
  ///
  /// - Parameter deadline: how long one that is alive and does not listen is tried.
  static func attach(to root: RootDirectory, deadline: Duration) throws(PodRuntimeError) -> Attachment {
    if let socket = try connect(to: root) { return .live(socket) }
    let lock = open(root.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw unavailable("cannot open \(root.lock): \(errorText(errno))") }
    // A supervisor listens as long as it holds the lock; but when it exits one goes a moment before the other. Nothing
    // tells when, so it is tried again until the deadline.
    for _ in 0...deadline.milliseconds / 5 {
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { return .dead(lock: lock) }
      do throws(PodRuntimeError) {
        if let socket = try connect(to: root) {
          close(lock)
          return .live(socket)
        }
      } catch {
        close(lock)
        throw error
      }
      poll(nil, 0, 5)
    }
    close(lock)
    throw unavailable(
      "the supervisor in \(root.path) is alive, but did not listen at its socket for \(deadline); raise it with "
        + "--limit supervisor-connect=…")
  }

  /// Starts a supervisor.
  ///
  /// - Parameter lock: the lock of ``Attachment/dead(lock:)``; closed in any case.
  /// - Returns: its process id, and the connection to it.
  static func start(
    in root: RootDirectory, lock: Int32, executable: String, settings: SupervisorSettings
  ) throws(PodRuntimeError) -> (pid: pid_t, socket: Int32) {
    var opened = [lock]
    defer { for descriptor in opened { close(descriptor) } }
    func keep(_ descriptor: Int32, _ what: String) throws(PodRuntimeError) -> Int32 {
      guard descriptor >= 0 else {
        throw unavailable("cannot start a supervisor: \(what): \(errorText(errno))")
      }
      opened.append(descriptor)
      return descriptor
    }

    var pair: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0
    else {
      throw unavailable("cannot start a supervisor: socketpair: \(errorText(errno))")
    }
    opened.append(pair[1])
    var isStarted = false
    defer { if !isStarted { close(pair[0]) } }

    let null = try keep(open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null")
    let log = try keep(
      open(root.supervisorLog, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600), root.supervisorLog)
    let listener = try keep(try listen(in: root), "socket")
    // Above the numbers that they get in the supervisor, so that none is overwritten by another.
    var descriptors: [Int32] = []
    for descriptor in [null, null, log, lock, listener, pair[1]] {
      descriptors.append(try keep(fcntl(descriptor, F_DUPFD_CLOEXEC, 10), "dup"))
    }
    let result = spawn(
      executable, arguments: [executable] + settings.arguments, environment: [], directory: root.path,
      descriptors: descriptors, newSession: true)
    switch result {
    case .success(let pid):
      isStarted = true
      return (pid, pair[0])
    case .failure(let error):
      throw unavailable("cannot start \(executable): \(error)")
    }
  }

  /// - Returns: `nil` if nobody listens there.
  private static func connect(to root: RootDirectory) throws(PodRuntimeError) -> Int32? {
    let socket = try makeSocket()
    // One that does not accept must not keep the agent: with many connections waiting, connecting would wait too.
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    let result = try withAddress(in: root) { Glibc.connect(socket, $0, $1) }
    if result == 0 { return socket }
    let error = errno
    close(socket)
    if error == ENOENT || error == ECONNREFUSED { return nil }
    throw unavailable("cannot connect to the supervisor in \(root.path): \(errorText(error))")
  }

  /// Binds the root's socket anew. Only for who holds the lock.
  private static func listen(in root: RootDirectory) throws(PodRuntimeError) -> Int32 {
    let socket = try makeSocket()
    unlink("\(root.path)/\(RootFiles.socket)")
    let result = try withAddress(in: root) { bind(socket, $0, $1) == 0 ? Glibc.listen(socket, 16) : -1 }
    guard result == 0, fcntl(socket, F_SETFL, O_NONBLOCK) == 0 else {
      let error = errno
      close(socket)
      throw unavailable("cannot listen in \(root.path): \(errorText(error))")
    }
    return socket
  }

  private static func makeSocket() throws(PodRuntimeError) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw unavailable("cannot make a socket: \(errorText(errno))") }
    return descriptor
  }

  /// The address of a root's socket, by way of a descriptor of its directory: an address takes 108 bytes at most.
  private static func withAddress(
    in root: RootDirectory, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(PodRuntimeError) -> Int32 {
    let directory = open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw unavailable("cannot open \(root.path): \(errorText(errno))") }
    defer {
      let error = errno
      close(directory)
      errno = error
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) {
      $0.copyBytes(from: "/proc/self/fd/\(directory)/\(RootFiles.socket)".utf8)
    }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
