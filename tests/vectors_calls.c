/* Every call of the shared vectors but cohorts, and those of vectors_counts.c. */
#include "vectors_calls.h"

/* ---- errors ------------------------------------------------------------------------------------------------------ */

bool vector_failed(const json_t *expect, patron_status status, const patron_error *error)
{
    const json_t *wanted = json_object_get(expect, "error");
    if (!wanted) {
        assert_that(status == PATRON_OK, "%s: %s", vector_where(), error->message);
        return false;
    }
    assert_that(status != PATRON_OK, "%s: no error", vector_where());
    const char *name = patron_status_name(status), *column = vector_text(wanted, "column");
    assert_that(!strcmp(name, vector_text(wanted, "status")), "%s: status %s: %s", vector_where(), name,
                error->message);
    assert_int_equal(error->code, status);
    assert_that(error->row == vector_number(wanted, "row", -1), "%s: row %lld", vector_where(), (long long)error->row);
    assert_that(error->other_row == vector_number(wanted, "other_row", -1), "%s: other row %lld", vector_where(),
                (long long)error->other_row);
    assert_that(!column || !strcmp(column, error->column), "%s: column %s", vector_where(), error->column);
    return true;
}

/* What `group` of an aggregate must give. */
const json_t *vector_of_group(const json_t *expect, const struct vector_selection *selection, int64_t group)
{
    if (!selection->grouped) return expect;
    assert_int_equal(json_object_size(expect), selection->groups);
    return json_object_get(expect, selection->label[group]);
}

/* ---- totals and customers ---------------------------------------------------------------------------------------- */

#define INTEGER(type, member) {#member, offsetof(type, member), VECTOR_INT64, NULL}
#define LAST {NULL, 0, 0, NULL}

static void totals(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define TOTAL(member) INTEGER(patron_totals, member)
    static const struct vector_field fields[] = {
        TOTAL(rows), TOTAL(rows_sale), TOTAL(rows_renewal), TOTAL(rows_refund), TOTAL(rows_ignored), TOTAL(rows_after),
        TOTAL(orders), TOTAL(orders_counted), TOTAL(orders_zero), TOTAL(orders_refunded), TOTAL(orders_renewal),
        TOTAL(purchases), TOTAL(customers), TOTAL(buyers), TOTAL(buyers_unknown_birth), TOTAL(sales), TOTAL(refunds),
        TOTAL(net), TOTAL(net_customers), TOTAL(net_guests), TOTAL(net_unmatched), TOTAL(net_counted),
        TOTAL(refunds_unmatched), TOTAL(refunds_over), TOTAL(duplicate_rows), TOTAL(duplicate_money), LAST};
    static const char *const reasons[PATRON_EXCLUDED_REASONS] = {"ignored", "ignored_refund", "guest", "erased"};
    patron_totals found = {.size = sizeof found};
    patron_error error;
    patron_status status = patron_book_totals(run->book, vector_day_of(call, "as_of"), &found, &error);
    if (vector_failed(expect, status, &error)) return;
    assert_int_equal(vector_are_members(expect, fields, &found) + 2, json_object_size(expect));
    for (int64_t i = 0; i < PATRON_EXCLUDED_REASONS; i++) {
        const json_t *rows = json_object_get(expect, "excluded_rows");
        const json_t *money = json_object_get(expect, "excluded_money");
        vector_is_int64(json_object_get(rows, reasons[i]), found.excluded_rows[i], "excluded_rows", i);
        vector_is_int64(json_object_get(money, reasons[i]), found.excluded_money[i], "excluded_money", i);
    }
}

static void warnings(struct vector_run *run, const json_t *call, const json_t *expect)
{
    static const struct {
        const char *name;
        uint64_t bit;
    } known[] = {{"first_period", PATRON_WARNING_FIRST_PERIOD}, {"gap_at_end", PATRON_WARNING_GAP_AT_END},
                 {"no_sales", PATRON_WARNING_NO_SALES}};
    uint64_t found = 0, wanted = 0;
    patron_error error;
    patron_status status = patron_book_warnings(run->book, vector_day_of(call, "as_of"), &found, &error);
    if (vector_failed(expect, status, &error)) return;
    for (size_t i = 0; i < json_array_size(expect); i++)
        for (size_t j = 0; j < 3; j++)
            if (!strcmp(json_string_value(json_array_get(expect, i)), known[j].name)) wanted |= known[j].bit;
    assert_that(found == wanted, "%s: warnings %#llx, not %#llx", vector_where(), (unsigned long long)found,
                (unsigned long long)wanted);
}

