/* The shared vectors' calls of repeat purchases, value and promotions. A result is {"table": columns, fact: number or
 * columns, …}; rates of Python's tables are computed here from the counts, as a caller in C does. */
#include "vectors_calls.h"

#include <patron/promotions.h>
#include <patron/repeat.h>
#include <patron/value.h>

#define LAST {NULL, 0, 0, NULL}
#define FIELD(type, member) {#member, offsetof(type, member), VECTOR_INT64, NULL}

static const char *const periods[] = {"", "day", "week", "month", "quarter", "year", NULL};

/* ---- shared ------------------------------------------------------------------------------------------------------ */

/* Gives every pointer of `fields` an array of `count` int64. */
static void take(struct vector_run *run, const struct vector_field *fields, void *out, int64_t count)
{
    for (; fields->name; fields++) {
        int64_t *array = vector_take(&run->memory, count + 1, sizeof *array);
        memcpy((char *)out + fields->offset, &array, sizeof array);
    }
}

static int64_t *zeros(struct vector_run *run, int64_t count) { return vector_take(&run->memory, count + 1, 8); }

static const json_t *table_of(const json_t *want) { return json_object_get(want, "table"); }

static void is_integers(const json_t *table, const char *name, const int64_t *values, int64_t count)
{
    vector_is_list(json_object_get(table, name), values, count, VECTOR_INT64, NULL, NULL, name);
}

static void is_numbers(const json_t *table, const char *name, const int32_t *values, int64_t count)
{
    vector_is_list(json_object_get(table, name), values, count, VECTOR_INT32, NULL, NULL, name);
}

/* Doubles, null where `whole` is not above 0. */
static void is_doubles(const json_t *table, const char *name, const double *values, const int64_t *whole, int64_t count)
{
    const json_t *list = json_object_get(table, name);
    assert_that((int64_t)json_array_size(list) == count, "%s: %s", vector_where(), name);
    for (int64_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, (size_t)i);
        if (whole && whole[i] <= 0) assert_that(json_is_null(value), "%s: %s[%d]", vector_where(), name, (int)i);
        else vector_is_double(value, values[i], name, i);
    }
}

/* Columns rate, low and high (of a prefix) of part / whole. */
static void is_rates(struct vector_run *run, const json_t *table, const char *prefix, const int64_t *part,
                     const int64_t *whole, int64_t count)
{
    static const char *const names[] = {"rate", "low", "high"};
    patron_repeat_rates rates = {.size = sizeof rates, .capacity = count};
    double *held[3] = {rates.rate = vector_take(&run->memory, count + 1, 8),
                       rates.low = vector_take(&run->memory, count + 1, 8),
                       rates.high = vector_take(&run->memory, count + 1, 8)};
    patron_error error;
    assert_ok(patron_repeat_rate(count, part, whole, 0.0, &rates, &error), &error);
    for (int i = 0; i < 3; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s%s", prefix, *prefix ? "_" : "", names[i]);
        is_doubles(table, name, held[i], whole, count);
    }
}

/* Arrays of `fields` in columns of a table, from `first` on; those that the table does not have are left out. */
static size_t are(const json_t *table, const struct vector_field *fields, const void *cells, int64_t first,
                  int64_t count)
{
    return vector_are_arrays(table, fields, cells, first, count, NULL);
}

/* Facts: element `at` of the arrays of `fields`. */
static void are_facts(const json_t *want, const struct vector_field *fields, const void *cells, int64_t at)
{
    for (; fields->name; fields++) {
        const int64_t *array;
        const json_t *value = json_object_get(want, fields->name);
        memcpy(&array, (const char *)cells + fields->offset, sizeof array);
        if (value) vector_is_int64(value, array[at], fields->name, at);
    }
}

static const int64_t *array_of(const json_t *list, struct vector_run *run) { return vector_int64(&run->memory, list); }

static bool has_discounts(const struct vector_run *run)
{
    return json_object_get(json_object_get(run->vector, "rows"), "discount") != NULL;
}

static int32_t small(const json_t *given, const char *name, int32_t otherwise)
{
    return (int32_t)vector_number(given, name, otherwise);
}

/* ---- repeat ------------------------------------------------------------------------------------------------------ */

