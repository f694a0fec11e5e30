/* Cohorts of the shared vectors: counts and curves. */
#include "vectors_calls.h"

#define CELL(member) {#member, offsetof(patron_cohorts_cells, member), VECTOR_INT64, NULL}
#define LAST {NULL, 0, 0, NULL}

static const struct vector_field grids[] = {
    CELL(eligible), CELL(active), CELL(active_eligible), CELL(later), CELL(later_eligible), CELL(purchases),
    CELL(orders), CELL(renewals), CELL(sales), CELL(refunds), CELL(net), CELL(margin), CELL(units), CELL(discount),
    CELL(net_eligible), CELL(net_to), CELL(margin_to), LAST};
static const struct vector_field rows[] = {CELL(buyers), CELL(repeat_in_0), CELL(unmatched), LAST};
static const struct vector_field sequences[] = {CELL(nth), CELL(nth_by), CELL(nth_net), LAST};
static const struct vector_field groups[] = {CELL(unknown_birth), CELL(unknown_birth_net), CELL(not_buyers),
                                             CELL(not_buyers_net), LAST};

static const char *const periods[] = {"", "day", "week", "month", "quarter", "year", NULL};
static const char *const kinds[] = {"", "in", "later", "by", "value", NULL};

/* A question and its answer. */
struct asked {
    patron_calendar calendar;
    patron_cohorts_axis *axis;
    patron_cohorts_options options;
    patron_cohorts_shape shape;
    patron_cohorts_cells cells;
};

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static int32_t by_of(const char *by)
{
    static const char *const names[] = {"period", "product", "category", "depth"};
    static const int32_t numbers[] = {PATRON_COHORTS_BY_PERIOD, PATRON_COHORTS_BY_PRODUCT, PATRON_COHORTS_BY_CATEGORY,
                                      PATRON_COHORTS_BY_DEPTH};
    if (!by) return PATRON_COHORTS_BY_PERIOD;
    for (int i = 0; i < 4; i++)
        if (!strcmp(by, names[i])) return numbers[i];
    return PATRON_COHORTS_BY_LABEL;
}

static patron_status make_axis(struct vector_run *run, int32_t as_of, const json_t *given, struct asked *asked,
                               patron_error *error)
{
    patron_cohorts_axis_options options = {.size = sizeof options, .by = by_of(vector_text(given, "by"))};
    const json_t *keys = json_object_get(given, "keys"), *edges = json_object_get(given, "edges");
    options.limit = vector_number(given, "limit", 0);
    if (options.by == PATRON_COHORTS_BY_PERIOD) options.calendar = &asked->calendar;
    if (options.by == PATRON_COHORTS_BY_LABEL) options.label = vector_text(given, "by");
    if (edges) {
        options.edges = vector_int32(&run->memory, edges);
        options.edge_count = (int64_t)json_array_size(edges);
    }
    if (!keys) return patron_cohorts_axis_of_book(run->book, as_of, &options, &asked->axis, error);
    options.keys = vector_keys(&run->memory, keys, true);
    options.key_count = (int64_t)json_array_size(keys);
    return patron_cohorts_axis_make(&options, &asked->axis, error);
}

static void set_options(struct vector_run *run, const json_t *given, struct asked *asked)
{
    const json_t *brackets = json_object_get(given, "brackets");
    patron_cohorts_options *options = &asked->options;
    *options = (patron_cohorts_options){.size = sizeof *options};
    options->window_days = (int32_t)vector_number(given, "window_days", 0);
    if (!options->window_days) options->calendar = &asked->calendar;
    options->periods = (int32_t)vector_number(given, "periods", 0);
    options->sequence = (int32_t)vector_number(given, "sequence", 0);
    if (json_is_true(json_object_get(given, "refund_day"))) options->flags = PATRON_COHORTS_REFUND_DAY;
    if (brackets) {
        options->brackets = vector_int32(&run->memory, brackets);
        options->bracket_count = (int32_t)json_array_size(brackets);
    }
}

