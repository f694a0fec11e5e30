#include <patron/stats.h>

#include <inttypes.h>

#include "cohorts.h"

const char *patron_cohorts_state_name(int32_t state)
{
    static const char *const names[] = {"complete", "partial", "future", "open", "empty"};
    int64_t position = (int64_t)state - PATRON_COHORTS_COMPLETE;
    return position >= 0 && position < (int64_t)(sizeof names / sizeof *names) ? names[position] : NULL;
}

/* ---- inputs ---------------------------------------------------------------------------------------------------- */

/* A table of counts as the functions below get it. */
typedef struct table {
    int32_t curve;
    int64_t rows, columns, cells;
    const int64_t *buyers, *eligible, *part;
    double confidence;
} table;

static patron_status check_cell(const table *t, int64_t row, int64_t at, patron_error *error)
{
    int64_t eligible = t->eligible[at], part = t->part[at];
    if (eligible < 0 || eligible > t->buyers[row])
        return pt_fail_argument(error, 5,
                                "eligible is %" PRId64 " of %" PRId64 " buyers in row %" PRId64 ", column %" PRId64,
                                eligible, t->buyers[row], row, at % t->columns);
    if (t->curve != PATRON_COHORTS_CURVE_VALUE && (part < 0 || part > eligible))
        return pt_fail_argument(error, 6,
                                "part is %" PRId64 " of %" PRId64 " eligible in row %" PRId64 ", column %" PRId64,
                                part, eligible, row, at % t->columns);
    return PATRON_OK;
}

static patron_status check_shape(int64_t rows, int64_t columns, int64_t *cells, patron_error *error)
{
    if (rows < 0) return pt_fail_argument(error, 2, "rows is %" PRId64, rows);
    if (columns < 2) return pt_fail_argument(error, 3, "columns is %" PRId64 ": one of k and the one beyond at least",
                                             columns);
    if (pt_multiply(rows, columns, cells)) return pt_fail_argument(error, 2, "rows * columns does not fit int64");
    return PATRON_OK;
}

static patron_status check_table(table *t, patron_error *error)
{
    double low, high;
    if (t->curve < PATRON_COHORTS_CURVE_IN || t->curve > PATRON_COHORTS_CURVE_VALUE)
        return pt_fail_argument(error, 1, "curve is %" PRId32, t->curve);
    patron_status status = check_shape(t->rows, t->columns, &t->cells, error);
    if (status) return status;
    if (t->rows && (!t->buyers || !t->eligible || !t->part))
        return pt_fail_argument(error, 4, "buyers, eligible or part is NULL");
    status = patron_stats_wilson(0, 1, t->confidence, &low, &high, NULL);
    if (status) return pt_fail_argument(error, 7, "confidence is not within 0 … 1");
    for (int64_t row = 0; row < t->rows && !status; row++)
        for (int64_t j = 0; j < t->columns && !status; j++) status = check_cell(t, row, row * t->columns + j, error);
    return status;
}

static patron_status check_out(const patron_cohorts_rates *given, int64_t needed, patron_cohorts_rates *out,
                               patron_error *error)
{
    if (!given) return pt_fail_argument(error, 8, "out is NULL");
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 8, "out", error);
    if (!status && out->capacity < needed)
        status = pt_fail(error, PATRON_ERROR_CAPACITY, 8, -1, -1, "",
                         "out: capacity is %" PRId64 ", %" PRId64 " is needed", out->capacity, needed);
    return status;
}

/* ---- outputs --------------------------------------------------------------------------------------------------- */

static void write_rate(const table *t, const patron_cohorts_rates *out, int64_t at, int32_t state, int64_t part,
                       int64_t whole)
{
    double low = 0, high = 0;
    if (whole && t->curve != PATRON_COHORTS_CURVE_VALUE && (out->low || out->high))
        (void)patron_stats_wilson(part, whole, t->confidence, &low, &high, NULL); /* all of it has been checked */
    if (out->state) out->state[at] = state;
    if (out->part) out->part[at] = whole ? part : PATRON_NONE;
    if (out->whole) out->whole[at] = whole;
    if (out->rate) out->rate[at] = whole ? (double)part / (double)whole : 0;
    if (out->low) out->low[at] = low;
    if (out->high) out->high[at] = high;
}

