import Testing
import WorkflowAPI

@testable import Agent

@Suite struct CommitMessageTests {
  private func line(
    _ name: String, _ phase: Phase, namespace: String = "default", nodes: (Int, Int)? = nil,
    seconds: Int? = nil
  ) -> CommitMessage.Line {
    CommitMessage.Line(
      key: ObjectKey(namespace: namespace, name: name), phase: phase,
      nodes: nodes.map { (finished: $0.0, total: $0.1) }, duration: seconds.map { .seconds($0) },
      revision: "abc")
  }

  @Test func `one run is the subject, as in the spec`() {
    let message = CommitMessage(lines: [line("train-2", .succeeded, nodes: (4, 4), seconds: 55)])
    #expect(
      message.text == """
        train-2: Succeeded, 4/4 nodes in 55s

        train-2: Succeeded, 4/4 nodes in 55s

        Workflow-Run: default/train-2
        Manifest-Revision: abc

        """)
  }

  @Test func `several runs are counted in the subject and listed in the body`() {
    let message = CommitMessage(
      lines: [
        line("c", .failed, seconds: 3661), line("a", .succeeded, seconds: 61),
        line("b", .succeeded, namespace: "team", seconds: 0),
      ])
    let lines = message.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "3 runs: 2 Succeeded, 1 Failed")
    #expect(lines[2...4] == ["a: Succeeded in 1m1s", "c: Failed in 1h1m1s", "team/b: Succeeded in 0s"])
    #expect(lines[6...8] == ["Workflow-Run: default/a", "Workflow-Run: default/c", "Workflow-Run: team/b"])
  }

  @Test func `a name of 253 characters leaves a subject that can be read`() {
    let subject = CommitMessage(lines: [line(String(repeating: "x", count: 253), .pending)]).text.split(
      separator: "\n")[0]
    #expect(subject.count == 100)
    #expect(subject.hasSuffix(": Pending"))
  }

  @Test(arguments: [
    (1, "Manifests: 1 error\n"), (2, "Manifests: 2 errors\n"), (0, "All manifests are valid\n"),
  ])
  func `a commit of errors only says how many`(count: Int, text: String) {
    #expect(CommitMessage(lines: [], errors: count).text == text)
  }
}

@Suite struct StatusLayoutTests {
  private let layout = StatusLayout(root: "status")

  @Test func `runs and children have their files where the spec says`() {
    let key = ObjectKey(namespace: "default", name: "train")
    #expect(layout.run(key) == "status/default/train.yaml")
    #expect(layout.child("train-a-bcdfg", of: key) == "status/default/train/train-a-bcdfg.yaml")
    #expect(layout.errors == "status/errors.yaml")
  }

  @Test func `a run whose name ends in yaml does not take the place of another's file`() {
    let file = layout.run(ObjectKey(namespace: "default", name: "a"))
    let child = layout.child("a.yaml-b-bcdfg", of: ObjectKey(namespace: "default", name: "a.yaml"))
    #expect(!child.hasPrefix(file + "/"))
  }

  @Test func `the longest name fits into a file system's file name and stays distinct`() {
    let names = ["a", "b"].map { String(repeating: "x", count: 252) + $0 }
    let files = names.map { layout.run(ObjectKey(namespace: "default", name: $0)).split(separator: "/")[2] }
    #expect(files.allSatisfy { $0.utf8.count <= 255 })
    #expect(files[0] != files[1])
  }
}
