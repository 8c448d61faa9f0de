import CSupervisor
import Glibc
import SupervisorProtocol

// Started by an agent, in the directory of a root, with the descriptors of `RootFiles` and the arguments of
// `SupervisorSettings`.

/// Ends with a line in the supervisor's log.
func fail(_ message: String) -> Never {
  let line = "pushrun-supervisor: \(message)\n"
  write(STDERR_FILENO, line, line.utf8.count)
  exit(1)
}

guard let settings = SupervisorSettings(arguments: CommandLine.arguments.dropFirst()) else {
  fail("started by the agent, not by hand")
}
for descriptor in [RootFiles.lockDescriptor, RootFiles.listenerDescriptor, RootFiles.connectionDescriptor]
where fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0 {
  fail("descriptor \(descriptor): \(errorText(errno))")
}
supervisor_close_from(RootFiles.connectionDescriptor + 1)
// It ends with its pods only: what ends the agent, or its terminal, must not end a run.
for ignored in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGPIPE] { signal(ignored, SIG_IGN) }
umask(0o022)

do throws(Errno) {
  try Supervisor(settings).run()
} catch {
  fail("cannot start: \(error)")
}
