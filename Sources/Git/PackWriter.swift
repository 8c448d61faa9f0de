import CLibGit2

/// Streams a pack from one repository into another.
enum PackWriter {
  /// What the callback needs: libgit2 hands it back as a pointer.
  private struct Target {
    var writer: UnsafeMutablePointer<git_odb_writepack>
    var progress = git_indexer_progress()
  }

  static func write(_ builder: borrowing Owned, to repository: Repository) throws(GitError) {
    var writer: UnsafeMutablePointer<git_odb_writepack>?
    try check(git_odb_write_pack(&writer, repository.odb, nil, nil), "write a pack")
    guard let writer else { throw GitError(.other, "libgit2 writes no packs") }
    defer { writer.pointee.free?(writer) }
    guard let commit = writer.pointee.commit else { throw GitError(.other, "libgit2 writes no packs") }

    var target = Target(writer: writer)
    let status = git_packbuilder_foreach(
      builder.pointer,
      { bytes, count, payload in
        guard let target = payload?.assumingMemoryBound(to: Target.self),
          let append = target.pointee.writer.pointee.append
        else { return -1 }
        return append(target.pointee.writer, bytes, count, &target.pointee.progress)
      }, &target)
    try check(status, "write a pack")
    try check(commit(writer, &target.progress), "write a pack")
  }
}
