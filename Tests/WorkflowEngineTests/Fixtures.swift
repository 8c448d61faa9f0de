import WorkflowAPI
import WorkflowEngine

/// Templates and runs in few words.
enum Make {
  static func pod(_ params: [ParamSpec] = []) -> WorkflowTemplateSpec {
    var spec = WorkflowTemplateSpec(type: .pod)
    var pod = PodSpec()
    pod.containers = [container("main")]
    spec.pod = pod
    spec.params = params.isEmpty ? nil : params
    return spec
  }

  static func seqPod(results: [String] = [], params: [ParamSpec] = []) -> WorkflowTemplateSpec {
    var spec = WorkflowTemplateSpec(type: .seqPod)
    spec.seqPod = SeqPodSpec(steps: [Step(container: container("build")), Step(container: container("test"))])
    spec.results = results.isEmpty ? nil : results.map { ResultSpec(name: $0) }
    spec.params = params.isEmpty ? nil : params
    return spec
  }

  static func container(_ name: String) -> Container {
    var container = Container(name: name)
    container.image = "busybox"
    container.command = ["true"]
    return container
  }

  static func dag(
    _ nodes: [DAGNode], strategy: FailureStrategy? = nil, params: [ParamSpec] = [],
    results: [ResultSpec] = []
  ) -> WorkflowTemplateSpec {
    var spec = WorkflowTemplateSpec(type: .dag)
    var dag = DAGSpec(templates: nodes)
    dag.failureStrategy = strategy
    spec.dag = dag
    spec.params = params.isEmpty ? nil : params
    spec.results = results.isEmpty ? nil : results
    return spec
  }

  static func node(
    _ name: String, _ template: String = "pod", after dependencies: [String] = [],
    params: [String: String] = [:],
    when: [WhenExpression]? = nil, retries: Int? = nil
  ) -> DAGNode {
    var node = DAGNode(name: name, workflowTemplateRef: template)
    node.dependencies = dependencies.isEmpty ? nil : dependencies
    if !params.isEmpty {
      node.params = params.sorted { $0.key < $1.key }.map { Param(name: $0.key, value: $0.value) }
    }
    node.when = when
    node.retries = retries
    return node
  }

  static func run(_ template: String, name: String = "r") -> WorkflowRun {
    WorkflowRun(metadata: ObjectMeta(name: name), spec: WorkflowRunSpec(workflowTemplateRef: template))
  }

  static func claim(_ name: String, _ claim: String, subPath: String? = nil) -> WorkspaceBinding {
    var binding = WorkspaceBinding(name: name)
    binding.persistentVolumeClaim = .init(claimName: claim)
    binding.subPath = subPath
    return binding
  }
}

/// Plans `run` with these templates and the default limits.
func plan(
  _ run: WorkflowRun, _ templates: [String: WorkflowTemplateSpec], limits: EngineLimits = EngineLimits()
) throws(RunRejection) -> RunPlan {
  try RunPlanner.plan(
    run, limits: limits,
    template: { name in
      templates[name].map { WorkflowTemplate(metadata: ObjectMeta(name: name), spec: $0) }
    }, templateNames: { templates.keys.sorted() })
}

extension PodOutcome {
  static let success = PodOutcome(containers: [
    ContainerOutcome(name: "main", termination: .exited(code: 0))
  ])

  static func exit(_ code: Int32, container: String = "main", lines: String = "") -> PodOutcome {
    PodOutcome(containers: [
      ContainerOutcome(name: container, termination: .exited(code: code), lastLines: lines)
    ])
  }

  static func results(_ results: [String: String]) -> PodOutcome {
    PodOutcome(
      containers: [ContainerOutcome(name: "build", termination: .exited(code: 0))], results: results)
  }
}