static void repeat(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_repeat_cells, member)
    static const struct vector_field sums[] = {
        CELL(buyers), CELL(one_time), CELL(repeaters), CELL(purchases), CELL(orders), CELL(unknown_birth),
        CELL(unknown_repeaters), CELL(not_buyers), CELL(not_buyers_net), LAST};
    static const struct vector_field facts[] = {
        CELL(one_time), CELL(purchases), CELL(orders), CELL(unknown_birth), CELL(unknown_repeaters), CELL(not_buyers),
        CELL(not_buyers_net), LAST};
    static const struct vector_field of_days[] = {CELL(observed), CELL(within), LAST};
    static const struct vector_field of_bins[] = {CELL(bin_buyers), CELL(bin_purchases), CELL(bin_orders),
                                                  CELL(bin_net), LAST};
#undef CELL
    static const int32_t usual[] = {30, 60, 90, 180, 365};
    const json_t *given = json_object_get(call, "options"), *days = json_object_get(given, "within");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    int64_t n = days ? (int64_t)json_array_size(days) : 5, bins = vector_number(given, "bins", 10);
    const int32_t *within = days ? vector_int32(&run->memory, days) : usual;
    patron_repeat_options options = {.size = sizeof options, .within = within, .within_count = (int32_t)n,
                                     .bins = (int32_t)bins};
    if (json_is_false(json_object_get(given, "renewals"))) options.flags = PATRON_REPEAT_WITHOUT_RENEWALS;
    patron_repeat_cells cells = {.size = sizeof cells, .group_capacity = held.groups,
                                 .within_capacity = held.groups * n, .bin_capacity = held.groups * bins};
    patron_error error;
    take(run, sums, &cells, held.groups);
    take(run, of_days, &cells, held.groups * n);
    take(run, of_bins, &cells, held.groups * bins);
    patron_status status = patron_repeat_count(run->book, vector_day_of(call, "as_of"), &options, selection, 0,
                                               run->customers, &cells, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *want = vector_of_group(expect, &held, group), *table = table_of(want);
        const json_t *binned = json_object_get(want, "bins");
        int64_t *whole = zeros(run, n + 1), *part = zeros(run, n + 1), *numbers = zeros(run, n + 1);
        whole[0] = cells.buyers[group], part[0] = cells.repeaters[group], numbers[0] = PATRON_NONE;
        for (int64_t i = 0; i < n; i++) {
            whole[i + 1] = cells.observed[group * n + i];
            part[i + 1] = cells.within[group * n + i];
            numbers[i + 1] = within[i];
        }
        vector_is_list(json_object_get(table, "within"), numbers, n + 1, VECTOR_INT64_OR, NULL, NULL, "within");
        is_integers(table, "buyers", whole, n + 1);
        is_integers(table, "repeaters", part, n + 1);
        is_rates(run, table, "", part, whole, n + 1);
        are_facts(want, facts, &cells, group);
        is_integers(binned, "buyers", cells.bin_buyers + group * bins, bins);
        is_integers(binned, "all_purchases", cells.bin_purchases + group * bins, bins);
        is_integers(binned, "orders", cells.bin_orders + group * bins, bins);
        is_integers(binned, "net", cells.bin_net + group * bins, bins);
    }
}

static void repeat_sequence(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_repeat_sequence_cells, member)
    static const struct vector_field fields[] = {CELL(buyers), CELL(next), CELL(renewals), CELL(orders), CELL(sales),
                                                 CELL(net), LAST};
    static const struct vector_field sums[] = {CELL(unknown_birth), LAST};
#undef CELL
    const json_t *given = json_object_get(call, "options");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_repeat_sequence_options options = {.size = sizeof options, .sequence = small(given, "sequence", 0)};
    patron_repeat_shape shape = {.size = sizeof shape};
    patron_error error;
    assert_ok(patron_repeat_shape_of(&options, held.groups, &shape, &error), &error);
    patron_repeat_sequence_cells cells = {.size = sizeof cells, .capacity = shape.sequence_cells,
                                          .group_capacity = held.groups};
    take(run, fields, &cells, shape.sequence_cells);
    take(run, sums, &cells, held.groups);
    patron_status status = patron_repeat_sequence(run->book, vector_day_of(call, "as_of"), &options, selection, 0,
                                                  run->customers, &cells, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0, n = shape.sequence; group < held.groups; group++) {
        const json_t *want = vector_of_group(expect, &held, group), *table = table_of(want);
        assert_int_equal(are(table, fields, &cells, group * n, n), 6);
        is_rates(run, table, "", cells.next + group * n, cells.buyers + group * n, n);
        are_facts(want, sums, &cells, group);
    }
}

