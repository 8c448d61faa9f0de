import FoundationEssentials
import Glibc

/// A directory for one test, and what must be undone at its end.
public final class Scratch: Sendable {
  /// The absolute path of the directory.
  public let path: String
  private let cleanups = Cleanups()

  fileprivate init() throws {
    var template = Array("/tmp/pushrun-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestFailure("make a scratch directory: errno \(errno)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path of something in the directory.
  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Registers something to undo. What was registered last is undone first.
  public func onExit(_ action: @escaping @Sendable () async -> Void) async { await cleanups.add(action) }

  fileprivate func cleanUp() async {
    await cleanups.run()
    if getenv("PUSHRUN_KEEP_SCRATCH") != nil {
      print("kept \(path)")
    } else {
      removeTree(path)
    }
  }

  private actor Cleanups {
    private var actions: [@Sendable () async -> Void] = []
    func add(_ action: @escaping @Sendable () async -> Void) { actions.append(action) }
    func run() async { while let action = actions.popLast() { await action() } }
  }
}

/// Runs a test in a fresh directory, which is removed afterwards unless `PUSHRUN_KEEP_SCRATCH` is set.
public func withScratchDirectory<Value>(
  isolation: isolated (any Actor)? = #isolation, _ body: (Scratch) async throws -> Value
) async throws -> Value {
  // As the agent does: a process that ends while it is written to breaks a pipe, and must end nobody else.
  signal(SIGPIPE, SIG_IGN)
  let scratch = try Scratch()
  do {
    let value = try await body(scratch)
    await scratch.cleanUp()
    return value
  } catch {
    await scratch.cleanUp()
    throw error
  }
}

/// Removes a file, or a directory with all in it, without following symlinks.
public func removeTree(_ path: String) {
  try? FileManager.default.removeItem(atPath: path)
}

/// Writes a whole file.
public func writeFile(_ path: String, _ content: String, mode: UInt32 = 0o644) throws {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
  guard file >= 0 else { throw TestFailure("open \(path): errno \(errno)") }
  defer { close(file) }
  var bytes = Array(content.utf8)[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard count > 0 else { throw TestFailure("write \(path): errno \(errno)") }
    bytes = bytes.dropFirst(count)
  }
}

/// Reads a whole file; `nil` if it cannot be opened.
public func readFile(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var content: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = read(file, &buffer, buffer.count)
    guard count > 0 else { return String(decoding: content, as: UTF8.self) }
    content += buffer[..<count]
  }
}

/// What went wrong in a test's own machinery.
public struct TestFailure: Error, CustomStringConvertible {
  /// What went wrong.
  public let description: String
  /// Makes a failure.
  public init(_ description: String) { self.description = description }
}
