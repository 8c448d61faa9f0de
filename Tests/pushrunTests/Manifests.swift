import Foundation

/// Manifests as a user writes them.
enum Manifest {
  /// A run with a template inside: one step, a shell script.
  static func run(_ name: String, script: String, timeout: String? = nil) -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      name: \(name)
    spec:
    \(timeout.map { "  timeout: \($0)\n" } ?? "")  workflowTemplateSpec:
        type: Pod
        pod:
          containers:
            - name: main
              image: debian:12
              command: ["/bin/sh", "-c", \(quoted(script))]

    """
  }

  /// A run with a SeqPod inside: steps `step-1`, `step-2` and so on, a shell script each.
  static func sequence(_ name: String, steps: [String]) -> String {
    var text = """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowRun
      metadata:
        name: \(name)
      spec:
        workflowTemplateSpec:
          type: SeqPod
          seqPod:
            steps:

      """
    for (index, script) in steps.enumerated() {
      text += """
                - name: step-\(index + 1)
                  image: debian:12
                  command: ["/bin/sh", "-c", \(quoted(script))]

        """
    }
    return text
  }

  /// A run of a template.
  static func run(_ name: String, of template: String) -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowRun
    metadata:
      name: \(name)
    spec:
      workflowTemplateRef: \(template)

    """
  }

  /// A template of type Pod: a shell script, whose `$1` is the name of the run.
  static func template(
    _ name: String, script: String, environment: [(name: String, value: String)] = []
  ) -> String {
    let variables = environment.map { "{name: \($0.name), value: \(quoted($0.value))}" }
    return """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowTemplate
      metadata:
        name: \(name)
      spec:
        type: Pod
        pod:
          containers:
            - name: main
              image: debian:12
              command: ["/bin/sh", "-c", \(quoted(script)), "sh", "$(context.workflowRun.name)"]
              env: [\(variables.joined(separator: ", "))]

      """
  }

  /// A template of type DAG whose nodes run all the same template.
  static func dag(_ name: String, of template: String, nodes: [(name: String, dependencies: [String])])
    -> String
  {
    dag(name, nodes: nodes.map { ($0.name, template, $0.dependencies) })
  }

  /// A template of type DAG.
  static func dag(_ name: String, nodes: [(name: String, template: String, dependencies: [String])]) -> String
  {
    var text = """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: WorkflowTemplate
      metadata:
        name: \(name)
      spec:
        type: DAG
        dag:
          templates:

      """
    for node in nodes {
      text += "      - name: \(node.name)\n        workflowTemplateRef: \(node.template)\n"
      text += "        dependencies: [\(node.dependencies.joined(separator: ", "))]\n"
    }
    return text
  }

  /// Several documents in a file.
  static func file(_ documents: String...) -> String { documents.joined(separator: "---\n") }

  /// A text as JSON has it, which YAML reads too.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
