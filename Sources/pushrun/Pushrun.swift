import ArgumentParser

/// The command line: a verb a file.
@main
struct Pushrun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pushrun",
    abstract: "Runs the workflows that you push to a git repository, and commits what became of them.",
    discussion: """
      Push WorkflowTemplate and WorkflowRun manifests; an agent pulls them, runs what is new on its machine, and \
      commits a status file for every run. `git log` is the history of what ran.

      EXAMPLE
        pushrun lint samples && pushrun run samples hello
        pushrun agent --repo /srv/git/workflows.git

      Completions: pushrun --generate-completion-script bash > /etc/bash_completion.d/pushrun
      """,
    version: Version.text,
    subcommands: [
      AgentCommand.self, LintCommand.self, DiffCommand.self, RunCommand.self, GetCommand.self,
      DescribeCommand.self,
      LogsCommand.self, VersionCommand.self, TransferSubcommand.self,
    ])
}
