/* churn.c: who is slipping away, and why. */
#include "php_patron.h"
#include "churn.h"
#include "results.h"

const char *pp_churn_method_name(int32_t method)
{
    return method == PATRON_CHURN_METHOD_KM ? "km" : method == PATRON_CHURN_METHOD_MODEL ? "model" : NULL;
}

/* ---- scores ------------------------------------------------------------------------------------------------------ */

#define SCORE(member, ...) PP_FIELD(patron_churn_columns, member, __VA_ARGS__)
const pp_field pp_churn_fields[] = {
    SCORE(state, PP_TOKEN, .token = patron_churn_state_name),
    SCORE(method, PP_TOKEN, .token = pp_churn_method_name),
    SCORE(score, PP_DOUBLE),
    SCORE(rho, PP_DOUBLE),
    SCORE(horizon, PP_INT32),
    SCORE(p_now, PP_DOUBLE),
    SCORE(p_start, PP_DOUBLE),
    SCORE(cases, PP_INT64, .none = true),
    SCORE(flags, PP_INT32),
    SCORE(scale, PP_DOUBLE),
    SCORE(ratio, PP_DOUBLE),
    SCORE(purchases, PP_INT64),
    SCORE(last_day, PP_DAY),
    SCORE(silence, PP_INT32),
    SCORE(next_silence, PP_INT32),
    SCORE(next_day, PP_DAY),
    SCORE(next_state, PP_TOKEN, .token = patron_churn_state_name),
    SCORE(net_365, PP_INT64),
    SCORE(value_at_risk, PP_DOUBLE),
    PP_END,
};

ZEND_METHOD(Patron_Book, churn)
{
    zval *as_of, *rule = NULL, fitted;
    HashTable *wanted = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 5)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJECT_OF_CLASS_OR_NULL(rule, pp_ce_churn_rule)
        Z_PARAM_ARRAY_HT_OR_NULL(wanted)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    patron_churn_options options = {.size = sizeof options};
    patron_churn_columns out;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many))
        RETURN_THROWS();
    ZVAL_UNDEF(&fitted);
    if (!rule && pp_churn_fit(book, day, &options, NULL, &fitted)) rule = &fitted;
    pp_table *table = !rule ? NULL
                            : pp_score_begin(return_value, pp_ce_churn_table, pp_ce_churn_row, ZEND_THIS,
                                             pp_churn_fields, wanted, NULL, from, many, &out, sizeof out);
    if (table) {
        ZVAL_COPY(&table->rule, rule);
        table->as_of = day;
        patron_status status = patron_churn_score(book->book, day, pp_rule_in(rule), from, many, &out, &error);
        pp_score_end(return_value, status, &error, PP_NAMES("", "asOf", "rule", "first", "count", ""));
    }
    zval_ptr_dtor(&fitted);
}

ZEND_METHOD(Patron_ChurnTable, rule)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&pp_table_of(Z_OBJ_P(ZEND_THIS))->rule);
}

/* ---- reasons ----------------------------------------------------------------------------------------------------- */

/* The sentence of a row. Its facts are asked for anew, so that it does not matter which columns the table has. */
static void reason_of(const pp_table *table, int64_t row, zend_string *language, zval *out)
{
    pp_churn_facts facts;
    patron_error error;
    patron_churn_columns one = {.size = sizeof one, .capacity = 1};
    int german = pp_language(language);
    if (german < 0) return;
    one.state = &facts.state;
    one.silence = &facts.silence;
    one.horizon = &facts.horizon;
    one.flags = &facts.flags;
    one.purchases = &facts.purchases;
    one.cases = &facts.cases;
    one.scale = &facts.scale;
    one.ratio = &facts.ratio;
    one.p_now = &facts.p_now;
    one.p_start = &facts.p_start;
    patron_status status = patron_churn_score(pp_book_of(Z_OBJ(table->book))->book, table->as_of,
                                              pp_rule_in((zval *)&table->rule), pp_table_customer(table, row), 1, &one,
                                              &error);
    if (status) pp_throw(status, &error, PP_NAMES("", "", "", "", "", ""));
    else ZVAL_STR(out, pp_churn_reason(&facts, german));
}

ZEND_METHOD(Patron_ChurnRow, reason)
{
    zend_string *language = NULL;
    int64_t row;
    ZEND_PARSE_PARAMETERS_START(0, 1)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(language)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = pp_row_table(Z_OBJ_P(ZEND_THIS), &row);
    if (table) reason_of(table, row, language, return_value);
}

ZEND_METHOD(Patron_ChurnTable, reason)
{
    zend_string *language = NULL;
    zend_long index;
    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_LONG(index)
        Z_PARAM_OPTIONAL
        Z_PARAM_STR(language)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = pp_table_of(Z_OBJ_P(ZEND_THIS));
    if (pp_table_has_row(table, index)) reason_of(table, index, language, return_value);
}

/* ---- states of a shop -------------------------------------------------------------------------------------------- */

/* patron_churn_states takes three arrays; here they are one struct, like those of the other counts. */
typedef struct {
    size_t size;
    int64_t capacity;
    int64_t *buyers, *net_365, *value_at_risk;
} states;

#define COUNT(member) PP_FIELD(states, member, PP_INT64)
static const pp_field counted[] = {COUNT(buyers), COUNT(net_365), COUNT(value_at_risk), PP_END};

ZEND_METHOD(Patron_Book, churnStates)
{
    zval *as_of, *rule, rows;
    HashTable *mask = NULL, *group = NULL;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(2, 6)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OBJECT_OF_CLASS(rule, pp_ce_churn_rule)
        Z_PARAM_OPTIONAL
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    const pp_book *book = pp_this_book(ZEND_THIS);
    states out;
    pp_selection selection;
    pp_counts counts;
    patron_error error;
    int64_t from, many;
    int32_t day;
    if (!pp_day(as_of, book->zone, "asOf", &day) ||
        !pp_range(pp_customers(book), first, count, no_count, &from, &many) ||
        !pp_selection_read(&selection, mask, group, pp_customers(book)))
        RETURN_THROWS();
    if (pp_counts_begin(&counts, counted, &selection, PATRON_CHURN_STATES, &out, sizeof out)) {
        patron_status status =
            patron_churn_states(book->book, day, pp_rule_in(rule), pp_selection_c(&selection), from, many, out.buyers,
                                out.net_365, out.value_at_risk, &error);
        pp_token_list(&rows, patron_churn_state_name, NULL);
        if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "rule", "group", "first", "count", "", "", ""));
        else pp_counts_matrices(&counts, &selection, &rows, return_value);
        zval_ptr_dtor(&rows);
        pp_counts_end(&counts);
    }
    pp_selection_free(&selection);
}
