#include <patron/stats.h>

#include "base.h"
#include "special.h"

#include <inttypes.h>
#include <math.h>

/* ---- rates ----------------------------------------------------------------------------------------------------- */

/* The two-sided normal quantile of a confidence level; ARGUMENT error unless it is 0 (= 0.95) or within (0, 1). */
static patron_status read_confidence(double confidence, int32_t argument, double *z, patron_error *error)
{
    double level = confidence == 0 ? 0.95 : confidence;
    if (!(level > 0 && level < 1)) return pt_fail_argument(error, argument, "confidence must lie between 0 and 1");
    *z = fabs(pt_normal_quantile((1 - level) / 2));
    return PATRON_OK;
}

static patron_status check_rate(int64_t k, int64_t n, int64_t least, int32_t argument, patron_error *error)
{
    if (n < least)
        return pt_fail_argument(error, argument + 1, "n is %" PRId64 ", at least %" PRId64 " is needed", n, least);
    if (k < 0 || k > n) return pt_fail_argument(error, argument, "k = %" PRId64 " is outside 0..n = %" PRId64, k, n);
    return PATRON_OK;
}

typedef struct interval {
    double low, high;
} interval;

/* low * high = p^2 / (1 + z^2 / n): the lower bound from the upper one, without cancellation. n >= 1. */
static interval wilson(int64_t k, int64_t n, double z)
{
    double count = (double)n, p = (double)k / count, q = (double)(n - k) / count, square = z * z;
    double scale = 1 + square / count;
    double middle = (p + square / (2 * count)) / scale;
    double half = z / scale * sqrt(p * q / count + square / (4 * count * count));
    interval out;
    out.high = k == n ? 1 : fmax(p, fmin(1, middle + half));
    out.low = k == 0 ? 0 : fmin(p, p * p / scale / (middle + half));
    return out;
}

patron_status patron_stats_wilson(int64_t k, int64_t n, double confidence, double *low, double *high,
                                  patron_error *error)
{
    double z = 0;
    patron_status status = check_rate(k, n, 0, 1, error);
    if (!status) status = read_confidence(confidence, 3, &z, error);
    if (status) return status;
    interval bounds = {0, 1};
    if (n > 0) bounds = wilson(k, n, z);
    if (low) *low = bounds.low;
    if (high) *high = bounds.high;
    return PATRON_OK;
}

/* Two-sided p value of the pooled z test. */
static double pooled_p_value(int64_t k1, int64_t n1, int64_t k2, int64_t n2, double difference)
{
    double first = (double)n1, second = (double)n2;
    double p = ((double)k1 + (double)k2) / (first + second);
    double q = ((double)(n1 - k1) + (double)(n2 - k2)) / (first + second);
    double deviation = sqrt(p * q * (1 / first + 1 / second));
    return deviation > 0 ? erfc(fabs(difference) / deviation * 0.70710678118654752440) : 1;
}

patron_status patron_stats_rate_difference(int64_t k1, int64_t n1, int64_t k2, int64_t n2, double confidence,
                                           double *difference, double *low, double *high, double *p_value,
                                           patron_error *error)
{
    double z = 0;
    patron_status status = check_rate(k1, n1, 1, 1, error);
    if (!status) status = check_rate(k2, n2, 1, 3, error);
    if (!status) status = read_confidence(confidence, 5, &z, error);
    if (status) return status;
    interval one = wilson(k1, n1, z), two = wilson(k2, n2, z);
    double p1 = (double)k1 / (double)n1, p2 = (double)k2 / (double)n2;
    double d = (double)((pt_int128)k1 * n2 - (pt_int128)k2 * n1) / ((double)n1 * (double)n2); /* no cancellation */
    if (difference) *difference = d;
    if (low) *low = fmax(-1, d - hypot(p1 - one.low, two.high - p2));
    if (high) *high = fmin(1, d + hypot(one.high - p1, p2 - two.low));
    if (p_value) *p_value = pooled_p_value(k1, n1, k2, n2, d);
    return PATRON_OK;
}

/* ---- Kaplan-Meier ---------------------------------------------------------------------------------------------- */

