/* patron/stats.h: the few statistics that every measure shares, as pure functions of counts. Outputs are *model*
 * values (they use libm): the same bits on one machine, 1e-12 relative between machines; patron_stats_quantile is
 * exact. On an error no output is written. */
#ifndef PATRON_STATS_H
#define PATRON_STATS_H

#include <patron/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Wilson score interval of the rate k/n (Wilson 1927) at `confidence` (0 = 0.95; else 0 < confidence < 1). The lower
 * bound is exactly 0 at k = 0, the upper exactly 1 at k = n. n = 0 gives [0, 1]. Either output may be NULL. Error
 * ARGUMENT unless 0 <= k <= n. */
PATRON_API patron_status patron_stats_wilson(int64_t k, int64_t n, double confidence, double *low, double *high,
                                             patron_error *error);

/* Difference of two rates k1/n1 - k2/n2 with Newcombe's hybrid score interval (Newcombe 1998, method 10) and the
 * two-sided p value of the pooled z test (1 where both rates are 0 or both are 1). Any output may be NULL. n1, n2 >= 1,
 * and each k within its n, else ARGUMENT. */
PATRON_API patron_status patron_stats_rate_difference(int64_t k1, int64_t n1, int64_t k2, int64_t n2, double confidence,
                                                      double *difference, double *low, double *high, double *p_value,
                                                      patron_error *error);

/* Kaplan-Meier (Kaplan & Meier 1958) from counts: at time i (ascending, in any unit, one entry a distinct time),
 * events[i] ended and censored[i] were lost to observation; at equal times events come before censorings. `entered` is
 * the number at risk before time 0 and must equal the sum of all events and censorings, or exceed it (the rest stay at
 * risk beyond the last time). Fills survival[i] = S(t_i), its Greenwood variance (0 where S is 0) and the bounds of the
 * log-log interval (both 1 where S is 1, both 0 where S is 0). Any output may be NULL. Error ARGUMENT where a count is
 * negative or more leave than entered. O(count). */
PATRON_API patron_status patron_stats_kaplan_meier(int64_t entered, const int64_t *events, const int64_t *censored,
                                                   int64_t count, double confidence, double *survival,
                                                   double *variance, double *low, double *high, patron_error *error);

/* The first index i with 1 - survival[i] >= probability, or PATRON_NONE ("not reached"). The comparison allows 1e-12,
 * so that a curve which just touches the level has reached it, whatever its rounding. O(log count). */
PATRON_API int64_t patron_stats_kaplan_meier_quantile(const double *survival, int64_t count, double probability);

/* Type-7 quantile (Hyndman & Fan 1996) of `count` ascending integers at the rational probability part / whole, exactly:
 * the quantile is numerator / whole. Error ARGUMENT unless count >= 1, 0 <= part <= whole, whole >= 1; OVERFLOW if the
 * numerator leaves int64. O(1). */
PATRON_API patron_status patron_stats_quantile(const int64_t *ascending, int64_t count, int64_t part, int64_t whole,
                                               int64_t *numerator, patron_error *error);

#define PATRON_STATS_UNADJUSTED 0
#define PATRON_STATS_HOLM 1               /* Holm 1979: the chance of any false claim in the table; steps down */
#define PATRON_STATS_BENJAMINI_HOCHBERG 2 /* Benjamini & Hochberg 1995: the share of false claims among all; steps up */

/* Adjusts a table of p values for how many they are; adjusted may be p_values. Each p value in 0 … 1, else ARGUMENT
 * (with its row). allocator NULL = malloc; 8 bytes a value. O(count log count). */
PATRON_API patron_status patron_stats_adjust(int32_t method, const double *p_values, int64_t count,
                                             const patron_allocator *allocator, double *adjusted, patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