/* The shares of each row after each of the call's days. */
static void is_within(struct vector_run *run, const json_t *call, const json_t *want, int64_t rows, int64_t columns,
                      const int64_t *events, const int64_t *censored, const int64_t *entered)
{
    const json_t *days = json_object_get(call, "days");
    const int64_t *day = array_of(days, run);
    int64_t many = (int64_t)json_array_size(days), size = rows * many, cells = rows * (columns - 1);
    patron_repeat_shares shares = {.size = sizeof shares, .capacity = cells};
    int64_t *risk = zeros(run, size), *whole = zeros(run, size);
    double *held[3], *picked[3];
    patron_error error;
    for (int i = 0; i < 3; i++) {
        held[i] = vector_take(&run->memory, cells + 1, 8);
        picked[i] = vector_take(&run->memory, size + 1, 8);
    }
    shares.at_risk = zeros(run, cells);
    shares.share = held[0], shares.low = held[1], shares.high = held[2];
    assert_ok(patron_repeat_curve(rows, columns, events, censored, 0.0, &shares, &error), &error);
    for (int64_t at = 0; at < size; at++) {
        int64_t cell = at / many * (columns - 1) + day[at % many];
        risk[at] = shares.at_risk[cell], whole[at] = entered[at / many];
        for (int i = 0; i < 3; i++) picked[i][at] = held[i][cell];
    }
    is_integers(want, "at_risk", risk, size);
    is_doubles(want, "share", picked[0], whole, size);
    is_doubles(want, "low", picked[1], whole, size);
    is_doubles(want, "high", picked[2], whole, size);
}

static void is_points(struct vector_run *run, const json_t *given, const json_t *table, int64_t rows, int64_t columns,
                      const int64_t *events, const int64_t *censored)
{
    static const int32_t usual[] = {25, 50, 75};
    const json_t *list = json_object_get(given, "percent");
    const int32_t *percent = list ? vector_int32(&run->memory, list) : usual;
    int64_t many = list ? (int64_t)json_array_size(list) : 3, size = rows * many;
    patron_repeat_days days = {.size = sizeof days, .capacity = size, .row_capacity = rows,
                               .closed_hundredths = zeros(run, size), .day = vector_take(&run->memory, size + 1, 4)};
    int32_t *reached = vector_take(&run->memory, rows + 1, 4);
    int64_t *known = zeros(run, rows);
    double *closed = vector_take(&run->memory, rows + 1, 8);
    patron_error error;
    assert_ok(patron_repeat_points(rows, columns, events, censored, percent, many, &days, &error), &error);
    for (int64_t i = 0; i < many; i++) {
        char name[32];
        for (int64_t row = 0; row < rows; row++) {
            reached[row] = days.day[row * many + i];
            known[row] = days.closed_hundredths[row * many + i] != PATRON_NONE;
            closed[row] = (double)days.closed_hundredths[row * many + i] / 100;
        }
        snprintf(name, sizeof name, "day_%d", (int)percent[i]);
        is_numbers(table, name, reached, rows);
        snprintf(name, sizeof name, "closed_%d", (int)percent[i]);
        is_doubles(table, name, closed, known, rows);
    }
}

static void waits(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_repeat_time_cells, member)
    static const struct vector_field fields[] = {CELL(events), CELL(censored), LAST};
    static const struct vector_field of_rows[] = {CELL(entered), CELL(closed), CELL(closed_days), LAST};
    static const struct vector_field sums[] = {CELL(unknown_birth), LAST};
#undef CELL
    const json_t *given = json_object_get(call, "options");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_repeat_sequence_options options = {.size = sizeof options, .sequence = small(given, "sequence", 0),
                                              .days = small(given, "days", 0)};
    patron_repeat_shape shape = {.size = sizeof shape};
    patron_error error;
    bool gaps = !strcmp(vector_text(call, "call"), "repeat_gaps");
    assert_ok(patron_repeat_shape_of(&options, held.groups, &shape, &error), &error);
    int64_t rows = gaps ? shape.gap_rows : shape.time_rows, size = rows * shape.columns;
    patron_repeat_time_cells cells = {.size = sizeof cells, .capacity = held.groups * size,
                                      .row_capacity = held.groups * rows, .group_capacity = held.groups};
    take(run, fields, &cells, held.groups * size);
    take(run, of_rows, &cells, held.groups * rows);
    take(run, sums, &cells, held.groups);
    patron_status status = (gaps ? patron_repeat_gaps : patron_repeat_times)(
        run->book, vector_day_of(call, "as_of"), &options, selection, 0, run->customers, &cells, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *want = vector_of_group(expect, &held, group), *table = table_of(want);
        const int64_t *events = cells.events + group * size, *censored = cells.censored + group * size;
        assert_int_equal(are(table, of_rows, &cells, group * rows, rows), 3);
        are_facts(want, sums, &cells, group);
        is_points(run, given, table, rows, shape.columns, events, censored);
        is_within(run, call, json_object_get(want, "within"), rows, shape.columns, events, censored,
                  cells.entered + group * rows);
    }
}

