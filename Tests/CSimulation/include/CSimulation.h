// Takes the place of the executor of Swift's tasks: every task that becomes ready is handed to the simulation, which
// runs it when its turn comes.
#ifndef CSIMULATION_H
#define CSIMULATION_H

/// From now on every job that is ready is given to `enqueue`. A job that asks for real time ends the process: a
/// simulation has none.
void simulation_take_over(void (*enqueue)(void *job));

/// Runs a job on this thread until its task waits or ends.
void simulation_run(void *job);

#endif
