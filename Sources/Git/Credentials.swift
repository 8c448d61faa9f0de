import CLibGit2
import Glibc

/// The credentials that are tried with a server, each once: libgit2 asks again after each refusal.
struct Credentials {
  private enum Candidate {
    case agent
    case key(String)
    case password(user: String, password: String)
  }

  private let defaultUser: String
  private var candidates: [Candidate]
  private var hasTriedAny = false

  /// For ssh the agent and then the keys in `~/.ssh`; for http what the environment holds. libgit2 itself presents a
  /// password of the URL first.
  init(for location: NetworkLocation) {
    self.defaultUser = location.user ?? "git"
    if location.isSSH {
      let agent = Self.environment("SSH_AUTH_SOCK").map { _ in [Candidate.agent] } ?? []
      let keys = Self.environment("HOME").map { home in
        ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" }
      }
      candidates = agent + (keys ?? []).filter { access($0, R_OK) == 0 }.map(Candidate.key)
    } else if let password = Self.environment("PUSHRUN_GIT_PASSWORD") {
      // Servers that take a token as the password accept any user.
      let user = Self.environment("PUSHRUN_GIT_USERNAME") ?? location.user ?? "git"
      candidates = [.password(user: user, password: password)]
    } else {
      candidates = []
    }
  }

  /// Answers libgit2's question for a credential of one of the allowed types.
  mutating func next(
    _ credential: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, user: String?, allowed: UInt32
  ) -> Int32 {
    func allows(_ type: git_credential_t) -> Bool { allowed & type.rawValue != 0 }
    let user = user ?? defaultUser
    // With no user in an ssh URL that is asked for first, alone.
    if allowed == GIT_CREDENTIAL_USERNAME.rawValue { return git_credential_username_new(credential, user) }

    while !candidates.isEmpty {
      switch candidates.removeFirst() {
      case .agent where allows(GIT_CREDENTIAL_SSH_KEY):
        hasTriedAny = true
        if git_credential_ssh_key_from_agent(credential, user) == 0 { return 0 }
      case .key(let path) where allows(GIT_CREDENTIAL_SSH_KEY):
        hasTriedAny = true
        if git_credential_ssh_key_new(credential, user, nil, path, "") == 0 { return 0 }
      case .password(let user, let password) where allows(GIT_CREDENTIAL_USERPASS_PLAINTEXT):
        hasTriedAny = true
        return git_credential_userpass_plaintext_new(credential, user, password)
      default: continue
      }
    }
    let tried = hasTriedAny ? "all credentials were refused" : "no credentials are configured"
    _ = git_error_set_str(Int32(GIT_ERROR_CALLBACK.rawValue), "\(tried) for user \(user)")
    return GIT_EAUTH.rawValue
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
