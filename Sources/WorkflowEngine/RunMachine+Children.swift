import WorkflowAPI

extension RunMachine {
  /// Makes the child that runs a node (spec, section 3).
  ///
  /// - Returns: its index, and why it cannot be begun, if it cannot.
  mutating func makeChild(
    of run: Int, node: Int, _ spec: DAGNode, _ variables: [String: String]
  ) -> (index: Int, problem: RunEnd?) {
    let parent = runs[run].object
    var problem: RunEnd?
    var metadata = ObjectMeta(
      name: childName(of: run, node: spec.name), namespace: parent.metadata.namespace,
      ownerReferences: [
        OwnerReference(
          apiVersion: parent.apiVersion, kind: parent.kind, name: parent.name, controller: true)
      ])
    metadata.labels = [WellKnown.templateLabel: spec.workflowTemplateRef]
    var child = WorkflowRunSpec(workflowTemplateRef: spec.workflowTemplateRef)
    child.serviceAccountName = parent.spec.serviceAccountName
    child.scheduler = parent.spec.scheduler
    child.depth = Depth.below(parent)
    child.params = spec.params?.map { param in
      if let value = expand(param.value, variables, limit: limits.valueBytes) {
        return Param(name: param.name, value: value)
      }
      let message =
        "the value of param \"\(param.name)\" is larger than \(limits.valueBytes) bytes; raise it with "
        + "--limit value-bytes=…"
      problem = .refused(.invalidParams, message: message)
      return Param(name: param.name, value: "")
    }
    let bound = bindings(spec.workspaces ?? [], parent: parent, variables)
    child.workspaces = bound.bindings.isEmpty ? nil : bound.bindings
    let index = add(
      RunState(
        origin: .init(parent: run, node: node, parentAttempt: runs[run].attempt),
        blueprint: graph(of: run)?.nodes[node].blueprint,
        object: WorkflowRun(metadata: metadata, spec: child, status: WorkflowRunStatus(phase: .pending))))
    return (index, problem ?? bound.problem)
  }

  /// What a node's workspaces are bound to; one that the run left unbound stays so.
  private func bindings(
    _ workspaces: [NodeWorkspace], parent: WorkflowRun, _ variables: [String: String]
  ) -> (bindings: [WorkspaceBinding], problem: RunEnd?) {
    var bindings: [WorkspaceBinding] = []
    for workspace in workspaces {
      guard var binding = parent.spec.workspaces?.first(where: { $0.name == workspace.workspace }) else {
        continue
      }
      binding.name = workspace.name
      if let text = workspace.subPath {
        guard let subPath = expand(text, variables, limit: limits.valueBytes) else {
          let message =
            "subPath of workspace \"\(workspace.name)\" is larger than \(limits.valueBytes) bytes; raise it with "
            + "--limit value-bytes=…"
          return (bindings, .refused(.invalidWorkspaces, message: message))
        }
        guard SubPath.isInside(subPath) else {
          let message = "subPath \"\(text)\" of workspace \"\(workspace.name)\" leads out of the workspace"
          return (bindings, .refused(.invalidWorkspaces, message: message))
        }
        binding.subPath = SubPath.join(binding.subPath, subPath)
      }
      bindings.append(binding)
    }
    return (bindings, nil)
  }

  /// Puts a run into the machine.
  @discardableResult
  mutating func add(_ run: RunState) -> Int {
    index[run.object.name] = runs.count
    changes.note(run: runs.count)
    runs.append(run)
    return runs.count - 1
  }

  /// What can be substituted in a run's template, apart from results.
  func variables(of run: Int) -> [String: String] {
    runs[run].blueprint.map { blueprints[$0].variables(for: runs[run].object) } ?? [:]
  }

  /// The text after substitution, or `nil` if it would have more than `limit` bytes. It is not made then:
  /// a short text can ask for a large value many times.
  func expand(_ text: String, _ values: [String: String], limit: Int) -> String? {
    var size = text.utf8.count
    for reference in Substitution.references(in: text) {
      size += values[reference]?.utf8.count ?? 0
      if size > limit + text.utf8.count { return nil }
    }
    let expanded = Substitution.apply(to: text, variables: Variables(values))
    return expanded.utf8.count > limit ? nil : expanded
  }

  private func childName(of run: Int, node: String) -> String {
    let base = "\(runs[run].object.name)-\(node)"
    return unusedName(base, salt: [salt, runs[run].object.name, node, String(runs[run].attempt)]) {
      index[$0] != nil
    }
  }

  /// The name of the pod of a run's attempt.
  func podName(for run: Int) -> String {
    let name = runs[run].object.name
    return unusedName("\(name)-pod", salt: [salt, name, "pod", String(runs[run].attempt)], podNames.contains)
  }

  /// A name that was not given yet. Five characters can be the same for two long names that are cut.
  private func unusedName(_ base: String, salt: [String], _ isUsed: (String) -> Bool) -> String {
    var name = GeneratedName.make(base: base, salt: salt)
    var turn = 1
    while isUsed(name) {
      name = GeneratedName.make(base: base, salt: salt + [String(turn)])
      turn += 1
    }
    return name
  }
}

/// Nesting of runs (spec, section 3, `depth`).
enum Depth {
  /// The depth of a child of this run.
  static func below(_ run: WorkflowRun) -> Int {
    let depth = max(run.spec.depth ?? 0, 0)
    return depth == .max ? depth : depth + 1
  }
}

/// Paths within a workspace.
enum SubPath {
  /// Whether it is relative and has no `..`: what came out of params may be anything.
  static func isInside(_ path: String) -> Bool {
    path.utf8.first != UInt8(ascii: "/") && !path.utf8.contains(0) && !path.pathComponents.contains("..")
  }

  static func join(_ outer: String?, _ inner: String) -> String? {
    let parts = [outer ?? "", inner].filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}
