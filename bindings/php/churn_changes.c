/* churn_changes.c: whose state changed between two days. */
#include "php_patron.h"
#include "churn.h"

/* ---- sets of states ---------------------------------------------------------------------------------------------- */

#define ALL_STATES ((1u << (PATRON_CHURN_STATES + 1)) - 1)

/* Adds one state (null: no state) to a set. */
static bool add_state(zval *state, const char *argument, uint32_t *bits)
{
    ZVAL_DEREF(state);
    if (Z_TYPE_P(state) == IS_NULL) {
        *bits |= 1u;
        return true;
    }
    if (Z_TYPE_P(state) != IS_STRING) {
        pp_type_error(argument, "%s must be names of states, not %s", argument, zend_zval_type_name(state));
        return false;
    }
    for (int32_t at = 0; patron_churn_state_name(at); at++) {
        if (strcmp(Z_STRVAL_P(state), patron_churn_state_name(at))) continue;
        *bits |= 1u << (at + 1);
        return true;
    }
    pp_argument_error(argument, "%s: '%s' is no state", argument, Z_STRVAL_P(state));
    return false;
}

/* A set from a name or a list of names. */
static bool read_states(zend_string *name, HashTable *list, const char *argument, uint32_t *bits)
{
    zval *state, one;
    *bits = 0;
    if (name) {
        ZVAL_STR(&one, name);
        return add_state(&one, argument, bits);
    }
    if (!list) return true;
    ZEND_HASH_FOREACH_VAL(list, state)
    {
        if (!add_state(state, argument, bits)) return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* ---- changes ----------------------------------------------------------------------------------------------------- */

static const pp_field changes[] = {
    {.name = "customer", .kind = PP_KEYED, .which = PATRON_KEYS_CUSTOMER},
    {.name = "from_state", .kind = PP_TOKEN, .token = patron_churn_state_name},
    {.name = "to_state", .kind = PP_TOKEN, .token = patron_churn_state_name},
    {.name = "reason", .kind = PP_TOKEN, .token = patron_churn_reason_name},
    PP_END,
};

ZEND_METHOD(Patron_Book, churnChanges)
{
    zval *from_day, *to_day, *rule;
    zend_string *from_name = NULL, *to_name = NULL;
    HashTable *from_list = NULL, *to_list = NULL, *mask = NULL;
    ZEND_PARSE_PARAMETERS_START(3, 6)
        Z_PARAM_ZVAL(from_day)
        Z_PARAM_ZVAL(to_day)
        Z_PARAM_OBJECT_OF_CLASS(rule, pp_ce_churn_rule)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_STR_OR_NULL(from_list, from_name)
        Z_PARAM_ARRAY_HT_OR_STR_OR_NULL(to_list, to_name)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_churn_changes_options options = {.size = sizeof options};
    pp_selection selection;
    patron_table *found;
    patron_error error;
    int32_t before, after;
    if (!pp_day(from_day, book->zone, "fromDay", &before) || !pp_day(to_day, book->zone, "toDay", &after) ||
        !read_states(from_name, from_list, "fromStates", &options.from_states) ||
        !read_states(to_name, to_list, "toStates", &options.to_states) ||
        !pp_selection_read(&selection, mask, NULL, pp_customers(book)))
        RETURN_THROWS();
    patron_status status = patron_churn_changes(book->book, before, after, pp_rule_in(rule), &options,
                                                pp_selection_c(&selection), &found, &error);
    pp_selection_free(&selection);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "fromDay", "toDay", "rule", "", "mask", ""));
        RETURN_THROWS();
    }
    pp_table *table =
        pp_table_new(return_value, pp_ce_table, pp_ce_row, ZEND_THIS, patron_table_rows(found));
    pp_table_take(table, found, changes);
}

/* ---- who entered, who left --------------------------------------------------------------------------------------- */

