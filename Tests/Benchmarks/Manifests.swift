/// The manifests that are run.
enum Manifests {
  /// A run of one process, its template embedded.
  static func run(_ name: String, command: [String]) -> String {
    let words = command.map { "\"\($0)\"" }.joined(separator: ", ")
    return """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowRun
      metadata:
        name: \(name)
      spec:
        workflowTemplateSpec:
          type: Pod
          pod:
            containers:
              - name: main
                image: debian:12
                command: [\(words)]

      """
  }

  /// The status file of such a run, as an agent on another machine left it.
  static func status(_ name: String, command: [String]) -> String {
    let words = command.map { "\n        - \($0)" }.joined()
    return """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowRun
      metadata:
        annotations:
          pushrun.dev/agent: another-agent
          pushrun.dev/revision: 0123456789abcdef0123456789abcdef01234567
        name: \(name)
      spec:
        workflowTemplateSpec:
          pod:
            containers:
            - command:\(words)
              image: debian:12
              name: main
          type: Pod
      status:
        completionTime: '2026-01-02T03:04:05Z'
        conditions:
        - lastTransitionTime: '2026-01-02T03:04:05Z'
          status: 'False'
          type: Running
        - lastTransitionTime: '2026-01-02T03:04:05Z'
          status: 'True'
          type: Completed
        phase: Succeeded
        podName: \(name)-pod-bcdfg
        startTime: '2026-01-02T03:04:05Z'
        workflowTemplateSpec:
          pod:
            containers:
            - command:\(words)
              image: debian:12
              name: main
          type: Pod

      """
  }

  /// A run, named `graph`, of a DAG whose nodes all run `/bin/true`.
  static func run(_ graph: Graph) -> String {
    let nodes = graph.nodes.map { node in
      let dependencies =
        node.dependencies.isEmpty
        ? "" : "\n        dependencies: [\(node.dependencies.joined(separator: ", "))]"
      return "      - name: \(node.name)\n        workflowTemplateRef: leaf\(dependencies)"
    }
    return """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowTemplate
      metadata:
        name: leaf
      spec:
        type: Pod
        pod:
          containers:
            - name: main
              image: debian:12
              command: ["/bin/true"]
      ---
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowTemplate
      metadata:
        name: graph
      spec:
        type: DAG
        dag:
          templates:
      \(nodes.joined(separator: "\n"))
      ---
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowRun
      metadata:
        name: graph
      spec:
        workflowTemplateRef: graph

      """
  }
}
