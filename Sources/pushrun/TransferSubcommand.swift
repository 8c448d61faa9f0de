import ArgumentParser
import Git

/// The child that a transfer over a network runs in, so that it can be ended at its deadline.
struct TransferSubcommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer", abstract: "Fetch or push once; used by the agent.", shouldDisplay: false)

  func run() throws {
    let code = TransferCommand.run()
    if code != 0 { throw ExitCode(code) }
  }
}