static const char *customers_state(void *context, int32_t state)
{
    (void)context;
    return patron_customers_state_name(state);
}

static void customers(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define COLUMN(member, kind, names) {#member, offsetof(patron_customers_columns, member), kind, names}
#define COUNT(member) COLUMN(member, VECTOR_INT64, NULL)
    static const struct vector_field fields[] = {
        COLUMN(state, VECTOR_NAME, customers_state), COLUMN(birth_known, VECTOR_INT32, NULL), COUNT(orders),
        COUNT(renewal_orders), COUNT(purchases), COUNT(renewal_purchases), COLUMN(first_day, VECTOR_DAY, NULL),
        COLUMN(last_day, VECTOR_DAY, NULL), COLUMN(days_since, VECTOR_INT32, NULL), COLUMN(tenure, VECTOR_INT32, NULL),
        COUNT(sales), COUNT(refunds), COUNT(net), COUNT(sales_counted), COUNT(net_counted), COUNT(units),
        COUNT(units_returned), COUNT(discount), COUNT(discounted_orders), COUNT(cost), COUNT(margin), COUNT(gaps),
        COUNT(gap_sum), COLUMN(gap_median_twice, VECTOR_INT32, NULL), COLUMN(last_gap, VECTOR_INT32, NULL),
        COUNT(recent_orders), COUNT(recent_net), COUNT(earlier_orders), COUNT(earlier_net), LAST};
#undef COLUMN
#undef COUNT
    const json_t *given = json_object_get(call, "options");
    patron_customers_options options = {.size = sizeof options};
    patron_customers_columns out = {.size = sizeof out, .capacity = run->customers};
    patron_error error;
    options.window_days = (int32_t)vector_number(given, "window_days", 0);
    vector_arrays(&run->memory, expect, fields, &out, run->customers);
    patron_status status = patron_customers_score(run->book, vector_day_of(call, "as_of"), &options, 0,
                                                  run->customers, &out, &error);
    if (vector_failed(expect, status, &error)) return;
    assert_int_equal(vector_are_arrays(expect, fields, &out, 0, run->customers, NULL) + 1, json_object_size(expect));
    vector_is_keys(json_object_get(expect, "customer"), run->book, PATRON_KEYS_CUSTOMER, NULL, 0, run->customers,
                   "customer");
}

static void customers_count(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define COUNT(member) INTEGER(patron_customers_counts, member)
    static const struct vector_field fields[] = {
        COUNT(customers), COUNT(buyers), COUNT(buyers_unknown_birth), COUNT(one_time_buyers), COUNT(repeaters),
        COUNT(orders), COUNT(renewal_orders), COUNT(purchases), COUNT(sales), COUNT(refunds), COUNT(net),
        COUNT(net_counted), COUNT(repeat_observed), COUNT(repeat_within), COUNT(recent_buyers), COUNT(recent_new),
        COUNT(recent_returning), COUNT(recent_unknown), COUNT(recent_repeat), COUNT(recent_orders), COUNT(recent_net),
        COUNT(recent_net_counted), COUNT(recent_net_returning), COUNT(earlier_buyers), COUNT(kept_buyers),
        COUNT(earlier_orders), COUNT(earlier_net), LAST};
#undef COUNT
    const json_t *given = json_object_get(call, "options");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_customers_options options = {.size = sizeof options};
    patron_customers_counts out = {.size = sizeof out, .capacity = held.groups};
    patron_error error;
    options.window_days = (int32_t)vector_number(given, "window_days", 0);
    options.repeat_days = (int32_t)vector_number(given, "repeat_days", 0);
    vector_arrays(&run->memory, vector_of_group(expect, &held, 0), fields, &out, held.groups);
    patron_status status = patron_customers_count(run->book, vector_day_of(call, "as_of"), &options, selection, 0,
                                                  run->customers, &out, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *wanted = vector_of_group(expect, &held, group);
        assert_int_equal(json_object_size(wanted), sizeof fields / sizeof *fields - 1);
        for (const struct vector_field *field = fields; field->name; field++) {
            const int64_t *cells;
            memcpy(&cells, (const char *)&out + field->offset, sizeof cells);
            vector_is_int64(json_object_get(wanted, field->name), cells[group], field->name, group);
        }
    }
}

/* ---- RFM --------------------------------------------------------------------------------------------------------- */

static const char *const presets[] = {"default", "classic", "six", NULL};

static patron_rfm_map map_of(const json_t *options)
{
    patron_rfm_map map = {.size = sizeof map, .preset = vector_choice(options, "map", presets, 0)};
    return map;
}

static const char *segment_name(void *context, int32_t segment) { return patron_rfm_map_name(context, segment); }
static const char *from_name(void *context, int32_t from) { return patron_rfm_from_name(context, from); }
static const char *to_name(void *context, int32_t to) { return patron_rfm_to_name(context, to); }

static void rfm(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define COLUMN(member, kind, names) {#member, offsetof(patron_rfm_columns, member), kind, names}
    static const struct vector_field fields[] = {
        COLUMN(recency, VECTOR_INT32, NULL), COLUMN(frequency, VECTOR_INT64_OR, NULL),
        COLUMN(monetary_numerator, VECTOR_INT64, NULL), COLUMN(monetary_denominator, VECTOR_INT64, NULL),
        COLUMN(r, VECTOR_INT32, NULL), COLUMN(f, VECTOR_INT32, NULL), COLUMN(m, VECTOR_INT32, NULL),
        COLUMN(cell, VECTOR_INT32, NULL), COLUMN(segment, VECTOR_NAME, segment_name), LAST};
#undef COLUMN
    patron_rfm_map map = map_of(json_object_get(call, "options"));
    bool mapped = json_object_get(expect, "segment") != NULL;
    patron_rfm_columns out = {.size = sizeof out, .capacity = run->customers};
    patron_error error;
    vector_arrays(&run->memory, expect, fields, &out, run->customers);
    patron_status status = patron_rfm_score(run->book, vector_day_of(call, "as_of"), vector_find_rule(run,
                                            vector_text(call, "rule"))->rfm, mapped ? &map : NULL, 0, run->customers,
                                            &out, &error);
    if (vector_failed(expect, status, &error)) return;
    assert_int_equal(vector_are_arrays(expect, fields, &out, 0, run->customers, &map) + 1, json_object_size(expect));
    vector_is_keys(json_object_get(expect, "customer"), run->book, PATRON_KEYS_CUSTOMER, NULL, 0, run->customers,
                   "customer");
}

/* Names 0, 1, 2 … of a list. */
static void are_names(const json_t *want, vector_name names, void *context, int64_t count, const char *field)
{
    assert_int_equal(json_array_size(want), count);
    for (int32_t i = 0; i < count; i++)
        vector_is(json_array_get(want, (size_t)i), &i, VECTOR_NAME, names, context, field, i);
}

static void rfm_count(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define COUNT(member) INTEGER(patron_rfm_counts, member)
    static const struct vector_field fields[] = {COUNT(buyers), COUNT(orders), COUNT(purchases), COUNT(net),
                                                 COUNT(net_counted), LAST};
#undef COUNT
    const json_t *given = json_object_get(call, "options");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_rfm_map map = map_of(given);
    int64_t segments = patron_rfm_map_segments(&map), cells = segments * held.groups;
    patron_rfm_counts out = {.size = sizeof out, .capacity = cells};
    patron_error error;
    vector_arrays(&run->memory, vector_of_group(expect, &held, 0), fields, &out, cells);
    patron_status status = patron_rfm_count(run->book, vector_day_of(call, "as_of"), vector_find_rule(run,
                                            vector_text(call, "rule"))->rfm, &map, selection, 0, run->customers, &out,
                                            &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *wanted = vector_of_group(expect, &held, group);
        are_names(json_object_get(wanted, "segment"), segment_name, &map, segments, "segment");
        assert_int_equal(vector_are_arrays(wanted, fields, &out, group * segments, segments, NULL), 5);
    }
}

static void is_grid(const json_t *want, const int64_t *cells, int64_t rows, int64_t columns, const char *field)
{
    assert_int_equal(json_array_size(want), rows);
    for (int64_t row = 0; row < rows; row++)
        vector_is_list(json_array_get(want, (size_t)row), cells + row * columns, columns, VECTOR_INT64, NULL, NULL,
                       field);
}

static void migration(struct vector_run *run, const json_t *call, const json_t *expect)
{
    static const struct vector_field fields[] = {
        {"from", offsetof(patron_rfm_moves, from), VECTOR_NAME, from_name},
        {"to", offsetof(patron_rfm_moves, to), VECTOR_NAME, to_name}, LAST};
    const json_t *given = json_object_get(call, "options"), *moved = json_object_get(expect, "moves");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_rfm_map map = map_of(given);
    int64_t side = patron_rfm_map_segments(&map) + 1, cells = side * side * held.groups;
    int64_t *found = vector_take(&run->memory, cells, sizeof *found);
    patron_rfm_moves moves = {.size = sizeof moves, .capacity = run->customers};
    const patron_rfm_rule *before = vector_find_rule(run, vector_text(call, "rule_before"))->rfm;
    const patron_rfm_rule *after = vector_find_rule(run, vector_text(call, "rule_after"))->rfm;
    int32_t from = vector_day_of(call, "before"), to = vector_day_of(call, "after");
    patron_error error;
    patron_status status = patron_rfm_migration(run->book, from, before, to, after, &map, selection, 0,
                                                run->customers, found, cells, &error);
    if (vector_failed(expect, status, &error)) return;
    vector_arrays(&run->memory, moved, fields, &moves, run->customers);
    assert_ok(patron_rfm_migrate(run->book, from, before, to, after, &map, 0, run->customers, &moves, &error), &error);
    assert_int_equal(vector_are_arrays(moved, fields, &moves, 0, run->customers, &map), 2);
    vector_is_keys(json_object_get(moved, "customer"), run->book, PATRON_KEYS_CUSTOMER, NULL, 0, run->customers,
                   "customer");
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *wanted = vector_of_group(json_object_get(expect, "cells"), &held, group);
        are_names(json_object_get(wanted, "from"), from_name, &map, side, "from");
        are_names(json_object_get(wanted, "to"), to_name, &map, side, "to");
        is_grid(json_object_get(wanted, "customers"), found + group * side * side, side, side, "customers");
    }
}

static void rfm_map(struct vector_run *run, const json_t *call, const json_t *expect)
{
    patron_rfm_map map = map_of(call);
    int32_t bins = (int32_t)vector_number(call, "bins", 0), count = bins * bins * bins;
    int32_t *cells = vector_take(&run->memory, count, sizeof *cells);
    patron_error error;
    patron_status status = patron_rfm_map_cells(&map, bins, cells, count, &error);
    if (vector_failed(expect, status, &error)) return;
    vector_is_list(json_object_get(expect, "cells"), cells, count, VECTOR_INT32, NULL, NULL, "cells");
    are_names(json_object_get(expect, "names"), segment_name, &map, patron_rfm_map_segments(&map), "names");
}

/* ---- churn ------------------------------------------------------------------------------------------------------- */

static const char *churn_state(void *context, int32_t state)
{
    (void)context;
    return patron_churn_state_name(state);
}

static const char *churn_method(void *context, int32_t method)
{
    (void)context;
    return method == PATRON_CHURN_METHOD_KM ? "km" : NULL;
}

static const char *churn_reason(void *context, int32_t reason)
{
    (void)context;
    return patron_churn_reason_name(reason);
}

static void churn(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define COLUMN(member, kind, names) {#member, offsetof(patron_churn_columns, member), kind, names}
#define NUMBER(member) COLUMN(member, VECTOR_DOUBLE, NULL)
    static const struct vector_field fields[] = {
        COLUMN(state, VECTOR_NAME, churn_state), COLUMN(method, VECTOR_NAME, churn_method), NUMBER(score), NUMBER(rho),
        COLUMN(horizon, VECTOR_INT32, NULL), NUMBER(p_now), NUMBER(p_start), COLUMN(cases, VECTOR_INT64_OR, NULL),
        COLUMN(flags, VECTOR_INT32, NULL), NUMBER(scale), NUMBER(ratio), COLUMN(purchases, VECTOR_INT64, NULL),
        COLUMN(last_day, VECTOR_DAY, NULL), COLUMN(silence, VECTOR_INT32, NULL),
        COLUMN(next_silence, VECTOR_INT32, NULL), COLUMN(next_day, VECTOR_DAY, NULL),
        COLUMN(next_state, VECTOR_NAME, churn_state), COLUMN(net_365, VECTOR_INT64, NULL), NUMBER(value_at_risk), LAST};
#undef COLUMN
#undef NUMBER
    patron_churn_columns out = {.size = sizeof out, .capacity = run->customers};
    patron_error error;
    vector_arrays(&run->memory, expect, fields, &out, run->customers);
    patron_status status = patron_churn_score(run->book, vector_day_of(call, "as_of"), vector_find_rule(run,
                                              vector_text(call, "rule"))->churn, 0, run->customers, &out, &error);
    if (vector_failed(expect, status, &error)) return;
    assert_int_equal(vector_are_arrays(expect, fields, &out, 0, run->customers, NULL) + 1 +
                         json_array_size(json_object_get(call, "languages")), json_object_size(expect));
    vector_is_keys(json_object_get(expect, "customer"), run->book, PATRON_KEYS_CUSTOMER, NULL, 0, run->customers,
                   "customer");
}

static void churn_states(struct vector_run *run, const json_t *call, const json_t *expect)
{
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, json_object_get(call, "options"), &held);
    int64_t *cells[3];
    static const char *const names[3] = {"buyers", "net_365", "value_at_risk"};
    patron_error error;
    for (int i = 0; i < 3; i++) cells[i] = vector_take(&run->memory, held.groups * PATRON_CHURN_STATES, sizeof **cells);
    patron_status status = patron_churn_states(run->book, vector_day_of(call, "as_of"), vector_find_rule(run,
                                               vector_text(call, "rule"))->churn, selection, 0, run->customers,
                                               cells[0], cells[1], cells[2], &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *wanted = vector_of_group(expect, &held, group);
        are_names(json_object_get(wanted, "state"), churn_state, NULL, PATRON_CHURN_STATES, "state");
        for (int i = 0; i < 3; i++)
            vector_is_list(json_object_get(wanted, names[i]), cells[i] + group * PATRON_CHURN_STATES,
                           PATRON_CHURN_STATES, VECTOR_INT64, NULL, NULL, names[i]);
    }
}

static uint32_t bits_of(const json_t *states)
{
    uint32_t bits = 0;
    size_t at;
    const json_t *name;
    json_array_foreach (states, at, name) {
        int32_t state = PATRON_NONE;
        if (!json_is_null(name))
            for (state = 0; strcmp(patron_churn_state_name(state), json_string_value(name)); state++) continue;
        bits |= (uint32_t)1 << (state + 1);
    }
    return bits;
}

/* Keys of the numbers in a table's column (int32 or int64). */
static void are_numbered(struct vector_run *run, const json_t *expect, const patron_table *table, const char *name,
                         int32_t which)
{
    patron_column column = {.size = sizeof column};
    int64_t rows = patron_table_rows(table), *numbers = vector_take(&run->memory, rows + 1, sizeof *numbers);
    assert_ok(patron_table_column(table, patron_table_find(table, name), &column, NULL), NULL);
    for (int64_t i = 0; i < rows; i++)
        numbers[i] = column.type == PATRON_TYPE_INT32 ? ((const int32_t *)column.values)[column.first + i]
                                                      : ((const int64_t *)column.values)[column.first + i];
    vector_is_keys(json_object_get(expect, name), run->book, which, numbers, 0, rows, name);
}

static void churn_changes(struct vector_run *run, const json_t *call, const json_t *expect)
{
    static const struct vector_field fields[] = {{"from_state", 0, VECTOR_NAME, churn_state},
                                                 {"to_state", 0, VECTOR_NAME, churn_state},
                                                 {"reason", 0, VECTOR_NAME, churn_reason}, LAST};
    const json_t *given = json_object_get(call, "options");
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, given, &held);
    patron_churn_changes_options options = {.size = sizeof options};
    patron_table *table = NULL;
    patron_error error;
    options.from_states = bits_of(json_object_get(given, "from_states"));
    options.to_states = bits_of(json_object_get(given, "to_states"));
    patron_status status = patron_churn_changes(run->book, vector_day_of(call, "from_day"), vector_day_of(call,
                                                "to_day"), vector_find_rule(run, vector_text(call, "rule"))->churn,
                                                &options, selection, &table, &error);
    if (vector_failed(expect, status, &error)) return;
    assert_int_equal(vector_is_table(expect, table, fields) + 1, json_object_size(expect));
    are_numbered(run, expect, table, "customer", PATRON_KEYS_CUSTOMER);
    patron_table_free(table);
}

