import Testing
import WorkflowAPI

struct RunValidationTests {
  static let invalid: [(spec: String, errors: [String])] = [
    ("timeout: 1s", ["4:1: error: spec: either workflowTemplateRef or workflowTemplateSpec must be set"]),
    (
      "workflowTemplateRef: t\nworkflowTemplateSpec: {pod: {containers: [{name: a}]}}",
      [
        "6:3: error: spec.workflowTemplateSpec: workflowTemplateRef and workflowTemplateSpec must not both be set"
      ]
    ),
    (
      "workflowTemplateSpec: {pod: {}}",
      ["5:26: error: spec.workflowTemplateSpec.pod.containers: a pod needs at least one container"]
    ),
    (
      "workflowTemplateRef: ../t",
      [
        "5:24: error: spec.workflowTemplateRef: \"../t\" is not a valid name: it must consist of lower case letters, "
          + "digits, '-' and '.', and begin and end with a letter or digit"
      ]
    ),
    (
      "workflowTemplateRef: t\ntimeout: soon\ndepth: -1",
      [
        "6:12: error: spec.timeout: \"soon\" is not a duration, such as 1h30m, 90s or 500ms",
        "7:10: error: spec.depth: -1 must not be negative",
      ]
    ),
    (
      "workflowTemplateRef: t\ntimeout: -1s",
      ["6:12: error: spec.timeout: the timeout \"-1s\" is negative"]
    ),
    (
      "workflowTemplateRef: t\ntimeout: 9999999h",
      ["6:12: error: spec.timeout: duration \"9999999h\" is too large"]
    ),
    (
      "workflowTemplateRef: t\nparams: [{name: a, value: '1'}, {name: a, value: '2'}]",
      ["6:42: error: spec.params[1].name: there are two params \"a\""]
    ),
    (
      "workflowTemplateRef: t\nparams: [{name: a, value: 1}]",
      ["6:29: error: spec.params[0].value: expected a string, found the number 1; quote it"]
    ),
    (
      "workflowTemplateRef: t\nworkspaces:\n- name: a\n- {name: b, emptyDir: {}, secret: {secretName: s}}\n"
        + "- {name: c, subPath: /x, persistentVolumeClaim: {claimName: ../c}}",
      [
        "7:5: error: spec.workspaces[0]: the workspace \"a\" needs one of persistentVolumeClaim, emptyDir, configMap and secret",
        "8:29: error: spec.workspaces[1].secret: the workspace \"b\" must have one source, and has emptyDir and secret",
        "9:24: error: spec.workspaces[2].subPath: \"/x\" must be a relative path without \"..\"",
        "9:63: error: spec.workspaces[2].persistentVolumeClaim.claimName: \"../c\" is not a valid name: it must consist of "
          + "lower case letters, digits, '-' and '.', and begin and end with a letter or digit",
      ]
    ),
  ]

  @Test(arguments: invalid)
  func `what is wrong is said with its place`(spec: String, expected: [String]) {
    #expect(errors(in: runManifest(spec)) == expected.map { "a.yaml:\($0)" })
  }

  @Test(arguments: [
    ("workflowTemplateSpec: {pod: {}}", Reason.invalidWorkflowTemplate),
    ("workflowTemplateSpec: {pood: {}}", .invalidWorkflowTemplate),
    ("{workflowTemplateRef: t, params: [{name: a b, value: x}]}", .invalidParams),
    ("{workflowTemplateRef: t, params: [{name: a}]}", .invalidParams),
    ("{workflowTemplateRef: t, workspaces: [{name: a}]}", .invalidWorkspaces),
    ("{workflowTemplateRef: t, timeout: x}", .failed),
  ])
  func `an error bears the reason that the run fails for`(spec: String, reason: Reason) {
    guard case .invalid(let diagnostics)? = read(runManifest(spec)).objects.first?.content else {
      Issue.record("valid")
      return
    }
    #expect(diagnostics.map(\.reason) == [reason])
    #expect(diagnostics.map(\.object) == ["WorkflowRun default/r"])
  }

  @Test func `every field of a run`() throws {
    let text = runManifest(
      "{workflowTemplateRef: t, params: [{name: p, value: v}], serviceAccountName: s, timeout: 1h, depth: 2, "
        + "scheduler: {t9kScheduler: {queue: q, priority: 1}}, workspaces: ["
        + "{name: a, persistentVolumeClaim: {claimName: c, readOnly: true}, subPath: x/y}, "
        + "{name: b, emptyDir: {medium: Memory, sizeLimit: 1Gi}}, "
        + "{name: c, configMap: {name: m, items: [{key: k, path: p}], defaultMode: 420, optional: true}}, "
        + "{name: d, secret: {secretName: s, optional: false}}]}")
    let run = try run(in: text)
    #expect(run.spec.scheduler?.t9kScheduler?.queue == "q")
    #expect(run.spec.workspaces?.map(\.name) == ["a", "b", "c", "d"])
  }
}
