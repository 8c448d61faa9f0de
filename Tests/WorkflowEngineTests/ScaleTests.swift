import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct ScaleTests {
  private func finish(_ nodes: [DAGNode]) throws -> RunMachine {
    let plan = try plan(Make.run("t"), ["t": Make.dag(nodes), "pod": Make.pod()])
    var machine = RunMachine(plan: plan, salt: "", limits: EngineLimits())
    var actions = machine.start(at: Timestamp(seconds: 1))
    var records = machine.takeChanges()
    while let action = actions.popLast() {
      guard case .startPod(let pod) = action else { continue }
      _ = machine.handle(.podStarted(pod.id), at: Timestamp(seconds: 2))
      actions += machine.handle(.podFinished(pod.id, .success), at: Timestamp(seconds: 3))
      let changed = machine.takeChanges()
      #expect(changed.count <= nodes.count)
      records += changed
    }
    // Every node's record is written when it is made, when it ends, and the root's at its turns.
    #expect(records.count <= 3 * nodes.count + 3)
    return machine
  }

  @Test func aChainOfFiveThousandNodes() throws {
    let chain = (0..<5_000).map { Make.node("n\($0)", after: $0 == 0 ? [] : ["n\($0 - 1)"]) }
    #expect(try finish(chain).summary == (5_000, 5_000))
  }

  @Test func fiveThousandNodesBesideOneAnother() throws {
    let wide = (0..<4_998).map { Make.node("n\($0)", after: ["first"]) }
    let nodes = [Make.node("first")] + wide + [Make.node("last", after: wide.map(\.name))]
    #expect(try finish(nodes).summary == (5_000, 5_000))
  }

  @Test func fiveThousandSkippedNodesInOneTurn() throws {
    let never = WhenExpression(input: "", operator: .notIn, values: [""])
    let chain = (0..<5_000).map {
      Make.node("n\($0)", after: $0 == 0 ? [] : ["n\($0 - 1)"], when: [never])
    }
    #expect(try finish(chain).root.status?.phase == .succeeded)
  }
}
