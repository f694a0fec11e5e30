/* curve.c: Curve: rates of cohorts with their intervals. */
#include "php_patron.h"
#include "cohorts.h"

enum { RATE, LOW, HIGH, PART, WHOLE, STATE, PARTS };

typedef struct {
    zval parts[PARTS]; /* Matrix each */
    zval mean;         /* array */
    zend_object std;
} curve;
PP_OBJECT(curve)

static zend_object_handlers curve_handlers;

static zend_object *curve_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(curve), &curve_handlers);
}

static void curve_free(zend_object *object)
{
    curve *this = curve_of(object);
    for (int at = 0; at < PARTS; at++) zval_ptr_dtor(&this->parts[at]);
    zval_ptr_dtor(&this->mean);
    zend_object_std_dtor(object);
}

void pp_curve_init(void)
{
    pp_handlers(&curve_handlers, XtOffsetOf(curve, std), curve_free);
    pp_ce_curve->create_object = curve_create;
}

#define PART_METHOD(name, part)                                                                                        \
    ZEND_METHOD(Patron_Curve, name)                                                                                    \
    {                                                                                                                  \
        ZEND_PARSE_PARAMETERS_NONE();                                                                                  \
        RETURN_COPY(&curve_of(Z_OBJ_P(ZEND_THIS))->parts[part]);                                                       \
    }
PART_METHOD(rate, RATE)
PART_METHOD(low, LOW)
PART_METHOD(high, HIGH)
PART_METHOD(part, PART)
PART_METHOD(whole, WHOLE)
PART_METHOD(state, STATE)

ZEND_METHOD(Patron_Curve, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Curve, mean)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&curve_of(Z_OBJ_P(ZEND_THIS))->mean);
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

/* The inputs of patron_cohorts_curve. */
typedef struct {
    int32_t kind;
    const int64_t *buyers, *eligible, *part;
    double confidence;
} wanted;

/* Fills the matrices: the library writes straight into them. */
static patron_status fill(curve *this, const pp_cohorts_data *data, const wanted *of, patron_error *error)
{
    pp_matrix *part[PARTS];
    for (int at = 0; at < PARTS; at++) part[at] = pp_matrix_of(Z_OBJ(this->parts[at]));
    int64_t cells = data->row_count * data->column_count;
    patron_cohorts_rates rates = {.size = sizeof rates,
                                  .capacity = cells,
                                  .state = part[STATE]->states,
                                  .part = part[PART]->ints,
                                  .whole = part[WHOLE]->ints,
                                  .rate = part[RATE]->doubles,
                                  .low = part[LOW]->doubles,
                                  .high = part[HIGH]->doubles};
    patron_status status = patron_cohorts_curve(of->kind, data->row_count, data->column_count, of->buyers, of->eligible,
                                                of->part, of->confidence, &rates, error);
    if (status) return status;
    for (int64_t at = 0; at < cells; at++) {
        uint8_t none = rates.whole[at] <= 0, no_interval = none || of->kind == PATRON_COHORTS_CURVE_VALUE;
        part[RATE]->hollow[at] = part[PART]->hollow[at] = none;
        part[LOW]->hollow[at] = part[HIGH]->hollow[at] = no_interval;
    }
    return PATRON_OK;
}

/* The mean row by column. */
static patron_status fill_mean(curve *this, const pp_cohorts_data *data, const wanted *of, patron_error *error)
{
    int64_t columns = data->column_count, at = 0;
    zval *label;
    array_init(&this->mean);
    if (of->kind == PATRON_COHORTS_CURVE_LATER) return PATRON_OK;
    double *rate = safe_emalloc((size_t)columns, sizeof *rate, 0);
    int64_t *whole = safe_emalloc((size_t)columns, sizeof *whole, 0);
    patron_cohorts_rates rates = {.size = sizeof rates, .capacity = columns, .rate = rate, .whole = whole};
    patron_status status = patron_cohorts_mean(of->kind, data->listed, columns, of->buyers, of->eligible, of->part,
                                               of->confidence, &rates, error);
    ZEND_HASH_FOREACH_VAL((HashTable *)Z_ARRVAL(data->columns), label)
    {
        zval value;
        if (status) break;
        if (whole[at] > 0) ZVAL_DOUBLE(&value, rate[at]);
        else ZVAL_NULL(&value);
        zend_symtable_update(Z_ARRVAL(this->mean), Z_STR_P(label), &value);
        at++;
    }
    ZEND_HASH_FOREACH_END();
    efree(rate);
    efree(whole);
    return status;
}

