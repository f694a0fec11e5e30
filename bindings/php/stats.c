/* stats.c: the few statistics that every measure shares. */
#include "php_patron.h"
#include "results.h"

static void put(zval *values, const char *name, double value)
{
    add_assoc_double(values, name, value);
}

ZEND_METHOD(Patron_Stats, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

/* The library takes 0 as "the default": given by a caller it is wrong. */
static bool confidence_is_given(double confidence)
{
    if (confidence != 0) return true;
    pp_argument_error("confidence", "confidence must lie between 0 and 1");
    return false;
}

ZEND_METHOD(Patron_Stats, wilson)
{
    zend_long k, n;
    double confidence = 0.95, low, high;
    zval values;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(2, 3)
        Z_PARAM_LONG(k)
        Z_PARAM_LONG(n)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(confidence)
    ZEND_PARSE_PARAMETERS_END();
    if (!confidence_is_given(confidence)) RETURN_THROWS();
    patron_status status = patron_stats_wilson(k, n, confidence, &low, &high, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("k", "n", "confidence", "", ""));
        RETURN_THROWS();
    }
    array_init(&values);
    put(&values, "low", low);
    put(&values, "high", high);
    pp_record_make(return_value, pp_ce_interval, &values);
}

ZEND_METHOD(Patron_Stats, rateDifference)
{
    zend_long k1, n1, k2, n2;
    double confidence = 0.95, difference, low, high, p_value;
    zval values;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(4, 5)
        Z_PARAM_LONG(k1)
        Z_PARAM_LONG(n1)
        Z_PARAM_LONG(k2)
        Z_PARAM_LONG(n2)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(confidence)
    ZEND_PARSE_PARAMETERS_END();
    if (!confidence_is_given(confidence)) RETURN_THROWS();
    patron_status status =
        patron_stats_rate_difference(k1, n1, k2, n2, confidence, &difference, &low, &high, &p_value, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("k1", "n1", "k2", "n2", "confidence", "", "", "", ""));
        RETURN_THROWS();
    }
    array_init(&values);
    put(&values, "difference", difference);
    put(&values, "low", low);
    put(&values, "high", high);
    put(&values, "pValue", p_value);
    pp_record_make(return_value, pp_ce_rate_difference, &values);
}

/* ---- Kaplan-Meier ------------------------------------------------------------------------------------------------ */

typedef struct {
    size_t size;
    int64_t capacity;
    double *survival, *variance, *low, *high;
} curve;

#define CURVE(member) PP_FIELD(curve, member, PP_DOUBLE)
static const pp_field fields[] = {CURVE(survival), CURVE(variance), CURVE(low), CURVE(high), PP_END};

ZEND_METHOD(Patron_Stats, kaplanMeier)
{
    zend_long entered;
    HashTable *ended, *lost;
    double confidence = 0.95;
    int64_t *events = NULL, *censored = NULL, count = 0, others = 0;
    curve out;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(3, 4)
        Z_PARAM_LONG(entered)
        Z_PARAM_ARRAY_HT(ended)
        Z_PARAM_ARRAY_HT(lost)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(confidence)
    ZEND_PARSE_PARAMETERS_END();
    if (!confidence_is_given(confidence) || !pp_int64_list(ended, "events", &events, &count)) RETURN_THROWS();
    if (!pp_int64_list(lost, "censored", &censored, &others)) {
        others = 0;
    } else if (count != others) {
        pp_argument_error("censored", "censored has %" PRId64 " entries, events has %" PRId64, others, count);
    } else {
        pp_table *table = pp_table_new(return_value, pp_ce_table, pp_ce_row, NULL, count);
        if (pp_table_fields(table, fields, NULL, NULL, &out, sizeof out)) {
            patron_status status = patron_stats_kaplan_meier(entered, events, censored, count, confidence, out.survival,
                                                             out.variance, out.low, out.high, &error);
            pp_score_end(return_value, status, &error,
                         PP_NAMES("entered", "events", "censored", "", "confidence", "", "", "", ""));
        } else {
            zval_ptr_dtor(return_value);
            ZVAL_NULL(return_value);
        }
    }
    pp_release(events, (size_t)count * sizeof *events);
    pp_release(censored, (size_t)others * sizeof *censored);
}

/* A list of numbers between 0 and 1, none above the one before. Release count * sizeof(double). */
static double *read_survival(HashTable *list, int64_t count)
{
    zval *value;
    int64_t at = 0;
    double last = 1, *made = pp_allocate((size_t)count * sizeof *made);
    if (!made) {
        pp_no_memory();
        return NULL;
    }
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        double number = Z_TYPE_P(value) == IS_LONG     ? (double)Z_LVAL_P(value)
                        : Z_TYPE_P(value) == IS_DOUBLE ? Z_DVAL_P(value)
                                                       : -1;
        if (!(number >= 0 && number <= last)) {
            pp_throw_at(pp_ce_argument_exception, "survival", NULL, at, -1,
                        "survival must hold numbers that fall from 1 to 0");
            pp_release(made, (size_t)count * sizeof *made);
            return NULL;
        }
        made[at++] = last = number;
    }
    ZEND_HASH_FOREACH_END();
    return made;
}

ZEND_METHOD(Patron_Stats, kaplanMeierQuantile)
{
    HashTable *list;
    double probability;
    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_ARRAY_HT(list)
        Z_PARAM_DOUBLE(probability)
    ZEND_PARSE_PARAMETERS_END();
    if (!(probability >= 0 && probability <= 1)) {
        pp_argument_error("probability", "probability must lie between 0 and 1");
        RETURN_THROWS();
    }
    int64_t count = zend_hash_num_elements(list);
    double *survival = read_survival(list, count);
    if (!survival) RETURN_THROWS();
    int64_t found = patron_stats_kaplan_meier_quantile(survival, count, probability);
    pp_release(survival, (size_t)count * sizeof *survival);
    if (found == PATRON_NONE) RETURN_NULL();
    RETURN_LONG(found);
}

/* ---- quantile ---------------------------------------------------------------------------------------------------- */

/* The library trusts the caller that the numbers ascend; a list from PHP is looked at. */
static bool ascends(const int64_t *numbers, int64_t count)
{
    for (int64_t at = 1; at < count; at++) {
        if (numbers[at] >= numbers[at - 1]) continue;
        pp_throw_at(pp_ce_argument_exception, "ascending", NULL, at, -1, "ascending must hold numbers that never fall");
        return false;
    }
    return true;
}

ZEND_METHOD(Patron_Stats, quantile)
{
    HashTable *list;
    zend_long part, whole;
    int64_t *numbers = NULL, count = 0, numerator;
    zval values;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(3, 3)
        Z_PARAM_ARRAY_HT(list)
        Z_PARAM_LONG(part)
        Z_PARAM_LONG(whole)
    ZEND_PARSE_PARAMETERS_END();
    if (!pp_int64_list(list, "ascending", &numbers, &count)) RETURN_THROWS();
    if (ascends(numbers, count)) {
        patron_status status = patron_stats_quantile(numbers, count, part, whole, &numerator, &error);
        if (status) {
            pp_throw(status, &error, PP_NAMES("ascending", "ascending", "part", "whole", "", ""));
        } else {
            array_init(&values);
            add_assoc_long(&values, "numerator", numerator);
            add_assoc_long(&values, "whole", whole);
            pp_record_make(return_value, pp_ce_quantile, &values);
        }
    }
    pp_release(numbers, (size_t)count * sizeof *numbers);
}