static patron_status ask(struct vector_run *run, const json_t *call, const struct vector_selection *held,
                         const patron_selection *selection, const json_t *first, struct asked *asked,
                         patron_error *error)
{
    const json_t *given = json_object_get(call, "options");
    int32_t as_of = vector_day_of(call, "as_of");
    patron_cohorts_cells *cells = &asked->cells;
    asked->calendar = (patron_calendar){.size = sizeof asked->calendar};
    asked->calendar.period = vector_choice(given, "period", periods, PATRON_PERIOD_MONTH);
    asked->calendar.week_start = (int32_t)vector_number(given, "week_start", 0);
    asked->calendar.first_month = (int32_t)vector_number(given, "first_month", 0);
    set_options(run, given, asked);
    patron_status status = make_axis(run, as_of, given, asked, error);
    if (status) return status;
    asked->shape.size = sizeof asked->shape;
    status = patron_cohorts_shape_of(asked->axis, &asked->options, held->groups, &asked->shape, error);
    if (status) return status;
    *cells = (patron_cohorts_cells){sizeof *cells, asked->shape.cells, asked->shape.row_cells,
                                    asked->shape.sequence_cells, asked->shape.groups, .eligible = NULL};
    vector_arrays(&run->memory, first, grids, cells, asked->shape.cells);
    vector_arrays(&run->memory, first, rows, cells, asked->shape.row_cells);
    vector_arrays(&run->memory, first, sequences, cells, asked->shape.sequence_cells);
    vector_arrays(&run->memory, first, groups, cells, asked->shape.groups);
    return patron_cohorts_count(run->book, as_of, asked->axis, &asked->options, selection, 0, run->customers, cells,
                                error);
}

/* ---- comparing --------------------------------------------------------------------------------------------------- */

static const int64_t *array_of(const struct asked *asked, const struct vector_field *field)
{
    const int64_t *array;
    memcpy(&array, (const char *)&asked->cells + field->offset, sizeof array);
    return array;
}

static void is_grid(const json_t *want, const int64_t *cells, const struct asked *asked, const char *field)
{
    int64_t columns = asked->shape.columns;
    assert_int_equal(json_array_size(want), asked->shape.rows);
    for (int64_t row = 0; row < asked->shape.rows; row++)
        vector_is_list(json_array_get(want, (size_t)row), cells + row * columns, columns, VECTOR_INT64, NULL, NULL,
                       field);
}

/* The listed cohorts: periods by the beginning of their first day, keys; of depths only how many. */
static void are_labels(const json_t *want, const struct asked *asked)
{
    int64_t listed = patron_cohorts_axis_listed(asked->axis);
    int32_t by = patron_cohorts_axis_by(asked->axis);
    static const char *const others[] = {"(other)", "(none)", "(all)"};
    assert_int_equal(json_array_size(want), listed + 3);
    for (int64_t i = 0; i < 3; i++)
        assert_string_equal(json_string_value(json_array_get(want, (size_t)(listed + i))), others[i]);
    if (by == PATRON_COHORTS_BY_PERIOD)
        for (int64_t i = 0; i < listed; i++) {
            const char *label = json_string_value(json_array_get(want, (size_t)i));
            int32_t day = 0;
            char text[16];
            int32_t period = patron_cohorts_axis_first_period(asked->axis) + (int32_t)i;
            assert_ok(patron_calendar_first_day(&asked->calendar, period, &day, NULL), NULL);
            vector_day_text(day, text);
            assert_that(!strncmp(label, text, strlen(label)), "%s: period %s, not %s", vector_where(), text, label);
        }
    if (by == PATRON_COHORTS_BY_PERIOD || by == PATRON_COHORTS_BY_DEPTH) return;
    patron_column keys = {.size = sizeof keys};
    int64_t count = 0;
    json_t *names = json_copy((json_t *)(uintptr_t)want);
    for (int i = 0; i < 3; i++) json_array_remove(names, (size_t)listed);
    assert_ok(patron_cohorts_axis_keys(asked->axis, &keys, &count, NULL), NULL);
    vector_is_column_of_keys(names, &keys, count, "rows");
    json_decref(names);
}

/* part, rate and bounds are null where there is no whole; value has no bounds. */
static void is_rate(const json_t *curve, const char *name, size_t row, size_t column, bool defined, double value)
{
    const json_t *want = json_array_get(json_array_get(json_object_get(curve, name), row), column);
    if (defined) vector_is_double(want, value, name, (int64_t)(row * 1000 + column));
    else assert_that(json_is_null(want), "%s: %s[%lld, %lld] is not null", vector_where(), name, (long long)row,
                     (long long)column);
}

static void are_rates(const json_t *curve, int32_t kind, const patron_cohorts_rates *rates, int64_t row_count,
                      int64_t columns)
{
    for (size_t row = 0; row < (size_t)row_count; row++)
        for (size_t column = 0; column < (size_t)columns; column++) {
            size_t at = row * (size_t)columns + column;
            const json_t *state = json_array_get(json_array_get(json_object_get(curve, "state"), row), column);
            const json_t *part = json_array_get(json_array_get(json_object_get(curve, "part"), row), column);
            const json_t *whole = json_array_get(json_array_get(json_object_get(curve, "whole"), row), column);
            bool defined = rates->whole[at] > 0, bounded = defined && kind != PATRON_COHORTS_CURVE_VALUE;
            assert_that(!strcmp(json_string_value(state), patron_cohorts_state_name(rates->state[at])),
                        "%s: state[%lld, %lld] is %s", vector_where(), (long long)row, (long long)column,
                        patron_cohorts_state_name(rates->state[at]));
            vector_is_int64(whole, rates->whole[at], "whole", (int64_t)at);
            assert_int_equal(json_is_null(part), !defined);
            if (defined) vector_is_int64(part, rates->part[at], "part", (int64_t)at);
            is_rate(curve, "rate", row, column, defined, rates->rate[at]);
            is_rate(curve, "low", row, column, bounded, rates->low[at]);
            is_rate(curve, "high", row, column, bounded, rates->high[at]);
        }
}

