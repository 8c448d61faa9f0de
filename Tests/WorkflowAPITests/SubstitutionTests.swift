import Testing
import WorkflowAPI
import YAML

struct SubstitutionTests {
  private let variables = Variables([
    "params.x": "1", "params.input.file": "f", "params.ref": "$(params.x)", "params.q": "q",
  ])

  @Test(arguments: [
    ("", ""), ("plain", "plain"), ("$(params.x)", "1"), ("a$(params.x)b$(params.input.file)c", "a1bfc"),
    ("$(params.unknown)", "$(params.unknown)"), ("$(date)", "$(date)"), ("$$(params.x)", "$(params.x)"),
    ("$$$(params.x)", "$$(params.x)"), ("$(params.ref)", "$(params.x)"), ("$(echo $(params.x))", "$(echo 1)"),
    ("$(params.x", "$(params.x"), ("$()", "$()"), ("$", "$"), ("$$", "$$"), ("$($(params.x))", "$(1)"),
    ("$(params.x )", "$(params.x )"), ("é$(params.x)é", "é1é"), ("$$(", "$("),
    ("costs 5$ $(params.x)", "costs 5$ 1"),
  ])
  func `one pass over text`(text: String, expected: String) {
    #expect(Substitution.apply(to: text, variables: variables) == expected)
  }

  @Test func `references are the names of the API's namespaces`() {
    let text =
      "$(params.a.b) $$(params.c) $(date) $(HOME) $(templates.n.results.r) $(x $(context.workflowRun.name))"
    #expect(
      Substitution.references(in: text) == [
        "params.a.b", "templates.n.results.r", "context.workflowRun.name",
      ])
  }

  @Test func `strings inside a value are replaced and stay strings`() throws {
    var container = Container(name: "c")
    container.args = ["$(params.x)", "$(params.q)"]
    container.env = [EnvVar(name: "N", value: "$(params.x)")]
    var pod = PodSpec()
    pod.containers = [container]
    pod.nodeSelector = ["$(params.x)": "$(params.x)"]
    let replaced = try Substitution.apply(to: pod, variables: variables)
    #expect(replaced.containers[0].args == ["1", "q"])
    #expect(replaced.containers[0].env?[0].value == "1")
    #expect(replaced.nodeSelector == ["$(params.x)": "1"])
  }

  @Test func `a value without variables comes back as it is`() throws {
    var pod = PodSpec()
    pod.containers = [Container(name: "c")]
    #expect(try Substitution.apply(to: pod, variables: variables) == pod)
  }

  @Test func `the spec of a job is replaced too, and other scalars stay`() throws {
    let node = try YAMLParser.documents(in: "{n: 1.10, list: [{image: \"$(params.x)\"}]}")[0]
    let job = try Substitution.apply(to: JobSpec(spec: node), variables: variables)
    #expect(job.spec?["n"] == node["n"])
    #expect(job.spec?["list"]?[0]?["image"] == .scalar("1"))
  }

  @Test func `hostile text takes time in proportion to its length`() {
    for piece in ["$(", "$$(", "$(params.", "$"] {
      let text = String(repeating: piece, count: 200_000)
      _ = Substitution.apply(to: text, variables: variables)
      #expect(Substitution.references(in: text) == [])
      _ = KubernetesExpansion.expand(text, environment: [:])
    }
  }
}

struct KubernetesExpansionTests {
  /// The cases are those of the rule in the API reference, `Container.args`.
  @Test(arguments: [
    ("$(A)", "a"), ("x$(A)y$(B)z", "xaybz"), ("$$(A)", "$(A)"), ("$$$(A)", "$a"), ("$$$$(A)", "$$(A)"),
    ("$(C)", "$(C)"), ("$(A", "$(A"), ("$A", "$A"), ("$", "$"), ("$$", "$"), ("$()", "$()"), ("$(E)", ""),
    ("$(R)", "$(A)"), ("$(A)$", "a$"), ("é$(A)", "éa"), ("$($(A))", "$($(A))"),
  ])
  func `as Kubernetes does`(text: String, expected: String) {
    let environment = ["A": "a", "B": "b", "E": "", "R": "$(A)"]
    #expect(KubernetesExpansion.expand(text, environment: environment) == expected)
  }
}
