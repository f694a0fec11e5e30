/* failure.h (internal): what went wrong in parallel tasks. The failure of the lowest task is kept, so that the answer does not depend
 * on which thread was faster. */
#ifndef PT_FAILURE_H
#define PT_FAILURE_H

#include <stdatomic.h>

#include "base.h"

typedef struct pt_failure {
    atomic_flag busy;
    atomic_bool failed; /* lets later tasks stop early */
    int64_t task;
    patron_status status;
    patron_error error;
} pt_failure;

static inline void pt_failure_begin(pt_failure *failure)
{
    memset(failure, 0, sizeof *failure);
    atomic_flag_clear(&failure->busy);
    atomic_init(&failure->failed, false);
}

static inline void pt_failure_set(pt_failure *failure, int64_t task, patron_status status, const patron_error *error)
{
    while (atomic_flag_test_and_set(&failure->busy)) {
    }
    if (!failure->status || task < failure->task) {
        failure->task = task;
        failure->status = status;
        failure->error = *error;
    }
    atomic_store(&failure->failed, true);
    atomic_flag_clear(&failure->busy);
}

static inline bool pt_failure_is(pt_failure *failure) { return atomic_load_explicit(&failure->failed, memory_order_relaxed); }

/* After all tasks have ended. */
static inline patron_status pt_failure_end(const pt_failure *failure, patron_error *error)
{
    if (failure->status && error) *error = failure->error;
    return failure->status;
}

#endif
