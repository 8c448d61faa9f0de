import Foundation

/// A file that a user got wrong.
struct BadManifest: Sendable {
  /// Where a person reads of it.
  enum Place: Sendable {
    /// In the `Failed` status of a run.
    case status(String)
    /// In `errors.yaml`.
    case errors
  }

  let file: String
  let bytes: [UInt8]
  let place: Place
  /// The line of the mistake, where there is one place for it.
  let line: Int?
  /// Words one of which must be there.
  let words: [String]
  /// Whether an error is about the repository and not about what is in the file.
  var isEntry = false

  init(_ file: String, _ text: String, _ place: Place, line: Int?, _ words: String...) {
    self.init(file, bytes: Array(text.utf8), place, line: line, words)
  }

  init(_ file: String, bytes: [UInt8], _ place: Place, line: Int?, _ words: [String]) {
    self.file = file
    self.bytes = bytes
    self.place = place
    self.line = line
    self.words = words
  }
}

extension BadManifest {
  /// All that the specification speaks of, each in a file of its own.
  static let all: [BadManifest] = syntax + fields + references + names

  /// What no YAML reader can read.
  private static let syntax: [BadManifest] = [
    BadManifest(
      "bad/broken.yaml", "kind: WorkflowRun\nmetadata:\n  name: broken\n spec: {}\n", .errors, line: 4,
      "expected"),
    BadManifest(
      "bad/brackets.yaml", String(repeating: "[", count: 200 << 10), .errors, line: 1, "deep", "depth", "nest"
    ),
    BadManifest("bad/bomb.yaml", bomb, .errors, line: nil, "alias"),
    BadManifest(
      "bad/nul.yaml", "kind: WorkflowRun\nmetadata:\n  name: a\0b\n", .errors, line: 3, "nul", "control",
      "u+0000"),
    BadManifest(
      "bad/latin1.yaml", bytes: Array("kind: WorkflowRun\nmetadata: # caf".utf8) + [0xE9] + Array("\n".utf8),
      .errors,
      line: 2, ["utf-8"]),
    BadManifest(
      "bad/duplicate-key.yaml", "kind: WorkflowRun\nmetadata:\n  name: a\n  name: b\n", .errors, line: 4,
      "name"),
    BadManifest("bad/tag.yaml", "kind: WorkflowRun\nmetadata: !!python/object {}\n", .errors, line: 2, "tag"),
  ]

  /// What has a field that is wrong.
  private static let fields: [BadManifest] = [
    BadManifest(
      "bad/wrong-type.yaml", Manifest.run("wrong-type", of: "good") + "  params: 5\n", .status("wrong-type"),
      line: 7,
      "params"),
    BadManifest(
      "bad/unknown-field.yaml",
      Manifest.run("unknown-field", of: "good").replacing(
        "workflowTemplateRef:", with: "workflowTemplateReff:"),
      .status("unknown-field"), line: 6, "workflowTemplateRef\""),
    BadManifest(
      "bad/unknown-field-in-template.yaml",
      Manifest.template("unknown-field-in-template", script: "true").replacing(
        "containers:", with: "contaners:"),
      .errors, line: 8, "containers"),
    BadManifest(
      "bad/both.yaml", Manifest.run("both", script: "true") + "  workflowTemplateRef: good\n",
      .status("both"), line: nil,
      "workflowTemplateRef"),
    BadManifest(
      "bad/neither.yaml",
      Manifest.run("neither", of: "good").replacing(
        "  workflowTemplateRef: good", with: "  serviceAccountName: x"),
      .status("neither"), line: nil, "workflowTemplateRef"),
    BadManifest(
      "bad/secret.yaml",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: secret\nstringData:\n  password: hunter2\n",
      .errors, line: nil, "secret"),
  ]

  /// What refers to something that is not there, or to itself.
  private static let references: [BadManifest] = [
    BadManifest(
      "bad/missing-template.yaml", Manifest.run("missing-template", of: "goood"), .status("missing-template"),
      line: 6,
      "\"good\""),
    BadManifest(
      "bad/missing-param.yaml", Manifest.run("missing-param", of: "greet"), .status("missing-param"),
      line: nil, "who"),
    BadManifest(
      "bad/undeclared-param.yaml",
      Manifest.run("undeclared-param", of: "greet")
        + "  params:\n    - name: whom\n      value: x\n    - name: who\n      value: y\n",
      .status("undeclared-param"), line: 8, "\"who\""),
    BadManifest(
      "bad/cycle.yaml", Manifest.dag("cycle", of: "good", nodes: [("a", ["b"]), ("b", ["a"])]), .errors,
      line: 11,
      "a -> b -> a"),
    BadManifest(
      "bad/cycle-run.yaml", Manifest.run("cycle-run", of: "cycle"), .status("cycle-run"), line: nil, "cycle"),
    BadManifest(
      "bad/twice-1.yaml", Manifest.template("twice", script: "true"), .errors, line: 1, "bad/twice-2.yaml"),
    BadManifest(
      "bad/twice-2.yaml", Manifest.template("twice", script: "false"), .errors, line: 1, "bad/twice-1.yaml"),
    BadManifest("bad/run-twice-1.yaml", runTwice, .status("run-twice"), line: 1, "bad/run-twice-2.yaml"),
    BadManifest("bad/run-twice-2.yaml", runTwice, .status("run-twice"), line: nil, "bad/run-twice-1.yaml"),
  ]

  /// What has a name that is none.
  private static let names: [BadManifest] = [
    BadManifest(
      "bad/escape.yaml", Manifest.run("../../escape", of: "good"), .errors, line: 4, "../../escape"),
    BadManifest(
      "bad/escape-namespace.yaml",
      Manifest.run("escape-namespace", of: "good").replacing(
        "spec:", with: "  namespace: ../../escape\nspec:"), .errors,
      line: 5, "../../escape"),
    BadManifest(
      "bad/long.yaml", Manifest.run(String(repeating: "n", count: 300), of: "good"), .errors, line: 4, "253"),
  ]

  private static let runTwice = Manifest.run("run-twice", of: "good")

  /// Nine levels of nine: a billion nodes.
  private static let bomb: String = {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, before) in zip("bcdefghi", "abcdefgh") {
      text += "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ", ") + "]\n"
    }
    return text
  }()
}