/* ---- replenishment ----------------------------------------------------------------------------------------------- */

static const char *replenish_state(void *context, int32_t state)
{
    (void)context;
    return state == PATRON_REPLENISH_CELL_WITHIN ? "within" : patron_replenish_state_name(state);
}

static const char *replenish_level(void *context, int32_t level)
{
    (void)context;
    return patron_replenish_level_name(level);
}

static patron_replenish_options options_of(struct vector_run *run, const json_t *call)
{
    static const char *const levels[] = {"product", "category", NULL};
    const json_t *given = json_object_get(call, "options");
    patron_replenish_options options = {.size = sizeof options, .level = vector_choice(given, "level", levels, 0)};
    options.horizon = (int32_t)vector_number(given, "horizon", 0);
    if (json_object_get(given, "within")) {
        options.flags = PATRON_REPLENISH_WITHIN_SET;
        options.within = (int32_t)vector_number(given, "within", 0);
    }
    if (vector_text(given, "gate")) {
        patron_churn_columns out = {.size = sizeof out, .capacity = run->customers};
        patron_error error;
        out.state = vector_take(&run->memory, run->customers, sizeof *out.state);
        assert_ok(patron_churn_score(run->book, vector_day_of(call, "as_of"),
                                     vector_find_rule(run, vector_text(given, "gate"))->churn, 0, run->customers, &out,
                                     &error), &error);
        options.gate = out.state;
        options.gate_values = UINT64_C(1) << PATRON_CHURN_LOST | UINT64_C(1) << PATRON_CHURN_ONE_TIME_LOST;
    }
    return options;
}

