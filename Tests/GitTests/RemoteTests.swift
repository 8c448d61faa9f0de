import FoundationEssentials
import Testing

@testable import Git

@Suite struct RemoteTests {
  @Test(arguments: [
    ("https://example.com/a.git", "https://example.com/a.git"),
    ("https://user:secret@example.com:8443/a.git", "https://example.com:8443/a.git"),
    ("https://ghp_token@example.com/a.git", "https://example.com/a.git"),
    ("https://example.com/a.git?access_token=abcdef", "https://example.com/a.git"),
    ("https://u:p@ss@example.com/a", "https://example.com/a"),
    ("ssh://git:secret@example.com:2222/~/a.git", "ssh://git@example.com:2222/~/a.git"),
    ("git@example.com:team/a.git", "git@example.com:team/a.git"),
    ("example.com:a.git", "example.com:a.git"),
    ("git@[::1]:a.git", "git@[::1]:a.git"),
    ("HTTPS://example.com/a", "https://example.com/a"),
  ])
  func networkURLIsShownWithoutSecrets(_ url: String, _ shown: String) throws {
    let remote = try Remote(url: url, branch: "main")
    #expect(remote.redactedURL == shown)
    #expect(remote.localPath == nil)
    #expect(remote.url == url)
  }

  @Test(arguments: [
    ("/srv/a.git", "/srv/a.git"), ("file:///srv/a%20b.git", "/srv/a b.git"),
    ("file://localhost/srv/a", "/srv/a"),
    ("/srv/a:b.git", "/srv/a:b.git"),
  ])
  func localURLHasAPath(_ url: String, _ path: String) throws {
    #expect(try Remote(url: url, branch: "main").localPath == path)
  }

  @Test func relativePathBecomesAbsolute() throws {
    let remote = try Remote(url: "./a:b/repo", branch: "main")
    #expect(remote.localPath == FileManager.default.currentDirectoryPath + "/./a:b/repo")
    #expect(remote.url == remote.localPath)
  }

  @Test(arguments: [
    "", "ext::sh -c touch% /tmp/x", "fd::17", "git://example.com/a", "-oProxyCommand=x",
    "ssh://-oProxyCommand=x/a",
    "-x:a", "ftp://example.com/a", "https://", "https:///a", "https://u@/a", "file://host/a", "file:///a%00b",
    "https://a b/c", "a\nb", "a\u{0}b", "ssh://", ":a", "user@:a", "javascript://x",
    "filE:///a%01", "https://u:p@\u{301}host/a", "https://\u{301}u:p@host/a",
    String(repeating: "a", count: 5000),
  ])
  func dangerousOrSenselessURLIsRefused(_ url: String) {
    let error = #expect(throws: GitError.self) { try Remote(url: url, branch: "main") }
    #expect(error?.code == .invalid)
  }

  @Test(arguments: ["main", "feature/a.b", "été", "a-b_c", "@a"])
  func branchIsAccepted(_ branch: String) throws {
    #expect(try Remote(url: "/a", branch: branch).reference == "refs/heads/\(branch)")
  }

  @Test(arguments: [
    "", "-x", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[b", "/a", "a/", "a//b", "a.lock", ".a", "a.",
    "a@{1}",
    "a\\b", "a\u{0}", "HEAD", "a\u{7f}", String(repeating: "a", count: 201),
  ])
  func badBranchIsRefused(_ branch: String) {
    let error = #expect(throws: GitError.self) { try Remote(url: "/a", branch: branch) }
    #expect(error?.code == .invalid)
  }

  @Test func credentialsAreTakenOutOfTexts() throws {
    let remote = try Remote(url: "https://bot:hunter22@example.com/a?token=zzz", branch: "main")
    let text = "cannot reach https://bot:hunter22@example.com/a?token=zzz as bot with hunter22"
    #expect(!remote.redact(text).contains("hunter22"))
    #expect(!remote.redact(text).contains("zzz"))
  }

  @Test func jsonIsCheckedAgain() throws {
    let remote = try Remote(url: "https://u:p@example.com/a", branch: "main")
    #expect(try JSONDecoder().decode(Remote.self, from: JSONEncoder().encode(remote)) == remote)
    #expect(throws: GitError.self) {
      try JSONDecoder().decode(Remote.self, from: Data(#"{"url":"ext::x","branch":"main"}"#.utf8))
    }
  }
}