static void new_rates(struct vector_run *run, patron_cohorts_rates *rates, int64_t cells)
{
    *rates = (patron_cohorts_rates){.size = sizeof *rates, .capacity = cells};
    rates->state = vector_take(&run->memory, cells, sizeof *rates->state);
    rates->part = vector_take(&run->memory, cells, sizeof *rates->part);
    rates->whole = vector_take(&run->memory, cells, sizeof *rates->whole);
    rates->rate = vector_take(&run->memory, cells, sizeof *rates->rate);
    rates->low = vector_take(&run->memory, cells, sizeof *rates->low);
    rates->high = vector_take(&run->memory, cells, sizeof *rates->high);
}

static void is_curve(struct vector_run *run, const json_t *curve, int32_t kind, const struct asked *asked,
                     int64_t group)
{
    int64_t many = asked->shape.rows, columns = asked->shape.columns, size = many * columns;
    const patron_cohorts_cells *cells = &asked->cells;
    const int64_t *parts[] = {NULL, cells->active_eligible + group * size, cells->later_eligible + group * size,
                              cells->nth_by + group * asked->shape.nth * size, cells->net_to + group * size};
    const int64_t *buyers = cells->buyers + group * many, *eligible = cells->eligible + group * size;
    patron_cohorts_rates rates;
    patron_error error;
    new_rates(run, &rates, size);
    assert_ok(patron_cohorts_curve(kind, many, columns, buyers, eligible, parts[kind], 0, &rates, &error), &error);
    are_rates(curve, kind, &rates, many, columns);
    if (kind == PATRON_COHORTS_CURVE_LATER) return;
    many -= PATRON_COHORTS_ROWS_MORE;
    assert_ok(patron_cohorts_mean(kind, many, columns, buyers, eligible, parts[kind], 0, &rates, &error), &error);
    const json_t *mean = json_object_get(curve, "mean"), *want;
    size_t at;
    assert_int_equal(json_array_size(mean), columns);
    json_array_foreach (mean, at, want) {
        assert_int_equal(json_is_null(want), rates.whole[at] == 0);
        if (rates.whole[at]) vector_is_double(want, rates.rate[at], "mean", (int64_t)at);
    }
}

static void is_group(struct vector_run *run, const json_t *want, const struct asked *asked, int64_t group)
{
    int64_t many = asked->shape.rows, size = many * asked->shape.columns, nth = asked->shape.nth;
    size_t named = 0;
    are_labels(json_object_get(want, "rows"), asked);
    assert_int_equal(json_array_size(json_object_get(want, "columns")), asked->shape.columns);
    for (const struct vector_field *field = grids; field->name; field++) {
        const json_t *grid = json_object_get(want, field->name);
        if (grid) is_grid(grid, array_of(asked, field) + group * size, asked, field->name);
        named += grid != NULL;
    }
    named += vector_are_arrays(want, rows, &asked->cells, group * many, many, NULL);
    for (const struct vector_field *field = sequences; field->name; field++, named++)
        for (int64_t n = 0; n < nth; n++)
            is_grid(json_array_get(json_object_get(want, field->name), (size_t)n),
                    array_of(asked, field) + (group * nth + n) * size, asked, field->name);
    for (const struct vector_field *field = groups; field->name; field++, named++)
        vector_is_int64(json_object_get(want, field->name), array_of(asked, field)[group], field->name, group);
    assert_int_equal(named + 3, json_object_size(want)); /* rows, columns, curves */
    for (int32_t kind = 1; kinds[kind]; kind++) {
        const json_t *curve = json_object_get(json_object_get(want, "curves"), kinds[kind]);
        if (curve) is_curve(run, curve, kind, asked, group);
    }
}

void vector_cohorts(struct vector_run *run, const json_t *call, const json_t *expect)
{
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, json_object_get(call, "options"), &held);
    struct asked asked = {.axis = NULL};
    patron_error error;
    const json_t *first = held.grouped ? json_object_get(expect, held.label[0]) : expect;
    if (!vector_failed(expect, ask(run, call, &held, selection, first, &asked, &error), &error))
        for (int64_t group = 0; group < held.groups; group++)
            is_group(run, held.grouped ? json_object_get(expect, held.label[group]) : expect, &asked, group);
    patron_cohorts_axis_free(asked.axis);
}
