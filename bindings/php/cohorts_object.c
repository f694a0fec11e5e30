/* cohorts_object.c: Cohorts: looking at what was counted. */
#include "php_patron.h"
#include "cohorts.h"

static pp_cohorts *this_cohorts(zval *this)
{
    return pp_cohorts_of(Z_OBJ_P(this));
}

/* The number of a field by its C name. */
static int32_t field_of(const char *name)
{
    int32_t at = 0;
    while (strcmp(pp_cohorts_fields[at].name, name)) at++;
    return at;
}

/* Whether a field is a count by row and column. */
static bool is_matrix(const pp_cohorts *cohorts, int32_t field)
{
    int32_t shape = pp_cohorts_fields[field].which;
    return cohorts->data->held[field] && (shape == PP_COHORTS_CELLS || shape == PP_COHORTS_SEQUENCE);
}

int32_t pp_cohorts_find(const pp_cohorts *cohorts, const char *name)
{
    char camel[64];
    for (int32_t at = 0; at < PP_COHORTS_FIELDS; at++) {
        pp_camel(pp_cohorts_fields[at].name, camel, sizeof camel);
        if (is_matrix(cohorts, at) && strcmp(camel, name) == 0) return at;
    }
    return -1;
}

const int64_t *pp_cohorts_at(const pp_cohorts *cohorts, int32_t field, zend_long n)
{
    const pp_cohorts_data *data = cohorts->data;
    int64_t size = data->row_count * data->column_count;
    if (pp_cohorts_fields[field].which != PP_COHORTS_SEQUENCE) return data->held[field] + cohorts->group * size;
    if (n >= 2 && n <= data->nth + 1) return data->held[field] + (cohorts->group * data->nth + n - 2) * size;
    pp_argument_error("n", "n must be 2 ... %" PRId64 " (sequence)", data->nth + 1);
    return NULL;
}

const int64_t *pp_cohorts_buyers(const pp_cohorts *cohorts)
{
    return cohorts->data->held[field_of("buyers")] + cohorts->group * cohorts->data->row_count;
}

/* ---- methods ----------------------------------------------------------------------------------------------------- */

ZEND_METHOD(Patron_Cohorts, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Cohorts, rows)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&this_cohorts(ZEND_THIS)->data->rows);
}

ZEND_METHOD(Patron_Cohorts, columns)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&this_cohorts(ZEND_THIS)->data->columns);
}

ZEND_METHOD(Patron_Cohorts, names)
{
    char camel[64];
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_cohorts *cohorts = this_cohorts(ZEND_THIS);
    array_init(return_value);
    for (int32_t at = 0; at < PP_COHORTS_FIELDS; at++) {
        if (!is_matrix(cohorts, at)) continue;
        pp_camel(pp_cohorts_fields[at].name, camel, sizeof camel);
        add_next_index_string(return_value, camel);
    }
}

ZEND_METHOD(Patron_Cohorts, sizes)
{
    static const char *const names[] = {"buyers", "repeat_in_0", "unmatched"};
    zval columns;
    char camel[64];
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_cohorts *cohorts = this_cohorts(ZEND_THIS);
    pp_cohorts_data *data = cohorts->data;
    array_init(&columns);
    for (int at = 0; at < 3; at++) {
        pp_camel(names[at], camel, sizeof camel);
        add_next_index_string(&columns, camel);
    }
    pp_matrix *matrix = pp_matrix_make(return_value, PP_INT64, false, &data->rows, &columns);
    for (int at = 0; matrix && at < 3; at++) {
        const int64_t *values = data->held[field_of(names[at])] + cohorts->group * data->row_count;
        for (int64_t row = 0; row < data->row_count; row++) matrix->ints[3 * row + at] = values[row];
    }
    zval_ptr_dtor(&columns);
}

ZEND_METHOD(Patron_Cohorts, outside)
{
    zval values;
    char camel[64];
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_cohorts *cohorts = this_cohorts(ZEND_THIS);
    array_init(&values);
    for (int32_t at = 0; at < PP_COHORTS_FIELDS; at++) {
        if (pp_cohorts_fields[at].which != PP_COHORTS_GROUPS) continue;
        pp_camel(pp_cohorts_fields[at].name, camel, sizeof camel);
        add_assoc_long(&values, camel, cohorts->data->held[at][cohorts->group]);
    }
    pp_record_make(return_value, pp_ce_cohorts_outside, &values);
}

ZEND_METHOD(Patron_Cohorts, matrix)
{
    zend_string *name;
    zend_long n = 2;
    bool cumulative = false;
    patron_error error;
    ZEND_PARSE_PARAMETERS_START(1, 3)
        Z_PARAM_STR(name)
        Z_PARAM_OPTIONAL
        Z_PARAM_LONG(n)
        Z_PARAM_BOOL(cumulative)
    ZEND_PARSE_PARAMETERS_END();
    const pp_cohorts *cohorts = this_cohorts(ZEND_THIS);
    pp_cohorts_data *data = cohorts->data;
    int32_t field = pp_cohorts_find(cohorts, ZSTR_VAL(name));
    if (field < 0) {
        pp_argument_error("name", "name: there is no count '%s'", ZSTR_VAL(name));
        RETURN_THROWS();
    }
    const int64_t *values = pp_cohorts_at(cohorts, field, n);
    pp_matrix *matrix =
        values ? pp_matrix_make(return_value, PP_INT64, false, &data->rows, &data->columns) : NULL;
    if (!matrix) RETURN_THROWS();
    memcpy(matrix->ints, values, (size_t)(data->row_count * data->column_count) * sizeof *values);
    if (!cumulative) return;
    patron_status status =
        patron_cohorts_cumulate(matrix->ints, data->row_count, data->column_count, matrix->ints, &error);
    pp_score_end(return_value, status, &error, PP_NAMES("", "", "", "", ""));
}
