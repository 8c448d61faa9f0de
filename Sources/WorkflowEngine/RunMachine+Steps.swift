import WorkflowAPI

extension RunMachine {
  /// Performs the steps of a turn, and those that follow from them, in order.
  mutating func complete(_ turn: inout Turn) {
    var next = 0
    while next < turn.queue.count {
      switch turn.queue[next] {
      case .begin(let run): begin(run, &turn)
      case .nodeEnded(let dag, let node): nodeEnded(dag, node, &turn)
      }
      next += 1
    }
  }

  /// Begins an attempt of a run that is `Pending`.
  private mutating func begin(_ run: Int, _ turn: inout Turn) {
    runs[run].begunAt = turn.at
    changes.note(run: run)
    guard let blueprint = runs[run].blueprint else {
      let name = runs[run].object.spec.workflowTemplateRef ?? ""
      return end(run, .refused(.workflowTemplateNotFound, message: "there is no template \"\(name)\""), &turn)
    }
    if let graph = blueprints[blueprint].graph {
      beginDAG(run, graph, &turn)
    } else if let workload = blueprints[blueprint].workload {
      beginPod(run, workload, &turn)
    } else {
      let type = blueprints[blueprint].spec.resolvedType?.rawValue ?? ""
      end(run, .refused(.runtimeError, message: UnsupportedType.message(type)), &turn)
    }
  }

  private mutating func beginPod(_ run: Int, _ workload: PodRequest.Workload, _ turn: inout Turn) {
    let name = podName(for: run)
    runs[run].podName = name
    podNames.insert(name)
    unfinishedPods[name] = run
    guard let request = podRequest(run: run) else { return }
    turn.actions.append(.startPod(request))
  }

  /// Marks a run as `Running`, and with it the runs that it is part of.
  mutating func setRunning(_ run: Int, at time: Timestamp) {
    guard runs[run].phase == .pending else { return }
    let second = time.wholeSeconds
    runs[run].object.status?.phase = .running
    runs[run].object.status?.startTime = second
    let pod = runs[run].podName
    runs[run].object.status?.podName = pod
    runs[run].object.status?.conditions = Condition.running(at: second)
    changes.note(run: run)
    reflect(run)
    if let parent = runs[run].origin?.parent { setRunning(parent, at: time) }
  }

  /// Ends an attempt of a run: for good, or to be tried again.
  mutating func end(_ run: Int, _ end: RunEnd, _ turn: inout Turn) {
    if let pod = runs[run].podName { unfinishedPods[pod] = nil }
    write(saying(why: runs[run].origin.flatMap { refusedRetry(run, $0) }, in: end), to: run, at: turn.at)
    changes.note(run: run)
    if let origin = runs[run].origin {
      setRunning(origin.parent, at: turn.at)
      if case .failed = end, mayRetry(run, origin) {
        retry(run)
        turn.queue.append(.begin(run))
      } else {
        turn.queue.append(.nodeEnded(dag: origin.parent, node: origin.node))
      }
      reflect(run)
    }
  }

  private mutating func write(_ end: RunEnd, to run: Int, at time: Timestamp) {
    var status = runs[run].object.status ?? WorkflowRunStatus()
    let start = status.startTime ?? runs[run].begunAt?.wholeSeconds ?? time.wholeSeconds
    // A clock that was set back in between makes no run that ends before it starts.
    let second = max(time.wholeSeconds, start)
    status.startTime = start
    status.completionTime = second
    status.podName = runs[run].podName
    switch end {
    case .succeeded(let message, let results):
      status.phase = .succeeded
      status.message = message
      status.results = results.isEmpty ? nil : results
      status.conditions = Condition.completed(at: second)
    case .failed(let reason, let message), .refused(let reason, let message):
      status.phase = .failed
      status.message = message
      status.conditions = Condition.completed(reason: reason, message: message, at: second)
    }
    runs[run].object.status = status
  }

  private func mayRetry(_ run: Int, _ origin: RunState.Origin) -> Bool {
    wantsRetry(run, origin) && refusedRetry(run, origin) == nil
  }

  private func wantsRetry(_ run: Int, _ origin: RunState.Origin) -> Bool {
    stop == nil && runs[run].attempt < (node(origin)?.spec.retries ?? 0)
  }

  /// The limit that keeps a run from being tried again, for people.
  private func refusedRetry(_ run: Int, _ origin: RunState.Origin) -> String? {
    guard wantsRetry(run, origin) else { return nil }
    if retries >= limits.retries {
      return "after \(limits.retries) retries in the run; raise it with --limit run-retries=…"
    }
    if runs.count >= limits.runs {
      return "after \(limits.runs) runs for its nodes; raise it with --limit run-objects=…"
    }
    return nil
  }

  private func saying(why limit: String?, in end: RunEnd) -> RunEnd {
    guard let limit, case .failed(let reason, let message) = end else { return end }
    return .failed(reason, message: "\(message) (not tried again \(limit))")
  }

  /// Puts the attempt that failed behind the earlier ones and starts the status afresh (spec, section 2).
  private mutating func retry(_ run: Int) {
    let failed = status(of: run)
    var fresh = WorkflowRunStatus(phase: .pending)
    fresh.retriedStatus = (failed.retriedStatus ?? []) + [failed.removingRetries()]
    runs[run].object.status = fresh
    runs[run].attempt += 1
    runs[run].begunAt = nil
    runs[run].podName = nil
    runs[run].dag = nil
    retries += 1
  }

  /// Shows the phase of a child in its parent's nodes.
  private mutating func reflect(_ run: Int) {
    guard let origin = runs[run].origin else { return }
    let phase = runs[run].phase
    runs[origin.parent].dag?.nodes[origin.node].status?.phase = phase
  }

  /// The node that a child runs.
  func node(_ origin: RunState.Origin) -> DAGGraph.Node? {
    graph(of: origin.parent)?.nodes[origin.node]
  }

  /// The graph that a run of a DAG works through.
  func graph(of run: Int) -> DAGGraph? {
    runs[run].blueprint.flatMap { blueprints[$0].graph }
  }
}

extension WorkflowRunStatus {
  /// The status of one attempt.
  fileprivate func removingRetries() -> WorkflowRunStatus {
    var status = self
    status.retriedStatus = nil
    return status
  }
}
