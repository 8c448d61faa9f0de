import GRDBSQLite
import Glibc

/// The way of SQLite to a ``Disk``: a virtual file system (https://www.sqlite.org/vfs.html), so that the real store
/// runs on a disk that loses power, fills, and is crashed in the middle of any write.
enum DiskVFS {
  /// A disk, and the agent that uses it, if it is one.
  private struct Mount {
    var disk: Disk
    var process: Process?
    var isDead: Bool { process?.isDead ?? false }
    func reachesWrite() -> Bool { process?.reaches(.write) ?? true }
  }

  /// A file as one process has it open.
  private final class Handle {
    let mount: Mount
    let file: Disk.File
    let name: String
    let isDeletedOnClose: Bool
    /// Memory that the connections of a process share, for the index of the write-ahead log. It goes with the process.
    var shared: [UnsafeMutableRawPointer] = []

    init(mount: Mount, file: Disk.File, name: String, isDeletedOnClose: Bool) {
      self.mount = mount
      self.file = file
      self.name = name
      self.isDeletedOnClose = isDeletedOnClose
    }
    deinit { for region in shared { region.deallocate() } }
  }

  /// What SQLite allocates for an open file: its own part first, then ours.
  private struct OpenFile {
    var base: sqlite3_file
    var handle: Unmanaged<Handle>?
  }

  // Confined to the one thread of the simulation, as all below.
  nonisolated(unsafe) private static var mounts: [Substring: Mount] = [:]
  nonisolated(unsafe) private static var number = 0
  nonisolated(unsafe) private static var salt = 0

  /// Gives a process a path by which it opens the database on a disk.
  static func mount(_ disk: Disk, for process: Process?) -> String {
    number += 1
    mounts["\(number)"] = Mount(disk: disk, process: process)
    return "/\(number)/state.sqlite"
  }

  /// Takes a path of ``mount(_:for:)`` back. What is open goes on.
  static func unmount(_ path: String) { mounts[path.split(separator: "/")[0]] = nil }

  /// Forgets everything, and SQLite's own chance.
  static func reset() {
    (mounts, number, salt) = ([:], 0, 0)
    sqlite3_randomness(0, nil)
  }

  private static func split(_ path: UnsafePointer<CChar>?) -> (Mount, String)? {
    guard let path else { return nil }
    let parts = String(cString: path).split(separator: "/")
    guard parts.count == 2, let mount = mounts[parts[0]] else { return nil }
    return (mount, String(parts[1]))
  }

