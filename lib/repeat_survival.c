/* From the counts of patron/repeat.h to rates, curves and points: pure functions. */
#include "repeat.h"

#include <patron/stats.h>

#include <inttypes.h>

static patron_status check_capacity(int64_t given, int64_t needed, const char *name, int32_t argument,
                                    patron_error *error)
{
    if (given >= needed) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_CAPACITY, argument, -1, -1, "",
                   "out: %s is %" PRId64 ", %" PRId64 " is needed", name, given, needed);
}

static patron_status check_given(const void *array, int64_t count, const char *name, int32_t argument,
                                 patron_error *error)
{
    if (array || count == 0) return PATRON_OK;
    return pt_fail_argument(error, argument, "%s is NULL", name);
}

/* The confidence as patron_stats takes it, said to be this call's argument. */
static patron_status check_confidence(double confidence, int32_t argument, patron_error *error)
{
    if (patron_stats_wilson(0, 0, confidence, NULL, NULL, NULL) == PATRON_OK) return PATRON_OK;
    return pt_fail_argument(error, argument, "confidence must lie between 0 and 1");
}

static patron_status read_out(const void *out, void *known, size_t size, int32_t argument, patron_error *error)
{
    if (!out) return pt_fail_argument(error, argument, "out is NULL");
    return pt_read_struct(out, known, size, size, argument, "out", error);
}

#define PUT(column, value) \
    do { \
        if (out.column) out.column[i] = (value); \
    } while (0)

/* ---- rates ------------------------------------------------------------------------------------------------------ */

patron_status patron_repeat_rate(int64_t count, const int64_t *part, const int64_t *whole, double confidence,
                                 const patron_repeat_rates *given, patron_error *error)
{
    patron_repeat_rates out;
    if (count < 0) return pt_fail_argument(error, 1, "count is negative");
    patron_status status = check_given(part, count, "part", 2, error);
    if (!status) status = check_given(whole, count, "whole", 3, error);
    if (!status) status = check_confidence(confidence, 4, error);
    if (!status) status = read_out(given, &out, sizeof out, 5, error);
    if (!status) status = check_capacity(out.capacity, count, "capacity", 5, error);
    if (status) return status;
    for (int64_t i = 0; i < count; i++)
        if (part[i] < 0 || part[i] > whole[i])
            return pt_fail_argument(error, 2, "part[%" PRId64 "] is %" PRId64 ", outside 0..whole = %" PRId64, i,
                                    part[i], whole[i]);
    for (int64_t i = 0; i < count; i++) {
        int64_t k = part[i], n = whole[i];
        double low = 0, high = 0;
        if (n > 0) (void)patron_stats_wilson(k, n, confidence, &low, &high, NULL);
        PUT(part, n > 0 ? k : PATRON_NONE);
        PUT(whole, n);
        PUT(rate, n > 0 ? (double)k / (double)n : 0);
        PUT(low, low);
        PUT(high, high);
    }
    return PATRON_OK;
}

/* ---- retention -------------------------------------------------------------------------------------------------- */

static patron_status check_flow(int64_t i, int64_t opening, int64_t created, int64_t lapsed, int64_t closing,
                                patron_error *error)
{
    int32_t wrong = opening < 0 ? 2 : created < 0 || created > closing ? 3 : lapsed < 0 || lapsed > opening ? 4 : 0;
    if (!wrong) return PATRON_OK;
    return pt_fail_argument(error, wrong,
                            "at position %" PRId64 ": opening %" PRId64 ", new %" PRId64 ", lapsed %" PRId64
                            ", closing %" PRId64 " do not fit", i, opening, created, lapsed, closing);
}

