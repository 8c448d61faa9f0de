import CSupervisor
import Glibc
import SupervisorProtocol

// Started by an agent, in the directory of a root, with the descriptors of `RootFiles`. Its argument is the time in
// milliseconds that it stays when there is nothing to do and no agent.

/// Ends with a line in the supervisor's log.
func fail(_ message: String) -> Never {
  let line = "pushrun-supervisor: \(message)\n"
  write(STDERR_FILENO, line, line.utf8.count)
  exit(1)
}

guard CommandLine.arguments.count == 2, let linger = Int64(CommandLine.arguments[1]), linger >= 0 else {
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
  try Supervisor(linger: linger).run()
} catch {
  fail("cannot start: \(error)")
}
