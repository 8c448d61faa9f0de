import WorkflowAPI

/// What a run outputs (spec, section 4).
enum Results {
  /// The failure that too large results are, or `nil`.
  static func check(_ results: [RunResult], _ limits: EngineLimits) -> RunEnd? {
    let bytes = results.reduce(0) { $0 + $1.value.utf8.count }
    return bytes > limits.resultBytes ? .failed(.resultsTooLarge, message: tooLarge(limits)) : nil
  }

  static func tooLarge(_ limits: EngineLimits) -> String {
    "the results are larger than \(limits.resultBytes) bytes in all; hand larger things on in a workspace, or raise it "
      + "with --limit result-bytes=…"
  }

  /// How a pod ends whose containers all went well.
  static func end(_ spec: WorkflowTemplateSpec, _ written: [String: String], _ limits: EngineLimits) -> RunEnd
  {
    // A Pod has no way to write a result; what its template declares is for people.
    let declared = spec.seqPod == nil ? [] : spec.results ?? []
    var results: [RunResult] = []
    for result in declared {
      guard let value = written[result.name] else {
        return .failed(
          .missingResult,
          message: "result \"\(result.name)\" was not written to $(results.\(result.name).path)")
      }
      results.append(RunResult(name: result.name, value: value))
    }
    return check(results, limits) ?? .succeeded(message: nil, results: results)
  }
}
