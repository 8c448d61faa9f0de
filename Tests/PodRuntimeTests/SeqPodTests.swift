import PodRuntime
import Testing
import WorkflowAPI

@Suite(.timeLimit(.minutes(1)))
struct SeqPodTests {
  let host: Host

  init() throws { host = try Host() }

  @Test func stepsRunOneAfterTheOtherUntilOneFails() async throws {
    let outcome = try await host.outcome(
      of: host.seqPod(
        "pod", .script("a", "echo 1 > n"), .script("b", "test $(cat n) = 2"), .script("c", "true")))
    #expect(outcome.containers.map(\.termination) == [.exited(code: 0), .exited(code: 1)])
  }

  @Test func aScriptWithoutAnInterpreterIsRunByBashAndEndsAtItsFirstError() async throws {
    let outcome = try await host.outcome(
      of: host.seqPod("pod", .script("s", "[[ a == a ]]; echo one\nfalse\necho two")))
    #expect(outcome.containers.map(\.termination) == [.exited(code: 1)])
    #expect(try host.log("pod", "s") == "one\n")
  }

  @Test func aScriptThatNamesItsInterpreterIsRunByIt() async throws {
    let outcome = try await host.outcome(
      of: host.seqPod("pod", .script("s", "#!/bin/cat\n$(params.x) text\n")))
    #expect(outcome.succeeded)
    #expect(try host.log("pod", "s") == "#!/bin/cat\n$(params.x) text\n")
  }

  @Test func argumentsArePassedToAScript() async throws {
    _ = try await host.outcome(of: host.seqPod("pod", .script("s", "echo \"$#:$1:$2\"", args: ["a b", "c"])))
    #expect(try host.log("pod", "s") == "2:a b:c\n")
  }

  @Test func resultsAreTheBytesOfTheirFilesNotTrimmed() async throws {
    var pod = host.seqPod("pod", .script("s", "echo hé > $(results.one.path); : > $(results.empty.path)"))
    pod.results = ["one", "empty", "unwritten"]
    let outcome = try await host.outcome(of: pod)
    #expect(outcome.succeeded)
    #expect(outcome.results == ["one": "hé\n", "empty": ""])
  }

  @Test func aResultThatIsTooLargeIsReadFarEnoughToBeSeenAsSuch() async throws {
    var pod = host.seqPod("pod", .script("s", "head -c 100000 /dev/zero > $(results.big.path)"))
    pod.results = ["big"]
    #expect(try await host.outcome(of: pod).results["big"]?.utf8.count == 4097)
  }

  @Test func aResultThatIsNotTextFailsThePod() async throws {
    var pod = host.seqPod("pod", .script("s", "printf '\\377' > $(results.one.path)"))
    pod.results = ["one"]
    let outcome = try await host.outcome(of: pod)
    #expect(outcome.failure?.message == "result one is not UTF-8 text")
    #expect(outcome.results.isEmpty)
  }

  @Test func aNamedPipeInPlaceOfAResultDoesNotHoldUpTheAgent() async throws {
    var pod = host.seqPod("pod", .script("s", "mkfifo $(results.one.path)"))
    pod.results = ["one"]
    #expect(try await host.outcome(of: pod).results.isEmpty)
  }
}