patron_status patron_repeat_retention(int64_t count, const int64_t *opening, const int64_t *new_buyers,
                                      const int64_t *lapsed, const int64_t *closing, double confidence,
                                      const patron_repeat_kept *given, patron_error *error)
{
    patron_repeat_kept out;
    if (count < 0) return pt_fail_argument(error, 1, "count is negative");
    patron_status status = check_given(opening, count, "opening", 2, error);
    if (!status) status = check_given(new_buyers, count, "new_buyers", 3, error);
    if (!status) status = check_given(lapsed, count, "lapsed", 4, error);
    if (!status) status = check_given(closing, count, "closing", 5, error);
    if (!status) status = check_confidence(confidence, 6, error);
    if (!status) status = read_out(given, &out, sizeof out, 7, error);
    if (!status) status = check_capacity(out.capacity, count, "capacity", 7, error);
    for (int64_t i = 0; i < count && !status; i++)
        status = check_flow(i, opening[i], new_buyers[i], lapsed[i], closing[i], error);
    if (status) return status;
    for (int64_t i = 0; i < count; i++) {
        int64_t n = opening[i], stayed = n - lapsed[i], held = closing[i] - new_buyers[i];
        double low = 0, high = 0;
        if (n > 0) (void)patron_stats_wilson(stayed, n, confidence, &low, &high, NULL);
        PUT(whole, n);
        PUT(retention, n > 0 ? (double)held / (double)n : 0);
        PUT(kept, n > 0 ? (double)stayed / (double)n : 0);
        PUT(low, low);
        PUT(high, high);
    }
    return PATRON_OK;
}

/* ---- times ------------------------------------------------------------------------------------------------------ */

/* Checks rows of counts; the sum of each fits. */
static patron_status check_times(int64_t rows, int64_t columns, const int64_t *events, const int64_t *censored,
                                 patron_error *error)
{
    int64_t cells;
    if (rows < 0) return pt_fail_argument(error, 1, "rows is negative");
    if (columns < 2) return pt_fail_argument(error, 2, "columns is %" PRId64 ", at least 2 are needed", columns);
    if (pt_multiply(rows, columns, &cells)) return pt_fail_argument(error, 1, "rows times columns leaves int64");
    patron_status status = check_given(events, cells, "events", 3, error);
    if (!status) status = check_given(censored, cells, "censored", 4, error);
    for (int64_t row = 0; row < rows && !status; row++) {
        int64_t sum = 0;
        for (int64_t at = row * columns; at < (row + 1) * columns; at++) {
            if (events[at] < 0 || censored[at] < 0)
                return pt_fail_argument(error, events[at] < 0 ? 3 : 4, "the count at position %" PRId64 " is negative",
                                        at);
            if (pt_add(sum, events[at], &sum) || pt_add(sum, censored[at], &sum))
                return pt_fail(error, PATRON_ERROR_OVERFLOW, 3, -1, -1, "", "the sum of row %" PRId64 " leaves int64",
                               row);
        }
    }
    return status;
}

static int64_t sum_of(const int64_t *values, int64_t count)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < count; i++) sum += values[i];
    return sum;
}

static double *from(double *column, int64_t first) { return column ? column + first : NULL; }

/* One row: S and the bounds of S as patron_stats gives them, turned into shares of those who came. */
static void curve_of_row(int64_t days, const int64_t *events, const int64_t *censored, int64_t entered,
                         double confidence, int64_t first, const patron_repeat_shares *out)
{
    double *share = from(out->share, first), *low = from(out->low, first), *high = from(out->high, first);
    (void)patron_stats_kaplan_meier(entered, events, censored, days, confidence, share, from(out->variance, first),
                                    high, low, NULL);
    for (int64_t day = 0; day < days; day++) {
        if (out->at_risk) out->at_risk[first + day] = entered;
        entered -= events[day] + censored[day];
        if (share) share[day] = 1 - share[day];
        if (low) low[day] = 1 - low[day];
        if (high) high[day] = 1 - high[day];
    }
}

patron_status patron_repeat_curve(int64_t rows, int64_t columns, const int64_t *events, const int64_t *censored,
                                  double confidence, const patron_repeat_shares *given, patron_error *error)
{
    patron_repeat_shares out;
    patron_status status = check_times(rows, columns, events, censored, error);
    if (!status) status = check_confidence(confidence, 5, error);
    if (!status) status = read_out(given, &out, sizeof out, 6, error);
    if (!status) status = check_capacity(out.capacity, rows * (columns - 1), "capacity", 6, error);
    if (status) return status;
    for (int64_t row = 0; row < rows; row++) {
        int64_t at = row * columns, entered = sum_of(events + at, columns) + sum_of(censored + at, columns);
        curve_of_row(columns - 1, events + at, censored + at, entered, confidence, row * (columns - 1), &out);
    }
    return PATRON_OK;
}

