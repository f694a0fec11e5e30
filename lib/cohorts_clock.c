#include "cohorts.h"

#include <inttypes.h>

#define PERIODS_DEFAULT 13
#define SEQUENCE_DEFAULT 2
#define WINDOW_MAX (PATRON_DAY_MAX - PATRON_DAY_MIN + 1)
#define TABLE_MAX 65537 /* days looked up in a table; days beyond are worked out one by one */

/* ---- options --------------------------------------------------------------------------------------------------- */

static patron_status read_brackets(const patron_cohorts_options *options, int32_t argument, pt_cohorts_plan *out,
                                   patron_error *error)
{
    if (!options->brackets || options->bracket_count < 1 || options->bracket_count > PATRON_COHORTS_K_MAX)
        return pt_fail_argument(error, argument, "brackets: bracket_count is %" PRId32 ", brackets %s",
                                options->bracket_count, options->brackets ? "given" : "NULL");
    if (options->periods) return pt_fail_argument(error, argument, "periods and brackets exclude each other");
    for (int32_t i = 0; i < options->bracket_count; i++) {
        int32_t edge = options->brackets[i], before = i ? options->brackets[i - 1] : 0;
        if (edge <= before || edge > PATRON_COHORTS_K_MAX)
            return pt_fail_argument(error, argument, "brackets[%" PRId32 "] is %" PRId32
                                    ": they must ascend strictly in 1 … %d", i, edge, PATRON_COHORTS_K_MAX);
    }
    out->brackets = options->brackets;
    out->columns = options->bracket_count;
    out->k_end = options->brackets[options->bracket_count - 1];
    return PATRON_OK;
}

patron_status pt_cohorts_plan_read(const patron_cohorts_axis *axis, const patron_cohorts_options *given,
                                   int32_t axis_argument, int32_t argument, pt_cohorts_plan *out, patron_error *error)
{
    patron_cohorts_options options;
    memset(out, 0, sizeof *out);
    if (!axis) return pt_fail_argument(error, axis_argument, "axis is NULL");
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, argument, "options", error);
    if (status) return status;
    if (options.flags & ~(uint64_t)PATRON_COHORTS_REFUND_DAY)
        return pt_fail_argument(error, argument, "options: unknown flags");
    if (options.window_days < 0 || options.window_days > WINDOW_MAX)
        return pt_fail_argument(error, argument, "window_days is %" PRId32, options.window_days);
    if (options.window_days && options.calendar)
        return pt_fail_argument(error, argument, "window_days and calendar exclude each other");
    if (options.periods < 0 || options.periods > PATRON_COHORTS_K_MAX)
        return pt_fail_argument(error, argument, "periods is %" PRId32, options.periods);
    if (options.sequence && (options.sequence < 2 || options.sequence > PATRON_COHORTS_SEQUENCE_MAX))
        return pt_fail_argument(error, argument, "sequence is %" PRId32, options.sequence);
    if (options.brackets || options.bracket_count) {
        status = read_brackets(&options, argument, out, error);
        if (status) return status;
    } else {
        out->columns = out->k_end = options.periods ? options.periods : PERIODS_DEFAULT;
    }
    if (axis->by == PATRON_COHORTS_BY_PERIOD && !options.calendar) {
        out->periods = axis->calendar;
    } else {
        status = pt_periods_from(options.calendar, argument, &out->periods, error);
        if (status) return status;
    }
    out->flags = options.flags;
    out->window = options.window_days;
    out->sequence = options.sequence ? options.sequence : SEQUENCE_DEFAULT;
    return PATRON_OK;
}

/* ---- shape ----------------------------------------------------------------------------------------------------- */

