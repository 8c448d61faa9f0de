import Foundation
import TestSupport

/// A file system of its own that is small enough to be filled up.
struct SmallDisk {
  /// What there is no more of.
  enum Lack: String, CaseIterable {
    /// Files can be made, and nothing written to them.
    case bytes
    /// What is there can be written to, and nothing can be made.
    case names
    case both
  }

  let path: String

  /// Mounts one on a directory that is made for it.
  ///
  /// - Returns: `nil` where that cannot be done; the reason is printed.
  static func mount(on path: String, of sandbox: Sandbox) async throws -> SmallDisk? {
    guard geteuid() == 0 else {
      print("skipped: only root can mount a file system that is small enough to be filled")
      return nil
    }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let result = try await runCommand(
      "mount", ["-t", "tmpfs", "-o", "size=12m,nr_inodes=3000,mode=755", "pushrun-test", path])
    guard result.status == 0 else {
      print("skipped: a small file system cannot be mounted here: \(result.errors)")
      return nil
    }
    await sandbox.scratch.onExit { [sandbox = sandbox.scratch.path] in
      // Supervisors that outlived their agent are in it.
      try? await killProcesses(of: sandbox)
      _ = try? await runCommand("umount", [path])
    }
    return SmallDisk(path: path)
  }

  private var filler: String { "\(path)/filler" }

  /// Leaves nothing of it, also of what came free since the last time.
  func fill(_ lack: Lack) throws {
    if lack != .names {
      let file = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw TestFailure("open \(filler): errno \(errno)") }
      defer { close(file) }
      for size in [1 << 16, 1 << 12, 1] {
        let bytes = [UInt8](repeating: 0x78, count: size)
        while write(file, bytes, size) > 0 {}
        guard errno == ENOSPC else { throw TestFailure("fill \(path): errno \(errno)") }
      }
    }
    if lack != .bytes {
      mkdir(filler + "-names", 0o700)
      var number = 0
      while true {
        let file = open("\(filler)-names/\(number)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { break }
        close(file)
        number += 1
      }
      guard errno == ENOSPC else { throw TestFailure("fill \(path): errno \(errno)") }
    }
  }

  /// Takes away what filled it.
  func makeRoom() {
    removeTree(filler)
    removeTree(filler + "-names")
  }
}