/* ---- points ----------------------------------------------------------------------------------------------------- */

/* The type-7 quantile of the events' days, in hundredths; PATRON_NONE where it lies beyond. */
static int64_t closed_point(const int64_t *events, int64_t days, int64_t closed, int32_t percent)
{
    if (closed == 0) return PATRON_NONE;
    pt_int128 position = (pt_int128)(closed - 1) * percent;
    int64_t below = (int64_t)(position / 100), share = (int64_t)(position % 100), seen = 0, value = 0;
    int64_t last = share > 0 ? below + 1 : below;
    bool found = false;
    for (int64_t day = 0; day < days; day++) {
        seen += events[day];
        if (!found && seen > below) {
            found = true;
            value = day * (100 - share);
        }
        if (seen > last) return value + day * share;
    }
    return PATRON_NONE;
}

/* The first day on which 1 - S reaches the percentage: S and the comparison as in patron_stats. */
static int32_t waiting_point(const int64_t *events, const int64_t *censored, int64_t days, int64_t entered,
                             int32_t percent)
{
    const double level = 1 - percent / 100.0 + 1e-12;
    double estimate = 1;
    for (int64_t day = 0; day < days; day++) {
        if (events[day] > 0) estimate *= (double)(entered - events[day]) / (double)entered;
        if (estimate <= level) return (int32_t)day;
        entered -= events[day] + censored[day];
    }
    return PATRON_NO_DAY;
}

static patron_status read_percent(const int32_t *percent, int64_t count, patron_error *error)
{
    if (count < 0 || (!percent && count > 0) || (percent && count == 0))
        return pt_fail_argument(error, 6, "percent_count is %" PRId64 ", percent %s", count,
                                percent ? "given" : "NULL");
    for (int64_t i = 0; i < count; i++)
        if (percent[i] < 1 || percent[i] > 99)
            return pt_fail_argument(error, 5, "percent[%" PRId64 "] is %" PRId32 ", outside 1..99", i, percent[i]);
    return PATRON_OK;
}

patron_status patron_repeat_points(int64_t rows, int64_t columns, const int64_t *events, const int64_t *censored,
                                   const int32_t *percent, int64_t percent_count, const patron_repeat_days *given,
                                   patron_error *error)
{
    static const int32_t quartiles[] = {25, 50, 75};
    patron_repeat_days out;
    patron_status status = check_times(rows, columns, events, censored, error);
    if (!status) status = read_percent(percent, percent_count, error);
    if (!status) status = read_out(given, &out, sizeof out, 7, error);
    if (status) return status;
    const int32_t *points = percent ? percent : quartiles;
    int64_t count = percent ? percent_count : 3, cells, days = columns - 1;
    if (pt_multiply(rows, count, &cells)) return pt_fail_argument(error, 6, "rows times percentages leaves int64");
    if (out.closed_hundredths || out.day) status = check_capacity(out.capacity, cells, "capacity", 7, error);
    if (!status && (out.closed || out.entered))
        status = check_capacity(out.row_capacity, rows, "row_capacity", 7, error);
    if (status) return status;
    for (int64_t row = 0; row < rows; row++) {
        const int64_t *came = events + row * columns, *left = censored + row * columns;
        int64_t closed = sum_of(came, columns), entered = closed + sum_of(left, columns);
        if (out.closed) out.closed[row] = closed;
        if (out.entered) out.entered[row] = entered;
        for (int64_t p = 0; p < count; p++) {
            int64_t i = row * count + p;
            PUT(closed_hundredths, closed_point(came, days, closed, points[p]));
            PUT(day, waiting_point(came, left, days, entered, points[p]));
        }
    }
    return PATRON_OK;
}
