import Testing
import WorkflowAPI
import YAML

struct ManifestReaderTests {
  private let good = runManifest("workflowTemplateRef: t")

  @Test func `other documents and kinds are not handled, and empty documents are skipped`() {
    let text = """
      # nothing
      ---
      ---
      - a list
      ---
      just: data
      ---
      {apiVersion: apps/v1, kind: Deployment}
      ---
      {apiVersion: argoproj.io/v1alpha1, kind: WorkflowTemplate}
      ---
      {apiVersion: batch.tensorstack.dev/v1beta1, kind: PyTorchTrainingJob}
      """
    let file = read(text)
    #expect(file.diagnostics == [])
    #expect(
      file.objects.map(\.content) == [
        .notHandled(apiVersion: "", kind: ""), .notHandled(apiVersion: "", kind: ""),
        .notHandled(apiVersion: "apps/v1", kind: "Deployment"),
        .notHandled(apiVersion: "argoproj.io/v1alpha1", kind: "WorkflowTemplate"),
        .notHandled(apiVersion: "batch.tensorstack.dev/v1beta1", kind: "PyTorchTrainingJob"),
      ])
  }

  @Test(arguments: [
    (
      "apiVersion: batch.tensorstack.dev/v1beta1\nkind: WorkflowRum",
      "2:7: error: there is no kind \"WorkflowRum\" in batch.tensorstack.dev/v1beta1; did you mean \"WorkflowRun\"?"
    ),
    (
      "apiVersion: batch.tensorstack.dev/v1\nkind: WorkflowRun",
      "1:13: error: the apiVersion \"batch.tensorstack.dev/v1\" is not right: a WorkflowRun is of "
        + "\"batch.tensorstack.dev/v1beta1\""
    ),
    (
      "apiVersion: tensorstack.dev/v1beta1\nkind: WorkflowRun",
      "1:13: error: the apiVersion \"tensorstack.dev/v1beta1\" is not right: a WorkflowRun is of "
        + "\"batch.tensorstack.dev/v1beta1\""
    ),
    (
      "kind: WorkflowRun",
      "1:1: error: the apiVersion is missing: a WorkflowRun is of \"batch.tensorstack.dev/v1beta1\""
    ),
    ("apiVersion: batch.tensorstack.dev/v1beta1", "1:1: error: the kind is missing"),
  ])
  func `what is surely meant for this agent and wrong is an error`(text: String, expected: String) {
    #expect(errors(in: text) == ["a.yaml:\(expected)"])
  }

  @Test func `lists are read as their items, with the places of the items`() {
    let text = """
      apiVersion: v1
      kind: List
      items:
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
      - apiVersion: batch.tensorstack.dev/v1beta1
        kind: WorkflowRunList
        metadata: {resourceVersion: "1"}
        items:
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: B}}
        - 5
      """
    let file = read(text)
    #expect(file.objects.map(\.identity?.key.name) == ["a", nil, nil])
    #expect(file.objects.map(\.line) == [4, 9, 10])
    #expect(
      file.objects[1].itemPath == [.key("items"), .index(1), .key("items"), .index(0)])
    #expect(errors(in: text)[0].hasPrefix("a.yaml:9:56: error: metadata.name: \"B\" is not a valid name"))
    #expect(errors(in: text)[1] == "a.yaml:10:5: error: the item of the list has no apiVersion and kind")
  }

  @Test func `lists in lists end somewhere`() {
    var text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"
    for _ in 0..<20 { text = "{apiVersion: v1, kind: List, items: [\(text)]}" }
    #expect(errors(in: text).map { $0.contains("lists are nested deeper than 8") } == [true])
  }

  @Test func `JSON is read`() throws {
    let text = """
      {"apiVersion": "batch.tensorstack.dev/v1beta1", "kind": "WorkflowRun", "metadata": {"name": "j"},
       "spec": {"workflowTemplateRef": "t"}}
      """
    #expect(try run(in: text).name == "j")
  }

  @Test(arguments: [
    "{name: ../x}", "{name: \(String(repeating: "a", count: 300))}", "{}", "{name: a, generateName: b}",
    "{name: \"\"}", "{name: a, namespace: a.b}", "{name: a, namespace: ../b}", "{generateName: -a}",
    "{generateName: \(String(repeating: "a", count: 249))}", "{name: 5}", "5", "{name: \"a\\0b\"}",
  ])
  func `an object without a valid name has no identity`(metadata: String) {
    let file = read(runManifest("workflowTemplateRef: t", metadata: metadata))
    #expect(file.objects.count == 1)
    #expect(file.objects.first?.identity == nil)
    guard case .invalid(let diagnostics)? = file.objects.first?.content else {
      Issue.record("valid")
      return
    }
    #expect(diagnostics.count == 1)
    #expect(diagnostics[0].line == 3)
    #expect(diagnostics[0].object == nil)
  }

  @Test func `an invalid object has its identity and annotations`() {
    let file = read(
      runManifest("unknown: 1", metadata: "{name: r, namespace: n, annotations: {a: b, c: 5}}"))
    #expect(file.objects.first?.identity?.description == "WorkflowRun n/r")
    #expect(file.objects.first?.annotations == ["a": "b"])
  }

  @Test func `a missing spec is an error`() {
    let text = "apiVersion: batch.tensorstack.dev/v1beta1\nkind: WorkflowRun\nmetadata: {name: r}\n"
    #expect(errors(in: text) == ["a.yaml:1:1: error: spec: the field \"spec\" is missing"])
  }

  @Test func `any status is ignored`() throws {
    #expect(try run(in: good + "\nstatus: {phase: Odd, future: [field]}").status == nil)
  }

  @Test func `what a cluster writes into metadata is read and written back`() throws {
    let metadata =
      "{name: r, uid: u, resourceVersion: \"1\", generation: 2, creationTimestamp: \"2021-04-16T07:39:05Z\", "
      + "deletionTimestamp: null, deletionGracePeriodSeconds: 3, finalizers: [f], selfLink: l, "
      + "ownerReferences: [{apiVersion: v1, kind: K, name: n, uid: u, controller: true, blockOwnerDeletion: false}], "
      + "managedFields: [{manager: m, operation: Update, apiVersion: v1, time: \"2021-04-16T07:39:05Z\", "
      + "fieldsType: FieldsV1, fieldsV1: {\"f:spec\": {}}, subresource: status}]}"
    let run = try run(in: runManifest("workflowTemplateRef: t", metadata: metadata))
    let expected = try YAMLParser.documents(in: metadata.replacingNull())[0]
    #expect(try YAMLEncoder().node(from: run.metadata) == expected)
  }

  @Test func `objects before and after a bad one are read`() {
    let text = [good, runManifest("unknown: 1", metadata: "{name: bad}"), good].joined(separator: "\n---\n")
    #expect(manifests(in: text).count == 2)
    #expect(errors(in: text).count == 1)
  }

  @Test func `objects before a broken document are kept`() {
    let file = read(good + "\n---\n{[\n")
    #expect(file.objects.map(\.identity?.key.name) == ["r"])
    #expect(file.diagnostics.count == 1)
    #expect(file.diagnostics[0].line >= 7)
  }

  @Test(arguments: [
    [UInt8](repeating: UInt8(ascii: "["), count: 200_000), [0xff, 0xfe, 0x00],
    [0x61, 0x3a, 0x20, 0xc3, 0x28],
    Array("a: b\0c".utf8), Array("a: &a [x]\nb: *c\n".utf8),
  ])
  func `hostile bytes give one error`(bytes: [UInt8]) {
    let file = ManifestReader().read(bytes, path: "a.yaml")
    #expect(file.diagnostics.count == 1)
    #expect(file.objects == [])
  }

  @Test func `a field is located later, in an item of a list too`() throws {
    let text = "apiVersion: v1\nkind: List\nitems:\n- spec:\n    dag: {templates: [{name: a}]}\n"
    let reader = ManifestReader()
    let item: [PathElement] = [.key("items"), .index(0)]
    let name: [PathElement] = [.key("spec"), .key("dag"), .key("templates"), .index(0), .key("name")]
    let found = reader.locate(name, ofDocument: 0, itemPath: item, in: Array(text.utf8))
    #expect(found?.line == 5)
    #expect(found?.column == 30)
    let missing = reader.locate(name + [.key("x")], ofDocument: 0, itemPath: item, in: Array(text.utf8))
    #expect(missing?.column == 30)
    #expect(reader.locate([], ofDocument: 1, in: Array(text.utf8)) == nil)
  }
}

