import WorkflowAPI

/// A template made ready to run.
struct Blueprint: Hashable, Sendable {
  /// Empty for a spec that is embedded in the run.
  var name: String
  var spec: WorkflowTemplateSpec
  /// For a DAG.
  var graph: DAGGraph?

  /// All that a plan needs; the first is the root run's.
  static func all(of plan: RunPlan) -> [Blueprint] {
    let names = plan.templates.keys.sorted()
    let index = Dictionary(uniqueKeysWithValues: zip(names, 1...))
    let root = plan.run.spec.workflowTemplateRef ?? ""
    let spec = plan.run.spec.workflowTemplateSpec ?? plan.templates[root] ?? WorkflowTemplateSpec()
    var all = [Blueprint(name: root, spec: spec, index: index)]
    for name in names {
      guard let spec = plan.templates[name] else { continue }
      all.append(Blueprint(name: name, spec: spec, index: index))
    }
    return all
  }

  private init(name: String, spec: WorkflowTemplateSpec, index: [String: Int]) {
    self.name = name
    self.spec = spec
    if spec.resolvedType == .dag, let dag = spec.dag {
      graph = DAGGraph(dag, results: spec.results ?? [], blueprints: index)
    }
  }

  /// What a run of it can substitute: its params' values or defaults, and the context (spec, section 4).
  func variables(for run: WorkflowRun) -> [String: String] {
    var values = [
      "context.workflowRun.name": run.name,
      "context.workflowRun.namespace": run.namespace,
      "context.workflowTemplate.name": name,
    ]
    for param in spec.params ?? [] { values["params." + param.name] = param.default }
    for param in run.spec.params ?? [] { values["params." + param.name] = param.value }
    return values
  }

  /// How long its pod may take to end when it is asked to; 30 seconds by default, as in Kubernetes.
  var gracePeriod: Duration {
    let seconds =
      spec.pod?.terminationGracePeriodSeconds ?? spec.seqPod?.pod.terminationGracePeriodSeconds ?? 30
    return .seconds(Int64(clamping: seconds))
  }
}