static void replenishment(struct vector_run *run, const json_t *call, const json_t *expect)
{
    static const struct vector_field fields[] = {{"state", 0, VECTOR_NAME, replenish_state},
                                                 {"level", 0, VECTOR_NAME, replenish_level}, LAST};
    const json_t *given = json_object_get(call, "options"), *name;
    patron_replenish_options options = options_of(run, call);
    patron_table *table = NULL;
    patron_error error;
    size_t at;
    if (json_object_get(given, "within")) options.flags |= PATRON_REPLENISH_ONLY_WITHIN;
    if (json_is_true(json_object_get(given, "unsuppressed"))) options.flags |= PATRON_REPLENISH_ONLY_UNSUPPRESSED;
    json_array_foreach (json_object_get(given, "states"), at, name)
        for (int32_t state = 0; state < PATRON_REPLENISH_STATES; state++)
            if (!strcmp(patron_replenish_state_name(state), json_string_value(name)))
                options.states |= UINT64_C(1) << state;
    patron_status status = patron_replenish_due(run->book, vector_day_of(call, "as_of"), vector_find_rule(run,
                                                vector_text(call, "rule"))->replenish, &options, 0, run->customers,
                                                &table, &error);
    if (vector_failed(expect, status, &error)) return;
    assert_int_equal(vector_is_table(expect, table, fields) + 2, json_object_size(expect));
    are_numbered(run, expect, table, "customer", PATRON_KEYS_CUSTOMER);
    bool products = options.level == PATRON_REPLENISH_PRODUCT;
    are_numbered(run, expect, table, products ? "product" : "category",
                 products ? PATRON_KEYS_PRODUCT : PATRON_KEYS_CATEGORY);
    patron_table_free(table);
}

