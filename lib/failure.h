/* failure.h (internal): what went wrong in parallel tasks. The failure of the lowest task is kept, and only tasks above it stop
 * early, so that the answer does not depend on which thread was faster. */
#ifndef PT_FAILURE_H
#define PT_FAILURE_H

#include <stdatomic.h>

#include "base.h"

typedef struct pt_failure {
    atomic_flag busy;
    _Atomic int64_t task; /* the lowest one that failed; INT64_MAX = none */
    patron_status status;
    patron_error error;
} pt_failure;

static inline void pt_failure_begin(pt_failure *failure)
{
    memset(failure, 0, sizeof *failure);
    atomic_flag_clear(&failure->busy);
    atomic_init(&failure->task, INT64_MAX);
}

static inline void pt_failure_set(pt_failure *failure, int64_t task, patron_status status, const patron_error *error)
{
    while (atomic_flag_test_and_set(&failure->busy)) {
    }
    if (task < atomic_load(&failure->task)) {
        failure->status = status;
        failure->error = *error;
        atomic_store(&failure->task, task);
    }
    atomic_flag_clear(&failure->busy);
}

/* Whether a task before this one has failed, so that this one's answer is not needed any more. */
static inline bool pt_failure_before(pt_failure *failure, int64_t task)
{
    return atomic_load_explicit(&failure->task, memory_order_relaxed) < task;
}

/* After all tasks have ended. */
static inline patron_status pt_failure_end(const pt_failure *failure, patron_error *error)
{
    if (failure->status && error) *error = failure->error;
    return failure->status;
}

#endif
