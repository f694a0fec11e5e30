/* timing.h (bench): what the programs of speed share: two clocks, memory or the end of the program, and dice. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <patron/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct {
    double wall, processor;
} since;

static inline double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline void begin(void)
{
    since.wall = seconds(CLOCK_MONOTONIC);
    since.processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
}

/* Prints both since begin(), and ends the line. */
static inline void print_seconds(void)
{
    printf("  %7.3f  %9.3f\n", seconds(CLOCK_MONOTONIC) - since.wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - since.processor);
    fflush(stdout);
}

static inline void *take(int64_t count, size_t element)
{
    void *memory = calloc((size_t)(count > 0 ? count : 1), element);
    if (memory) return memory;
    fputs("no memory\n", stderr);
    exit(1);
}

static inline void check(patron_status status, const patron_error *error)
{
    if (!status) return;
    fprintf(stderr, "%s\n", error->message);
    exit(1);
}

/* The next of a sequence of random numbers (splitmix64). */
static inline uint64_t dice(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

#endif