extension String {
  /// Without the field that is null, which is written as an absent one.
  fileprivate func replacingNull() -> String {
    guard let range = firstRange(of: "deletionTimestamp: null, ") else { return self }
    return String(self[..<range.lowerBound] + self[range.upperBound...])
  }
}

struct GenerateNameTests {
  private func name(_ text: String) -> String? { read(text).objects.first?.identity?.key.name }

  @Test func `a run is named after its content, whatever its form`() throws {
    let block = runManifest("workflowTemplateRef: t", metadata: "{generateName: train-}")
    let flow = """
      # a comment
      {"kind": "WorkflowRun", spec: {workflowTemplateRef: 't'}, metadata: {generateName: train-},
       apiVersion: batch.tensorstack.dev/v1beta1, status: {phase: Running}}
      """
    let found = try #require(name(block))
    #expect(found.hasPrefix("train-") && found.utf8.count == 11)
    #expect(name(flow) == found)
    let run = try run(in: block)
    #expect(run.name == found)
    #expect(run.metadata.generateName == nil)
    #expect(read(block).objects[0].generateName == "train-")
  }

  @Test func `an edited run has another name`() {
    let names = ["t", "u"].flatMap { template in
      ["", "\ntimeout: 1s"].map { rest in
        name(runManifest("workflowTemplateRef: \(template)\(rest)", metadata: "{generateName: train-}"))
      }
    }
    #expect(Set(names).count == 4)
  }

  @Test func `an invalid run has a name as well`() {
    let text = runManifest("unknown: 1", metadata: "{generateName: train-}")
    #expect(name(text)?.hasPrefix("train-") == true)
  }
}
