import Testing
import WorkflowAPI

/// Every rule of a template with its message and its place; a template's spec begins on line 5.
struct TemplateValidationTests {
  static let pod = "pod: {containers: [{name: a}]}"

  static let invalid: [(spec: String, errors: [String])] = [
    ("type: Pod", ["5:9: error: spec.type: a template of type Pod needs the field pod"]),
    (
      "type: DAG\n\(pod)",
      [
        "6:3: error: spec.pod: the field pod does not belong to a template of type DAG",
        "5:9: error: spec.type: a template of type DAG needs the field dag",
      ]
    ),
    (
      "\(pod)\nseqPod: {steps: [{name: a}]}",
      ["6:3: error: spec.seqPod: the field seqPod does not belong to a template of type Pod"]
    ),
    (
      "params: [{name: a}, {name: a}, {name: a/b}]\n\(pod)",
      [
        "5:30: error: spec.params[1].name: there are two params \"a\"",
        "5:41: error: spec.params[2].name: \"a/b\" is not a valid name: it must consist of letters, digits, '_', '-' "
          + "and '.', and begin and end with a letter, digit or '_'",
      ]
    ),
    (
      "workspaces: [{name: w}, {name: w, mountPath: /m}, {name: x, mountPath: /m/}]\n\(pod)",
      [
        "5:34: error: spec.workspaces[1].name: there are two workspaces \"w\"",
        "5:74: error: spec.workspaces[2].mountPath: two workspaces are mounted at \"/m/\"",
      ]
    ),
    (
      "workspaces: [{name: w, mountPath: m}, {name: x, mountPath: /a/../b}, {name: y, mountPath: /t9k/results}]\n\(pod)",
      [
        "5:37: error: spec.workspaces[0].mountPath: \"m\" must be an absolute path without \"..\"",
        "5:62: error: spec.workspaces[1].mountPath: \"/a/../b\" must be an absolute path without \"..\"",
        "5:93: error: spec.workspaces[2].mountPath: \"/t9k/results\" is reserved",
      ]
    ),
    (
      "results: [{name: r, value: x}, {name: r}]\n\(pod)",
      [
        "5:41: error: spec.results[1].name: there are two results \"r\"",
        "5:30: error: spec.results[0].value: only a result of a DAG has a value",
      ]
    ),
    ("pod: {}", ["5:3: error: spec.pod.containers: a pod needs at least one container"]),
    (
      "pod:\n  initContainers: [{name: a}]\n  containers: [{name: a}, {name: A}]",
      [
        "7:25: error: spec.pod.containers[0].name: there are two containers \"a\"",
        "7:36: error: spec.pod.containers[1].name: \"A\" is not a valid name: it must consist of lower case letters, "
          + "digits and '-', and begin and end with a letter or digit",
      ]
    ),
    ("pod: {containers: [{image: i}]}", ["5:22: error: spec.pod.containers[0]: the key \"name\" is missing"]),
    (
      "pod:\n  volumes: [{name: data}, {name: data}]\n  containers:\n  - name: a\n    volumeMounts:\n"
        + "    - {name: dta, mountPath: /x}\n    - {name: data, mountPath: /x, subPath: ../y}\n"
        + "    - {name: data, mountPath: \"\"}",
      [
        "6:36: error: spec.pod.volumes[1].name: there are two volumes \"data\"",
        "10:16: error: spec.pod.containers[0].volumeMounts[0].name: there is no volume \"dta\"; did you mean \"data\"?",
        "11:33: error: spec.pod.containers[0].volumeMounts[1].mountPath: two volumes are mounted at \"/x\"",
        "11:46: error: spec.pod.containers[0].volumeMounts[1].subPath: \"../y\" must be a relative path without \"..\"",
        "12:33: error: spec.pod.containers[0].volumeMounts[2].mountPath: the mountPath must not be empty",
      ]
    ),
    (
      "pod: {terminationGracePeriodSeconds: -1, activeDeadlineSeconds: 0, containers: [{name: a, env: [{name: A=B}]}]}",
      [
        "5:106: error: spec.pod.containers[0].env[0].name: \"A=B\" cannot be the name of an environment variable",
        "5:40: error: spec.pod.terminationGracePeriodSeconds: -1 must not be negative",
        "5:67: error: spec.pod.activeDeadlineSeconds: 0 must be at least 1",
      ]
    ),
    ("seqPod: {}", ["5:3: error: spec.seqPod.steps: a seqPod needs at least one step"]),
    (
      "seqPod:\n  containers: [{name: c}]\n  steps:\n  - {name: a, script: x, command: [y]}\n  - {name: a}",
      [
        "6:5: error: spec.seqPod.containers: a seqPod has steps in place of containers",
        "8:25: error: spec.seqPod.steps[0].script: the step \"a\" has both a script and a command",
        "9:14: error: spec.seqPod.steps[1].name: there are two steps or init containers \"a\"",
      ]
    ),
    (
      "seqPod:\n  volumes: [{name: v}]\n  steps:\n  - name: a\n    volumeMounts:\n"
        + "    - {name: v, mountPath: /t9k/results/x}\n    - {name: v, mountPath: /t9k/}",
      [
        "10:30: error: spec.seqPod.steps[0].volumeMounts[0].mountPath: \"/t9k/results/x\" is reserved in a seqPod",
        "11:30: error: spec.seqPod.steps[0].volumeMounts[1].mountPath: \"/t9k/\" is reserved in a seqPod",
      ]
    ),
    (
      "resource: {manifest: \" \", successRules: {}}",
      [
        "5:24: error: spec.resource.manifest: the manifest must not be empty",
        "5:29: error: spec.resource.successRules: successRules needs a fieldSelector or a conditionSelector",
      ]
    ),
    ("mpiJob: {spec: 1}", ["5:18: error: spec.mpiJob.spec: the spec of a job must be a mapping"]),
    ("type: Pot\n\(pod)", ["5:9: error: spec.type: unknown value \"Pot\"; did you mean \"Pod\"?"]),
  ]

