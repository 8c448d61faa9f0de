/// What Linux calls the signal: `signal 9 (SIGKILL)`. Real-time signals have no name.
/// The numbers are those of signal(7) for x86 and ARM.
func signalDescription(_ number: Int32) -> String {
  let names = [
    "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
    "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",
    "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH",
    "SIGIO", "SIGPWR", "SIGSYS",
  ]
  guard number >= 1, number <= names.count else { return "signal \(number)" }
  return "signal \(number) (\(names[Int(number) - 1]))"
}
