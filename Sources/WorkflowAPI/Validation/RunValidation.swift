import YAML

extension Validation {
  /// A run's spec (spec, section 3).
  mutating func checkRun(_ spec: WorkflowRunSpec, at path: [PathElement]) {
    withReason(.invalidWorkflowTemplate) { $0.checkTemplate(of: spec, at: path) }
    withReason(.invalidParams) {
      $0.checkNames(of: spec.params, \.name, .identifier, what: "param", at: path, "params")
    }
    withReason(.invalidWorkspaces) { $0.checkBindings(spec.workspaces, at: path) }
    if let timeout = spec.timeout { checkTimeout(timeout, at: path.child("timeout")) }
    if let depth = spec.depth, depth < 0 { report(path.child("depth"), "\(depth) must not be negative") }
  }

  private mutating func checkTemplate(of spec: WorkflowRunSpec, at path: [PathElement]) {
    switch (spec.workflowTemplateRef, spec.workflowTemplateSpec) {
    case (nil, nil):
      report(path, "either workflowTemplateRef or workflowTemplateSpec must be set")
    case (_?, let template?):
      report(
        path.child("workflowTemplateSpec"),
        "workflowTemplateRef and workflowTemplateSpec must not both be set")
      checkTemplate(template, at: path.child("workflowTemplateSpec"))
    case (let name?, nil): checkName(name, .subdomain, at: path.child("workflowTemplateRef"))
    case (nil, let template?): checkTemplate(template, at: path.child("workflowTemplateSpec"))
    }
  }

  private mutating func checkBindings(_ workspaces: [WorkspaceBinding]?, at path: [PathElement]) {
    checkNames(of: workspaces, \.name, .label, what: "workspace", at: path, "workspaces")
    for (index, binding) in (workspaces ?? []).enumerated() {
      let place = path.child("workspaces", index)
      let sources = [
        binding.persistentVolumeClaim == nil ? nil : "persistentVolumeClaim",
        binding.emptyDir == nil ? nil : "emptyDir",
        binding.configMap == nil ? nil : "configMap",
        binding.secret == nil ? nil : "secret",
      ].compactMap(\.self)
      if sources.isEmpty {
        report(
          place,
          "the workspace \(quoted(binding.name)) needs one of persistentVolumeClaim, emptyDir, configMap and secret"
        )
      }
      for source in sources.dropFirst() {
        report(
          place.child(source),
          "the workspace \(quoted(binding.name)) must have one source, and has \(sources.joined(separator: " and "))"
        )
      }
      checkSubPath(binding.subPath, at: place)
      let names = [
        ("persistentVolumeClaim", "claimName", binding.persistentVolumeClaim?.claimName),
        ("configMap", "name", binding.configMap?.name), ("secret", "secretName", binding.secret?.secretName),
      ]
      for case (let source, let key, let name?) in names {
        checkName(name, .subdomain, at: place.child(source).child(key))
      }
    }
  }

  private mutating func checkTimeout(_ text: String, at path: [PathElement]) {
    do {
      if try GoDuration.parse(text) < .zero { report(path, "the timeout \(quoted(text)) is negative") }
    } catch {
      report(path, error.description)
    }
  }

  /// A schedule (spec, section 5).
  mutating func checkCron(_ cron: CronWorkflowRun, at path: [PathElement]) {
    // A run's name has a dash and up to eleven digits after the schedule's.
    let maximumLength = NameRule.subdomain.maximumLength - 12
    if let name = cron.metadata.name, name.utf8.count > maximumLength {
      report(
        [.key("metadata"), .key("name")],
        "the name of a CronWorkflowRun has at most \(maximumLength) characters")
    }
    let spec = cron.spec
    do {
      _ = try CronSchedule(spec.schedule)
    } catch {
      report(path.child("schedule"), error.description)
    }
    if let name = spec.timeZone { checkTimeZone(name, at: path.child("timeZone")) }
    let counts = [
      ("startingDeadlineSeconds", spec.startingDeadlineSeconds),
      ("successfulRunsHistoryLimit", spec.successfulRunsHistoryLimit),
      ("failedRunsHistoryLimit", spec.failedRunsHistoryLimit),
    ]
    for case (let key, let count?) in counts where count < 0 {
      report(path.child(key), "\(count) must not be negative")
    }
    checkRun(spec.workflowRun.spec, at: path.child("workflowRun").child("spec"))
  }

  private mutating func checkTimeZone(_ name: String, at path: [PathElement]) {
    guard !name.isEmpty else { return report(path, "the time zone must not be empty: leave it out for UTC") }
    do {
      _ = try ZoneDatabase.system.zone(named: name)
    } catch {
      report(path, error.description)
    }
  }

  /// A trigger (spec, section 6).
  mutating func checkTrigger(_ spec: WorkflowTriggerSpec, at path: [PathElement]) {
    if spec.eventSources.isEmpty {
      report(path.child("eventSources"), "a trigger needs at least one event source")
    }
    for (index, source) in spec.eventSources.enumerated() {
      let place = path.child("eventSources", index)
      checkName(source.eventListenerName, .subdomain, at: place.child("eventListenerName"))
      for (number, filter) in (source.filters ?? []).enumerated() {
        let at = place.child("filters", number)
        if !filter.path.hasPrefix("body.") && !filter.path.hasPrefix("header.") {
          report(at.child("path"), "\(quoted(filter.path)) must begin with \"body.\" or \"header.\"")
        }
        if filter.values.isEmpty { report(at.child("values"), "a filter needs at least one value") }
      }
    }
    if let replicas = spec.replicas, replicas < 0 {
      report(path.child("replicas"), "\(replicas) must not be negative")
    }
    checkRun(spec.workflowRunSpec, at: path.child("workflowRunSpec"))
  }

  /// The keys of a ConfigMap, which become names of files.
  mutating func checkConfigMap(_ map: ConfigMap) {
    for (field, keys) in [("data", map.data?.keys.sorted()), ("binaryData", map.binaryData?.keys.sorted())] {
      for key in keys ?? [] {
        let allowed = key.utf8.allSatisfy(Substitution.isNameByte)
        if key.isEmpty || !allowed || key.utf8.count > 253 || key == "." || key.hasPrefix("..") {
          report(
            [.key(field), .key(key)],
            "the key \(quoted(key)) must consist of at most 253 letters, digits, '-', '_' and '.'")
        }
      }
    }
    for key in map.binaryData?.keys.sorted() ?? [] where map.data?[key] != nil {
      report([.key("binaryData"), .key(key)], "the key \(quoted(key)) is in data, too")
    }
  }
}
