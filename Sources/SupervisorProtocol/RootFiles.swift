/// The names of what is in the directory of a root, and the descriptors that a supervisor is started with.
package enum RootFiles {
  package static let journal = "journal"
  /// Locked as long as a supervisor lives, so that a root never has two.
  package static let lock = "lock"
  /// Where later agents connect.
  package static let socket = "socket"
  /// What a supervisor says when it cannot go on.
  package static let supervisorLog = "supervisor.log"

  /// The locked ``lock``. The lock belongs to the open file, so it passes from the agent to the supervisor
  /// without a moment in which nobody holds it.
  package static let lockDescriptor: Int32 = 3
  /// Listens at ``socket``. The agent bound it, so that a supervisor that lives can be reached.
  package static let listenerDescriptor: Int32 = 4
  /// The connection to the agent that started it.
  package static let connectionDescriptor: Int32 = 5
}
