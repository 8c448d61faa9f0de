import Glibc

/// Where a repository is, read from its URL.
enum RemoteLocation: Hashable, Sendable {
  /// An absolute path on this machine.
  case local(String)
  case network(NetworkLocation)

  init(_ url: String) throws(GitError) {
    func refuse(_ why: String) -> GitError { GitError(.invalid, "not a URL of a repository: \(why)") }

    guard !url.isEmpty else { throw refuse("it is empty") }
    guard url.utf8.count <= 4096 else { throw refuse("it has more than 4096 bytes") }
    guard !url.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw refuse("it has control characters")
    }
    if url.utf8.first == UInt8(ascii: "/") {
      self = .local(url)
      return
    }
    // What follows reads characters, and one of these with a mark on it is another: a password would not be found.
    let marked = url.first {
      $0.unicodeScalars.count > 1 && "/:@?#[]%-".unicodeScalars.contains($0.unicodeScalars.first ?? " ")
    }
    if let marked { throw refuse("a mark follows one of its characters, as in \"\(marked)\"") }
    guard !url.hasPrefix("-") else { throw refuse("it begins with -, like an option") }

    if let (scheme, rest) = Self.split(url, at: "://") {
      switch scheme.lowercased() {
      case "file": self = .local(try Self.path(ofFileURL: rest))
      case "ssh", "https", "http":
        self = .network(try NetworkLocation(scheme: scheme.lowercased(), rest: rest))
      default: throw refuse("\(scheme):// is not ssh, https, http or file")
      }
    } else if let (helper, _) = Self.split(url, at: "::"), helper.allSatisfy({ $0.isLetter || $0.isNumber }) {
      throw refuse("\(helper):: would run a helper program")
    } else if let location = try NetworkLocation(scp: url) {
      self = .network(location)
    } else {
      self = .local(try Self.absolute(url))
    }
  }

  private static func split(_ url: String, at separator: String) -> (String, String)? {
    guard let range = url.firstRange(of: separator) else { return nil }
    return (String(url[..<range.lowerBound]), String(url[range.upperBound...]))
  }

  /// `file:///path` and `file://localhost/path`, with `%20` and the like.
  private static func path(ofFileURL rest: String) throws(GitError) -> String {
    let path = rest.hasPrefix("localhost/") ? String(rest.dropFirst("localhost".count)) : rest
    guard path.hasPrefix("/") else {
      throw GitError(.invalid, "not a URL of a repository: file:// needs an absolute path, file:///…")
    }
    var bytes: [UInt8] = []
    var rest = path.utf8[...]
    while let byte = rest.popFirst() {
      let code = Array(rest.prefix(2))
      if byte == UInt8(ascii: "%"), code.count == 2,
        let value = UInt8(String(decoding: code, as: UTF8.self), radix: 16)
      {
        guard value >= 0x20, value != 0x7F else {
          throw GitError(.invalid, "not a URL of a repository: it has control characters")
        }
        bytes.append(value)
        rest.removeFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func absolute(_ path: String) throws(GitError) -> String {
    guard let directory = getcwd(nil, 0) else {
      throw GitError(.storage, "the working directory is gone: give the repository as an absolute path")
    }
    defer { free(directory) }
    return String(cString: directory) + "/" + path
  }
}

/// A repository that is reached over ssh or http.
struct NetworkLocation: Hashable, Sendable {
  /// `nil` for the form `user@host:path`, which is ssh.
  let scheme: String?
  let user: String?
  let password: String?
  /// The host, its port, and the path, as they were given.
  let address: String

  var isSSH: Bool { scheme == nil || scheme == "ssh" }

  init(scheme: String, rest: String) throws(GitError) {
    let end = rest.firstIndex(where: { "/?#".contains($0) }) ?? rest.endIndex
    let authority = rest[..<end]
    let at = authority.lastIndex(of: "@")
    let host = authority[(at.map { authority.index(after: $0) } ?? authority.startIndex)...]
    try Self.check(host: host)
    let credentials = at.map {
      authority[..<$0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    }
    self.scheme = scheme
    self.user = credentials?.first.map(String.init)
    self.password = credentials.flatMap { $0.count > 1 ? String($0[1]) : nil }
    self.address = String(host + rest[end...])
  }

  /// The form `[user@]host:path` of scp; `nil` if the text is a path: git's rule is that no `/` comes before the colon.
  init?(scp url: String) throws(GitError) {
    let hostStart = url.firstIndex(of: "@").map { url.index(after: $0) } ?? url.startIndex
    let bracketEnd = url[hostStart...].hasPrefix("[") ? url[hostStart...].firstIndex(of: "]") : nil
    guard let colon = url[(bracketEnd ?? hostStart)...].firstIndex(of: ":"), !url[..<colon].contains("/")
    else {
      return nil
    }
    try Self.check(host: url[hostStart..<colon])
    self.scheme = nil
    self.user = hostStart == url.startIndex ? nil : String(url[..<url.index(before: hostStart)])
    self.password = nil
    self.address = String(url[hostStart...])
  }

  private static func check(host: Substring) throws(GitError) {
    guard let first = host.first, first != "-", first != ":", !host.contains(" ") else {
      throw GitError(.invalid, "not a URL of a repository: it has no valid host")
    }
  }

  /// The URL without secrets. A query is not part of a repository's address, but may be a token.
  var redacted: String {
    let shown = isSSH ? user.map { $0 + "@" } ?? "" : ""
    let place = address.prefix { $0 != "?" && $0 != "#" }
    return (scheme.map { $0 + "://" } ?? "") + shown + place
  }

  var secrets: [String] {
    var secrets = [password, isSSH ? nil : user].compactMap { $0 }.filter { $0.utf8.count >= 3 }
    if let query = address.firstIndex(of: "?") { secrets.append(String(address[query...])) }
    return secrets.sorted { $0.utf8.count > $1.utf8.count }
  }
}
