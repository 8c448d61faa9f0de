import Testing
import WorkflowAPI

struct CronValidationTests {
  private func manifest(_ fields: String) -> String {
    """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: CronWorkflowRun
    metadata: {name: c}
    spec:
      workflowRun: {spec: {workflowTemplateRef: t}}
      \(fields)
    """
  }

  static let manifests: [(fields: String, errors: [String])] = [
    ("schedule: '@daily'", []),
    ("schedule: 0 5 * * 1-5\n  timeZone: Europe/Berlin", []),
    (
      "schedule: 0 25 * * *",
      ["6:13: error: spec.schedule: column 3: \"25\" is not an hour: use 0 to 23"]
    ),
    (
      "schedule: 0 0 30 2 *",
      [
        "6:13: error: spec.schedule: column 5: the schedule never happens: none of its months has such a day, "
          + "choose another one"
      ]
    ),
    (
      "schedule: TZ=UTC 0 0 * * *",
      [
        "6:13: error: spec.schedule: column 1: a time zone does not belong in the schedule: write it as timeZone"
      ]
    ),
    ("schedule: '@daily'\n  timeZone: UTC", []),
    (
      "schedule: '@daily'\n  timeZone: Europe/Belrin",
      [
        "7:13: error: spec.timeZone: \"Europe/Belrin\" is not a time zone of the IANA database: "
          + "did you mean Europe/Berlin?"
      ]
    ),
    (
      "schedule: '@daily'\n  timeZone: ''",
      ["7:13: error: spec.timeZone: the time zone must not be empty: leave it out for UTC"]
    ),
    (
      "schedule: '@daily'\n  timeZone: ../../etc/passwd",
      [
        "7:13: error: spec.timeZone: \"../../etc/passwd\" is not a time zone of the IANA database: "
          + "use a name such as UTC or Europe/Berlin"
      ]
    ),
    (
      "schedule: '@daily'\n  startingDeadlineSeconds: -1\n  successfulRunsHistoryLimit: -2\n"
        + "  failedRunsHistoryLimit: -3",
      [
        "7:28: error: spec.startingDeadlineSeconds: -1 must not be negative",
        "8:31: error: spec.successfulRunsHistoryLimit: -2 must not be negative",
        "9:27: error: spec.failedRunsHistoryLimit: -3 must not be negative",
      ]
    ),
    (
      "schedule: '@daily'\n  startingDeadlineSeconds: 0\n  successfulRunsHistoryLimit: 0\n"
        + "  failedRunsHistoryLimit: 0",
      []
    ),
  ]

  @Test(arguments: manifests)
  func `what is wrong with a CronWorkflowRun is said with its place`(fields: String, expected: [String]) {
    #expect(errors(in: manifest(fields)) == expected.map { "a.yaml:\($0)" })
  }
}
