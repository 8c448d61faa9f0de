import Testing
import WorkflowAPI
import WorkflowEngine

@Suite struct SeqPodRunTests {
  @Test func resultsAreThoseThatAreDeclaredInTheirOrder() throws {
    var rig = try Rig(Make.seqPod(results: ["b", "a"]))
    try rig.start()
    #expect(try rig.pod().results == ["b", "a"])
    try rig.send(.podFinished(try rig.pod().id, .results(["a": "1\n", "b": "", "c": "3"])))
    #expect(rig.status.phase == .succeeded)
    #expect(rig.status.results == [RunResult(name: "b", value: ""), RunResult(name: "a", value: "1\n")])
  }

  @Test func aDeclaredResultThatWasNotWrittenFailsTheRun() throws {
    var rig = try Rig(Make.seqPod(results: ["a", "b"]))
    try rig.start()
    try rig.send(.podFinished(try rig.pod().id, .results(["a": "1"])))
    #expect(rig.status.conditions?.first?.reason == .missingResult)
    #expect(rig.status.message == "result \"b\" was not written to $(results.b.path)")
    #expect(rig.status.results == nil)
  }

  @Test(arguments: [(4096, Phase.succeeded), (4097, Phase.failed)])
  func allResultsTogetherHaveALimit(bytes: Int, phase: Phase) throws {
    var rig = try Rig(Make.seqPod(results: ["a", "b"]))
    try rig.start()
    let values = ["a": String(repeating: "ä", count: 1000), "b": String(repeating: "x", count: bytes - 2000)]
    try rig.send(.podFinished(try rig.pod().id, .results(values)))
    #expect(rig.status.phase == phase)
    #expect(rig.status.conditions?.first?.reason == (phase == .failed ? .resultsTooLarge : nil))
  }

  @Test func aFailedStepIsCalledAStep() throws {
    var rig = try Rig(Make.seqPod(results: ["a"]))
    try rig.start()
    try rig.send(.podFinished(try rig.pod().id, .exit(2, container: "build")))
    #expect(rig.status.message == "step \"build\" failed with exit code 2")
    #expect(rig.status.conditions?.first?.reason == .failed)
  }
}
