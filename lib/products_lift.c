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

/* One item: k of n against the rest of k_all of n_all. */
static rate index_from(int64_t k, int64_t n, int64_t k_all, int64_t n_all, double confidence)
{
    rate found = {1, 1, 1};
    if (n == n_all) return found;
    double w = (double)n / (double)n_all, ratio;
    rate group = rate_of(k, n, confidence), rest = rate_of(k_all - k, n_all - n, confidence);
    found.value = k_all ? group.value / ((double)k_all / (double)n_all) : 0;
    found.low = index_of(ratio_low(&group, &rest), w);
    found.high = ratio_high(&group, &rest, &ratio) ? index_of(ratio, w) : 1 / w;
    return found;
}

static bool is_part(int64_t k, int64_t n, int64_t k_all, int64_t n_all)
{
    return k >= 0 && k <= n && k <= k_all && k_all - k <= n_all - n;
}

patron_status patron_products_over_index(const int64_t *k, int64_t n, const int64_t *k_all, int64_t n_all,
                                         int64_t count, double confidence, double *index, double *low, double *high,
                                         patron_error *error)
{
    const volatile int64_t *part = k, *whole = k_all; /* another thread may change them: each is loaded once a pass */
    if (n < 1) return pt_fail_argument(error, 2, "the group is empty");
    if (n > n_all) return pt_fail_argument(error, 4, "the group is larger than everyone");
    if (count < 0) return pt_fail_argument(error, 5, "count is negative");
    if (count > 0 && !part) return pt_fail_argument(error, 1, "k is NULL");
    if (count > 0 && !whole) return pt_fail_argument(error, 3, "k_all is NULL");
    if (confidence != 0 && !(confidence > 0 && confidence < 1))
        return pt_fail_argument(error, 6, "confidence is not between 0 and 1");
    for (int64_t i = 0; i < count; i++)
        if (!is_part(part[i], n, whole[i], n_all))
            return pt_fail(error, PATRON_ERROR_ARGUMENT, 1, i, -1, "", "item %lld: the group is no part of everyone",
                           (long long)i);
    for (int64_t i = 0; i < count; i++) {
        int64_t of_group = part[i], of_all = whole[i];
        rate found = {0, 0, 0};
        if (is_part(of_group, n, of_all, n_all)) found = index_from(of_group, n, of_all, n_all, confidence);
        if (index) index[i] = found.value;
        if (low) low[i] = found.low;
        if (high) high[i] = found.high;
    }
    return PATRON_OK;
}
