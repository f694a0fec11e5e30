/* Parallel-for: every task once, whatever the number of threads, also where threads cannot be started. */
#include "support.h"

#include "parallel.h"

#include <stdatomic.h>
#include <sys/resource.h>

struct tally {
    _Atomic int32_t *seen;
    int64_t *square; /* plain memory: the join must order it before the caller's read */
    _Atomic int64_t running, most, started;
    int64_t last;
    bool wait;
};

static void count_task(void *context, int64_t task)
{
    struct tally *tally = context;
    int64_t running = atomic_fetch_add(&tally->running, 1) + 1, most = atomic_load(&tally->most);
    while (running > most && !atomic_compare_exchange_weak(&tally->most, &most, running)) {
    }
    atomic_fetch_add(&tally->started, 1);
    if (tally->wait) /* all threads must be in a task at once before the first one ends */
        while (atomic_load(&tally->started) < tally->last) {
        }
    atomic_fetch_add(&tally->seen[task], 1);
    tally->square[task] = task * task;
    atomic_fetch_sub(&tally->running, 1);
}

static void run(int32_t threads, int64_t tasks, bool wait, int64_t *most)
{
    struct tally tally = {.last = threads < tasks ? threads : tasks, .wait = wait};
    tally.seen = calloc((size_t)tasks + 1, sizeof *tally.seen);
    tally.square = calloc((size_t)tasks + 1, sizeof *tally.square);
    assert_true(tally.seen && tally.square);
    pt_parallel(threads, tasks, count_task, &tally);
    for (int64_t i = 0; i < tasks; i++) {
        assert_int_equal(atomic_load(&tally.seen[i]), 1);
        assert_int_equal(tally.square[i], i * i);
    }
    assert_int_equal(atomic_load(&tally.running), 0);
    *most = atomic_load(&tally.most);
    free((void *)tally.seen);
    free(tally.square);
}

static void every_task_runs_once(void **state)
{
    (void)state;
    static const int32_t threads[] = {INT32_MIN, -1, 0, 1, 2, 3, 7, 64, 256, 257, INT32_MAX};
    static const int64_t tasks[] = {0, 1, 2, 3, 7, 100, 10000};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++)
        for (size_t k = 0; k < sizeof tasks / sizeof *tasks; k++) {
            if (threads[t] > test_some(7, INT32_MAX, INT32_MAX)) continue; /* valgrind runs one thread at a time */
            int64_t most = 0;
            run(threads[t], tasks[k], false, &most);
            assert_true(most <= (threads[t] < 1 ? 1 : threads[t]) && most <= PT_THREADS_MAX);
        }
}

static void no_tasks_means_no_call(void **state)
{
    (void)state;
    pt_parallel(4, 0, NULL, NULL);
    pt_parallel(4, -3, NULL, NULL);
    pt_parallel(1, INT64_MIN, NULL, NULL);
}

static void as_many_threads_as_asked_for(void **state)
{
    (void)state;
    for (int32_t threads = 2; threads <= (int32_t)test_some(3, 8, 8); threads++) {
        int64_t most = 0;
        run(threads, 50, true, &most);
        assert_int_equal(most, threads);
        run(threads, 2, true, &most);
        assert_int_equal(most, 2);
    }
}

struct order {
    int64_t next, wrong;
};

static void in_order(void *context, int64_t task)
{
    struct order *order = context;
    order->wrong += task != order->next++;
}

static void one_thread_takes_tasks_in_order(void **state)
{
    (void)state;
    struct order order = {0, 0};
    pt_parallel(1, 1000, in_order, &order);
    assert_int_equal(order.next, 1000);
    assert_int_equal(order.wrong, 0);
}

struct nest {
    _Atomic int64_t leaves;
};

static void leaf(void *context, int64_t task)
{
    (void)task;
    atomic_fetch_add(&((struct nest *)context)->leaves, 1);
}

static void branch(void *context, int64_t task) { pt_parallel(3, task, leaf, context); }

static void calls_may_nest(void **state)
{
    (void)state;
    struct nest nest = {0};
    pt_parallel(3, 20, branch, &nest);
    assert_int_equal(atomic_load(&nest.leaves), 190);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if !defined(__has_feature)
#define LIMITS 1
#elif !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
#define LIMITS 1
#endif
#endif

#ifdef LIMITS
struct alone {
    pthread_t caller;
    int64_t tasks, elsewhere;
};

static void where(void *context, int64_t task)
{
    struct alone *alone = context;
    (void)task;
    alone->tasks++;
    alone->elsewhere += !pthread_equal(alone->caller, pthread_self());
}

static void *nothing(void *argument) { return argument; }

static int64_t address_space(void)
{
    FILE *statm = fopen("/proc/self/statm", "r");
    long pages = 0;
    if (!statm) return 0;
    if (fscanf(statm, "%ld", &pages) != 1) pages = 0;
    (void)fclose(statm);
    return (int64_t)pages * 4096;
}
#endif

/* With no address space left for stacks no thread starts: the caller does everything. */
static void without_threads_the_caller_works_alone(void **state)
{
    (void)state;
#ifndef LIMITS
    skip(); /* the sanitizers need the address space */
#else
    struct rlimit old, tight;
    struct alone alone = {pthread_self(), 0, 0};
    pthread_t probe;
    assert_int_equal(getrlimit(RLIMIT_AS, &old), 0);
    tight = old;
    tight.rlim_cur = (rlim_t)(address_space() + 3 * 1024 * 1024); /* a stack takes 8 MB */
    if (tight.rlim_cur < 4 * 1024 * 1024) skip();
    assert_int_equal(setrlimit(RLIMIT_AS, &tight), 0);
    bool starts = pthread_create(&probe, NULL, nothing, NULL) == 0;
    if (!starts) pt_parallel(7, 100, where, &alone);
    assert_int_equal(setrlimit(RLIMIT_AS, &old), 0);
    if (starts) {
        assert_int_equal(pthread_join(probe, NULL), 0);
        skip(); /* stacks are small here: threads cannot be made to fail this way */
    }
    assert_int_equal(alone.tasks, 100);
    assert_int_equal(alone.elsewhere, 0);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_threads_the_caller_works_alone), /* first: later ones leave stacks in glibc's cache */
        cmocka_unit_test(every_task_runs_once),
        cmocka_unit_test(no_tasks_means_no_call),
        cmocka_unit_test(as_many_threads_as_asked_for),
        cmocka_unit_test(one_thread_takes_tasks_in_order),
        cmocka_unit_test(calls_may_nest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
