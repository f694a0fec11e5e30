/* parallel.h (internal): the only place that starts threads. */
#ifndef PT_PARALLEL_H
#define PT_PARALLEL_H

#include "base.h"

#define PT_THREADS_MAX 256

/* Runs work(context, task) for every task in [0, tasks), on up to `threads` threads (the caller's among them), each
 * task exactly once, and returns when all are done. If a thread cannot be started the others do its share: it never
 * fails. Tasks are taken in order from a shared counter; a result must not depend on which thread ran it. */
void pt_parallel(int32_t threads, int64_t tasks, void (*work)(void *context, int64_t task), void *context);

#endif
