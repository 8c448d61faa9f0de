import CSupervisor
import Dispatch
import Glibc
import Testing

/// A named pipe: opening waits for the other end, so it is a rendezvous with a process.
struct Pipe: Sendable {
  let path: String

  /// What a process wrote until it closed its end, without the last line end.
  func read() async -> String {
    await blocking {
      let descriptor = open(path, O_RDONLY)
      defer { close(descriptor) }
      var text = ""
      var bytes = [UInt8](repeating: 0, count: 64)
      while true {
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { break }
        text += String(decoding: bytes.prefix(count), as: UTF8.self)
      }
      return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
  }

  func readProcess() async throws -> pid_t { try #require(pid_t(await read())) }

  /// Waits for a process to read.
  func write() async {
    await blocking {
      let descriptor = open(path, O_WRONLY)
      Glibc.write(descriptor, "go\n", 3)
      close(descriptor)
    }
  }
}

/// Waits until a process has ended.
func end(of pid: pid_t) async {
  await blocking {
    let descriptor = supervisor_open_process(pid)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&polled, 1, -1) < 0 && errno == EINTR {}
  }
}

/// Runs what blocks on a queue of its own, so that waiting tests do not hold up one another.
private func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    DispatchQueue(label: "waiting").async { continuation.resume(returning: body()) }
  }
}