/* ---- periods ----------------------------------------------------------------------------------------------------- */

static const char *period_state(void *context, int32_t state)
{
    (void)context;
    return patron_repeat_state_name(state);
}

/* The listed periods as Python lists them: those of the book, since and until moving an end. */
static patron_repeat_period_options listed(struct vector_run *run, const json_t *call, patron_calendar *calendar)
{
    const json_t *given = json_object_get(call, "options");
    patron_repeat_period_options options = {.size = sizeof options, .calendar = calendar};
    patron_error error;
    calendar->period = vector_choice(given, "period", periods, PATRON_PERIOD_MONTH);
    assert_ok(patron_repeat_periods_of_book(run->book, vector_day_of(call, "as_of"), calendar, &options.first_period,
                                            &options.period_count, &error), &error);
    int32_t last = options.first_period + (int32_t)options.period_count - 1;
    if (vector_text(given, "since"))
        assert_ok(patron_calendar_period(calendar, vector_day_of(given, "since"), &options.first_period, &error),
                  &error);
    if (vector_text(given, "until"))
        assert_ok(patron_calendar_period(calendar, vector_day_of(given, "until"), &last, &error), &error);
    options.period_count = last - options.first_period + 1;
    const char *refunds = vector_text(given, "refunds");
    if (refunds && !strcmp(refunds, "order")) options.flags = PATRON_REPEAT_REFUND_ORDER;
    options.active_days = small(given, "active_days", 0);
    return options;
}

static void are_periods(struct vector_run *run, const json_t *table, const patron_repeat_period_options *options,
                        int32_t as_of)
{
    int64_t n = options->period_count;
    int32_t *first = vector_take(&run->memory, n + 1, 4), *last = vector_take(&run->memory, n + 1, 4);
    int32_t *state = vector_take(&run->memory, n + 1, 4);
    patron_error error;
    assert_ok(patron_repeat_period_days(options, as_of, first, last, state, &error), &error);
    vector_is_list(json_object_get(table, "first_day"), first, n, VECTOR_DAY, NULL, NULL, "first_day");
    vector_is_list(json_object_get(table, "last_day"), last, n, VECTOR_DAY, NULL, NULL, "last_day");
    vector_is_list(json_object_get(table, "state"), state, n, VECTOR_NAME, period_state, NULL, "state");
}

static void new_and_returning(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_repeat_period_cells, member)
    static const struct vector_field fields[] = {
        CELL(buyers), CELL(new_buyers), CELL(returning_buyers), CELL(returning_unknown), CELL(repeat_buyers),
        CELL(purchases), CELL(orders), CELL(sales), CELL(refunds), CELL(net), CELL(unmatched_net), CELL(first_orders),
        CELL(first_net), CELL(later_orders), CELL(later_net), CELL(new_orders), CELL(new_net), CELL(returning_orders),
        CELL(returning_net), CELL(unborn_net), LAST};
    static const struct vector_field sums[] = {CELL(unknown_birth), LAST};
#undef CELL
    const json_t *given = json_object_get(call, "options");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_calendar calendar = {.size = sizeof calendar, .first_month = 1};
    patron_repeat_period_options options = listed(run, call, &calendar);
    int64_t n = options.period_count;
    int32_t as_of = vector_day_of(call, "as_of");
    patron_repeat_period_cells cells = {.size = sizeof cells, .capacity = held.groups * n,
                                        .group_capacity = held.groups};
    patron_repeat_guest_cells guests = {.size = sizeof guests, .capacity = n, .orders = zeros(run, n),
                                        .sales = zeros(run, n), .refunds = zeros(run, n), .net = zeros(run, n)};
    patron_error error;
    take(run, fields, &cells, held.groups * n);
    take(run, sums, &cells, held.groups);
    patron_status status = patron_repeat_periods(run->book, as_of, &options, selection, 0, run->customers, &cells,
                                                 &error);
    if (vector_failed(expect, status, &error)) return;
    assert_ok(patron_repeat_guests(run->book, as_of, &options, &guests, &error), &error);
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *want = vector_of_group(expect, &held, group), *table = table_of(want);
        assert_int_equal(are(table, fields, &cells, group * n, n) + 4 + (selection ? 0 : 4), json_object_size(table));
        are_periods(run, table, &options, as_of);
        are_facts(want, sums, &cells, group);
        if (selection) continue;
        is_integers(table, "guest_orders", guests.orders, n);
        is_integers(table, "guest_sales", guests.sales, n);
        is_integers(table, "guest_refunds", guests.refunds, n);
        is_integers(table, "guest_net", guests.net, n);
    }
}

