import Logging
import PodRuntime
import StateStore
import TestSupport
import Testing
import WorkflowAPI
import WorkflowEngine

@testable import Agent

/// What one run may grow to: manifests from files, planned and run by the engine.
enum RunEdges {
  static let all: [String: Edge] = [
    "dag-depth": {
      let templates =
        pod + dag("d1", ["node": "pod"]) + dag("d2", ["node": "d1"]) + dag("d3", ["node": "d2"])
      _ = try await run("d2", templates, "dag-depth=2")
      await expectRejection("d3", templates, "dag-depth=2") { expectAdvice($0, "dag-depth", "limit of 2") }
    },
    "run-nodes": {
      let templates = pod + dag("two", ["a": "pod", "b": "pod"]) + dag("three", ["a": "pod", "b": "two"])
      _ = try await run("two", templates, "run-nodes=2")
      await expectRejection("three", templates, "run-nodes=3") { expectAdvice($0, "run-nodes", "3") }
    },
    "run-retries": {
      let templates = pod + dag("d", ["node": "pod"], more: "retries: 2")
      let at = try await run("d", templates, "run-retries=2", failing: true)
      #expect(at.pods == 3)
      #expect(at.run.status?.message?.contains("--limit") == false)
      let beyond = try await run("d", templates, "run-retries=1", failing: true)
      #expect(beyond.pods == 2)
      expectAdvice(beyond.run.status?.message, "run-retries", "after 1 retries")
    },
    "run-objects": {
      // The run and the one of its node.
      let templates = pod + dag("d", ["node": "pod"], more: "retries: 1")
      let at = try await run("d", templates, "run-objects=3", failing: true)
      #expect(at.pods == 2)
      let beyond = try await run("d", templates, "run-objects=2", failing: true)
      #expect(beyond.pods == 1)
      expectAdvice(beyond.run.status?.message, "run-objects", "after 2 runs")
    },
    "value-bytes": {
      for (value, isInside) in [("12345", true), ("123456", false)] {
        let templates =
          pod.replacing("type: Pod", with: "type: Pod\n  params: [{name: p, default: \"\"}]")
          + dag("d", ["node": "pod"], more: "params: [{name: p, value: \"$(params.p)$(params.p)\"}]")
          .replacing("type: DAG", with: "type: DAG\n  params: [{name: p, default: \"\(value)\"}]")
        let ended = try await run("d", templates, "value-bytes=10").run
        #expect(ended.status?.phase == (isInside ? .succeeded : .failed))
        if !isInside { expectAdvice(ended.status?.message, "value-bytes", "10 bytes") }
      }
    },
  ]

  private static let pod = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowTemplate
    metadata: {name: pod}
    spec:
      type: Pod
      pod: {containers: [{name: main, command: ["true"]}]}
    ---

    """

  private static func dag(_ name: String, _ nodes: [String: String], more: String = "") -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: WorkflowTemplate
    metadata: {name: \(name)}
    spec:
      type: DAG
      dag:
        templates:

    """
      + nodes.sorted { $0.key < $1.key }.map {
        "      - name: \($0.key)\n        workflowTemplateRef: \($0.value)\n        \(more)\n"
      }.joined() + "---\n"
  }

  /// Runs a template of a file; how it ended, and how many pods it took.
  private static func run(
    _ template: String, _ templates: String, _ limit: String, failing: Bool = false
  ) async throws -> (run: WorkflowRun, pods: Int) {
    let limits = try limits(limit)
    let plan = try await plan(template, templates, limits)
    let runtime = FakeRuntime(failing: failing)
    let run = try LocalRun(
      plan: plan, runtime: runtime, limits: limits,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return (try await run.run { _ in }, runtime.started.count)
  }

  private static func plan(
    _ template: String, _ templates: String, _ limits: AgentLimits
  ) async throws -> RunPlan {
    try await withScratchDirectory { scratch in
      try writeFile(scratch.path("all.yaml"), templates)
      let run = WorkflowRun(
        metadata: ObjectMeta(name: "r"), spec: WorkflowRunSpec(workflowTemplateRef: template))
      return try LocalManifests(paths: [scratch.path("all.yaml")], limits: limits).plan(run)
    }
  }

  private static func expectRejection(
    _ template: String, _ templates: String, _ limit: String, _ check: (String) -> Void
  ) async {
    let error = await #expect(throws: RunRejection.self) {
      _ = try await plan(template, templates, try limits(limit))
    }
    if let error { check(error.message) }
  }
}
