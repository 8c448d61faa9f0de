import Testing
import WorkflowAPI
import YAML

struct DAGValidationTests {
  static let invalid: [(spec: String, errors: [String])] = [
    ("dag: {templates: []}", ["5:9: error: spec.dag.templates: a DAG needs at least one node"]),
    (
      "dag:\n  templates:\n  - {name: a, workflowTemplateRef: t}\n  - {name: a, workflowTemplateRef: T}",
      [
        "8:14: error: spec.dag.templates[1].name: there are two nodes \"a\"",
        "8:38: error: spec.dag.templates[1].workflowTemplateRef: \"T\" is not a valid name: it must consist of lower case "
          + "letters, digits, '-' and '.', and begin and end with a letter or digit",
      ]
    ),
    (
      "dag:\n  templates:\n  - {name: load, workflowTemplateRef: t}\n"
        + "  - {name: b, workflowTemplateRef: t, dependencies: [laod], retries: -1}",
      [
        "8:56: error: spec.dag.templates[1].dependencies[0]: there is no node \"laod\"; did you mean \"load\"?",
        "8:72: error: spec.dag.templates[1].retries: -1 must not be negative",
      ]
    ),
    (
      "dag:\n  templates:\n  - {name: a, workflowTemplateRef: t, dependencies: [a]}",
      ["7:56: error: spec.dag.templates[0].dependencies[0]: the dependencies are a cycle: a -> a"]
    ),
    (
      "dag:\n  templates:\n  - {name: a, workflowTemplateRef: t, dependencies: [b]}\n"
        + "  - {name: b, workflowTemplateRef: t, dependencies: [c]}\n"
        + "  - {name: c, workflowTemplateRef: t, dependencies: [a]}",
      ["7:56: error: spec.dag.templates[0].dependencies[0]: the dependencies are a cycle: a -> b -> c -> a"]
    ),
    (
      "dag:\n  templates:\n  - name: a\n    workflowTemplateRef: t\n"
        + "    params: [{name: p, value: $(templates.b.results.r)}]\n"
        + "  - {name: b, workflowTemplateRef: t, dependencies: [a]}",
      ["7:7: error: spec.dag.templates[0]: the dependencies are a cycle: a -> b -> a"]
    ),
    (
      "workspaces: [{name: data}]\ndag:\n  templates:\n  - name: a\n    workflowTemplateRef: t\n"
        + "    workspaces: [{name: w, workspace: dat, subPath: /x}]\n"
        + "    params: [{name: p, value: '1'}, {name: p, value: '2'}]",
      [
        "11:46: error: spec.dag.templates[0].params[1].name: there are two params \"p\"",
        "10:41: error: spec.dag.templates[0].workspaces[0].workspace: the DAG declares no workspace \"dat\"; did you mean \"data\"?",
        "10:55: error: spec.dag.templates[0].workspaces[0].subPath: \"/x\" must be a relative path without \"..\"",
      ]
    ),
    (
      "results: [{name: r}]\ndag: {templates: [{name: a, workflowTemplateRef: t}]}",
      ["5:13: error: spec.results[0]: the result \"r\" of a DAG needs a value"]
    ),
  ]

  @Test(arguments: invalid)
  func `what is wrong is said with its place`(spec: String, expected: [String]) {
    #expect(errors(in: template(spec)) == expected.map { "a.yaml:\($0)" })
  }

  @Test func `references to results are dependencies`() {
    var c = DAGNode(name: "c", workflowTemplateRef: "t", dependencies: ["a"])
    c.params = [Param(name: "p", value: "$(templates.b.results.x) $(templates.a.results.y.z)")]
    c.when = [
      WhenExpression(input: "$(templates.d.results.x)", operator: .in, values: ["$(templates.e.results.x)"])
    ]
    #expect(DAGSpec(templates: [c]).edges == ["c": ["a", "b", "d", "e"]])
    #expect(c.resultReferences.map(\.result) == ["x", "y.z", "x", "x"])
  }

  @Test func `two cycles that share no node are both found`() {
    let dag = DAGSpec(
      templates: [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")].map {
        DAGNode(name: $0.0, workflowTemplateRef: "t", dependencies: [$0.1])
      })
    var spec = WorkflowTemplateSpec()
    spec.dag = dag
    let messages = Validator.issues(in: spec).map(\.message)
    #expect(
      messages == ["the dependencies are a cycle: a -> b -> a", "the dependencies are a cycle: c -> d -> c"])
  }

  @Test func `a chain of twenty thousand nodes is walked without recursion`() {
    let count = 20_000
    let nodes = (0..<count).map {
      DAGNode(name: "n\($0)", workflowTemplateRef: "t", dependencies: $0 + 1 < count ? ["n\($0 + 1)"] : nil)
    }
    var spec = WorkflowTemplateSpec()
    spec.dag = DAGSpec(templates: nodes)
    #expect(Validator.issues(in: spec) == [])
    spec.dag?.templates[count - 1].dependencies = ["n0"]
    let issues = Validator.issues(in: spec)
    #expect(issues.count == 1)
    #expect(issues.first?.message.hasSuffix(" -> n19999 -> n0") == true)
    #expect(
      issues.first?.path == [.key("dag"), .key("templates"), .index(0), .key("dependencies"), .index(0)])
  }

  @Test func `ten thousand unknown names are not compared with ten thousand others`() {
    let nodes = (0..<10_000).map {
      DAGNode(name: "node-\($0)", workflowTemplateRef: "t", dependencies: ["nod-\($0)"])
    }
    var spec = WorkflowTemplateSpec()
    spec.dag = DAGSpec(templates: nodes)
    #expect(Validator.issues(in: spec).count == 100)
  }
}
