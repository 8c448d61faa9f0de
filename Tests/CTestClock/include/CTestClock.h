#ifndef CTESTCLOCK_H
#define CTESTCLOCK_H

// A library to preload: it gives one process a time of day that a test can set, while it runs.
//
// The file that PUSHRUN_TEST_CLOCK names holds, in eight bytes of this machine, by how many seconds the time of day is set.
// All that measures time that only goes on stays as it is. That is what libfaketime does too, but the one of Debian 12 also
// changes the timers of timerfd_create(2), by which the agent waits.

#endif
