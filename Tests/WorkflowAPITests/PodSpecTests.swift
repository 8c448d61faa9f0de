import Testing
import WorkflowAPI
import YAML

struct PodSpecTests {
  private func decode<T: Decodable>(_ type: T.Type, _ text: String) throws -> T {
    try YAMLDecoder().decode(type, from: YAMLParser.documents(in: text)[0])
  }

  @Test func `every field of Kubernetes is known and written back`() throws {
    let node = try YAMLParser.documents(in: fullPodSpec)[0]
    let spec = try YAMLDecoder().decode(PodSpec.self, from: node)
    #expect(spec.volumes?.count == 29)
    #expect(try YAMLEncoder().node(from: spec) == node)
  }

  @Test func `a misspelled field is an error with its place`() throws {
    #expect(
      errors(in: template("pod:\n  containers:\n  - name: a\n    imagePullPolice: Always\n")) == [
        "a.yaml:8:7: error: spec.pod.containers[0].imagePullPolice: the key \"imagePullPolice\" is not known; "
          + "did you mean \"imagePullPolicy\"?"
      ])
  }

  @Test func `a value outside a closed list is an error`() {
    let found = errors(in: template("pod:\n  containers:\n  - {name: a, imagePullPolicy: Alway}\n"))
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("a.yaml:7:34: error: spec.pod.containers[0].imagePullPolicy: "))
    #expect(found[0].contains("\"Always\""))
  }

  @Test func `a SeqPod reads steps and pod fields from one mapping, and writes no containers`() throws {
    let text = "nodeName: n\nsteps: [{name: a, script: echo, image: i}]\n"
    let spec = try decode(SeqPodSpec.self, text)
    #expect(spec.steps == [Step(container: spec.steps[0].container, script: "echo")])
    #expect(spec.steps[0].container.image == "i")
    #expect(spec.pod.nodeName == "n")
    #expect(try YAMLEncoder().node(from: spec) == YAMLParser.documents(in: text)[0])
  }

  @Test func `an unknown field of a step is an error`() {
    #expect(throws: YAMLError.self) { try decode(SeqPodSpec.self, "steps: [{name: a, scrip: x}]") }
  }

  @Test(arguments: [("8080", IntOrString.int(8080)), ("http", .string("http")), ("\"80\"", .string("80"))])
  func `a port is a number or a text`(text: String, expected: IntOrString) throws {
    let value = try decode(IntOrString.self, text)
    #expect(value == expected)
    #expect(try YAMLEncoder().node(from: value) == YAMLParser.documents(in: text)[0])
  }

  @Test(arguments: ["true", "1.5", "[]", "null"])
  func `what is neither a number nor a text is no port`(text: String) {
    #expect(throws: YAMLError.self) { try decode(IntOrString.self, text) }
  }

  @Test(arguments: ["500m", "1Gi", "2", "0.5", "1e3", "-1", "+.5M", "1E-3", "5E"])
  func `quantities`(text: String) throws {
    #expect(try decode(Quantity.self, "\"\(text)\"").text == text)
  }

  @Test func `a number is a quantity and is written as a string`() throws {
    let quantity = try decode(Quantity.self, "0.5")
    #expect(try YAMLEncoder().node(from: quantity) == .scalar("0.5"))
    #expect(try decode(Quantity.self, "2").text == "2")
  }

  @Test(arguments: ["", "Gi", "1 Gi", "1.2.3", "1gi", "1e", "--1", ".", "1e5m", "é"])
  func `what is no quantity`(text: String) {
    #expect(Quantity(text) == nil)
  }
}
