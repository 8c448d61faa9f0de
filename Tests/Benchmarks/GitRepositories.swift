import Foundation

/// The repositories that are measured on. All are made and read by git itself.
struct GitRepositories {
  private let bench: Bench

  init(_ bench: Bench) { self.bench = bench }

  /// Makes a bare repository whose branch `main` holds files, in one pack.
  func make(_ name: String, files: [(path: String, text: String)]) throws -> String {
    let path = try bench.directory(name)
    try bench.run(["git", "init", "--quiet", "--bare", path])
    var stream = Data(
      "commit refs/heads/main\ncommitter bench <bench@localhost> 1750000000 +0000\ndata 0\n\n".utf8)
    for file in files {
      stream.append(Data("M 100644 inline \(file.path)\ndata \(file.text.utf8.count)\n\(file.text)\n".utf8))
    }
    let file = bench.scratch + "/import"
    try stream.write(to: URL(filePath: file))
    // It may else leave few objects loose, and with them another layout of the same repository.
    try bench.run(["git", "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"], in: path, input: file)
    try FileManager.default.removeItem(atPath: file)
    return path
  }

  /// A copy for one round, files and all.
  func copy(_ path: String, to name: String) throws -> String {
    let target = try bench.directory(name)
    try bench.run(["cp", "-a", path + "/.", target])
    // What was just written is on the disk, so that nobody pays for it within the round.
    sync()
    return target
  }

  func tip(of path: String) throws -> String {
    try String(contentsOfFile: path + "/refs/heads/main", encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// How many status files say that their run succeeded.
  func succeeded(in path: String) throws -> Int {
    // 1 is its way to say that there is none.
    let script = "git grep -l '^  phase: Succeeded' main -- status/default || test $? = 1"
    return try bench.read(["sh", "-c", script], in: path).split(separator: "\n").count
  }
}