static patron_status check_history(int64_t entered, const int64_t *events, const int64_t *censored, int64_t count,
                                   patron_error *error)
{
    if (entered < 0) return pt_fail_argument(error, 1, "entered is negative");
    if (count < 0) return pt_fail_argument(error, 4, "count is negative");
    if (count > 0 && !events) return pt_fail_argument(error, 2, "events is NULL");
    if (count > 0 && !censored) return pt_fail_argument(error, 3, "censored is NULL");
    int64_t left = entered;
    for (int64_t i = 0; i < count; i++) {
        if (events[i] < 0 || censored[i] < 0)
            return pt_fail_argument(error, events[i] < 0 ? 2 : 3, "a count at position %" PRId64 " is negative", i);
        if (events[i] > left || censored[i] > left - events[i])
            return pt_fail_argument(error, 1, "at position %" PRId64 " more have left than entered, %" PRId64,
                                    i, entered);
        left -= events[i] + censored[i];
    }
    return PATRON_OK;
}

/* S^exp(-+ z sd(ln S) / ln S), the interval of ln(-ln S) (Kalbfleisch & Prentice). */
static interval log_log(double log_survival, double sum, double z)
{
    interval out = {1, 1};
    if (log_survival == 0) return out;
    double width = z * sqrt(sum) / -log_survival;
    out.low = exp(log_survival * exp(width));
    out.high = exp(log_survival * exp(-width));
    return out;
}

patron_status patron_stats_kaplan_meier(int64_t entered, const int64_t *events, const int64_t *censored, int64_t count,
                                        double confidence, double *survival, double *variance, double *low,
                                        double *high, patron_error *error)
{
    double z = 0;
    patron_status status = check_history(entered, events, censored, count, error);
    if (!status) status = read_confidence(confidence, 5, &z, error);
    if (status) return status;
    int64_t at_risk = entered;
    double estimate = 1, log_estimate = 0, sum = 0; /* sum of d / (n (n - d)), Greenwood 1926 */
    for (int64_t i = 0; i < count; i++) {
        int64_t ended = events[i], stayed = at_risk - ended;
        if (ended > 0) {
            estimate *= (double)stayed / (double)at_risk;
            if (stayed > 0) {
                log_estimate += log1p(-(double)ended / (double)at_risk);
                sum += (double)ended / ((double)at_risk * (double)stayed);
            }
        }
        interval bounds = {0, 0};
        if (estimate > 0) bounds = log_log(log_estimate, sum, z);
        at_risk = stayed - censored[i]; /* events come before censorings */
        if (survival) survival[i] = estimate;
        if (variance) variance[i] = estimate * estimate * sum;
        if (low) low[i] = bounds.low;
        if (high) high[i] = bounds.high;
    }
    return PATRON_OK;
}

int64_t patron_stats_kaplan_meier_quantile(const double *survival, int64_t count, double probability)
{
    const double level = 1 - probability + 1e-12;
    int64_t from = 0, to = survival ? count : 0;
    if (to <= 0 || !(survival[to - 1] <= level)) return PATRON_NONE;
    while (from < to) { /* the first one at or below the level lies in [from, to] */
        int64_t middle = from + (to - from) / 2;
        if (survival[middle] <= level)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

/* ---- quantiles ------------------------------------------------------------------------------------------------- */

patron_status patron_stats_quantile(const int64_t *ascending, int64_t count, int64_t part, int64_t whole,
                                    int64_t *numerator, patron_error *error)
{
    if (!ascending) return pt_fail_argument(error, 1, "ascending is NULL");
    if (count < 1) return pt_fail_argument(error, 2, "count is %" PRId64 ", at least 1 is needed", count);
    if (whole < 1) return pt_fail_argument(error, 4, "whole is %" PRId64 ", at least 1 is needed", whole);
    if (part < 0 || part > whole) return pt_fail_argument(error, 3, "part is outside 0..whole");
    if (!numerator) return pt_fail_argument(error, 5, "numerator is NULL");
    pt_int128 position = (pt_int128)(count - 1) * part;
    int64_t below = (int64_t)(position / whole), share = (int64_t)(position % whole);
    pt_int128 sum = (pt_int128)ascending[below] * (whole - share);
    if (share > 0) sum += (pt_int128)ascending[below + 1] * share;
    if (sum < INT64_MIN || sum > INT64_MAX)
        return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, -1, -1, "", "the quantile's numerator does not fit into int64");
    *numerator = (int64_t)sum;
    return PATRON_OK;
}