static void replenishment_count(struct vector_run *run, const json_t *call, const json_t *expect)
{
#define COUNT(member) INTEGER(patron_replenish_counts, member)
    static const struct vector_field fields[] = {COUNT(pairs), COUNT(customers), COUNT(units), COUNT(amount),
                                                 COUNT(suppressed), LAST};
#undef COUNT
    struct vector_selection held;
    const patron_selection *selection = vector_select(&run->memory, json_object_get(call, "options"), &held);
    patron_replenish_options options = options_of(run, call);
    patron_replenish_counts out = {.size = sizeof out, .capacity = held.groups * PATRON_REPLENISH_CELLS};
    patron_error error;
    vector_arrays(&run->memory, vector_of_group(expect, &held, 0), fields, &out, out.capacity);
    patron_status status = patron_replenish_count(run->book, vector_day_of(call, "as_of"), vector_find_rule(run,
                                                  vector_text(call, "rule"))->replenish, &options, selection, 0,
                                                  run->customers, &out, &error);
    if (vector_failed(expect, status, &error)) return;
    for (int64_t group = 0; group < held.groups; group++) {
        const json_t *wanted = vector_of_group(expect, &held, group);
        are_names(json_object_get(wanted, "state"), replenish_state, NULL, PATRON_REPLENISH_CELLS, "state");
        assert_int_equal(vector_are_arrays(wanted, fields, &out, group * PATRON_REPLENISH_CELLS, PATRON_REPLENISH_CELLS,
                                           NULL), 5);
    }
}