static int32_t state_of(const table *t, int64_t row, int64_t column)
{
    int64_t buyers = t->buyers[row], eligible = t->eligible[row * t->columns + column];
    if (!buyers) return PATRON_COHORTS_EMPTY;
    if (column == t->columns - 1) return PATRON_COHORTS_OPEN;
    if (!eligible) return PATRON_COHORTS_FUTURE;
    if (t->curve == PATRON_COHORTS_CURVE_LATER) return PATRON_COHORTS_OPEN;
    return eligible == buyers ? PATRON_COHORTS_COMPLETE : PATRON_COHORTS_PARTIAL;
}

patron_status patron_cohorts_curve(int32_t curve, int64_t rows, int64_t columns, const int64_t *buyers,
                                   const int64_t *eligible, const int64_t *part, double confidence,
                                   const patron_cohorts_rates *given, patron_error *error)
{
    table t = {curve, rows, columns, 0, buyers, eligible, part, confidence};
    patron_cohorts_rates out;
    patron_status status = check_table(&t, error);
    if (!status) status = check_out(given, t.cells, &out, error);
    if (status) return status;
    for (int64_t row = 0; row < rows; row++)
        for (int64_t j = 0; j < columns; j++) {
            int64_t at = row * columns + j;
            write_rate(&t, &out, at, state_of(&t, row, j), part[at], j == columns - 1 ? 0 : eligible[at]);
        }
    return PATRON_OK;
}

/* ---- the mean row ---------------------------------------------------------------------------------------------- */

typedef struct mean {
    int64_t part, whole;
    bool fits, has_buyers;
} mean;

static mean mean_of(const table *t, int64_t column)
{
    mean out = {.fits = true};
    pt_int128 part = 0, whole = 0;
    for (int64_t row = 0; row < t->rows; row++) {
        int64_t at = row * t->columns + column;
        out.has_buyers = out.has_buyers || t->buyers[row];
        if (state_of(t, row, column) != PATRON_COHORTS_COMPLETE) continue;
        part += t->part[at];
        whole += t->eligible[at];
    }
    out.part = (int64_t)part;
    out.whole = (int64_t)whole;
    out.fits = out.part == part && out.whole == whole;
    return out;
}

patron_status patron_cohorts_mean(int32_t curve, int64_t rows, int64_t columns, const int64_t *buyers,
                                  const int64_t *eligible, const int64_t *part, double confidence,
                                  const patron_cohorts_rates *given, patron_error *error)
{
    table t = {curve, rows, columns, 0, buyers, eligible, part, confidence};
    patron_cohorts_rates out;
    if (curve == PATRON_COHORTS_CURVE_LATER)
        return pt_fail_argument(error, 1, "active in k or later is open: it has no mean");
    patron_status status = check_table(&t, error);
    if (!status) status = check_out(given, columns, &out, error);
    if (status) return status;
    for (int64_t j = 0; j < columns; j++)
        if (!mean_of(&t, j).fits)
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 6, -1, -1, "",
                           "the sum of column %" PRId64 " does not fit int64", j);
    for (int64_t j = 0; j < columns; j++) {
        mean m = mean_of(&t, j);
        int32_t state = m.whole ? PATRON_COHORTS_COMPLETE : PATRON_COHORTS_FUTURE;
        if (j == columns - 1) state = PATRON_COHORTS_OPEN;
        if (!m.has_buyers) state = PATRON_COHORTS_EMPTY;
        write_rate(&t, &out, j, state, m.part, m.whole);
    }
    return PATRON_OK;
}

/* ---- running sums ---------------------------------------------------------------------------------------------- */

patron_status patron_cohorts_cumulate(const int64_t *values, int64_t rows, int64_t columns, int64_t *out,
                                      patron_error *error)
{
    int64_t cells, sum = 0;
    if (rows < 0 || columns < 0 || pt_multiply(rows, columns, &cells))
        return pt_fail_argument(error, 2, "rows or columns is negative or too large");
    if (cells && !values) return pt_fail_argument(error, 1, "values is NULL");
    if (cells && !out) return pt_fail_argument(error, 4, "out is NULL");
    for (int64_t i = 0; i < cells; i++)
        if (pt_add(i % columns ? sum : 0, values[i], &sum))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 1, -1, -1, "", "row %" PRId64 ", column %" PRId64
                           ": the sum does not fit int64", i / columns, i % columns);
    for (int64_t i = 0; i < cells; i++) {
        sum = (int64_t)((uint64_t)(i % columns ? sum : 0) + (uint64_t)values[i]);
        out[i] = sum;
    }
    return PATRON_OK;
}
