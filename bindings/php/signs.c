/* signs.c: leading indicators: signs that a customer may not come back, and what they were worth. */
#include "php_patron.h"
#include "draft.h"

#define SIGNS PATRON_CHURN_SIGNS

ZEND_METHOD(Patron_Book, churnSigns)
{
    zval *as_of;
    zend_long first = 0, count = 0;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(1, 3)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pp_asked asked;
    patron_error error;
    pp_draft draft;
    if (!pp_ask(&asked, ZEND_THIS, as_of, 0.5, NULL, NULL, first, count, no_count)) RETURN_THROWS();
    size_t rows = (size_t)asked.many, bytes = 2 * rows * sizeof(int32_t);
    int32_t *shown = pp_allocate(bytes);
    if (!shown) {
        pp_no_memory();
        RETURN_THROWS();
    }
    patron_churn_sign_columns out = {
        .size = sizeof out, .capacity = asked.many, .signs = shown, .known = shown + rows};
    patron_status status =
        patron_churn_signs(asked.book->book, asked.day, asked.from, asked.many, &out, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "asOf", "first", "count", ""));
    } else {
        pp_draft_begin(&draft, return_value, pp_ce_table, ZEND_THIS, asked.day, asked.many);
        draft.table->first = asked.from;
        pp_table_add_keyed(draft.table, "customer", PATRON_KEYS_CUSTOMER, NULL, false, asked.from);
        for (int32_t sign = 0; sign < SIGNS; sign++) {
            int32_t *held = pp_draft_add(&draft, patron_churn_sign_name(sign), PP_INT32);
            for (size_t row = 0; held && row < rows; row++)
                held[row] = out.known[row] >> sign & 1 ? out.signs[row] >> sign & 1 : PATRON_NONE;
        }
        pp_draft_end(&draft);
    }
    pp_release(shown, bytes);
}

/* ---- what they were worth ---------------------------------------------------------------------------------------- */

#define CELL(member) PP_ARRAY(patron_churn_sign_counts, member, 0)
static const pp_array arrays[] = {CELL(customers), CELL(gone), PP_ARRAYS_END};

typedef struct {
    const pp_asked *asked;
    const patron_churn_sign_counts *counts;
} counted;

/* customers_with, gone_with, gone_with_rate ... */
static void add_side(pp_draft *draft, const char *side, const int64_t *customers, const int64_t *gone,
                     double confidence)
{
    char name[32];
    snprintf(name, sizeof name, "customers_%s", side);
    pp_draft_counts(draft, name, customers);
    snprintf(name, sizeof name, "gone_%s", side);
    pp_draft_counts(draft, name, gone);
    pp_draft_rates(draft, name, gone, customers, confidence);
}

/* Differences of the rates with and without each sign, adjusted by Holm for how many there are. */
static bool add_differences(pp_draft *draft, const int64_t customers[2][SIGNS], const int64_t gone[2][SIGNS],
                            double confidence)
{
    double difference[SIGNS], low[SIGNS], high[SIGNS], p_value[SIGNS], adjusted[SIGNS], given[SIGNS];
    int64_t both[SIGNS], many = 0;
    patron_error error;
    patron_status status = PATRON_OK;
    for (int sign = 0; sign < SIGNS; sign++) {
        difference[sign] = low[sign] = high[sign] = p_value[sign] = adjusted[sign] = 0;
        both[sign] = customers[0][sign] && customers[1][sign];
        if (!both[sign] || status) continue;
        status = patron_stats_rate_difference(gone[1][sign], customers[1][sign], gone[0][sign], customers[0][sign],
                                              confidence, &difference[sign], &low[sign], &high[sign], &p_value[sign],
                                              &error);
        given[many++] = p_value[sign];
    }
    if (!status) status = patron_stats_adjust(PATRON_STATS_HOLM, given, many, pp_allocator(), given, &error);
    if (status) {
        pp_throw(status, &error, NULL);
        return false;
    }
    for (int sign = SIGNS; sign-- > 0;)
        if (both[sign]) adjusted[sign] = given[--many];
    pp_draft_reals(draft, "difference", difference, both);
    pp_draft_reals(draft, "low", low, both);
    pp_draft_reals(draft, "high", high, both);
    pp_draft_reals(draft, "p_value", p_value, both);
    pp_draft_reals(draft, "p_adjusted", adjusted, both);
    return true;
}

