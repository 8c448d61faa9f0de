import Glibc
import SupervisorProtocol
import WorkflowAPI

/// Turns a request into what a supervisor runs, and makes the directories and scripts that it needs.
struct HostPlanner {
  let configuration: HostRuntimeConfiguration
  let root: RootDirectory

  func plan(_ request: PodRequest) throws(PodRuntimeError) -> PodPlan {
    try checkNames(request)
    try HostSupport.check(request)
    let workload = try substitute(request)
    try makeDirectory(root.scratch(request.name))
    try makeDirectory("\(root.path)/logs/\(request.name)")

    var stages: [[ProcessPlan]] = []
    switch workload {
    case .pod(let spec):
      for container in spec.initContainers ?? [] { stages.append([try process(container, of: request)]) }
      var main: [ProcessPlan] = []
      for container in spec.containers { main.append(try process(container, of: request)) }
      stages.append(main)
    case .seqPod(let spec):
      for container in spec.pod.initContainers ?? [] { stages.append([try process(container, of: request)]) }
      for (index, step) in spec.steps.enumerated() {
        let script = try step.script.map { (text) throws(PodRuntimeError) in
          try write(script: text, of: request, number: index)
        }
        stages.append([try process(step.container, of: request, script: script)])
      }
    }
    return PodPlan(
      name: request.name, marker: root.marker(request.name), stages: stages, results: request.results)
  }

  /// Validation has done this already; but these names become paths.
  private func checkNames(_ request: PodRequest) throws(PodRuntimeError) {
    let containers = request.containers.map(\.name)
    guard NameRule.subdomain.accepts(request.name), containers.allSatisfy(NameRule.label.accepts),
      request.results.allSatisfy(NameRule.identifier.accepts)
    else { throw unsupported("the name of the pod, of a container or of a result is not valid") }
    guard !containers.isEmpty else { throw unsupported("pod \(request.name) has no containers") }
    guard Set(containers).count == containers.count else {
      throw unsupported("two containers of pod \(request.name) have the same name")
    }
  }

  // MARK: Variables

  /// Puts in all variables at once: what was put in is not read again (spec, section 4).
  private func substitute(_ request: PodRequest) throws(PodRuntimeError) -> PodRequest.Workload {
    var variables = request.variables
    let volumes = Volumes(root: root, directory: configuration.volumesDirectory)
    for workspace in request.workspaces {
      let path = try volumes.path(of: workspace, pod: request)
      variables["workspaces.\(workspace.declaration.name).path"] = path ?? ""
    }
    if !request.results.isEmpty { try makeDirectory(root.results(request.name)) }
    for result in request.results {
      variables["results.\(result).path"] = "\(root.results(request.name))/\(result)"
    }
    do {
      return switch request.workload {
      case .pod(let spec): .pod(try Substitution.apply(to: spec, variables: Variables(variables)))
      case .seqPod(let spec): .seqPod(try Substitution.apply(to: spec, variables: Variables(variables)))
      }
    } catch {
      throw unsupported("the variables of pod \(request.name) cannot be put in: \(error)")
    }
  }

  // MARK: Processes

  private func process(
    _ container: Container, of request: PodRequest, script: String? = nil
  ) throws(PodRuntimeError) -> ProcessPlan {
    let declared = declaredEnvironment(container, of: request)
    let expand = { (text: String) in KubernetesExpansion.expand(text, environment: declared) }
    let command = script.map { [$0] } ?? (container.command ?? []).map(expand)
    guard !command.isEmpty else {
      throw unsupported(
        "the host runtime does not use images, so container \(container.name) needs a command")
    }
    let scratch = root.scratch(request.name)
    var directory = scratch
    if let workingDir = container.workingDir, !workingDir.isEmpty { directory = workingDir }
    guard directory.utf8.first == UInt8(ascii: "/") else {
      throw unsupported("container \(container.name): workingDir must be an absolute path")
    }

    var environment = configuration.environment
    environment["HOME"] = scratch
    environment["TMPDIR"] = scratch
    environment.merge(declared) { $1 }
    environment[RootDirectory.markerVariable] = nil
    let plan = ProcessPlan(
      container: container.name, arguments: command + (container.args ?? []).map(expand),
      environment: environment.map { "\($0.key)=\($0.value)" }.sorted() + [root.marker(request.name)],
      directory: directory, log: root.relativeLog(request.name, container.name))
    try checkText(of: plan, names: declared.keys)
    return plan
  }

  /// The variables of the manifest. A value sees those before it, as in Kubernetes.
  private func declaredEnvironment(_ container: Container, of request: PodRequest) -> [String: String] {
    var declared: [String: String] = [:]
    for variable in container.env ?? [] {
      declared[variable.name] =
        switch variable.downwardField {
        case "metadata.name": request.name
        case "metadata.namespace": request.namespace
        default: KubernetesExpansion.expand(variable.value ?? "", environment: declared)
        }
    }
    return declared
  }

  /// A C string ends at a NUL, and a variable's name at a `=`: what is behind would be lost without a word.
  private func checkText(
    of plan: ProcessPlan, names: some Sequence<String>
  ) throws(PodRuntimeError) {
    let texts = plan.arguments + plan.environment + [plan.directory]
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw unsupported("container \(plan.container): a NUL in its command, arguments or environment")
    }
    guard !names.contains(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "=")) }) else {
      throw unsupported("container \(plan.container): the name of a variable is empty or has a \"=\"")
    }
  }

  // MARK: Scripts

  /// Writes a step's script to a file of its own (spec, section 2, "SeqPod").
  private func write(
    script: String, of request: PodRequest, number: Int
  ) throws(PodRuntimeError) -> String {
    let directory = root.scripts(request.name)
    try makeDirectory(directory)
    let path = "\(directory)/\(number)"
    let text = script.hasPrefix("#!") ? script : "#!/bin/bash\nset -e\n" + script
    let bytes = Array(text.utf8)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o700)
    guard descriptor >= 0 else { throw unavailable("cannot write a script: \(errorText(errno))") }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw unavailable("cannot write a script: \(errorText(errno))")
    }
    return path
  }
}

/// An error that may pass.
func unavailable(_ message: String) -> PodRuntimeError {
  PodRuntimeError(code: .unavailable, message: message)
}