static void growth(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_repeat_growth_cells, member)
    static const struct vector_field fields[] = {
        CELL(opening), CELL(new_buyers), CELL(reactivated), CELL(reactivated_unknown), CELL(lapsed), CELL(closing),
        CELL(passing), CELL(bought), CELL(bought_observed), CELL(bought_again), LAST};
    static const struct vector_field sums[] = {CELL(unknown_birth), LAST};
#undef CELL
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, json_object_get(call, "options"), &held);
    patron_calendar calendar = {.size = sizeof calendar, .first_month = 1};
    patron_repeat_period_options options = listed(run, call, &calendar);
    int64_t n = options.period_count;
    int32_t as_of = vector_day_of(call, "as_of");
    patron_repeat_growth_cells cells = {.size = sizeof cells, .capacity = held.groups * n,
                                        .group_capacity = held.groups};
    patron_error error;
    take(run, fields, &cells, held.groups * n);
    take(run, sums, &cells, held.groups);
    patron_status status = patron_repeat_growth(run->book, as_of, &options, selection, 0, run->customers, &cells,
                                                &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0, at = 0; group < held.groups; group++, at += n) {
        const json_t *want = vector_of_group(expect, &held, group), *table = table_of(want);
        patron_repeat_kept kept = {.size = sizeof kept, .capacity = n};
        kept.retention = vector_take(&run->memory, n + 1, 8), kept.kept = vector_take(&run->memory, n + 1, 8);
        kept.low = vector_take(&run->memory, n + 1, 8), kept.high = vector_take(&run->memory, n + 1, 8);
        assert_ok(patron_repeat_retention(n, cells.opening + at, cells.new_buyers + at, cells.lapsed + at,
                                          cells.closing + at, 0.0, &kept, &error), &error);
        assert_int_equal(are(table, fields, &cells, at, n), 10);
        are_periods(run, table, &options, as_of);
        are_facts(want, sums, &cells, group);
        is_doubles(table, "retention", kept.retention, cells.opening + at, n);
        is_doubles(table, "kept", kept.kept, cells.opening + at, n);
        is_doubles(table, "kept_low", kept.low, cells.opening + at, n);
        is_doubles(table, "kept_high", kept.high, cells.opening + at, n);
        is_rates(run, table, "again", cells.bought_again + at, cells.bought_observed + at, n);
    }
}

/* ---- value ------------------------------------------------------------------------------------------------------- */

static void value_concentration(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_value_concentration_columns, member)
    static const struct vector_field sums[] = {CELL(buyers), CELL(net), CELL(negative), CELL(negative_net), LAST};
    static const struct vector_field all[] = {
        CELL(buyers), CELL(net), CELL(negative), CELL(negative_net), CELL(gini), CELL(top_buyers), CELL(top_net),
        CELL(top_share), CELL(top_multiple), CELL(rest_multiple), LAST}; /* doubles are as wide */
#undef CELL
    const json_t *given = json_object_get(call, "options"), *shares = json_object_get(given, "shares");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    int64_t n = shares ? (int64_t)json_array_size(shares) : 5;
    patron_value_concentration_options options = {.size = sizeof options,
                                                  .window_days = small(given, "window_days", 0)};
    if (shares) options.shares = vector_int32(&run->memory, shares), options.share_count = (int32_t)n;
    patron_value_concentration_columns out = {.size = sizeof out, .capacity = held.groups};
    patron_error error;
    take(run, all, &out, held.groups * n);
    patron_status status = patron_value_concentration(run->book, vector_day_of(call, "as_of"), &options, selection,
                                                      &out, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0, at = 0; group < held.groups; group++, at += n) {
        const json_t *want = vector_of_group(expect, &held, group), *table = table_of(want);
        int64_t *whole = zeros(run, n), *rest = zeros(run, n), some = out.net[group] - out.negative_net[group];
        for (int64_t i = 0; i < n; i++) whole[i] = out.net[group], rest[i] = out.rest_multiple[at + i] != 0;
        are_facts(want, sums, &out, group);
        if (some > 0) vector_is_double(json_object_get(want, "gini"), out.gini[group], "gini", group);
        else assert_true(json_is_null(json_object_get(want, "gini")));
        is_integers(table, "buyers", out.top_buyers + at, n);
        is_integers(table, "net", out.top_net + at, n);
        is_doubles(table, "share", out.top_share + at, whole, n);
        is_doubles(table, "multiple", out.top_multiple + at, whole, n);
        is_doubles(table, "rest_multiple", out.rest_multiple + at, rest, n);
    }
}

