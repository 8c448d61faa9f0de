import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// "The manifests of the user's document, pushed to a bare repository, give …"
  @Suite struct UserDocumentTests {
    private static let run = "dag-workflowtemplate-sample-run"
    private static let nodes = ["a", "b1", "b2", "c"]

    /// The template that the document refers to and does not show. It notes when it starts and ends; b1 and b2 each wait
    /// for the other, so that they can only end if they run together; a looks at what is in the repository by then.
    private static func podTemplate(_ sandbox: Sandbox) -> String {
      Manifest.template(
        "pod-workflowtemplate-sample",
        script: """
          node=${1#\(run)-}; node=${node%-*}
          echo "start $node" >> \(sandbox.path("order"))
          case $node in
          a) git -C \(sandbox.repository.path) show main:status/default/\(run).yaml > \(sandbox.path("claim")) ;;
          b1) echo here > \(sandbox.path("to-b2")); read line < \(sandbox.path("to-b1")) ;;
          b2) read line < \(sandbox.path("to-b2")); echo here > \(sandbox.path("to-b1")) ;;
          esac
          echo "end $node" >> \(sandbox.path("order"))
          """)
    }

    private static func reconciled(_ body: @Sendable @escaping (Sandbox, Statuses) async throws -> Void)
      async throws
    {
      try await withSandbox { sandbox in
        try Fifo.make(sandbox.path("to-b1"))
        try Fifo.make(sandbox.path("to-b2"))
        try await sandbox.push([
          "workflows/dag.yaml": UserDocument.dag, "workflows/pod.yaml": podTemplate(sandbox),
        ])
        try await sandbox.reconcile()
        try await body(sandbox, try await sandbox.statuses())
      }
    }

    @Test
    func
      `the status of the DAG has the keys, nesting, conditions, message, label and phases of the document`()
      async throws
    {
      try await Self.reconciled { sandbox, statuses in
        let file = try #require(statuses.files["status/default/\(Self.run).yaml"], "\(statuses.paths)")
        #expect(file.isSorted, "keys are sorted")
        let object = try statuses.run(Self.run)

        let annotations = object["metadata"]["annotations"].map
        #expect(Set(annotations.keys) == ["pushrun.dev/agent", "pushrun.dev/claim", "pushrun.dev/revision"])
        var withoutAnnotations = object.map
        var metadata = object["metadata"].map
        metadata["annotations"] = nil
        withoutAnnotations["metadata"] = .map(metadata)

        let document = try await YAMLReader.documents(UserDocument.dag)[1]
        #expect(Self.normalized(.map(withoutAnnotations)) == Self.normalized(document))

        // The document's times are of 2021: these are of now, and in order.
        let start = try Self.time(object["status"]["startTime"])
        let end = try Self.time(object["status"]["completionTime"])
        #expect(start <= end)
        #expect(start > Date.now.addingTimeInterval(-3600))
        for condition in object["status"]["conditions"].list {
          #expect(try Self.time(condition["lastTransitionTime"]) == end)
        }
      }
    }

    @Test func `the DAG has four children in a directory of its own, and nothing else was written`()
      async throws
    {
      try await Self.reconciled { sandbox, statuses in
        let object = try statuses.run(Self.run)
        var expected: Set = ["status/default/\(Self.run).yaml"]
        for node in Self.nodes {
          let name = try #require(object["status"]["nodes"][node]["workflowRunName"].string)
          #expect(Self.isGenerated(name, from: "\(Self.run)-\(node)-"), "\(name)")
          expected.insert("status/default/\(Self.run)/\(name).yaml")

          let child = try statuses.object("status/default/\(Self.run)/\(name).yaml")
          #expect(child["apiVersion"].string == "batch.tensorstack.dev/v1beta1")
          #expect(child["kind"].string == "WorkflowRun")
          #expect(child["metadata"]["name"].string == name)
          #expect(
            child["metadata"]["labels"]["batch.tensorstack.dev/workflowTemplate"].string
              == "pod-workflowtemplate-sample")
          let owner = try #require(child["metadata"]["ownerReferences"].list.first)
          #expect(owner["kind"].string == "WorkflowRun")
          #expect(owner["name"].string == Self.run)
          #expect(child["spec"]["workflowTemplateRef"].string == "pod-workflowtemplate-sample")
          #expect(child["status"]["phase"].string == "Succeeded")
          let pod = try #require(child["status"]["podName"].string)
          #expect(Self.isGenerated(pod, from: "\(name)-pod-"), "\(pod)")
        }
        #expect(
          try await sandbox.repository.git("ls-tree", "-r", "--name-only", "main", "--", "status")
            .split(separator: "\n").map(String.init).sorted() == expected.sorted())
      }
    }

    @Test func `b1 and b2 run together after a, and c after both`() async throws {
      try await Self.reconciled { sandbox, _ in
        let order = sandbox.lines("order")
        #expect(order.prefix(2) == ["start a", "end a"])
        #expect(Set(order.dropFirst(2).prefix(2)) == ["start b1", "start b2"])
        #expect(Set(order.dropFirst(4).prefix(2)) == ["end b1", "end b2"])
        #expect(order.dropFirst(6) == ["start c", "end c"])
      }
    }

    @Test func `the claim was in the remote branch before the first process started`() async throws {
      try await Self.reconciled { sandbox, statuses in
        let text = try #require(readFile(sandbox.path("claim")))
        let claim = try await YAMLReader.documents(text).first ?? .null
        let final = try statuses.run(Self.run)
        let agent = try #require(claim["metadata"]["annotations"]["pushrun.dev/agent"].string)
        #expect(!agent.isEmpty)
        #expect(["Pending", "Running"].contains(claim["status"]["phase"].string))
        #expect(final["metadata"]["annotations"]["pushrun.dev/agent"].string == agent)
        let first = try await sandbox.repository.git("rev-list", "--max-parents=0", "main")
        #expect(claim["metadata"]["annotations"]["pushrun.dev/revision"].string == first)
        #expect(final["metadata"]["annotations"]["pushrun.dev/revision"].string == first)
      }
    }

    @Test func `the last commit says what ran`() async throws {
      try await Self.reconciled { sandbox, _ in
        let message = try await sandbox.repository.git("log", "-1", "--format=%B", "main")
        let subject = message.prefix { $0 != "\n" }
        #expect(subject.hasPrefix("\(Self.run): Succeeded, 4/4 nodes in "), "\(subject)")
        #expect(subject.wholeMatch(of: /.* in (\d+m)?\d+s/) != nil, "\(subject)")
        let trailers = try await sandbox.repository.git(
          "log", "-1", "--format=%(trailers:only,unfold)", "main")
        let first = try await sandbox.repository.git("rev-list", "--max-parents=0", "main")
        #expect(trailers.contains("Workflow-Run: default/\(Self.run)\n"), "\(message)")
        #expect(trailers.contains("Manifest-Revision: \(first)"), "\(message)")
      }
    }

    @Test func `a referenced and an embedded template run`() async throws {
      try await withSandbox { sandbox in
        try await sandbox.push([
          "runs.yaml": Manifest.file(UserDocument.referencingRun, UserDocument.embeddingRun),
          "templates/pod.yml": Manifest.template("workflowtemplate-sample", script: "echo referenced"),
        ])
        try await sandbox.reconcile()
        let statuses = try await sandbox.statuses()
        let referencing = try statuses.run("workflowrun-sample")
        #expect(referencing["status"]["phase"].string == "Succeeded")
        #expect(
          referencing["metadata"]["labels"]["batch.tensorstack.dev/workflowTemplate"].string
            == "workflowtemplate-sample")
        #expect(referencing["status"]["workflowTemplateSpec"]["type"].string == "Pod")
        let embedding = try statuses.run("embedded-workflowrun-sample")
        #expect(embedding["status"]["phase"].string == "Succeeded")
        #expect(embedding["metadata"]["labels"] == .null)
        #expect(
          embedding["status"]["workflowTemplateSpec"] == embedding["spec"]["workflowTemplateSpec"])
        for run in [referencing, embedding] {
          let pod = try #require(run["status"]["podName"].string)
          let name = try #require(run["metadata"]["name"].string)
          #expect(Self.isGenerated(pod, from: "\(name)-pod-"), "\(pod)")
          #expect(
            run["status"]["conditions"].list.map(\.["type"]) == [.string("Running"), .string("Completed")])
          #expect(run["status"]["conditions"].list.map(\.["status"]) == [.string("False"), .string("True")])
        }
        let log = try await sandbox.pushrun([
          "logs", "embedded-workflowrun-sample", "--state-dir", sandbox.state,
        ])
        #expect(log.output == "Hello TensorStack!\n")
      }
    }

    @Test func `a failing run says which step failed, how, and what it said last, and the agent succeeds`()
      async throws
    {
      try await withSandbox { sandbox in
        try await sandbox.push([
          "failing.yaml": Manifest.run(
            "failing", script: "echo all is prepared; echo about to fail >&2; exit 3")
        ])
        try await sandbox.reconcile()
        let status = try await sandbox.statuses().run("failing")["status"]
        #expect(status["phase"].string == "Failed")
        let message = try #require(status["message"].string)
        for part in ["main", "exit code 3", "about to fail"] { #expect(message.contains(part)) }
        let completed = try #require(status["conditions"].list.last)
        #expect(completed["type"].string == "Completed")
        #expect(completed["reason"].string == "Failed")
        #expect(try await sandbox.repository.log().first?.contains("failing: Failed") == true)
      }
    }

    // MARK: -

    /// Without what differs from run to run: the suffixes of names, and times.
    private static func normalized(_ value: YAMLValue) -> YAMLValue {
      value.mapStrings { text in
        text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "TIME")
          .replacing(/-run-(a|b1|b2|c)-[bcdfghjklmnpqrstvwxz2456789]{5}/) { "-run-\($0.output.1)-SUFFIX" }
      }
    }

    /// Whether a name is a base with five characters that the specification allows.
    private static func isGenerated(_ name: String, from base: String) -> Bool {
      name.hasPrefix(base)
        && name.dropFirst(base.count).wholeMatch(of: /[bcdfghjklmnpqrstvwxz2456789]{5}/) != nil
    }

    private static func time(_ value: YAMLValue) throws -> Date {
      try Date(try #require(value.string), strategy: .iso8601)
    }
  }
}