/* ---- rules ------------------------------------------------------------------------------------------------------- */

static void fit(struct vector_run *run, const json_t *call, const json_t *expect)
{
    struct vector_rule rule = {0};
    patron_error error;
    patron_status status = vector_fit(run, call, vector_text(call, "kind"), &rule, &error);
    if (vector_failed(expect, status, &error)) return;
    vector_is_rule(expect, &rule);
    vector_free_rule(&rule);
}

static void load(struct vector_run *run, const json_t *call, const json_t *expect)
{
    struct vector_rule rule = {0};
    patron_error error;
    int64_t count = 0;
    const uint8_t *bytes = vector_bytes(&run->memory, json_object_get(call, "saved"), &count);
    patron_status status = vector_load(vector_text(call, "kind"), bytes, count, &rule, &error);
    if (vector_failed(expect, status, &error)) return;
    vector_is_rule(expect, &rule);
    vector_free_rule(&rule);
}

void vector_call(struct vector_run *run, const json_t *call)
{
    static const struct {
        const char *name;
        void (*run)(struct vector_run *run, const json_t *call, const json_t *expect);
    } calls[] = {{"totals", totals}, {"warnings", warnings}, {"customers", customers},
                 {"customers_count", customers_count}, {"rfm", rfm}, {"rfm_count", rfm_count},
                 {"migration", migration}, {"map", rfm_map}, {"cohorts", vector_cohorts}, {"churn", churn},
                 {"churn_states", churn_states}, {"churn_changes", churn_changes}, {"replenishment", replenishment},
                 {"replenishment_count", replenishment_count}, {"fit", fit}, {"load", load}};
    const char *name = vector_text(call, "call");
    const json_t *expect = json_object_get(call, "expect");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (!strcmp(calls[i].name, name)) {
            calls[i].run(run, call, expect);
            vector_forget(&run->memory);
            return;
        }
    bool known = vector_counts(run, name, call, expect);
    vector_forget(&run->memory);
    assert_that(known, "no call %s", name);
}
