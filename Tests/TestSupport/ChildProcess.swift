import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A process of a test that goes on beside it: it can be sent signals, is waited for with a deadline, and is killed when
/// the scratch directory is cleaned up.
public final class ChildProcess: Sendable {
  /// The process id.
  public let pid: Int32
  /// The files that its output and its errors go to.
  public let outputPath, errorPath: String

  private let name: String
  private let end: Task<TerminationStatus, any Error>
  private let hasEnded: Atomic<Bool>

  /// Starts a program with exactly this environment.
  ///
  /// - Parameter executable: a path.
  public init(
    _ executable: String, _ arguments: [String], in directory: String, environment: [String: String],
    scratch: Scratch
  ) async throws {
    let number = Self.count.add(1, ordering: .relaxed).newValue
    let (output, errors) = (scratch.path("output-\(number)"), scratch.path("errors-\(number)"))
    let files = try [output, errors].map {
      try FileDescriptor.open(
        FilePath($0), .writeOnly, options: [.create, .append, .closeOnExec], permissions: .ownerReadWrite)
    }
    let (started, continuation) = AsyncThrowingStream.makeStream(of: Int32.self)
    end = Task {
      do {
        let result = try await Subprocess.run(
          .path(FilePath(executable)), arguments: Arguments(arguments),
          environment: .custom(environment.asKeys), workingDirectory: FilePath(directory), input: .none,
          output: .fileDescriptor(files[0], closeAfterSpawningProcess: true),
          error: .fileDescriptor(files[1], closeAfterSpawningProcess: true)
        ) { execution in continuation.yield(execution.processIdentifier.value) }
        return result.terminationStatus
      } catch {
        continuation.finish(throwing: error)
        throw error
      }
    }
    var iterator = started.makeAsyncIterator()
    guard let pid = try await iterator.next() else { throw TestFailure("\(executable) was not started") }
    self.pid = pid
    outputPath = output
    errorPath = errors
    name = ([executable.split(separator: "/").last.map(String.init) ?? executable] + arguments).joined(
      separator: " ")
    hasEnded = Atomic(false)
    Task { [self] in
      _ = await end.result
      hasEnded.store(true, ordering: .releasing)
    }
    await scratch.onExit { [self] in
      signal(SIGKILL)
      _ = await end.result
    }
  }

  private static let count = Atomic<Int>(0)

  /// What it has written to its output so far.
  public var output: String { readFile(outputPath) ?? "" }
  /// What it has written to its errors so far.
  public var errors: String { readFile(errorPath) ?? "" }

  /// Whether its end was not seen yet.
  public var isRunning: Bool { !hasEnded.load(ordering: .acquiring) }

  /// Sends it a signal, unless it has ended.
  public func signal(_ number: Int32) {
    // Its id is not given to another process in the moment between its end and its being seen here: ids go round.
    if isRunning { kill(pid, number) }
  }

  /// Waits for its end.
  @discardableResult
  public func wait(deadline: Duration = .seconds(30)) async throws -> CommandResult {
    let ended = Signal()
    let waiter = Task { [end] in
      _ = await end.result
      ended.raise()
    }
    defer { waiter.cancel() }
    do {
      try await ended.wait("the end of \(name)", deadline: deadline)
    } catch {
      throw TestFailure("\(error)\noutput: \(output)\nerrors: \(errors)")
    }
    let status: Int32 =
      switch try await end.value {
      case .exited(let code): code
      case .signaled(let signal): -signal
      }
    return CommandResult(status: status, output: output, errors: errors)
  }

  /// Waits until it has written a text to its errors.
  public func waitForErrors(containing text: String, deadline: Duration = .seconds(20)) async throws {
    do {
      try await DirectoryWatch(errorPath).wait("\"\(text)\"", deadline: deadline) { errors.contains(text) }
    } catch {
      throw TestFailure("\(error) from \(name):\n\(errors)")
    }
  }
}

extension [String: String] {
  fileprivate var asKeys: [Environment.Key: String] {
    reduce(into: [:]) { variables, variable in
      if let key = Environment.Key(rawValue: variable.key) { variables[key] = variable.value }
    }
  }
}
