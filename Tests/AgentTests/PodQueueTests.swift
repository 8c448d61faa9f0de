import Testing
import WorkflowAPI

@testable import Agent

@Suite struct PodQueueTests {
  private let root = ObjectKey(namespace: "default", name: "r")

  private func request(_ name: String) -> PodRequest {
    PodRequest(
      name: name, namespace: "default", root: root, labels: [:], workload: .pod(PodSpec()), variables: [:],
      workspaces: [], results: [])
  }

  private func names(_ requests: [PodRequest]) -> [String] { requests.map(\.name) }

  @Test func `no more pods than the capacity run at a time, in order`() {
    var queue = PodQueue(capacity: 2)
    for name in ["a", "b", "c", "d"] { queue.enqueue(request(name)) }
    let got1 = names(queue.takeReady())
    #expect(got1 == ["a", "b"])
    let got2 = queue.takeReady()
    #expect(got2.isEmpty)
    queue.vacate(PodID(root: root, name: "a"))
    let got3 = names(queue.takeReady())
    #expect(got3 == ["c"])
    queue.vacate(PodID(root: root, name: "b"))
    queue.vacate(PodID(root: root, name: "b"))
    let got4 = names(queue.takeReady())
    #expect(got4 == ["d"])
  }

  @Test func `pods that were taken over count`() {
    var queue = PodQueue(capacity: 1)
    queue.occupy(PodID(root: root, name: "old"))
    queue.enqueue(request("new"))
    let got5 = queue.takeReady()
    #expect(got5.isEmpty)
    queue.vacate(PodID(root: root, name: "old"))
    let got6 = names(queue.takeReady())
    #expect(got6 == ["new"])
  }

  @Test func `a pod that ended while it was to be started again is not started`() {
    var queue = PodQueue(capacity: 2)
    queue.enqueue(request("a"))
    queue.enqueue(request("b"))
    queue.enqueue(request("c"))
    let taken = queue.takeReady()
    let isPostponed = queue.postpone(taken[0], limits: AgentLimits(), at: Instant(milliseconds: 0))
    #expect(isPostponed)
    for pod in ["a", "c"] { queue.vacate(PodID(root: root, name: pod)) }
    queue.retry(at: .distantFuture)
    let rest = queue.takeReady()
    #expect(rest.isEmpty)
  }

  @Test func `a pod is withdrawn while it waits and not after`() {
    var queue = PodQueue(capacity: 1)
    queue.enqueue(request("a"))
    queue.enqueue(request("b"))
    _ = queue.takeReady()
    let got7 = queue.withdraw(PodID(root: root, name: "a"))
    #expect(!got7)
    let got8 = queue.withdraw(PodID(root: root, name: "b"))
    #expect(got8)
    queue.vacate(PodID(root: root, name: "a"))
    let got9 = queue.takeReady()
    #expect(got9.isEmpty)
  }

  @Test func `a pod that cannot start waits longer each time and is given up at last`() {
    var limits = AgentLimits()
    limits.podStartAttempts = 3
    limits.shortestBackoff = .seconds(1)
    var queue = PodQueue(capacity: 1)
    let pod = request("a")
    queue.enqueue(pod)
    _ = queue.takeReady()
    let got10 = queue.postpone(pod, limits: limits, at: Instant(milliseconds: 0))
    #expect(got10)
    #expect(queue.nextRetry == Instant(milliseconds: 2_000))
    queue.retry(at: Instant(milliseconds: 1_000))
    let got11 = queue.takeReady()
    #expect(got11.isEmpty)
    queue.retry(at: Instant(milliseconds: 2_000))
    let got12 = names(queue.takeReady())
    #expect(got12 == ["a"])
    let got13 = queue.postpone(pod, limits: limits, at: Instant(milliseconds: 2_000))
    #expect(got13)
    #expect(queue.nextRetry == Instant(milliseconds: 6_000))
    queue.retry(at: Instant(milliseconds: 6_000))
    _ = queue.takeReady()
    let got14 = queue.postpone(pod, limits: limits, at: Instant(milliseconds: 6_000))
    #expect(!got14)
  }
}
