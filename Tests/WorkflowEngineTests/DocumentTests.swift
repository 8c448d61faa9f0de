import Testing
import WorkflowAPI
import WorkflowEngine
import YAML

/// The example of the API's own document on WorkflowRun, from manifest to status.
@Suite struct DocumentTests {
  private let template = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowTemplate
    metadata:
      name: dag-workflowtemplate-sample
    spec:
      type: DAG
      dag:
        templates:
          - name: a
            workflowTemplateRef: pod-workflowtemplate-sample
          - dependencies:
              - a
            name: b1
            workflowTemplateRef: pod-workflowtemplate-sample
          - dependencies:
              - a
            name: b2
            workflowTemplateRef: pod-workflowtemplate-sample
          - dependencies:
              - b1
              - b2
            name: c
            workflowTemplateRef: pod-workflowtemplate-sample

    """

  private let runManifest = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      name: dag-workflowtemplate-sample-run
    spec:
      workflowTemplateRef: dag-workflowtemplate-sample

    """

  /// As in the document; its indentation of lists and its suffixes are its own.
  private func expected(_ names: [String: String]) -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      labels:
        batch.tensorstack.dev/workflowTemplate: dag-workflowtemplate-sample
      name: dag-workflowtemplate-sample-run
    spec:
      serviceAccountName: ''
      workflowTemplateRef: dag-workflowtemplate-sample
    status:
      completionTime: '2021-04-16T07:39:05Z'
      conditions:
        - lastTransitionTime: '2021-04-16T07:39:05Z'
          status: 'False'
          type: Running
        - lastTransitionTime: '2021-04-16T07:39:05Z'
          status: 'True'
          type: Completed
      message: All nodes in DAG have succeeded
      nodes:
        a:
          phase: Succeeded
          workflowRunName: \(names["a"] ?? "")
        b1:
          phase: Succeeded
          workflowRunName: \(names["b1"] ?? "")
        b2:
          phase: Succeeded
          workflowRunName: \(names["b2"] ?? "")
        c:
          phase: Succeeded
          workflowRunName: \(names["c"] ?? "")
      phase: Succeeded
      startTime: '2021-04-16T07:38:10Z'
      workflowTemplateSpec:
        dag:
          templates:
            - name: a
              workflowTemplateRef: pod-workflowtemplate-sample
            - dependencies:
                - a
              name: b1
              workflowTemplateRef: pod-workflowtemplate-sample
            - dependencies:
                - a
              name: b2
              workflowTemplateRef: pod-workflowtemplate-sample
            - dependencies:
                - b1
                - b2
              name: c
              workflowTemplateRef: pod-workflowtemplate-sample
        type: DAG

    """
  }

  private func read(_ text: String) throws -> Manifest {
    let file = ManifestReader().read(Array(text.utf8), path: "sample.yaml")
    let object = try #require(file.objects.first, "\(file.diagnostics)")
    guard case .decoded(let manifest) = object.content else {
      Issue.record("\(object.content)")
      throw CancellationError()
    }
    return manifest
  }

  @Test func theDocumentsRunEndsWithTheDocumentsStatus() throws {
    guard case .workflowTemplate(let dag) = try read(template),
      case .workflowRun(let run) = try read(runManifest)
    else {
      Issue.record("other kinds were read")
      return
    }
    var rig = try Rig(
      run, ["dag-workflowtemplate-sample": dag.spec, "pod-workflowtemplate-sample": Make.pod()])
    rig.now = try #require(Timestamp(rfc3339: "2021-04-16T07:38:10Z")).adding(.milliseconds(700))
    try rig.start()
    try rig.run("a")
    try rig.run("b2")
    try rig.run("b1")
    rig.now = rig.now.adding(.seconds(55))
    try rig.run("c")
    let names = (rig.status.nodes ?? [:]).compactMapValues(\.workflowRunName)
    for (node, name) in names {
      let prefix = "dag-workflowtemplate-sample-run-\(node)-"
      #expect(name.hasPrefix(prefix))
      #expect(name.dropFirst(prefix.count).allSatisfy { "bcdfghjklmnpqrstvwxz2456789".contains($0) })
      #expect(name.count == prefix.count + 5)
    }
    let written = try node(of: try YAMLEncoder().encode(rig.machine.root))
    #expect(written == (try node(of: expected(names))))
  }

  /// The keys, their order, and the scalars as they are typed.
  private func node(of text: String) throws -> String {
    let documents = try YAMLParser.documents(in: text)
    return try YAMLEmitter.text(of: documents, sortsKeys: false)
  }
}
