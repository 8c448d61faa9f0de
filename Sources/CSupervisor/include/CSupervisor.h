#ifndef CSUPERVISOR_H
#define CSUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>

// What glibc has only under _GNU_SOURCE, as variadic functions or as macros, in a form that Swift can call.

/// What a new process is given. It starts with no signal blocked or ignored.
struct supervisor_spawn {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *directory;
  /// descriptors[i] becomes descriptor i. Each is i itself, or at least descriptor_count, so that
  /// none is overwritten before it has been copied.
  const int *descriptors;
  size_t descriptor_count;
  /// Its own session, else its own process group.
  bool new_session;
};

/// Starts a process. Returns 0, or the error number, also that of a failed exec.
int supervisor_spawn(const struct supervisor_spawn *spawn, int *pid);

/// Makes orphaned descendants children of this process.
int supervisor_become_subreaper(void);

/// Blocks a signal and returns a descriptor that is readable while it is pending; -1 on error.
int supervisor_open_signal(int signal);

/// Closes every descriptor from `first` on.
void supervisor_close_from(int first);

/// The id of a child that has ended and is not reaped yet (it stays a zombie, so that its id stays
/// its own); 0 if there is none yet; -1 if there are no children.
int supervisor_next_ended(void);

/// Reaps that child. Returns its exit code, or minus the number of the signal that ended it.
int supervisor_reap(int pid);

/// Gives the disk back that a part of a file takes; it reads as zeros then. -1 on error, as on a file system without
/// holes.
int supervisor_punch(int file, long long offset, long long length);

/// A descriptor that is readable once the process has ended; -1 on error.
int supervisor_open_process(int pid);

#endif
