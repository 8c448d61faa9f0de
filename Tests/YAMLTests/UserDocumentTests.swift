import Testing

@testable import YAML

@Suite struct UserDocumentTests {
  @Test("The status of the API's own document is written exactly as it stands there")
  func exactText() throws {
    let documents = try YAMLParser.documents(in: UserDocument.text)
    #expect(try YAMLEmitter.text(of: documents, sortsKeys: true) == UserDocument.text)
  }
}

/// A run's status as the TensorStack documentation shows it.
enum UserDocument {
  static let text = """
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
          workflowRunName: dag-workflowtemplate-sample-run-a-pmb2m
        b1:
          phase: Succeeded
          workflowRunName: dag-workflowtemplate-sample-run-b1-mssn6
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
        type: DAG

    """
}
