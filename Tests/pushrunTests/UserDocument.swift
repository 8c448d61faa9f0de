/// The manifests and the status of the user's document about WorkflowRun, word for word.
enum UserDocument {
  static let referencingRun = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      name: workflowrun-sample
    spec:
      workflowTemplateRef: workflowtemplate-sample

    """

  static let embeddingRun = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      name: embedded-workflowrun-sample
    spec:
      workflowTemplateSpec:
        type: Pod
        pod:
          containers:
            - name: hello
              image: ubuntu:latest
              command: ["echo"]
              args: ["Hello TensorStack!"]

    """

  /// The DAG, and its run with the status that it has when it has run.
  static let dag = """
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
    ---
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
        b2:
          phase: Succeeded
          workflowRunName: dag-workflowtemplate-sample-run-b2-5db66
        c:
          phase: Succeeded
          workflowRunName: dag-workflowtemplate-sample-run-c-sjpb2
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