  @Test(arguments: invalid)
  func `what is wrong is said with its place`(spec: String, expected: [String]) {
    #expect(errors(in: template(spec)) == expected.map { "a.yaml:\($0)" })
  }

  @Test func `a spec with nothing to run names what it may have`() {
    let found = errors(in: template("description: nothing"))
    #expect(found.count == 1)
    #expect(
      found[0].hasPrefix("a.yaml:4:1: error: spec: there is nothing to run: one of the fields pod, seqPod,"))
  }

  @Test(arguments: [
    pod, "type: ''\n\(pod)", "seqPod: {steps: [{name: a, script: x, command: []}]}",
    "seqPod: {steps: [{name: a, command: [x]}]}",
    "workspaces: [{name: w, mountPath: /t9k/workspaces/other, optional: true}]\n\(pod)",
    "params: [{name: A_b.c, default: ''}]\n\(pod)",
    "resource: {manifest: 'kind: Job', successRules: {fieldSelector: a}, failureRules: {conditionSelector: {type: a, status: b}}}",
    "pytorchTrainingJob: {metadata: {labels: {a: b}}, spec: {any: [thing]}}",
    "pod: {containers: [{name: $(params.n)}]}\nparams: [{name: n}]",
  ])
  func `what is valid`(spec: String) {
    #expect(errors(in: template(spec)) == [])
  }

  @Test func `an absent type is the first field's`() {
    var spec = WorkflowTemplateSpec()
    #expect(spec.resolvedType == nil)
    spec.beamJob = JobSpec(spec: nil)
    #expect(spec.resolvedType == .beamJob)
    spec.seqPod = SeqPodSpec(steps: [])
    #expect(spec.resolvedType == .seqPod)
  }

  @Test func `a hostile template gives at most a hundred errors`() {
    let containers = String(repeating: "{name: A}, ", count: 5000)
    #expect(errors(in: template("pod: {containers: [\(containers)]}")).count == 100)
  }
}
