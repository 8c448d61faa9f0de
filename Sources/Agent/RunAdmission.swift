import WorkflowAPI
import WorkflowEngine
import YAML

/// Decides what is to become of a run: it can run, or there is a mistake and a place where it stands.
struct RunAdmission: Sendable {
  /// The bytes of a file, as `index` shows it.
  let source: @Sendable (String) async throws -> [UInt8]
  let index: ManifestIndex
  let limits: AgentLimits

  /// Plans a run, or says what is wrong with it.
  func plan(_ seen: ManifestScanner.SeenRun) async -> Result<RunPlan, Diagnostic> {
    guard case .decoded(.workflowRun(let run)) = seen.object.content else {
      return .failure(invalid(seen))
    }
    do {
      return .success(
        try RunPlanner.plan(
          run, limits: limits.engine,
          template: { index.template(ObjectKey(namespace: run.namespace, name: $0)) },
          templateNames: { index.templateNames(in: run.namespace) }))
    } catch {
      return .failure(await located(error, seen, namespace: run.namespace))
    }
  }

  /// Decides on a run that is seen for the first time, and pins it.
  ///
  /// - Parameters:
  ///   - key: its identity.
  ///   - revision: the commit that `index` shows.
  ///   - claim: distinguishes this claim from one that the agent made and does not remember.
  func admit(
    _ seen: ManifestScanner.SeenRun, _ key: ObjectKey, revision: String, agentID: String, claim: String,
    at now: Timestamp
  ) async -> AdmittedRun {
    let annotations = [
      WellKnown.agentAnnotation: agentID, WellKnown.claimAnnotation: claim,
      WellKnown.revisionAnnotation: revision,
    ]
    func annotated(_ run: WorkflowRun) -> WorkflowRun {
      var run = run
      run.status = nil
      run.metadata.annotations = (run.metadata.annotations ?? [:]).merging(annotations) { $1 }
      return run
    }
    func rejected(_ diagnostic: Diagnostic) -> AdmittedRun {
      var run = WorkflowRun(metadata: ObjectMeta(name: key.name), spec: WorkflowRunSpec())
      if key.namespace != "default" { run.metadata.namespace = key.namespace }
      if case .decoded(.workflowRun(let decoded)) = seen.object.content { run = decoded }
      let rejection = RunRejection(
        reason: diagnostic.reason ?? .failed, message: diagnostic.message, subject: .run, path: [])
      return AdmittedRun(
        key: key, revision: revision,
        decision: .reject(
          RunPlanner.rejected(
            annotated(run), rejection, message: cut(diagnostic.placed), at: now)), salt: "")
    }

    let definitions = index.definitions(of: .run(key))
    if definitions.count > 1, let first = definitions.first {
      return rejected(
        Diagnostic(
          severity: .error, file: first.file, line: first.line, column: first.column,
          object: "WorkflowRun \(key)",
          message: ManifestIndex.duplicate(.run(key), definitions)))
    }
    switch await plan(seen) {
    case .failure(let diagnostic): return rejected(diagnostic)
    case .success(var plan):
      plan.run = annotated(plan.run)
      return AdmittedRun(
        key: key, revision: revision, decision: .run(plan), salt: "\(agentID) \(revision)")
    }
  }

  /// One file may have very many mistakes, and a status is no place for all of them.
  private func cut(_ message: String) -> String {
    let limit = limits.messageBytes
    guard message.utf8.count > limit else { return message }
    return String(decoding: message.utf8.prefix(limit), as: UTF8.self)
      + "… (cut at \(limit) bytes; raise it with --limit message-bytes=…)"
  }

  private func invalid(_ seen: ManifestScanner.SeenRun) -> Diagnostic {
    if case .invalid(let diagnostics) = seen.object.content, var first = diagnostics.first {
      // The first has the place in front; the others bring theirs.
      first.message = ([first.message] + diagnostics.dropFirst().map(\.placed)).joined(separator: "\n")
      return first
    }
    return Diagnostic(
      severity: .error, file: seen.file, line: seen.object.line, column: seen.object.column,
      object: seen.object.identity?.description, message: "is not a WorkflowRun")
  }

  /// What a rejection says, with the place of the field that is to be changed.
  private func located(
    _ rejection: RunRejection, _ seen: ManifestScanner.SeenRun, namespace: String
  ) async -> Diagnostic {
    var reason = rejection.reason
    var message = rejection.message
    if let name = rejection.missingTemplate,
      let problem = index.templateProblem(ObjectKey(namespace: namespace, name: name))
    {
      message = "WorkflowTemplate \"\(name)\" cannot be used: \(problem)"
      reason = .invalidWorkflowTemplate
    }
    var definition = ManifestIndex.Definition(seen.object, in: seen.file)
    if case .template(let name) = rejection.subject,
      let template = index.definitions(of: .template(ObjectKey(namespace: namespace, name: name))).first
    {
      definition = template
    }
    var place = (line: definition.line, column: definition.column)
    // A file that could be read a moment ago and cannot now costs the exact place, not the message.
    if let bytes = try? await source(definition.file) {
      place =
        ManifestReader(limits: limits.parsing).locate(
          rejection.path, ofDocument: definition.document, itemPath: definition.itemPath, in: bytes) ?? place
    }
    return Diagnostic(
      severity: .error, file: definition.file, line: place.line, column: place.column,
      object: seen.object.identity?.description, message: message, reason: reason)
  }
}

extension Diagnostic {
  /// Its place and its message: what a status says.
  var placed: String { "\(file):\(line):\(column): \(message)" }
}
