#include "parallel.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct crew {
    _Atomic int64_t next;
    int64_t tasks;
    void (*work)(void *context, int64_t task);
    void *context;
} crew;

static void *take_tasks(void *argument)
{
    crew *shared = argument;
    for (;;) {
        int64_t task = atomic_fetch_add_explicit(&shared->next, 1, memory_order_relaxed);
        if (task >= shared->tasks) return NULL;
        shared->work(shared->context, task);
    }
}

/* What the tasks wrote is visible to the caller afterwards: pthread_create and pthread_join order memory. */
void pt_parallel(int32_t threads, int64_t tasks, void (*work)(void *context, int64_t task), void *context)
{
    if (threads > PT_THREADS_MAX) threads = PT_THREADS_MAX;
    if (threads <= 1 || tasks <= 1) {
        for (int64_t task = 0; task < tasks; task++) work(context, task);
        return;
    }
    if (tasks < threads) threads = (int32_t)tasks;
    pthread_t others[PT_THREADS_MAX];
    int32_t started = 0;
    crew shared = {0, tasks, work, context};
    while (started < threads - 1 && !pthread_create(&others[started], NULL, take_tasks, &shared)) started++;
    (void)take_tasks(&shared);
    for (int32_t i = 0; i < started; i++) (void)pthread_join(others[i], NULL);
}
