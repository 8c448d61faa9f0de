#include "CSimulation.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SWIFT_CC __attribute__((swiftcall))

// The hooks of the Swift runtime, as its sources declare them: swift/stdlib/public/CompatibilityOverride and
// include/swift/Runtime/Concurrency.h. The last parameter of each is what would have been done without the hook.
typedef SWIFT_CC void (*enqueue_original)(void *job);
typedef SWIFT_CC void (*delay_original)(unsigned long long delay, void *job);
typedef SWIFT_CC void (*deadline_original)(
    long long sec, long long nsec, long long tsec, long long tnsec, int clock, void *job);
extern SWIFT_CC void (*swift_task_enqueueGlobal_hook)(void *job, enqueue_original original);
extern SWIFT_CC void (*swift_task_enqueueGlobalWithDelay_hook)(
    unsigned long long delay, void *job, delay_original original);
extern SWIFT_CC void (*swift_task_enqueueGlobalWithDeadline_hook)(
    long long sec, long long nsec, long long tsec, long long tnsec, int clock, void *job,
    deadline_original original);
extern SWIFT_CC void (*swift_task_enqueueMainExecutor_hook)(void *job, enqueue_original original);
// The second and third parameter are an executor; zeros are the global one.
extern SWIFT_CC void swift_job_run(void *job, uintptr_t identity, uintptr_t implementation);

static void (*take)(void *job);

static SWIFT_CC void enqueue(void *job, enqueue_original original) {
  (void)original;
  take(job);
}

static void forbid(const char *what) {
  fprintf(stderr, "a task asked for %s, which a simulation does not have\n", what);
  abort();
}

static SWIFT_CC void enqueue_with_delay(unsigned long long delay, void *job, delay_original original) {
  (void)delay, (void)job, (void)original;
  forbid("real time");
}

static SWIFT_CC void enqueue_with_deadline(
    long long sec, long long nsec, long long tsec, long long tnsec, int clock, void *job,
    deadline_original original) {
  (void)sec, (void)nsec, (void)tsec, (void)tnsec, (void)clock, (void)job, (void)original;
  forbid("real time");
}

static SWIFT_CC void enqueue_main(void *job, enqueue_original original) {
  (void)job, (void)original;
  forbid("the main actor");
}

void simulation_take_over(void (*enqueue_job)(void *job)) {
  take = enqueue_job;
  swift_task_enqueueGlobal_hook = enqueue;
  swift_task_enqueueGlobalWithDelay_hook = enqueue_with_delay;
  swift_task_enqueueGlobalWithDeadline_hook = enqueue_with_deadline;
  swift_task_enqueueMainExecutor_hook = enqueue_main;
}

void simulation_run(void *job) { swift_job_run(job, 0, 0); }
