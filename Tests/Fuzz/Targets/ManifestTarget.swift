import Foundation
import WorkflowAPI
import WorkflowEngine
import YAML

/// Whatever is valid can be written and read again, stored, planned and run to its end.
func checkManifest(_ input: [UInt8]) throws {
  let reader = ManifestReader(allowsSecrets: true)
  let file = reader.read(input, path: "a.yaml")
  var manifests: [Manifest] = []
  var diagnostics = file.diagnostics
  for object in file.objects {
    switch object.content {
    case .decoded(let manifest):
      try require(object.identity != nil, "a valid object has an identity")
      manifests.append(manifest)
      try checkReread(manifest, reader)
    case .invalid(let found):
      try require(!found.isEmpty, "an invalid object has a diagnostic")
      diagnostics += found
    case .notHandled: break
    }
  }
  for diagnostic in diagnostics {
    try require(
      diagnostic.line >= 1 && diagnostic.column >= 1 && !diagnostic.message.isEmpty,
      "a diagnostic has a place and a message: \(diagnostic)")
  }
  for document in YAMLParser.parse(input).documents { try checkStatus(document) }
  for manifest in manifests {
    if case .workflowRun(let run) = manifest { try checkRun(run, manifests) }
  }
}

/// What the agent writes as a status is what it would read.
private func checkReread(_ manifest: Manifest, _ reader: ManifestReader) throws {
  let text = try text(of: manifest)
  let file = reader.read(Array(text.utf8), path: "b.yaml")
  guard file.objects.count == 1, case .decoded(let again)? = file.objects.first?.content else {
    throw Violation("a valid object was written as an invalid one: \(text)\n\(file)")
  }
  try require(try FuzzTargets.text(of: again), is: text, "an object was read back as another")
}

private func text(of manifest: Manifest) throws -> String {
  let encoder = YAMLEncoder()
  return switch manifest {
  case .workflowTemplate(let object): try encoder.encode(object)
  case .workflowRun(let object): try encoder.encode(object)
  case .cronWorkflowRun(let object): try encoder.encode(object)
  case .eventListener(let object): try encoder.encode(object)
  case .workflowTrigger(let object): try encoder.encode(object)
  case .configMap(let object): try encoder.encode(object)
  case .persistentVolumeClaim(let object): try encoder.encode(object)
  case .secret(let object): try encoder.encode(object)
  }
}

/// A status file may have been edited by anybody.
private func checkStatus(_ document: Node) throws {
  guard let run = try? YAMLDecoder().decode(WorkflowRun.self, from: document), run.status != nil else {
    return
  }
  let text = try YAMLEncoder().encode(run)
  let again = try YAMLDecoder().decode(WorkflowRun.self, from: try YAMLParser.documents(in: text)[0])
  try require(try YAMLEncoder().encode(again), is: text, "a status was read back as another")
  _ = try JSONDecoder().decode(WorkflowRun.self, from: JSONEncoder().encode(run))
}

/// Plans a run with the templates beside it, and takes it to its end.
private func checkRun(_ run: WorkflowRun, _ manifests: [Manifest]) throws {
  var templates: [String: WorkflowTemplate] = [:]
  for case .workflowTemplate(let template) in manifests
  where (template.metadata.namespace ?? "default") == run.namespace {
    templates[template.metadata.name ?? ""] = template
  }
  // It is stored whether it can be planned or not.
  _ = try JSONDecoder().decode(WorkflowRun.self, from: JSONEncoder().encode(run))
  let limits = EngineLimits(nodes: 200, retries: 20, runs: 400)
  let plan: RunPlan
  do {
    plan = try RunPlanner.plan(
      run, limits: limits, template: { templates[$0] }, templateNames: { templates.keys.sorted() })
  } catch {
    try require(!error.message.isEmpty, "a rejection has a message")
    return
  }
  let stored = try JSONEncoder().encode(plan)
  var simulation = Simulation(plan: try JSONDecoder().decode(RunPlan.self, from: stored), limits: limits)
  try simulation.run()
}

/// Runs a plan with pods that end at once, some of them badly, on a machine that is restored now and then.
private struct Simulation {
  let plan: RunPlan
  let limits: EngineLimits
  private var machine: RunMachine
  private var records: [String: Data] = [:]
  private var pods: [PodRequest] = []
  private var now = Timestamp(seconds: 1_618_558_690)

  init(plan: RunPlan, limits: EngineLimits) {
    self.plan = plan
    self.limits = limits
    machine = RunMachine(plan: plan, salt: "salt", limits: limits)
  }

  mutating func run() throws {
    try perform(machine.start(at: now))
    var step = 0
    while !pods.isEmpty {
      let pod = pods.removeFirst()
      step += 1
      now = now.adding(.milliseconds(250))
      if step % 16 == 1 { try restore() }
      try perform(machine.handle(.podStarted(pod.id), at: now))
      try perform(machine.handle(.podFinished(pod.id, outcome(of: pod)), at: now))
    }
    try require(machine.isFinished, "no pod is left and the run has not ended")
    for object in machine.objects {
      try require(object.status?.phase?.isFinal == true, "\(object.name) has not ended")
      _ = try YAMLEncoder().encode(object)
    }
  }

  private mutating func perform(_ actions: [Action]) throws {
    for case .startPod(let request) in actions { pods.append(request) }
    for record in machine.takeChanges() { records[record.id] = try JSONEncoder().encode(record) }
  }

  private mutating func restore() throws {
    let restored = try records.values.map { try JSONDecoder().decode(RunRecord.self, from: $0) }
    let before = machine
    machine = try RunMachine(restoring: restored, plan: plan, salt: "salt", limits: limits)
    try require(machine.livePods, is: before.livePods, "a restored machine has other pods")
  }

  /// Every fourth pod fails, by its name; the others write all their results.
  private func outcome(of pod: PodRequest) -> PodOutcome {
    let fails = (pod.name.utf8.last ?? 0) % 4 == 0
    let containers = [
      ContainerOutcome(name: "main", termination: .exited(code: fails ? 1 : 0), lastLines: "no")
    ]
    return PodOutcome(containers: containers, results: Dictionary(pod.results.map { ($0, "$(x)") }) { $1 })
  }
}