  private static func handle(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Handle? {
    file.flatMap {
      UnsafeMutableRawPointer($0).assumingMemoryBound(to: OpenFile.self).pointee.handle?.takeUnretainedValue()
    }
  }

  nonisolated(unsafe) private static var methods: sqlite3_io_methods = {
    var methods = sqlite3_io_methods()
    methods.iVersion = 2
    methods.xClose = { pointer in
      guard let pointer else { return SQLITE_OK }
      let open = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: OpenFile.self)
      if let handle = open.pointee.handle?.takeRetainedValue(), handle.isDeletedOnClose {
        handle.mount.disk.remove(handle.name)
      }
      open.pointee.handle = nil
      return SQLITE_OK
    }
    methods.xRead = { pointer, buffer, count, offset in
      guard let handle = handle(pointer), let buffer, !handle.mount.isDead else { return SQLITE_IOERR }
      let (bytes, start) = (handle.file.bytes, Int(offset))
      let available = max(0, min(bytes.count - start, Int(count)))
      if available > 0 {
        bytes.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(start: buffer, count: available)
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + available)]))
        }
      }
      if available == Int(count) { return SQLITE_OK }
      (buffer + available).initializeMemory(as: UInt8.self, repeating: 0, count: Int(count) - available)
      return shortRead
    }
    methods.xWrite = { pointer, buffer, count, offset in
      guard let handle = handle(pointer), let buffer, handle.mount.reachesWrite() else {
        return SQLITE_IOERR
      }
      let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(count))
      return handle.mount.disk.write(bytes, to: handle.file, at: Int(offset)) ? SQLITE_OK : SQLITE_FULL
    }
    methods.xTruncate = { pointer, size in
      guard let handle = handle(pointer), handle.mount.reachesWrite() else { return SQLITE_IOERR }
      handle.mount.disk.truncate(handle.file, to: Int(size))
      return SQLITE_OK
    }
    methods.xSync = { pointer, _ in
      guard let handle = handle(pointer), handle.mount.reachesWrite() else { return SQLITE_IOERR }
      handle.mount.disk.synchronize(handle.file)
      return SQLITE_OK
    }
    methods.xFileSize = { pointer, size in
      guard let handle = handle(pointer), !handle.mount.isDead else { return SQLITE_IOERR }
      size?.pointee = sqlite3_int64(handle.file.bytes.count)
      return SQLITE_OK
    }
    // One connection has a database open: the agent holds the lock of its state directory.
    methods.xLock = { _, _ in SQLITE_OK }
    methods.xUnlock = { _, _ in SQLITE_OK }
    methods.xCheckReservedLock = { _, result in
      result?.pointee = 0
      return SQLITE_OK
    }
    methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    methods.xSectorSize = { _ in 4096 }
    methods.xDeviceCharacteristics = { _ in 0 }
    methods.xShmMap = { pointer, region, size, _, result in
      guard let handle = handle(pointer), let result else { return SQLITE_IOERR }
      while handle.shared.count <= Int(region) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: Int(size), alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: Int(size))
        handle.shared.append(memory)
      }
      result.pointee = UnsafeMutableRawPointer(handle.shared[Int(region)])
      return SQLITE_OK
    }
    methods.xShmLock = { _, _, _, _ in SQLITE_OK }
    methods.xShmBarrier = { _ in }
    methods.xShmUnmap = { _, _ in SQLITE_OK }
    return methods
  }()

  nonisolated(unsafe) private static var vfs = sqlite3_vfs()
  nonisolated(unsafe) private static let name = strdup("disk")
  /// `SQLITE_IOERR_SHORT_READ`, a macro that Swift does not see.
  private static let shortRead = SQLITE_IOERR | 2 << 8

  /// Makes this SQLite's file system, for the whole process.
  static func register() {
    vfs.iVersion = 2
    vfs.szOsFile = Int32(MemoryLayout<OpenFile>.size)
    vfs.mxPathname = 512
    vfs.zName = UnsafePointer(name)
    vfs.xOpen = { _, path, pointer, flags, outFlags in
      guard let pointer else { return SQLITE_CANTOPEN }
      let open = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: OpenFile.self)
      open.pointee.base.pMethods = nil
      guard let (mount, name) = DiskVFS.split(path), !mount.isDead,
        let file = mount.disk.open(name, create: flags & SQLITE_OPEN_CREATE != 0)
      else { return SQLITE_CANTOPEN }
      let handle = Handle(
        mount: mount, file: file, name: name, isDeletedOnClose: flags & SQLITE_OPEN_DELETEONCLOSE != 0)
      open.pointee.handle = Unmanaged.passRetained(handle)
      withUnsafePointer(to: &DiskVFS.methods) { open.pointee.base.pMethods = $0 }
      outFlags?.pointee = flags
      return SQLITE_OK
    }
    vfs.xDelete = { _, path, _ in
      guard let (mount, name) = DiskVFS.split(path), mount.reachesWrite() else { return SQLITE_IOERR }
      mount.disk.remove(name)
      return SQLITE_OK
    }
    vfs.xAccess = { _, path, _, result in
      guard let (mount, name) = DiskVFS.split(path), !mount.isDead else { return SQLITE_IOERR }
      result?.pointee = mount.disk.exists(name) ? 1 : 0
      return SQLITE_OK
    }
    vfs.xFullPathname = { _, path, count, output in
      guard let path, let output, strlen(path) < Int(count) else { return SQLITE_CANTOPEN }
      strcpy(output, path)
      return SQLITE_OK
    }
    vfs.xRandomness = { _, count, output in
      // Only salts of the write-ahead log come from it: they need to differ, not to be random.
      for index in 0..<Int(count) {
        DiskVFS.salt &+= 1
        output?[index] = CChar(truncatingIfNeeded: DiskVFS.salt &* 31)
      }
      return count
    }
    vfs.xSleep = { _, microseconds in microseconds }
    vfs.xCurrentTimeInt64 = { _, result in
      result?.pointee = 0
      return SQLITE_OK
    }
    vfs.xCurrentTime = { _, result in
      result?.pointee = 0
      return SQLITE_OK
    }
    vfs.xGetLastError = { _, _, _ in 0 }
    sqlite3_vfs_register(&vfs, 1)
  }
}