static bool make_curve(zval *out, pp_cohorts_data *data, const wanted *of)
{
    static const pp_kind kinds[PARTS] = {PP_DOUBLE, PP_DOUBLE, PP_DOUBLE, PP_INT64, PP_INT64, PP_TOKEN};
    patron_error error;
    ZVAL_OBJ(out, curve_create(pp_ce_curve));
    curve *this = curve_of(Z_OBJ_P(out));
    for (int at = 0; at < PARTS; at++) {
        pp_matrix *matrix = pp_matrix_make(&this->parts[at], kinds[at], at < WHOLE, &data->rows, &data->columns);
        if (!matrix) {
            zval_ptr_dtor(out);
            ZVAL_NULL(out);
            return false;
        }
        matrix->token = patron_cohorts_state_name;
    }
    patron_status status = fill(this, data, of, &error);
    if (!status) status = fill_mean(this, data, of, &error);
    return pp_score_end(out, status, &error, PP_NAMES("kind", "", "", "", "", "of", "confidence", "", ""));
}

/* The count that is the numerator, or -1, thrown. */
static int32_t numerator(const pp_cohorts *cohorts, int32_t kind, const zend_string *of)
{
    static const char *const usual[] = {"", "activeEligible", "laterEligible", "nthBy", "netTo"};
    if (!of) return pp_cohorts_find(cohorts, usual[kind]);
    bool money = zend_string_equals_literal(of, "netTo") || zend_string_equals_literal(of, "netEligible") ||
                 zend_string_equals_literal(of, "marginTo");
    int32_t found = money && kind == PATRON_COHORTS_CURVE_VALUE ? pp_cohorts_find(cohorts, ZSTR_VAL(of)) : -1;
    if (found < 0) pp_argument_error("of", "of '%s' does not go with this curve", ZSTR_VAL(of));
    return found;
}

ZEND_METHOD(Patron_Cohorts, curve)
{
    zend_object *kind = NULL;
    zend_long n = 2;
    zend_string *of = NULL;
    wanted want = {.confidence = 0.95};
    ZEND_PARSE_PARAMETERS_START(0, 4)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(kind, pp_ce_curve_kind)
        Z_PARAM_LONG(n)
        Z_PARAM_STR_OR_NULL(of)
        Z_PARAM_DOUBLE(want.confidence)
    ZEND_PARSE_PARAMETERS_END();
    const pp_cohorts *cohorts = pp_cohorts_of(Z_OBJ_P(ZEND_THIS));
    if (want.confidence == 0) { /* the library's "default" */
        pp_argument_error("confidence", "confidence must lie between 0 and 1");
        RETURN_THROWS();
    }
    want.kind = kind ? pp_case_index(kind) + PATRON_COHORTS_CURVE_IN : PATRON_COHORTS_CURVE_IN;
    int32_t field = numerator(cohorts, want.kind, of);
    if (field < 0) RETURN_THROWS();
    want.part = pp_cohorts_at(cohorts, field, n);
    if (!want.part) RETURN_THROWS();
    want.buyers = pp_cohorts_buyers(cohorts);
    want.eligible = pp_cohorts_at(cohorts, pp_cohorts_find(cohorts, "eligible"), 2);
    make_curve(return_value, cohorts->data, &want);
}
