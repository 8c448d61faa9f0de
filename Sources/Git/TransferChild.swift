import FoundationEssentials
import Subprocess
import Synchronization
import SystemPackage

/// A transfer in a child process, seen from the parent.
struct TransferChild {
  let executable: String
  let arguments: [String]
  let environment: [String: String]
  let stallTimeout: Duration
  let totalTimeout: Duration

  /// Runs the transfer to its end. The child is dead when this returns, however it returns.
  func run(_ request: TransferRequest) async throws(GitError) -> TransferResult {
    let progress = Progress()
    do {
      return try await withThrowingTaskGroup(of: TransferResult.self) { group in
        group.addTask { try await runChild(request, progress: progress) }
        group.addTask { throw try await deadline(for: request.remote, progress: progress) }
        defer { group.cancelAll() }
        // The first to end decides; leaving the group cancels the other, which kills the child, and waits for it.
        guard let result = try await group.next() else { throw CancellationError() }
        return result
      }
    } catch let error as GitError {
      throw error
    } catch is CancellationError {
      throw GitError(.cancelled, "the transfer with \(request.remote.redactedURL) was cancelled")
    } catch {
      throw Task.isCancelled
        ? GitError(.cancelled, "the transfer with \(request.remote.redactedURL) was cancelled")
        : GitError(.other, "run \(executable) for a transfer: \(error)")
    }
  }

  private func runChild(_ request: TransferRequest, progress: Progress) async throws -> TransferResult {
    var line = try Array(JSONEncoder().encode(request))
    line.append(UInt8(ascii: "\n"))
    let variables = environment.reduce(into: [Environment.Key: String?]()) { variables, variable in
      if let key = Environment.Key(rawValue: variable.key) { variables[key] = variable.value }
    }
    let outcome = try await Subprocess.run(
      .path(FilePath(executable)), arguments: Arguments(arguments),
      environment: .inherit.updating(variables), input: .inputWriter, output: .sequence,
      error: .currentStandardError
    ) { [line] execution -> TransferResult in
      // The input stays open while the child works: its end tells the child that this process is gone.
      _ = try await execution.standardInputWriter.write(line)
      var buffer: [UInt8] = []
      for try await chunk in execution.standardOutput {
        buffer.append(contentsOf: chunk.withUnsafeBytes { Array($0) })
        progress.note()
        while let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
          let report = try JSONDecoder().decode(TransferReport.self, from: Data(buffer[..<end]))
          buffer.removeSubrange(...end)
          switch report {
          case .progress: continue
          case .success(let result): return result
          case .failure(let error): throw error
          }
        }
      }
      throw GitError(
        .other, "the transfer with \(request.remote.redactedURL) ended without a result: \(executable) failed"
      )
    }
    return outcome.closureResult
  }

  /// Returns the error to fail with when the child has been silent, or has run, for too long.
  private func deadline(for remote: Remote, progress: Progress) async throws -> GitError {
    let end = ContinuousClock.now + totalTimeout
    while true {
      let stalled = progress.last + stallTimeout
      if min(stalled, end) <= .now {
        let (what, limit) =
          end <= stalled
          ? ("took more than \(totalTimeout)", "transfer-time")
          : ("made no progress for \(stallTimeout)", "transfer-stall")
        return GitError(
          .timeout,
          "the transfer with \(remote.redactedURL) \(what) and was ended. Check the network and the server, or raise it with "
            + "--limit \(limit)=…")
      }
      // A deadline, not a wait for something that could be an event: the group cancels it when the child is done.
      try await Task.sleep(until: min(stalled, end), clock: .continuous)
    }
  }

  /// When the child was last heard of.
  private final class Progress: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var last: ContinuousClock.Instant { instant.withLock(\.self) }
    func note() { instant.withLock { $0 = .now } }
  }
}
