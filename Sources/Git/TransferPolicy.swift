/// Where transfers over ssh and http run. Repositories on this machine are always read directly.
public enum TransferPolicy: Hashable, Sendable {
  /// In this process, on the mirror's thread. libgit2 1.5 has no timeouts: a server that is silent blocks for ever.
  case inProcess

  /// In a child process, which is killed at its deadline or when the task is cancelled.
  ///
  /// `executable` with `arguments` must call `TransferCommand.run`. `environment` is added to that of this process (the child
  /// reads `HOME` for keys and known hosts, `SSH_AUTH_SOCK`, `PUSHRUN_GIT_USERNAME` and `PUSHRUN_GIT_PASSWORD`).
  /// `stallTimeout` is how long there may be no progress, `totalTimeout` how long it may take in all.
  case child(
    executable: String, arguments: [String], environment: [String: String] = [:],
    stallTimeout: Duration = GitLimits().stallTimeout, totalTimeout: Duration = GitLimits().totalTimeout)
}
