#define _GNU_SOURCE
#include "CSupervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int supervisor_spawn(const struct supervisor_spawn *spawn, int *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (error) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }

  sigset_t none, all;
  sigemptyset(&none);
  // Not sigfillset, which leaves out the two signals that glibc keeps for itself: posix_spawn would
  // have them ignored.
  memset(&all, 0xff, sizeof all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                (spawn->new_session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  error = posix_spawnattr_setflags(&attributes, flags);

  for (size_t i = 0; !error && i < spawn->descriptor_count; i++)
    error = posix_spawn_file_actions_adddup2(&actions, spawn->descriptors[i], (int)i);
  if (!error) error = posix_spawn_file_actions_addchdir_np(&actions, spawn->directory);
  if (!error)
    error = posix_spawn(pid, spawn->path, &actions, &attributes, spawn->arguments, spawn->environment);

  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int supervisor_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int supervisor_open_signal(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  if (sigprocmask(SIG_BLOCK, &set, NULL)) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

void supervisor_close_from(int first) { closefrom(first); }

int supervisor_next_ended(void) {
  siginfo_t info;
  info.si_pid = 0;
  if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT)) return -1;
  return info.si_pid;
}

int supervisor_reap(int pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int supervisor_punch(int file, long long offset, long long length) {
  return fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
}

int supervisor_open_process(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
