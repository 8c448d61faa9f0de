import CLibGit2

/// A fetch or push over ssh or http. It blocks until it is done.
struct NetworkTransfer {
  private let remote: Remote
  private let repository: Repository
  private let callbacks: TransferCallbacks

  private init(_ remote: Remote, _ repository: Repository, _ callbacks: TransferCallbacks) {
    self.remote = remote
    self.repository = repository
    self.callbacks = callbacks
  }

  /// Does what is asked for in a mirror that is open. No ref but `refs/pushrun/*` is written.
  /// - Parameter onProgress: Called when bytes moved; `false` ends the transfer.
  static func run(
    _ operation: TransferRequest.Operation, remote: Remote, in repository: Repository,
    onProgress: @escaping () -> Bool
  ) throws(GitError) -> TransferResult {
    guard let location = remote.networkLocation else {
      throw GitError(.invalid, "\(remote.redactedURL) is not reached over the network")
    }
    let callbacks = TransferCallbacks(
      credentials: Credentials(for: location), textLimit: repository.limits.serverText, onProgress: onProgress
    )
    let transfer = NetworkTransfer(remote, repository, callbacks)
    do throws(GitError) {
      switch operation {
      case .fetch(let known): return try transfer.fetch(knowing: known)
      case .push(let commit): return try transfer.push(commit)
      }
    } catch {
      throw transfer.explained(error)
    }
  }

  private func fetch(knowing known: ObjectID?) throws(GitError) -> TransferResult {
    let handle = try anonymousRemote()
    var options = git_fetch_options()
    try check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)), "prepare the fetch")
    callbacks.install(in: &options.callbacks)
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
    options.update_fetchhead = 0
    defer { withExtendedLifetime(callbacks) {} }

    try check(
      git_remote_connect(handle.pointer, GIT_DIRECTION_FETCH, &options.callbacks, nil, nil),
      "fetch from \(remote.redactedURL)")
    defer { git_remote_disconnect(handle.pointer) }
    let result = try advertisement(of: handle)
    guard let tip = result.tip, tip != known else { return result }
    try withStringArray(remote.reference) { references throws(GitError) in
      try check(
        git_remote_download(handle.pointer, &references, &options), "fetch from \(remote.redactedURL)")
    }
    return result
  }

  /// What the remote said on connecting.
  private func advertisement(of handle: borrowing Owned) throws(GitError) -> TransferResult {
    var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
    var count = 0
    try check(git_remote_ls(&heads, &count, handle.pointer), "list \(remote.redactedURL)")
    var result = TransferResult()
    for index in 0..<count {
      guard let head = heads?[index]?.pointee, let text = head.name else { continue }
      let name = String(cString: text)
      guard name.hasPrefix("refs/heads/") else { continue }
      if name == remote.reference { result.tip = ObjectID(head.oid) }
      if result.branches.count < repository.limits.branches {
        result.branches.append(String(name.dropFirst(11)))
      }
    }
    return result
  }

  private func push(_ commit: ObjectID) throws(GitError) -> TransferResult {
    let handle = try anonymousRemote()
    var options = git_push_options()
    try check(git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION)), "prepare the push")
    callbacks.install(in: &options.callbacks)
    defer { withExtendedLifetime(callbacks) {} }

    // libgit2 1.5 pushes refs only, not ids.
    let source = "refs/pushrun/\(commit)"
    try repository.setReference(source, to: commit)
    let status: Result<Void, GitError> = withStringArray("\(source):\(remote.reference)") { references in
      let status = git_remote_push(handle.pointer, &references, &options)
      return status < 0
        ? .failure(GitError(libgit2: status, while: "push to \(remote.redactedURL)")) : .success(())
    }
    try repository.removeReference(source)
    if let refusal = callbacks.refusal { throw self.refusal(refusal) }
    try status.get()
    return TransferResult(tip: commit)
  }

  /// A remote without a name: its URL, which may hold credentials, is not written to the mirror's configuration.
  private func anonymousRemote() throws(GitError) -> Owned {
    try Owned("connect to \(remote.redactedURL)", freeing: git_remote_free) {
      git_remote_create_anonymous($0, repository.pointer, remote.url)
    }
  }

  private func refusal(_ reason: String) -> GitError {
    // What receive-pack says when the branch is no longer at the commit that it advertised.
    let moved = [
      "non-fast-forward", "fetch first", "failed to update ref", "cannot lock ref", "incorrect old value",
      "reference already exists", "stale info",
    ]
    if moved.contains(where: reason.contains) {
      return GitError(
        .nonFastForward,
        "\(remote.branch) of \(remote.redactedURL) has moved on: fetch, and commit again on its new tip (\(reason))"
      )
    }
    return GitError(.rejected, "\(remote.redactedURL) refused the push to \(remote.branch): \(reason)")
  }

  /// Adds what the server printed, and takes out what is secret.
  private func explained(_ error: GitError) -> GitError {
    var error = error
    if Task.isCancelled { error.code = .cancelled }
    if error.code == .network, error.message.contains("unpacking the sent packfile failed") {
      error.code = .rejected
    }
    let said = callbacks.serverText
    if error.code == .rejected, !said.isEmpty { error.message += "\nThe server said:\n\(said)" }
    error.message = remote.redact(error.message)
    return error
  }
}

/// Calls `body` with an array of one C string.
private func withStringArray<Value, Failure: Error>(
  _ string: String, _ body: (inout git_strarray) throws(Failure) -> Value
) throws(Failure) -> Value {
  var bytes = string.utf8CString
  return try bytes.withUnsafeMutableBufferPointer { buffer throws(Failure) in
    var pointer = buffer.baseAddress
    return try withUnsafeMutablePointer(to: &pointer) { strings throws(Failure) in
      var array = git_strarray(strings: strings, count: 1)
      return try body(&array)
    }
  }
}