static void order_values(struct vector_run *run, const json_t *call, const json_t *expect)
{
    const json_t *given = json_object_get(call, "options"), *marks = json_object_get(given, "thresholds");
    const json_t *points = json_object_get(given, "quantiles");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    int64_t n = points ? (int64_t)json_array_size(points) : 5, many = (int64_t)json_array_size(marks);
    patron_value_orders_options options = {.size = sizeof options, .window_days = small(given, "window_days", 0),
                                           .threshold_count = many};
    if (points) options.quantiles = vector_int32(&run->memory, points), options.quantile_count = (int32_t)n;
    if (many) options.thresholds = array_of(marks, run);
    if (json_is_true(json_object_get(given, "sales"))) options.flags |= PATRON_VALUE_SALES;
    if (json_is_true(json_object_get(given, "guests"))) options.flags |= PATRON_VALUE_WITH_GUESTS;
    patron_value_orders_columns out = {.size = sizeof out, .capacity = held.groups, .orders = zeros(run, held.groups),
                                       .value = zeros(run, held.groups), .quantile = zeros(run, held.groups * n),
                                       .below = zeros(run, held.groups * many),
                                       .below_value = zeros(run, held.groups * many)};
    patron_error error;
    patron_status status = patron_value_orders(run->book, vector_day_of(call, "as_of"), &options, selection, &out,
                                               &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *want = vector_of_group(expect, &held, group), *rows = json_object_get(want, "thresholds");
        int64_t *whole = zeros(run, many > n ? many : n);
        double *values = vector_take(&run->memory, n + 1, 8);
        for (int64_t i = 0; i < (many > n ? many : n); i++) whole[i] = out.orders[group];
        for (int64_t i = 0; i < n; i++) values[i] = (double)out.quantile[group * n + i] / 10000;
        vector_is_int64(json_object_get(want, "orders"), out.orders[group], "orders", group);
        vector_is_int64(json_object_get(want, "value"), out.value[group], "value", group);
        is_doubles(table_of(want), "value", values, whole, n);
        is_integers(rows, "below", out.below + group * many, many);
        is_integers(rows, "below_value", out.below_value + group * many, many);
        is_rates(run, rows, "", out.below + group * many, whole, many);
    }
}

static void lifetime_value(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_value_counts, member)
    static const struct vector_field fields[] = {CELL(buyers), CELL(orders), CELL(first_orders), CELL(net_counted),
                                                 CELL(exposure_days), CELL(cost), LAST};
#undef CELL
    const json_t *given = json_object_get(call, "options");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    double years = json_number_value(json_object_get(given, "years"));
    double margin = json_number_value(json_object_get(given, "margin"));
    patron_value_counts counts = {.size = sizeof counts, .capacity = held.groups};
    patron_error error;
    take(run, fields, &counts, held.groups);
    patron_status status = patron_value_count(run->book, vector_day_of(call, "as_of"), selection, 0, run->customers,
                                              &counts, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *want = vector_of_group(expect, &held, group);
        patron_value_lifetime found = {.size = sizeof found};
        int64_t orders = counts.orders[group], days = counts.exposure_days[group];
        assert_ok(patron_value_lifetime_of(orders, counts.first_orders[group], counts.net_counted[group], days,
                                           counts.cost[group], years, margin, &found, &error), &error);
        const double values[] = {found.aov, found.frequency, found.repeat_frequency, found.value, found.value_new};
        static const char *const names[] = {"aov", "frequency", "repeat_frequency", "value", "value_new"};
        are_facts(want, fields, &counts, group);
        vector_is_double(json_object_get(want, "margin"), found.margin, "margin", group);
        for (int i = 0; i < 5; i++) {
            const json_t *value = json_object_get(want, names[i]);
            if (orders && (days || i == 0)) vector_is_double(value, values[i], names[i], group);
            else assert_that(json_is_null(value), "%s: %s", vector_where(), names[i]);
        }
    }
}

