public import WorkflowAPI

extension RunMachine {
  /// The pods that were asked for and have not ended, in the order in which their runs were made. After a
  /// restart the runtime is asked to take them over.
  public var livePods: [PodID] {
    unfinishedPods.sorted { $0.value < $1.value }.map { PodID(root: runs[0].object.key, name: $0.key) }
  }

  /// How to start a pod that has not ended; `nil` for any other.
  public func podRequest(for pod: PodID) -> PodRequest? {
    guard pod.root == runs[0].object.key, let run = unfinishedPods[pod.name] else { return nil }
    return podRequest(run: run)
  }

  /// The stops that a run which was cancelled or has timed out waits for: to be asked for again after a restart.
  public var outstandingStops: [Action] {
    guard stop != nil else { return [] }
    return livePods.map { pod in
      let blueprint = unfinishedPods[pod.name].flatMap { runs[$0].blueprint }
      return .stopPod(pod, gracePeriod: blueprint.map { blueprints[$0].gracePeriod } ?? .zero)
    }
  }

  func podRequest(run: Int) -> PodRequest? {
    guard let blueprint = runs[run].blueprint, let name = runs[run].podName,
      let workload = blueprints[blueprint].workload
    else { return nil }
    let object = runs[run].object
    let spec = blueprints[blueprint].spec
    return PodRequest(
      name: name, namespace: object.namespace, root: runs[0].object.key,
      labels: [WellKnown.runLabel: object.name], workload: workload, variables: variables(of: run),
      workspaces: (spec.workspaces ?? []).map { declaration in
        PodWorkspace(
          declaration: declaration,
          binding: object.spec.workspaces?.first { $0.name == declaration.name })
      },
      results: spec.seqPod == nil ? [] : (spec.results ?? []).map(\.name))
  }

  /// How a run ends whose pod has ended.
  func podEnd(_ run: Int, _ outcome: PodOutcome) -> RunEnd {
    // What is stopped may still exit with 0: it was told to end, and did not do what it was there for.
    if let stopped = stopped() { return stopped }
    if let failure = outcome.failure { return .failed(failure.reason, message: failure.message) }
    guard let blueprint = runs[run].blueprint else { return .failed(.failed, message: "") }
    let spec = blueprints[blueprint].spec
    guard outcome.succeeded else {
      let steps = Set((spec.seqPod?.steps ?? []).map(\.container.name))
      return .failed(.failed, message: FailureMessage.pod(outcome, steps: steps, limits: limits))
    }
    return Results.end(spec, outcome.results, limits)
  }
}

extension Blueprint {
  /// What its pod runs, if it is of a type that runs one.
  var workload: PodRequest.Workload? {
    switch spec.resolvedType {
    case .pod: spec.pod.map(PodRequest.Workload.pod)
    case .seqPod: spec.seqPod.map(PodRequest.Workload.seqPod)
    default: nil
    }
  }
}

/// The types that pods on a host cannot stand for.
enum UnsupportedType {
  static func message(_ type: String) -> String {
    "a template of type \"\(type)\" can only run on a cluster, with the runtime \"kubernetes\""
  }
}
