import Foundation
import Testing
import WorkflowAPI
import WorkflowEngine

@testable import Agent

@Suite struct ActiveRunTests {
  @Test func `what is not on disk is not published`() throws {
    var pod = PodSpec()
    var container = Container(name: "main")
    container.command = ["true"]
    pod.containers = [container]
    var spec = WorkflowTemplateSpec(type: .pod)
    spec.pod = pod
    let object = WorkflowRun(
      metadata: ObjectMeta(name: "r"), spec: WorkflowRunSpec(workflowTemplateSpec: spec))
    let plan = try RunPlanner.plan(
      object, limits: EngineLimits(), template: { _ in nil }, templateNames: { [] })
    let run = ActiveRun(
      admitted: AdmittedRun(key: object.key, revision: "", decision: .run(plan), salt: ""),
      machine: RunMachine(plan: plan, salt: "", limits: EngineLimits()))
    _ = run.machine.start(at: Timestamp(seconds: 0))
    run.touch(["r"])
    #expect(run.statusObjects().count == 1)
    let (_, names) = try run.takeRecords(JSONEncoder())
    #expect(run.statusObjects().isEmpty)
    run.recorded(names)
    #expect(run.statusObjects().count == 1)
  }
}
