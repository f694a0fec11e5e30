/* Over-index: how much more often a group has an item than everyone. */
#include <math.h>

#include <patron/stats.h>

#include "products.h"

typedef struct rate {
    double value, low, high;
} rate;

/* 0 <= k <= n, n >= 1 */
static rate rate_of(int64_t k, int64_t n, double confidence)
{
    rate found = {(double)k / (double)n, 0, 1};
    (void)patron_stats_wilson(k, n, confidence, &found.low, &found.high, NULL);
    return found;
}

static double root(double square) { return square > 0 ? sqrt(square) : 0; }

/* Bounds of a / b (Donner & Zou 2012), the lower one written so that it has no 0 / 0 but at a = 0. */
static double ratio_low(const rate *a, const rate *b)
{
    double product = a->value * b->value;
    double rest = root(product * product - a->low * b->high * (2 * a->value - a->low) * (2 * b->value - b->high));
    return a->low > 0 ? a->low * (2 * a->value - a->low) / (product + rest) : 0;
}

/* False = no upper bound. */
static bool ratio_high(const rate *a, const rate *b, double *out)
{
    double product = a->value * b->value, below = b->low * (2 * b->value - b->low);
    if (!(below > 0)) return false;
    *out = (product + root(product * product - a->high * b->low * (2 * a->value - a->high) * (2 * b->value - b->low))) /
           below;
    return true;
}

/* From the ratio of the group to the rest to the index; w is the group's share of everyone. */
static double index_of(double ratio, double w) { return ratio > 0 ? ratio / (w * ratio + (1 - w)) : 0; }

patron_status patron_products_over_index(int64_t k, int64_t n, int64_t k_all, int64_t n_all, double confidence,
                                         double *index, double *low, double *high, patron_error *error)
{
    if (k < 0 || n < 1 || k > n) return pt_fail_argument(error, 1, "k is not within 0 … n");
    if (n > n_all) return pt_fail_argument(error, 4, "the group is larger than everyone");
    if (k > k_all || k_all - k > n_all - n) return pt_fail_argument(error, 3, "the group is no part of everyone");
    if (confidence != 0 && !(confidence > 0 && confidence < 1))
        return pt_fail_argument(error, 5, "confidence is not between 0 and 1");
    double found = 1, least = 1, most = 1, w = (double)n / (double)n_all, ratio;
    rate group, rest;
    if (n < n_all) {
        group = rate_of(k, n, confidence);
        rest = rate_of(k_all - k, n_all - n, confidence);
        found = k_all ? group.value / ((double)k_all / (double)n_all) : 0;
        least = index_of(ratio_low(&group, &rest), w);
        most = ratio_high(&group, &rest, &ratio) ? index_of(ratio, w) : 1 / w;
    }
    if (index) *index = found;
    if (low) *low = least;
    if (high) *high = most;
    return PATRON_OK;
}
