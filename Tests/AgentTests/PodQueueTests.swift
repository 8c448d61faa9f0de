import PodRuntime
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
    let result = queue.postpone(
      taken[0], because: "no room", limits: AgentLimits(), at: Instant(milliseconds: 0))
    #expect(result == .postponed(isNews: true))
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

  @Test
  func `a pod that cannot start waits longer each time up to the longest wait, and is given up at last`() {
    var limits = AgentLimits()
    limits.shortestBackoff = .seconds(1)
    limits.longestShortageBackoff = .seconds(5)
    limits.host.startWait = .seconds(11)
    var queue = PodQueue(capacity: 1)
    let pod = request("a")
    queue.enqueue(pod)
    // It fails at these seconds, and is then tried again at those.
    for (now, next, isNews) in [(0, 2, true), (2, 6, false), (6, 11, false)] as [(Int64, Int64, Bool)] {
      let taken = names(queue.takeReady())
      #expect(taken == ["a"])
      let result = queue.postpone(
        pod, because: "no room", limits: limits, at: Instant(milliseconds: now * 1000))
      #expect(result == .postponed(isNews: isNews))
      #expect(queue.nextRetry == Instant(milliseconds: next * 1000))
      #expect(queue.postponedRuns == [root: "no room"])
      queue.retry(at: Instant(milliseconds: next * 1000 - 1))
      let early = queue.takeReady()
      #expect(early.isEmpty)
      queue.retry(at: Instant(milliseconds: next * 1000))
    }
    _ = queue.takeReady()
    let result = queue.postpone(pod, because: "no room", limits: limits, at: Instant(milliseconds: 11_000))
    #expect(result == .givenUp)
  }

  @Test func `another reason is news`() {
    var queue = PodQueue(capacity: 1)
    let (pod, now) = (request("a"), Instant(milliseconds: 0))
    for (reason, isNews) in [("a", true), ("a", false), ("b", true)] {
      let result = queue.postpone(pod, because: reason, limits: AgentLimits(), at: now)
      #expect(result == .postponed(isNews: isNews))
    }
  }

  @Test func `when a pod ends the first of those that the machine had no room for is tried at once`() {
    var queue = PodQueue(capacity: 3)
    for name in ["a", "b", "c"] { queue.enqueue(request(name)) }
    let taken = queue.takeReady()
    for (index, pod) in taken.dropFirst().enumerated() {
      _ = queue.postpone(
        pod, because: "no room", limits: AgentLimits(), at: Instant(milliseconds: Int64(index)))
    }
    let none = queue.takeReady()
    #expect(none.isEmpty)
    queue.vacate(PodID(root: root, name: "a"))
    let next = names(queue.takeReady())
    #expect(next == ["b"])
  }
}
