/* sums.h (internal): sums of doubles that do not depend on the order of the terms. Each term is rounded once to a grid of
 * 2^-40 and added as an integer, so any order, split or thread count gives the same bits. */
#ifndef PT_SUMS_H
#define PT_SUMS_H

#include "base.h"

#include <math.h>

typedef struct pt_sum {
    pt_int128 units; /* of 2^-40 */
} pt_sum;

/* Terms beyond +-2^60 are held at that bound: no measure has any (logarithms, days, weights). */
static inline void pt_sum_add(pt_sum *sum, double term)
{
    const double bound = 0x1p60;
    double held = term > bound ? bound : term < -bound ? -bound : term;
    double whole = floor(held);
    sum->units += (pt_int128)(int64_t)whole * ((pt_int128)1 << 40) + (int64_t)nearbyint((held - whole) * 0x1p40);
}

static inline void pt_sum_join(pt_sum *sum, const pt_sum *other) { sum->units += other->units; }

static inline double pt_sum_value(const pt_sum *sum) { return (double)sum->units * 0x1p-40; }

#endif