patron_status pt_cohorts_plan_shape(const patron_cohorts_axis *axis, const pt_cohorts_plan *plan, int64_t groups,
                                    int32_t argument, patron_cohorts_shape *out, patron_error *error)
{
    patron_cohorts_shape shape = {.size = sizeof shape, .groups = groups};
    int64_t plane, numbers, more;
    if (groups < 1) return pt_fail_argument(error, argument, "groups is %" PRId64, groups);
    shape.rows = patron_cohorts_axis_rows(axis);
    shape.columns = (int64_t)plan->columns + 1;
    shape.nth = (int64_t)plan->sequence - 1;
    if (pt_multiply(shape.rows, shape.columns, &plane) || pt_multiply(plane, groups, &shape.cells) ||
        pt_multiply(shape.rows, groups, &shape.row_cells) ||
        pt_multiply(shape.cells, shape.nth, &shape.sequence_cells) ||
        pt_multiply(shape.cells, PT_COHORTS_CELL, &numbers) ||
        pt_multiply(shape.sequence_cells, PT_COHORTS_NTH, &more) ||
        (uint64_t)numbers > PTRDIFF_MAX / sizeof numbers || (uint64_t)more > PTRDIFF_MAX / sizeof more)
        return pt_fail_argument(error, argument, "%" PRId64 " groups of %" PRId64 " rows and %" PRId64
                                " columns are more than memory can hold", groups, shape.rows, shape.columns);
    *out = shape;
    return PATRON_OK;
}

patron_status patron_cohorts_shape_of(const patron_cohorts_axis *axis, const patron_cohorts_options *options,
                                      int64_t groups, patron_cohorts_shape *out, patron_error *error)
{
    pt_cohorts_plan plan;
    patron_cohorts_shape shape;
    patron_status status = pt_cohorts_plan_read(axis, options, 1, 2, &plan, error);
    if (!status) status = pt_check_out_struct(out, sizeof *out, 4, "out", error);
    if (!status) status = pt_cohorts_plan_shape(axis, &plan, groups, 3, &shape, error);
    if (!status) pt_write_struct(out, &shape, sizeof shape);
    return status;
}

/* ---- tables ---------------------------------------------------------------------------------------------------- */

static void fill_of_k(pt_cohorts_clock *clock, const int32_t *brackets)
{
    int32_t column = 0;
    for (int32_t k = 0; k < clock->k_end; k++) {
        if (!brackets)
            column = k;
        else if (column < clock->columns && k == brackets[column])
            column++;
        clock->of_k[k] = column;
    }
}

static void fill_of_day(pt_cohorts_clock *clock)
{
    if (!clock->window) {
        for (int32_t i = 0; i < clock->length; i++) clock->of_day[i] = pt_period_of(&clock->periods, clock->base + i);
        return;
    }
    for (int32_t i = 0, k = 0, within = 0; i < clock->length; i++) {
        clock->of_day[i] = pt_cohorts_clock_column_of_k(clock, k);
        if (++within == clock->window) {
            within = 0;
            k++;
        }
    }
}

patron_status pt_cohorts_clock_begin(const patron_book *book, int32_t as_of, const pt_cohorts_plan *plan,
                                     int64_t orders, pt_cohorts_clock *out, patron_error *error)
{
    pt_cohorts_clock clock = {.window = plan->window, .periods = plan->periods, .columns = plan->columns,
                              .k_end = plan->k_end, .tomorrow = (int64_t)as_of + 1};
    memset(out, 0, sizeof *out);
    int64_t days = 0;
    if (book->first_day != PATRON_NO_DAY) {
        int32_t last = book->last_day < as_of ? book->last_day : as_of;
        days = (int64_t)last - book->first_day + 1;
        if (days > TABLE_MAX) days = TABLE_MAX;
        if (days > orders || days < 0) days = 0; /* a table would cost more than it saves */
    }
    clock.base = clock.window || !days ? 0 : book->first_day;
    clock.length = (int32_t)days;
    clock.tomorrow_period = as_of < PATRON_DAY_MAX ? pt_period_of(&clock.periods, as_of + 1)
                                                   : (int64_t)pt_period_of(&clock.periods, as_of) + 1;
    clock.of_k = pt_array(&book->allocator, clock.k_end, sizeof *clock.of_k, error);
    if (!clock.of_k) return PATRON_ERROR_MEMORY;
    clock.of_day = pt_array(&book->allocator, clock.length, sizeof *clock.of_day, error);
    if (!clock.of_day) {
        PT_FREE(&book->allocator, clock.of_k, clock.k_end);
        return PATRON_ERROR_MEMORY;
    }
    fill_of_k(&clock, plan->brackets);
    fill_of_day(&clock);
    *out = clock;
    return PATRON_OK;
}

void pt_cohorts_clock_end(const patron_book *book, pt_cohorts_clock *clock)
{
    if (clock->of_k) PT_FREE(&book->allocator, clock->of_k, clock->k_end);
    if (clock->of_day) PT_FREE(&book->allocator, clock->of_day, clock->length);
}