static void revenue_tree(struct vector_run *run, const json_t *call, const json_t *expect)
{
    static const char *const spans[] = {"before", "after"};
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, json_object_get(call, "options"), &held);
    int32_t as_of = vector_day_of(call, "as_of");
    int64_t *cells[2], capacity = held.groups * PATRON_VALUE_TREE_CELLS, orders[2], net[2];
    patron_error error;
    for (int side = 0; side < 2; side++) {
        const json_t *span = json_object_get(call, spans[side]);
        int32_t from = vector_day(json_string_value(json_array_get(span, 0)));
        int32_t to = vector_day(json_string_value(json_array_get(span, 1)));
        cells[side] = zeros(run, capacity);
        patron_status status = patron_value_tree_count(run->book, as_of, from, to, selection, 0, run->customers,
                                                       cells[side], capacity, &error);
        if (vector_failed(expect, status, &error)) return;
        assert_ok(patron_value_guests(run->book, as_of, from, to, &orders[side], &net[side], &error), &error);
    }
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *table = table_of(vector_of_group(expect, &held, group));
        int64_t start = group * PATRON_VALUE_TREE_CELLS;
        const int64_t *side[2] = {cells[0] + start, cells[1] + start};
        patron_value_tree tree = {.size = sizeof tree};
        int64_t rows = selection ? 4 : 5;
        assert_ok(patron_value_tree_of(side[0], side[1], &tree, &error), &error);
        for (int i = 0; i < 2; i++) {
            char name[32];
            int64_t buyers[] = {side[i][0], side[i][1], PATRON_NONE, PATRON_NONE, PATRON_NONE};
            int64_t many[] = {side[i][2], side[i][3], PATRON_NONE, PATRON_NONE, orders[i]};
            int64_t money[] = {side[i][4], side[i][5], side[i][6], side[i][7], net[i]};
            snprintf(name, sizeof name, "buyers_%s", spans[i]);
            vector_is_list(json_object_get(table, name), buyers, rows, VECTOR_INT64_OR, NULL, NULL, name);
            snprintf(name, sizeof name, "orders_%s", spans[i]);
            vector_is_list(json_object_get(table, name), many, rows, VECTOR_INT64_OR, NULL, NULL, name);
            snprintf(name, sizeof name, "net_%s", spans[i]);
            is_integers(table, name, money, rows);
        }
        int64_t change[] = {tree.new_change, tree.returning_change, tree.uncounted_change, tree.unmatched_change,
                            net[1] - net[0]};
        static const int64_t known[] = {1, 1, 0, 0, 0};
        const double by_buyers[5] = {tree.new_buyers, tree.returning_buyers};
        const double by_frequency[5] = {tree.new_frequency, tree.returning_frequency};
        const double by_value[5] = {tree.new_value, tree.returning_value};
        is_integers(table, "change", change, rows);
        is_doubles(table, "by_buyers", by_buyers, known, rows);
        is_doubles(table, "by_frequency", by_frequency, known, rows);
        is_doubles(table, "by_value", by_value, known, rows);
    }
}

/* ---- promotions -------------------------------------------------------------------------------------------------- */

/* The number of a text among a label's values. */
static int64_t value_of(const patron_column *keys, int64_t count, const char *text)
{
    const int64_t *offsets = keys->offsets;
    const char *bytes = keys->values;
    for (int64_t i = 0; i < count; i++)
        if (strlen(text) == (size_t)(offsets[i + 1] - offsets[i]) &&
            !memcmp(bytes + offsets[i], text, strlen(text)))
            return i;
    fail_msg("%s: no value %s", vector_where(), text);
    return -1;
}

static void promotions(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_promotions_counts, member)
    static const struct vector_field fields[] = {
        CELL(orders), CELL(net), CELL(sales), CELL(buyers), CELL(returned), CELL(buyers_net), CELL(new_buyers),
        CELL(new_repeaters), CELL(new_observed), CELL(new_within), CELL(new_net), CELL(discount), CELL(discounted),
        LAST};