static const void *values_of(const patron_table *found, const char *name)
{
    patron_column column = {.size = sizeof column};
    patron_table_column(found, patron_table_find(found, name), &column, NULL);
    return (const int32_t *)column.values + column.first;
}

static void add_states(pp_table *table, const char *name, const void *values, pp_token token)
{
    pp_column_tokens(pp_table_add(table, name, PP_TOKEN, values, NULL, 0), token);
}

/* Scores the customers of a table one by one into the columns that `out` shows. */
static patron_status score_each(const pp_table *table, patron_churn_columns *out, patron_error *error)
{
    const pp_book *book = pp_book_of(Z_OBJ(table->book));
    patron_status status = PATRON_OK;
    for (int64_t row = 0; !status && row < table->rows; row++) {
        patron_churn_columns one = *out;
        one.capacity = 1;
        for (const pp_field *field = pp_churn_fields; field->name; field++) {
            char **shown = (char **)(void *)((char *)&one + field->offset);
            *shown += (size_t)row * (field->kind == PP_INT64 || field->kind == PP_DOUBLE ? 8 : 4);
        }
        status = patron_churn_score(book->book, table->as_of, pp_rule_in((zval *)&table->rule), table->numbers[row], 1,
                                    &one, error);
    }
    return status;
}

/* The changed customers with every column of a score on the later day. */
static void table_of_changes(zval *out, const pp_table *whole, patron_table *found)
{
    patron_churn_columns columns;
    patron_error error;
    pp_table *table =
        pp_table_new(out, pp_ce_table, pp_ce_churn_row, (zval *)&whole->book, patron_table_rows(found));
    table->held = found;
    table->as_of = whole->as_of;
    table->numbers = values_of(found, "customer");
    ZVAL_COPY(&table->rule, (zval *)&whole->rule);
    pp_table_add_keyed(table, "customer", PATRON_KEYS_CUSTOMER, table->numbers, false, 0);
    add_states(table, "from_state", values_of(found, "from_state"), patron_churn_state_name);
    add_states(table, "to_state", values_of(found, "to_state"), patron_churn_state_name);
    add_states(table, "change", values_of(found, "reason"), patron_churn_reason_name);
    if (!pp_table_fields(table, pp_churn_fields, NULL, NULL, &columns, sizeof columns)) {
        zval_ptr_dtor(out);
        ZVAL_NULL(out);
        return;
    }
    patron_status status = score_each(table, &columns, &error);
    pp_score_end(out, status, &error, PP_NAMES("", "", "", "", "", ""));
}

/* entered (into the states) or left (out of them). */
static void moved(INTERNAL_FUNCTION_PARAMETERS, bool into)
{
    zend_string *name;
    HashTable *list;
    zval *since;
    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_ARRAY_HT_OR_STR(list, name)
        Z_PARAM_ZVAL(since)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = pp_table_of(Z_OBJ_P(ZEND_THIS));
    const pp_book *book = pp_book_of(Z_OBJ(table->book));
    patron_churn_changes_options options = {.size = sizeof options};
    patron_table *found;
    patron_error error;
    uint32_t bits;
    int32_t before;
    if (!pp_day(since, book->zone, "since", &before) || !read_states(name, list, "states", &bits)) RETURN_THROWS();
    if (bits == 0 || bits == ALL_STATES) {
        pp_argument_error("states", bits ? "states must not be all there are" : "states must name at least one");
        RETURN_THROWS();
    }
    options.to_states = into ? bits : ALL_STATES & ~bits;
    options.from_states = into ? ALL_STATES & ~bits : bits;
    patron_status status = patron_churn_changes(book->book, before, table->as_of, pp_rule_in((zval *)&table->rule),
                                                &options, NULL, &found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "since", "", "", "", "", ""));
        RETURN_THROWS();
    }
    table_of_changes(return_value, table, found);
}

ZEND_METHOD(Patron_ChurnTable, entered)
{
    moved(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

ZEND_METHOD(Patron_ChurnTable, left)
{
    moved(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}
