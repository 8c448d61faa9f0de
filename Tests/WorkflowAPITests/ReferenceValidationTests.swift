import Testing
import WorkflowAPI

struct ReferenceValidationTests {
  static let invalid: [(spec: String, errors: [String])] = [
    (
      "params: [{name: input.file}]\npod: {containers: [{name: a, args: [x, $(params.input.fil)]}]}",
      [
        "6:42: error: spec.pod.containers[0].args[1]: the template declares no param \"input.fil\"; did you mean \"input.file\"?"
      ]
    ),
    (
      "workspaces: [{name: w}]\npod: {containers: [{name: a, args: [$(workspaces.w.path), $(workspaces.v.path), $(workspaces.w)]}]}",
      [
        "6:61: error: spec.pod.containers[0].args[1]: the template declares no workspace \"v\"",
        "6:83: error: spec.pod.containers[0].args[2]: $(workspaces.w) is not of the form $(workspaces.<workspace>.path)",
      ]
    ),
    (
      "results: [{name: r}]\npod: {containers: [{name: a, args: [$(results.r.path)]}]}",
      ["6:39: error: spec.pod.containers[0].args[0]: $(results.r.path) can only be used in a SeqPod"]
    ),
    (
      "results: [{name: r}]\nseqPod: {steps: [{name: a, script: 'x > $(results.r.path) $(results.total.path)'}]}",
      ["6:38: error: spec.seqPod.steps[0].script: the template declares no result \"total\""]
    ),
    (
      "pod: {containers: [{name: a, args: [$(templates.a.results.r)]}]}",
      [
        "5:39: error: spec.pod.containers[0].args[0]: $(templates.a.results.r) can only be used in a DAG's params[].value, "
          + "when[] and results[].value"
      ]
    ),
    (
      "dag:\n  templates:\n  - name: a\n    workflowTemplateRef: $(templates.a.results.x)\n"
        + "    params: [{name: p, value: $(templates.b.results.r)}, {name: q, value: $(templates.a)}]\n"
        + "    when: [{input: $(workspaces.w.path), operator: in, values: [$(params.x)]}]",
      [
        "8:28: error: spec.dag.templates[0].workflowTemplateRef: $(templates.a.results.x) can only be used in a DAG's "
          + "params[].value, when[] and results[].value",
        "9:33: error: spec.dag.templates[0].params[0].value: the DAG has no node \"b\"",
        "9:77: error: spec.dag.templates[0].params[1].value: $(templates.a) is not of the form "
          + "$(templates.<node>.results.<result>)",
        "10:22: error: spec.dag.templates[0].when[0].input: $(workspaces.w.path) can only be used in a Pod or a SeqPod",
        "10:67: error: spec.dag.templates[0].when[0].values[0]: the template declares no param \"x\"",
      ]
    ),
    (
      "results: [{name: r, value: $(templates.a.results.x)$(params.y)}]\ndag: {templates: [{name: a, workflowTemplateRef: t}]}",
      ["5:30: error: spec.results[0].value: the template declares no param \"y\""]
    ),
    (
      "resource: {manifest: 'name: $(params.n)'}",
      ["5:24: error: spec.resource.manifest: the template declares no param \"n\""]
    ),
    (
      "genericJob: {spec: {replicas: [{image: $(params.n)}]}}",
      ["5:42: error: spec.genericJob.spec.replicas[0].image: the template declares no param \"n\""]
    ),
    (
      "pod: {containers: [{name: a, args: [$(context.workflowRun.nam)]}]}",
      [
        "5:39: error: spec.pod.containers[0].args[0]: there is no variable $(context.workflowRun.nam); "
          + "did you mean \"workflowRun.name\"?"
      ]
    ),
  ]

  @Test(arguments: invalid)
  func `a reference to what is not declared is an error at its place`(spec: String, expected: [String]) {
    #expect(errors(in: template(spec)) == expected.map { "a.yaml:\($0)" })
  }

  @Test(arguments: [
    "pod: {containers: [{name: a, args: [$(date), $(HOME), $$(params.x), $(context.workflowRun.name)]}]}",
    "params: [{name: x}]\ndescription: $(params.unknown)\npod: {containers: [{name: a, command: [$(params.x)]}]}",
    "params: [{name: x}]\ndag: {templates: [{name: a, workflowTemplateRef: $(params.x)}]}",
  ])
  func `what is no reference, or a good one, is valid`(spec: String) {
    #expect(errors(in: template(spec)) == [])
  }
}
