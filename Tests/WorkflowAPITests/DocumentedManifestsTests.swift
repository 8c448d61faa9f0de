import Testing
import WorkflowAPI
import YAML

struct DocumentedManifestsTests {
  @Test func `a run by reference`() throws {
    let run = try run(in: DocumentedManifests.reference)
    #expect(run.key == ObjectKey(namespace: "default", name: "workflowrun-sample"))
    #expect(run.spec.workflowTemplateRef == "workflowtemplate-sample")
  }

  @Test func `a run with the template in place`() throws {
    let run = try run(in: DocumentedManifests.embedded)
    let spec = try #require(run.spec.workflowTemplateSpec)
    #expect(spec.resolvedType == .pod)
    #expect(spec.pod?.containers.first?.args == ["Hello TensorStack!"])
  }

  @Test func `a DAG and a run of it, whose status is ignored`() throws {
    let objects = manifests(in: DocumentedManifests.dag)
    #expect(errors(in: DocumentedManifests.dag) == [])
    guard case .workflowTemplate(let template)? = objects.first, case .workflowRun(let run)? = objects.last
    else {
      Issue.record("not a template and a run")
      return
    }
    #expect(
      template.spec.dag?.edges == ["a": [], "b1": ["a"], "b2": ["a"], "c": ["b1", "b2"]])
    #expect(run.status == nil)
    #expect(run.metadata.labels == [WellKnown.templateLabel: "dag-workflowtemplate-sample"])
  }

  @Test func `a status file reads with its status, and is written back as the same values`() throws {
    let nodes = try YAMLParser.documents(in: DocumentedManifests.dag)
    let run = try YAMLDecoder().decode(WorkflowRun.self, from: nodes[1])
    #expect(run.status?.phase == .succeeded)
    #expect(run.status?.nodes?["b2"]?.workflowRunName == "dag-workflowtemplate-sample-run-b2-5db66")
    #expect(run.status?.startTime == Timestamp(seconds: 1_618_558_690))
    #expect(run.status?.conditions?.map(\.type) == ["Running", "Completed"])
    #expect(try YAMLEncoder().node(from: run) == nodes[1])
  }
}
