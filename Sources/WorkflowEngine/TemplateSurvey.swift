import WorkflowAPI
import YAML

/// Walks through all templates that a run reaches, each once, and checks each against those that use it.
struct TemplateSurvey {
  /// How much a template brings with it.
  private struct Extent {
    /// Levels of children below it.
    var height = 0
    /// Nodes on all those levels.
    var nodes = 0
  }

  let limits: EngineLimits
  let lookup: (String) -> WorkflowTemplate?
  let names: () -> [String]
  /// The templates that were found.
  private(set) var templates: [String: WorkflowTemplateSpec] = [:]
  private var extents: [String: Extent] = [:]

  init(
    limits: EngineLimits, lookup: @escaping (String) -> WorkflowTemplate?, names: @escaping () -> [String]
  ) {
    self.limits = limits
    self.lookup = lookup
    self.names = names
  }

  /// The template of a run, after all that it reaches was found and is right.
  mutating func root(of run: WorkflowRun) throws(RunRejection) -> LocatedTemplate {
    let place = TemplatePlace(subject: .run, path: [.key("spec")])
    let root: LocatedTemplate
    var trail: [String] = []
    if let name = run.spec.workflowTemplateRef {
      root = try find(name, place.at(.key("workflowTemplateRef")))
      trail = [name]
    } else {
      let spec = run.spec.workflowTemplateSpec ?? WorkflowTemplateSpec()
      root = LocatedTemplate(name: nil, spec: spec, place: place.at(.key("workflowTemplateSpec")))
    }
    let extent = try visit(root, depth: max(run.spec.depth ?? 0, 0), trail: trail)
    guard extent.nodes <= limits.nodes else {
      let message =
        "the run would have more than \(limits.nodes) nodes on all levels of its DAGs; raise it with --limit run-nodes=…"
      throw root.place.rejection(.invalidWorkflowTemplate, message, .key("dag"), .key("templates"))
    }
    return root
  }

  /// The template of a name that `place` refers to; it is right in itself.
  private mutating func find(_ name: String, _ place: TemplatePlace) throws(RunRejection) -> LocatedTemplate {
    let located = TemplatePlace(subject: .template(name), path: [.key("spec")])
    if let spec = templates[name] { return LocatedTemplate(name: name, spec: spec, place: located) }
    guard let template = lookup(name) else {
      let message = "there is no WorkflowTemplate \"\(name)\"" + suggestion(for: name, among: names())
      var rejection = place.rejection(.workflowTemplateNotFound, message)
      rejection.missingTemplate = name
      throw rejection
    }
    if let issue = Validator.issues(in: .workflowTemplate(template)).first {
      throw RunRejection(
        reason: .invalidWorkflowTemplate, message: issue.message, subject: .template(name), path: issue.path)
    }
    templates[name] = template.spec
    return LocatedTemplate(name: name, spec: template.spec, place: located)
  }

  /// - Parameters:
  ///   - depth: of the run that it is the template of.
  ///   - trail: the templates from the root to this one.
  private mutating func visit(
    _ template: LocatedTemplate, depth: Int, trail: [String]
  ) throws(RunRejection) -> Extent {
    try checkDepth(template, depth, trail)
    if let name = template.name, let known = extents[name] {
      try checkDepth(template, sum(depth, known.height), trail)
      return known
    }
    var extent = Extent()
    switch template.spec.resolvedType {
    case .pod, .seqPod: break
    case .dag:
      for (index, node) in (template.spec.dag?.templates ?? []).enumerated() {
        let place = template.place.at(.key("dag"), .key("templates"), .index(index))
        let child = try find(node.workflowTemplateRef, place.at(.key("workflowTemplateRef")))
        try Supply(of: node).check(child.spec, place)
        let below = try visit(child, depth: sum(depth, 1), trail: trail + [node.workflowTemplateRef])
        extent.height = max(extent.height, sum(below.height, 1))
        extent.nodes = sum(extent.nodes, sum(below.nodes, 1))
      }
      try ResultUse(template, templates).check()
    case let type:
      let message = UnsupportedType.message(type?.rawValue ?? "")
      throw template.place.rejection(.runtimeError, message, .key("type"))
    }
    if let name = template.name { extents[name] = extent }
    return extent
  }

  private func checkDepth(_ template: LocatedTemplate, _ depth: Int, _ trail: [String]) throws(RunRejection) {
    if let last = trail.last, let first = trail.firstIndex(of: last), first < trail.count - 1 {
      let cycle = trail[first...].joined(separator: " -> ")
      throw template.place.rejection(.depthExceeded, "the template runs itself without end: \(cycle)")
    }
    guard depth > limits.depth else { return }
    let way = trail.joined(separator: " -> ")
    throw template.place.rejection(
      .depthExceeded,
      "DAGs are nested deeper than the limit of \(limits.depth): \(way); raise it with --limit dag-depth=…")
  }

  /// The sum, or the greatest number: the count of nodes grows as a power of the depth.
  private func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }
}
