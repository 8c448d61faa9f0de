import Git
import PodRuntime
import WorkflowEngine
import YAML

extension Limit {
  /// Every limit there is. A default is what ``AgentLimits`` begins with; everything else that is said of limits, by
  /// flags, configuration, `pushrun get limits` and tests, is taken from here.
  public static let all: [Limit] = [
    // Manifests
    .bytes(
      "manifest-bytes", \.parsing.bytes, 1...1 << 30, "Size of a manifest file; a larger one is refused."),
    .count("manifest-files", \.manifestFiles, 1...10_000_000, "Manifest files; with more, none is read."),
    .count("yaml-depth", \.parsing.depth, 1...1_000, "Nesting of a document, aliases expanded."),
    .count(
      "yaml-events", \.parsing.events, 1...100_000_000,
      "Size of a file in YAML's parts: one for a scalar, two for a collection."),
    .count("yaml-documents", \.parsing.documents, 1...1_000_000, "Documents in a file."),
    .count(
      "yaml-alias-nodes", \.parsing.aliasExpansion, 0...100_000_000,
      "Nodes that all aliases of a document stand for."),
    .count("yaml-directives", \.parsing.directives, 0...1_000, "Directives before a document."),
    // The repository
    .count("tree-depth", \.git.treeDepth, 4...GitLimits.greatestTreeDepth, "Levels of directories."),
    .count(
      "tree-entries", \.git.treeEntries, 1...100_000_000, "Files and directories that one look may visit."),
    .bytes("tree-bytes", \.git.treeBytes, 1 << 10...1 << 30, "Size of git's list of one directory."),
    .count(
      "branches-shown", \.git.branches, 0...100_000, "Branches that an error about a missing one may name."),
    .bytes("server-text", \.git.serverText, 0...1 << 20, "What an error quotes of the words of a server."),
    .duration(
      "transfer-stall", \.git.stallTimeout, "How long a transfer may make no progress; then it is ended."),
    .duration("transfer-time", \.git.totalTimeout, "How long a transfer may take in all; then it is ended."),
    .duration("backoff-shortest", \.shortestBackoff, "The first wait after a failure; it doubles."),
    .duration("backoff-longest", \.longestBackoff, "The longest wait after failures in a row."),
    .count("push-attempts", \.pushAttempts, 1...1_000, "Tries of a commit in a row while others push."),
    .duration("push-backoff-shortest", \.shortestPushBackoff, "The first wait of these tries; it doubles."),
    .duration("push-backoff-longest", \.longestPushBackoff, "The longest wait of these tries."),
    .duration(
      "commit-window", \.commitWindow,
      "Status changes within this time become one commit.", 0...86_400_000),
    .count(
      "commit-runs", \.commitRuns, 1...1_000_000,
      "Runs that the message of a commit names; others are counted."),
    .count("errors-reported", \.reportedErrors, 1...1_000_000, "Errors in errors.yaml; others are counted."),
    .bytes(
      "message-bytes", \.messageBytes, 256...1 << 20, "Message of a run that is rejected; it is cut there."),
    .bytes("status-bytes", \.statusBytes, 1 << 10...1 << 30, "A status file that is read back."),
    // Health
    .bytes(
      "disk-full", \.diskFull, 0...1 << 50, "Free space of the state directory below which it has failed."),
    .bytes(
      "disk-low", \.diskLow, 0...1 << 50, "Free space of the state directory below which it is degraded."),
    .duration(
      "health-patience", \.healthPatience, "How long the repository may fail until its health has failed.",
      0...86_400_000),
    // A run
    .count("dag-depth", \.engine.depth, 1...100, "Nesting of DAGs in DAGs."),
    .count("run-nodes", \.engine.nodes, 1...1_000_000, "Nodes of all DAGs of a run."),
    .count("run-retries", \.engine.retries, 0...1_000_000, "Retries of all nodes of a run."),
    .count(
      "run-objects", \.engine.runs, 1...10_000_000,
      "Runs that a run may have made, those of earlier attempts too; then nothing is retried."),
    .bytes("value-bytes", \.engine.valueBytes, 1...16 << 20, "A param of a node after substitution."),
    .bytes("result-bytes", \.resultBytes, 1...1 << 20, "All results of a run together."),
    .count("last-lines", \.lastLines, 1...1_000, "Lines of output that a failure quotes."),
    .bytes("last-lines-bytes", \.lastLinesBytes, 16...1 << 16, "Output that a failure quotes."),
    // Pods
    .count(
      "concurrent-pods", \.concurrentPods, 1...100_000, "Pods at the same time; others wait for their turn."),
    .bytes(
      "pod-bytes", \.host.podBytes, 1 << 10...HostLimits.greatestPodBytes,
      "All commands and environments of a pod; the system has limits of its own below."),
    .duration(
      "pod-start-wait", \.host.startWait,
      "How long it is tried to start a pod while the machine is out of something.", 0...31_536_000_000),
    .bytes(
      "log-bytes", \.host.logBytes, 1 << 13...1 << 50,
      "What is kept of a container's log: beyond it the beginning goes."),
    .duration(
      "log-check", \.host.logCheck,
      "How often the sizes of logs are looked at.", 10...60_000),
    // What the agent waits for
    .duration("supervisor-answer", \.host.supervisorAnswer, "How long a supervisor may take to answer."),
    .duration(
      "supervisor-send", \.host.supervisorSend,
      "How long a supervisor may read nothing of an order until it counts as not answering."),
    .duration(
      "supervisor-connect", \.host.supervisorConnect, "How long a supervisor may live and not listen."),
    .duration(
      "supervisor-retry", \.host.supervisorRetry, "The wait before one that cannot be reached is tried again."
    ),
    .count(
      "supervisor-restarts", \.host.supervisorRestarts, 0...1_000,
      "Supervisors that are started in place of one that died before it did anything."),
    .duration(
      "supervisor-linger", \.host.supervisorLinger,
      "How long a supervisor stays with nothing to do and no agent.", 0...86_400_000),
    .duration(
      "discard-wait", \.host.discardWait,
      "How long a supervisor may take to end what nobody remembers; then it is killed without it."),
    .duration(
      "release-wait", \.releaseWait, "How long an agent that ends waits for the files of runs to go."),
    .duration(
      "shortage-backoff-longest", \.longestShortageBackoff,
      "The longest wait until what the machine had no room for is tried again."),
  ]
}