static bool make_signs(zval *out, void *context, int64_t group)
{
    const counted *this = context;
    int64_t customers[2][SIGNS], gone[2][SIGNS], at = group * 2 * SIGNS;
    int32_t numbers[SIGNS];
    pp_draft draft;
    for (int cell = 0; cell < 2 * SIGNS; cell++) {
        customers[cell % 2][cell / 2] = this->counts->customers[at + cell];
        gone[cell % 2][cell / 2] = this->counts->gone[at + cell];
        numbers[cell / 2] = cell / 2;
    }
    pp_draft_begin(&draft, out, pp_ce_table, this->asked->this, this->asked->day, SIGNS);
    pp_draft_states(&draft, "sign", numbers, patron_churn_sign_name);
    add_side(&draft, "with", customers[1], gone[1], this->asked->confidence);
    add_side(&draft, "without", customers[0], gone[0], this->asked->confidence);
    if (!add_differences(&draft, customers, gone, this->asked->confidence)) draft.failed = true;
    return pp_draft_end(&draft);
}

ZEND_METHOD(Patron_Book, churnSignCount)
{
    zval *as_of;
    HashTable *mask = NULL, *group = NULL;
    zend_long horizon = 0, first = 0, count = 0;
    double confidence = 0.95;
    bool no_horizon = true, no_count = true;
    int32_t days;
    ZEND_PARSE_PARAMETERS_START(1, 7)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG_OR_NULL(horizon, no_horizon)
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pp_asked asked;
    patron_error error;
    if (!pp_positive(horizon, no_horizon, "horizon", &days) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    int64_t groups = asked.selection.groups;
    patron_churn_sign_counts counts = {.size = sizeof counts, .capacity = groups * 2 * SIGNS};
    counted this = {.asked = &asked, .counts = &counts};
    pp_cells cells = {.width = {2 * SIGNS}};
    if (pp_cells_begin(&cells, arrays, groups, 0, &counts)) {
        patron_status status = patron_churn_sign_count(asked.book->book, asked.day, days,
                                                       pp_selection_c(&asked.selection), asked.from, asked.many,
                                                       &counts, &error);
        if (status) pp_throw(status, &error, PP_NAMES("", "asOf", "horizon", "group", "first", "count", ""));
        else pp_by_group(return_value, &asked.selection, make_signs, &this);
        pp_cells_end(&cells);
    }
    pp_asked_free(&asked);
}

/* ---- p values ---------------------------------------------------------------------------------------------------- */

static bool read_p_values(HashTable *list, double *out)
{
    int64_t row = 0;
    zval *value;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) != IS_DOUBLE && Z_TYPE_P(value) != IS_LONG) {
            pp_throw_at(pp_ce_type_exception, "pValues", NULL, row, -1, "pValues must hold numbers, not %s",
                        zend_zval_type_name(value));
            return false;
        }
        out[row++] = Z_TYPE_P(value) == IS_DOUBLE ? Z_DVAL_P(value) : (double)Z_LVAL_P(value);
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

ZEND_METHOD(Patron_Stats, adjust)
{
    HashTable *list;
    zend_object *method = NULL;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(1, 2)
        Z_PARAM_ARRAY_HT(list)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(method, pp_ce_adjustment)
    ZEND_PARSE_PARAMETERS_END();
    int64_t count = zend_hash_num_elements(list);
    size_t bytes = (size_t)count * sizeof(double);
    double *values = pp_room((size_t)count * sizeof(zval)) ? pp_allocate(bytes) : NULL;
    if (!values) {
        pp_no_memory();
        RETURN_THROWS();
    }
    if (read_p_values(list, values)) {
        patron_status status = patron_stats_adjust(method ? pp_case_index(method) : PATRON_STATS_HOLM, values, count,
                                                   pp_allocator(), values, &error);
        if (status) {
            pp_throw(status, &error, PP_NAMES("method", "pValues", "pValues", "", "", ""));
        } else {
            array_init_size(return_value, (uint32_t)count);
            for (int64_t at = 0; at < count; at++) add_next_index_double(return_value, values[at]);
        }
    }
    pp_release(values, bytes);
}
