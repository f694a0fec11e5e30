/* replenishment.c: what each customer will soon need again. */
#include "php_patron.h"
#include "results.h"

/* ---- rule -------------------------------------------------------------------------------------------------------- */

#define INFO(member, ...) PP_FIELD(patron_replenish_parameters, member, __VA_ARGS__)
static const pp_field info[] = {
    INFO(items, PP_INT64),
    INFO(purchases, PP_INT64),
    INFO(pairs, PP_INT64),
    INFO(gaps, PP_INT64),
    INFO(theta, PP_DOUBLE),
    INFO(theta_raw, PP_DOUBLE),
    INFO(theta_se, PP_DOUBLE),
    INFO(variance_within, PP_DOUBLE),
    INFO(variance_pairs, PP_DOUBLE),
    INFO(variance_items, PP_DOUBLE),
    INFO(variance_categories, PP_DOUBLE),
    INFO(variance_customers, PP_DOUBLE),
    INFO(mean, PP_DOUBLE),
    INFO(pi, PP_DOUBLE, .length = 6),
    INFO(pi_mean, PP_DOUBLE),
    INFO(steps, PP_INT64),
    PP_END,
};

static int32_t level_of(zend_object *level)
{
    return level ? pp_case_index(level) : PATRON_REPLENISH_PRODUCT;
}

ZEND_METHOD(Patron_ReplenishmentRule, inspect)
{
    zend_object *level = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
    ZEND_PARSE_PARAMETERS_END();
    patron_replenish_parameters found = {.size = sizeof found};
    patron_error error;
    patron_status status = patron_replenish_rule_parameters(pp_rule_in(ZEND_THIS), level_of(level), &found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "level", ""));
        RETURN_THROWS();
    }
    pp_record_of(return_value, pp_ce_replenishment_parameters, info, &found, NULL);
}

ZEND_METHOD(Patron_ReplenishmentRule, items)
{
    zend_object *level = NULL;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
    ZEND_PARSE_PARAMETERS_END();
    patron_table *found;
    patron_error error;
    patron_status status = patron_replenish_rule_items(pp_rule_in(ZEND_THIS), level_of(level), &found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "level", ""));
        RETURN_THROWS();
    }
    pp_table *table = pp_table_new(return_value, pp_ce_table, pp_ce_row, NULL, patron_table_rows(found));
    pp_table_take(table, found, NULL);
}

static bool fit(const pp_book *book, int32_t day, zval *out)
{
    patron_replenish_rule *rule;
    patron_error error;
    patron_status status = patron_replenish_fit(book->book, day, NULL, &rule, &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "", ""));
    else pp_rule_make(out, pp_ce_replenishment_rule, rule);
    return !status;
}

ZEND_METHOD(Patron_Book, replenishmentRule)
{
    zval *as_of;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ZVAL(as_of)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day)) RETURN_THROWS();
    fit(book, day, return_value);
}

/* ---- options ----------------------------------------------------------------------------------------------------- */

static const char *const options_of[] = {"level", "within", "horizon", NULL};

/* The states of a whole book's churn, by customer number. */
static bool read_gate(zval *this, zend_object *gate, patron_replenish_options *options)
{
    if (!gate) return true;
    const pp_table *table = pp_table_of(gate);
    const pp_column *states = pp_table_find(table, "state");
    if (!states || Z_OBJ(table->book) != Z_OBJ_P(this) || table->rows != pp_customers(pp_this_book(this))) {
        pp_type_error("gate", "gate must be the whole book's Book::churn, with its states");
        return false;
    }
    options->gate = states->values;
    options->gate_values = 1u << PATRON_CHURN_LOST | 1u << PATRON_CHURN_ONE_TIME_LOST;
    return true;
}

static bool read_within(zend_long within, bool is_null, patron_replenish_options *options)
{
    if (is_null) return true;
    options->flags |= PATRON_REPLENISH_WITHIN_SET;
    return pp_int32(within, "within", &options->within);
}

