import Dispatch
import Glibc
import Synchronization

/// Tells when a branch of a repository on this machine may have changed, by inotify.
///
/// It follows the branch's ref file and `packed-refs`, also while the directories of the ref do not exist yet, or are removed
/// and made again. It may call without a change, so that none is ever missed: look at the ref.
/// If the directory above the repository goes too, it falls silent: poll now and then as well.
public final class RefWatcher: Sendable {
  private let source: Mutex<any DispatchSourceRead>

  /// Watches until it is cancelled or released.
  /// - Parameters:
  ///   - path: The repository, bare or with a `.git` directory. It must exist.
  ///   - branch: The name of the branch, without `refs/heads/`.
  ///   - onChange: Called on a queue of the watcher.
  /// - Throws: `storage` when the machine gives no more watches, `notFound` without such a directory.
  public init(
    repository path: String, branch: String, onChange: @escaping @Sendable () -> Void
  ) throws(GitError) {
    let watches = Guarded(try RefWatches(repository: path, branch: branch))
    let file = watches.state.withLock(\.file)
    let source = DispatchSource.makeReadSource(
      fileDescriptor: file, queue: DispatchQueue(label: "git.ref-watcher"))
    source.setEventHandler { if watches.state.withLock({ $0.takeEvents() }) { onChange() } }
    source.setCancelHandler { close(file) }
    source.activate()
    self.source = Mutex(source)
  }

  deinit { cancel() }

  /// Ends the watch. A call that is under way may still come.
  public func cancel() { source.withLock { $0.cancel() } }

  private final class Guarded: Sendable {
    let state: Mutex<RefWatches>
    init(_ watches: RefWatches) { state = Mutex(watches) }
  }
}

/// The inotify watches on the directories that lead to a ref. Whoever made it closes `file`.
private struct RefWatches {
  let file: Int32
  /// From the directory above the repository to the one that holds the ref's file.
  private let directories: [String]
  /// By index in `directories`: the names that matter there.
  private let names: [Set<[UInt8]>]
  /// The index in `directories` by inotify's number of the watch.
  private var indices: [Int32: Int] = [:]

  init(repository path: String, branch: String) throws(GitError) {
    let isBare = access(path + "/refs", F_OK) == 0
    let repository = isBare ? path : path + "/.git"
    guard access(repository + "/refs", F_OK) == 0 else {
      throw GitError(.notFound, "there is no git repository to watch at \(path)")
    }

    let components = ["refs", "heads"] + branch.split(separator: "/").map(String.init)
    // The parent by name: a path with `..` vanishes with the repository.
    var directories = [Self.parent(of: repository), repository]
    for component in components.dropLast() {
      directories.append("\(directories[directories.count - 1])/\(component)")
    }
    var names = components.map { Set([Array($0.utf8)]) }
    names[0].insert(Array("packed-refs".utf8))
    let own = repository.split(separator: "/").last ?? ""
    names.insert([Array(own.utf8)], at: 0)
    self.directories = directories
    self.names = names

    file = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard file >= 0 else { throw Self.failure("watch \(path)") }
    do throws(GitError) {
      try arm()
    } catch {
      close(file)
      throw error
    }
  }

  private static func parent(of path: String) -> String {
    let trimmed = path.utf8.last == UInt8(ascii: "/") ? String(path.dropLast()) : path
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  private static func failure(_ doing: String) -> GitError {
    let reason = String(cString: strerror(errno))
    let advice =
      errno == ENOSPC || errno == EMFILE ? ". Raise fs.inotify.max_user_watches and max_user_instances" : ""
    return GitError(.storage, "\(doing): \(reason)\(advice)")
  }

  /// Watches each directory that is there now. One that was watched already keeps its number; a new one at the same path gets
  /// another.
  private mutating func arm() throws(GitError) {
    let mask =
      IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF
    var armed: [Int32: Int] = [:]
    for (index, directory) in directories.enumerated() {
      let watch = inotify_add_watch(file, directory, UInt32(mask) | UInt32(IN_ONLYDIR))
      if watch >= 0 {
        armed[watch] = index
      } else if errno != ENOENT, errno != ENOTDIR {
        throw Self.failure("watch \(directory)")
      }
    }
    for watch in indices.keys where armed[watch] == nil { inotify_rm_watch(file, watch) }
    indices = armed
  }

  /// Reads what happened. Returns whether the ref may have changed.
  mutating func takeEvents() -> Bool {
    var isRelevant = false
    var mustArm = false
    // Room for at least one event with the longest name.
    withUnsafeTemporaryAllocation(byteCount: 16384, alignment: MemoryLayout<inotify_event>.alignment) {
      buffer in
      while true {
        let count = read(file, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        var rest = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        while let event = Event(taking: &rest) {
          isRelevant = isRelevant || concerns(event)
          mustArm = mustArm || event.isAboutDirectories
        }
      }
    }
    // Directories first, then the caller: what was put into a new one before it was watched is seen by looking at the ref.
    // A failure leaves the watches of before, and the caller's own polls.
    if mustArm { try? arm() }
    return isRelevant
  }

  private func concerns(_ event: Event) -> Bool {
    if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
    guard let index = indices[event.watch] else { return false }
    return event.name.isEmpty || names[index].contains(event.name)
  }

  private struct Event {
    let watch: Int32
    let mask: UInt32
    let name: [UInt8]

    var isAboutDirectories: Bool {
      let selfGone =
        UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF) | UInt32(IN_IGNORED) | UInt32(IN_Q_OVERFLOW)
      return mask & (UInt32(IN_ISDIR) | selfGone) != 0
    }

    init?(taking bytes: inout UnsafeRawBufferPointer) {
      let size = MemoryLayout<inotify_event>.size
      guard bytes.count >= size else { return nil }
      let event = bytes.loadUnaligned(as: inotify_event.self)
      let end = size + Int(event.len)
      guard bytes.count >= end else { return nil }
      watch = event.wd
      mask = event.mask
      name = Array(bytes[size..<end].prefix { $0 != 0 })
      bytes = UnsafeRawBufferPointer(rebasing: bytes[end...])
    }
  }
}
