import Testing
import WorkflowAPI

struct OtherKindsTests {
  static let cron = """
    apiVersion: batch.tensorstack.dev/v1beta1
    kind: CronWorkflowRun
    metadata: {name: c}
    spec:
      schedule: "*/5 * * * *"
      timeZone: Europe/Berlin
      startingDeadlineSeconds: 60
      concurrencyPolicy: Forbid
      suspend: false
      successfulRunsHistoryLimit: 0
      failedRunsHistoryLimit: 2
      workflowRun:
        metadata: {labels: {a: b}}
        spec: {workflowTemplateRef: t}
    status:
      active: [{name: x}]
    """

  static let trigger = """
    apiVersion: tensorstack.dev/v1beta1
    kind: WorkflowTrigger
    metadata: {name: t}
    spec:
      replicas: 1
      serviceAccountName: s
      resources: {limits: {cpu: 100m}}
      eventSources:
      - eventListenerName: l
        filters: [{path: body.action, type: string, values: [opened]}]
      workflowRunSpec:
        workflowTemplateRef: t
        params: [{name: p, value: $(body.number)}]
    """

  static let others = """
    apiVersion: tensorstack.dev/v1beta1
    kind: EventListener
    metadata: {name: l}
    status: {address: {url: http://x}, conditions: [{type: Ready, status: "True"}]}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: m}
    data: {a.txt: x}
    binaryData: {b: aGk=}
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: p}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 1Gi}}
    """

  @Test func `every field of the other kinds is read`() throws {
    #expect(errors(in: Self.cron) == [])
    #expect(errors(in: Self.trigger) == [])
    #expect(errors(in: Self.others) == [])
    guard case .cronWorkflowRun(let cron)? = manifests(in: Self.cron).first else {
      Issue.record("no schedule")
      return
    }
    #expect(cron.spec.concurrencyPolicy == .forbid)
    #expect(cron.status == nil)
    #expect(manifests(in: Self.others).map { $0.metadata.name } == ["l", "m", "p"])
  }

  @Test func `errors in the other kinds have their places`() {
    let text = """
      apiVersion: batch.tensorstack.dev/v1beta1
      kind: CronWorkflowRun
      metadata: {name: c}
      spec: {schedule: "", failedRunsHistoryLimit: -1, workflowRun: {spec: {}}}
      ---
      apiVersion: tensorstack.dev/v1beta1
      kind: WorkflowTrigger
      metadata: {name: t}
      spec: {eventSources: [{eventListenerName: l, filters: [{path: x, type: bool, values: []}]}], workflowRunSpec: {workflowTemplateRef: t}}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: m}
      data: {../x: y, b: c}
      binaryData: {b: aGk=}
      """
    #expect(
      errors(in: text).map { $0.dropFirst("a.yaml:".count) } == [
        "4:18: error: spec.schedule: column 1: the schedule must not be empty: "
          + "write five fields such as \"0 5 * * 1-5\", or @daily",
        "4:46: error: spec.failedRunsHistoryLimit: -1 must not be negative",
        "4:64: error: spec.workflowRun.spec: either workflowTemplateRef or workflowTemplateSpec must be set",
        "9:63: error: spec.eventSources[0].filters[0].path: \"x\" must begin with \"body.\" or \"header.\"",
        "9:78: error: spec.eventSources[0].filters[0].values: a filter needs at least one value",
        "14:14: error: data[\"../x\"]: the key \"../x\" must consist of at most 253 letters, digits, '-', '_' and '.'",
        "15:17: error: binaryData.b: the key \"b\" is in data, too",
      ])
  }

  @Test func `a secret is refused unless it is allowed`() {
    let text = "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {password: hunter2}}"
    let found = errors(in: text)
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("a.yaml:1:24: error: kind: a Secret is refused in a repository"))
    #expect(!found[0].contains("hunter2"))
    let file = ManifestReader(allowsSecrets: true).read(Array(text.utf8), path: "a.yaml")
    guard case .decoded(.secret(let secret))? = file.objects.first?.content else {
      Issue.record("not allowed")
      return
    }
    #expect(secret.stringData == ["password": "hunter2"])
  }
}