#undef CELL
    const json_t *given = json_object_get(call, "options");
    const char *label = vector_text(call, "label");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    int32_t position = patron_book_label(run->book, label);
    patron_column keys = {.size = sizeof keys};
    int64_t values = 0;
    patron_error error;
    assert_ok(patron_book_keys(run->book, PATRON_KEYS_LABEL + position, &keys, &values, &error), &error);
    int64_t rows = values + PATRON_PROMOTIONS_ROWS_MORE;
    patron_promotions_options options = {.size = sizeof options, .repeat_days = small(given, "repeat_days", 0),
                                         .window_days = small(given, "window_days", 0)};
    patron_promotions_counts counts = {.size = sizeof counts, .capacity = held.groups * rows};
    take(run, fields, &counts, held.groups * rows);
    if (!has_discounts(run)) counts.discount = counts.discounted = NULL;
    patron_status status = patron_promotions_count(run->book, vector_day_of(call, "as_of"), position, &options,
                                                   selection, 0, run->customers, &counts, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *want = vector_of_group(expect, &held, group), *table = table_of(want);
        const json_t *names = json_object_get(table, label), *name;
        size_t row;
        are_facts(json_object_get(want, "none"), fields, &counts, group * rows + values + PATRON_PROMOTIONS_ROW_NONE);
        are_facts(json_object_get(want, "all"), fields, &counts, group * rows + values + PATRON_PROMOTIONS_ROW_ALL);
        assert_int_equal(json_array_size(names), values);
        json_array_foreach (names, row, name) { /* most orders first: row by row */
            int64_t at = group * rows + value_of(&keys, values, json_string_value(name));
            for (const struct vector_field *field = fields; field->name; field++) {
                const int64_t *array;
                memcpy(&array, (const char *)&counts + field->offset, sizeof array);
                if (array)
                    vector_is_int64(json_array_get(json_object_get(table, field->name), row), array[at], field->name,
                                    (int64_t)row);
            }
        }
        is_rates(run, table, "returned", array_of(json_object_get(table, "returned"), run),
                 array_of(json_object_get(table, "buyers"), run), values);
        is_rates(run, table, "new_repeat", array_of(json_object_get(table, "new_repeaters"), run),
                 array_of(json_object_get(table, "new_buyers"), run), values);
        is_rates(run, table, "new_within", array_of(json_object_get(table, "new_within"), run),
                 array_of(json_object_get(table, "new_observed"), run), values);
    }
}

static void discount_depth(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define CELL(member) FIELD(patron_promotions_depth_counts, member)
    static const struct vector_field fields[] = {
        CELL(buyers), CELL(repeaters), CELL(observed), CELL(within), CELL(first_net), CELL(later_orders),
        CELL(later_discounted), CELL(later_net), CELL(orders), CELL(orders_net), CELL(orders_discount), LAST};
#undef CELL
    const json_t *given = json_object_get(call, "options"), *edges = json_object_get(given, "edges");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_promotions_depth_options options = {.size = sizeof options, .repeat_days = small(given, "repeat_days", 0)};
    int64_t bands = edges ? (int64_t)json_array_size(edges) + 2 : 6;
    if (edges) options.edges = vector_int32(&run->memory, edges), options.edge_count = (int32_t)bands - 2;
    patron_promotions_depth_counts counts = {.size = sizeof counts, .capacity = held.groups * bands};
    patron_error error;
    take(run, fields, &counts, held.groups * bands);
    patron_status status = patron_promotions_depth(run->book, vector_day_of(call, "as_of"), &options, selection, 0,
                                                   run->customers, &counts, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0, at = 0; group < held.groups; group++, at += bands) {
        const json_t *table = table_of(vector_of_group(expect, &held, group));
        int64_t *whole = zeros(run, bands), sum = 0;
        for (int64_t i = 0; i < bands; i++) sum += counts.orders[at + i];
        for (int64_t i = 0; i < bands; i++) whole[i] = sum;
        assert_int_equal(are(table, fields, &counts, at, bands), 11);
        is_rates(run, table, "repeat", counts.repeaters + at, counts.buyers + at, bands);
        is_rates(run, table, "within", counts.within + at, counts.observed + at, bands);
        is_rates(run, table, "later_discounted", counts.later_discounted + at, counts.later_orders + at, bands);
        is_rates(run, table, "orders", counts.orders + at, whole, bands);
    }
}

/* ---- the calls --------------------------------------------------------------------------------------------------- */

bool vector_counts(struct vector_run *run, const char *name, const json_t *call, const json_t *expect)
{
    static const struct {
        const char *name;
        void (*run)(struct vector_run *run, const json_t *call, const json_t *expect);
    } calls[] = {{"repeat", repeat}, {"repeat_sequence", repeat_sequence}, {"repeat_times", waits},
                 {"repeat_gaps", waits}, {"new_and_returning", new_and_returning}, {"growth", growth},
                 {"value_concentration", value_concentration}, {"order_values", order_values},
                 {"lifetime_value", lifetime_value}, {"revenue_tree", revenue_tree}, {"promotions", promotions},
                 {"discount_depth", discount_depth}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (!strcmp(calls[i].name, name)) {
            calls[i].run(run, call, expect);
            return true;
        }
    return false;
}