static bool read_states(HashTable *states, uint64_t *bits)
{
    zval *state;
    if (!states) return true;
    ZEND_HASH_FOREACH_VAL(states, state)
    {
        int32_t at = 0;
        ZVAL_DEREF(state);
        if (Z_TYPE_P(state) != IS_STRING) {
            pp_type_error("states", "states must be names of states, not %s", zend_zval_type_name(state));
            return false;
        }
        while (at < PATRON_REPLENISH_STATES && strcmp(Z_STRVAL_P(state), patron_replenish_state_name(at))) at++;
        if (at == PATRON_REPLENISH_STATES) {
            pp_argument_error("states", "states: '%s' is no state", Z_STRVAL_P(state));
            return false;
        }
        *bits |= 1u << at;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* ---- the due list ------------------------------------------------------------------------------------------------ */

static const pp_field due[] = {
    {.name = "customer", .kind = PP_KEYED, .which = PATRON_KEYS_CUSTOMER},
    {.name = "product", .kind = PP_KEYED, .which = PATRON_KEYS_PRODUCT},
    {.name = "category", .kind = PP_KEYED, .which = PATRON_KEYS_CATEGORY},
    {.name = "state", .kind = PP_TOKEN, .token = patron_replenish_state_name},
    {.name = "level", .kind = PP_TOKEN, .token = patron_replenish_level_name},
    PP_END,
};

ZEND_METHOD(Patron_Book, replenishment)
{
    zval *as_of, *rule = NULL, fitted;
    zend_object *level = NULL, *gate = NULL;
    HashTable *states = NULL;
    zend_long within = 0, horizon = 0, first = 0, count = 0;
    bool no_within = true, no_horizon = true, no_count = true, unsuppressed = false;
    ZEND_PARSE_PARAMETERS_START(1, 10)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(rule, pp_ce_replenishment_rule)
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_LONG_OR_NULL(within, no_within)
        Z_PARAM_LONG_OR_NULL(horizon, no_horizon)
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(gate, pp_ce_churn_table)
        Z_PARAM_ARRAY_HT_OR_NULL(states)
        Z_PARAM_BOOL(unsuppressed)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_replenish_options options = {.size = sizeof options, .level = level_of(level)};
    patron_table *found;
    pp_option_room room;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) ||
        !pp_positive(horizon, no_horizon, "horizon", &options.horizon) || !read_within(within, no_within, &options) ||
        !read_gate(ZEND_THIS, gate, &options) || !read_states(states, &options.states))
        RETURN_THROWS();
    if (!no_within) options.flags |= PATRON_REPLENISH_ONLY_WITHIN;
    if (unsuppressed) options.flags |= PATRON_REPLENISH_ONLY_UNSUPPRESSED;
    ZVAL_UNDEF(&fitted);
    if (!rule && fit(book, day, &fitted)) rule = &fitted;
    if (!rule) RETURN_THROWS();
    patron_status status =
        patron_replenish_due(book->book, day, pp_rule_in(rule), &options, from, many, &found, &error);
    if (status) {
        pp_throw(status, &error,
                 PP_NAMES("", "asOf", "rule", pp_option(&error, options_of, &room), "first", "count", ""));
    } else {
        pp_table *table = pp_table_new(return_value, pp_ce_replenishment_table, pp_ce_replenishment_row, ZEND_THIS,
                                       patron_table_rows(found));
        ZVAL_COPY(&table->rule, rule);
        table->as_of = day;
        pp_table_take(table, found, due);
    }
    zval_ptr_dtor(&fitted);
}

ZEND_METHOD(Patron_ReplenishmentTable, rule)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&pp_table_of(Z_OBJ_P(ZEND_THIS))->rule);
}

/* ---- sums -------------------------------------------------------------------------------------------------------- */

#define COUNT(member) PP_FIELD(patron_replenish_counts, member, PP_INT64)
static const pp_field counted[] = {
    COUNT(pairs), COUNT(customers), COUNT(units), COUNT(amount), COUNT(suppressed), PP_END,
};

ZEND_METHOD(Patron_Book, replenishmentCount)
{
    zval *as_of, *rule, rows;
    zend_object *level = NULL, *gate = NULL;
    HashTable *mask = NULL, *group = NULL;
    zend_long within = 0, first = 0, count = 0;
    bool no_within = true, no_count = true;
    ZEND_PARSE_PARAMETERS_START(2, 9)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OBJECT_OF_CLASS(rule, pp_ce_replenishment_rule)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(level, pp_ce_level)
        Z_PARAM_LONG_OR_NULL(within, no_within)
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(gate, pp_ce_churn_table)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_replenish_options options = {.size = sizeof options, .level = level_of(level)};
    patron_replenish_counts out;
    pp_selection selection;
    pp_counts counts;
    pp_option_room room;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) ||
        !read_within(within, no_within, &options) || !read_gate(ZEND_THIS, gate, &options) ||
        !pp_selection_read(&selection, mask, group, pp_customers(book)))
        RETURN_THROWS();
    if (pp_counts_begin(&counts, counted, &selection, PATRON_REPLENISH_CELLS, &out, sizeof out)) {
        patron_status status = patron_replenish_count(book->book, day, pp_rule_in(rule), &options,
                                                      pp_selection_c(&selection), from, many, &out, &error);
        pp_token_list(&rows, patron_replenish_state_name, "within");
        if (status)
            pp_throw(status, &error,
                     PP_NAMES("", "asOf", "rule", pp_option(&error, options_of, &room), "group", "first", "count", ""));
        else
            pp_counts_matrices(&counts, &selection, &rows, return_value);
        zval_ptr_dtor(&rows);
        pp_counts_end(&counts);
    }
    pp_selection_free(&selection);
}
