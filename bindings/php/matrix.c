/* matrix.c: Matrix: numbers with labels on both sides. */
#include "php_patron.h"
#include "results.h"

static zend_object_handlers matrix_handlers;

static zend_object *matrix_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(pp_matrix), &matrix_handlers);
}

static size_t width_of(const pp_matrix *matrix)
{
    return matrix->kind == PP_TOKEN ? sizeof(int32_t) : sizeof(int64_t);
}

static int64_t cells_of(const pp_matrix *matrix)
{
    return matrix->row_count * matrix->column_count;
}

static void matrix_free(zend_object *object)
{
    pp_matrix *matrix = pp_matrix_of(object);
    pp_release(matrix->cells, (size_t)cells_of(matrix) * width_of(matrix));
    pp_release(matrix->hollow, (size_t)cells_of(matrix));
    zval_ptr_dtor(&matrix->rows);
    zval_ptr_dtor(&matrix->columns);
    zend_object_std_dtor(object);
}

pp_matrix *pp_matrix_make(zval *out, pp_kind kind, bool hollow, zval *rows, zval *columns)
{
    ZVAL_OBJ(out, matrix_create(pp_ce_matrix));
    pp_matrix *matrix = pp_matrix_of(Z_OBJ_P(out));
    matrix->kind = kind;
    matrix->row_count = zend_hash_num_elements(Z_ARRVAL_P(rows));
    matrix->column_count = zend_hash_num_elements(Z_ARRVAL_P(columns));
    ZVAL_COPY(&matrix->rows, rows);
    ZVAL_COPY(&matrix->columns, columns);
    matrix->cells = pp_allocate_zero((size_t)cells_of(matrix) * width_of(matrix));
    if (hollow) matrix->hollow = pp_allocate_zero((size_t)cells_of(matrix));
    if (matrix->cells && (matrix->hollow || !hollow)) return matrix;
    zval_ptr_dtor(out);
    ZVAL_NULL(out);
    pp_no_memory();
    return NULL;
}

void pp_token_list(zval *out, pp_token token, const char *more)
{
    array_init(out);
    for (int32_t at = 0; token(at); at++) add_next_index_string(out, token(at));
    if (more) add_next_index_string(out, more);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

static void cell(const pp_matrix *matrix, int64_t at, zval *out)
{
    ZVAL_NULL(out);
    if (matrix->hollow && matrix->hollow[at]) return;
    if (matrix->kind == PP_DOUBLE) ZVAL_DOUBLE(out, matrix->doubles[at]);
    else if (matrix->kind == PP_INT64) ZVAL_LONG(out, matrix->ints[at]);
    else if (matrix->token(matrix->states[at])) ZVAL_STRING(out, matrix->token(matrix->states[at]));
}

/* Labels are equal as texts: an axis never has both 7 and "7". */
static bool label_is(zval *label, zend_string *text, zend_long number)
{
    if (!text) {
        if (Z_TYPE_P(label) == IS_LONG) return Z_LVAL_P(label) == number;
        zend_ulong as_number;
        return ZEND_HANDLE_NUMERIC_STR(Z_STRVAL_P(label), Z_STRLEN_P(label), as_number) &&
               (zend_long)as_number == number;
    }
    if (Z_TYPE_P(label) == IS_STRING) return zend_string_equals(Z_STR_P(label), text);
    zend_ulong as_number;
    return ZEND_HANDLE_NUMERIC_STR(ZSTR_VAL(text), ZSTR_LEN(text), as_number) &&
           (zend_long)as_number == Z_LVAL_P(label);
}

/* The position of a label; -1 thrown. */
static int64_t position(zval *labels, const char *argument, zend_string *text, zend_long number)
{
    int64_t at = 0;
    zval *label;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(labels), label)
    {
        if (label_is(label, text, number)) return at;
        at++;
    }
    ZEND_HASH_FOREACH_END();
    if (text) pp_argument_error(argument, "%s: there is no label '%s'", argument, ZSTR_VAL(text));
    else pp_argument_error(argument, "%s: there is no label " ZEND_LONG_FMT, argument, number);
    return -1;
}

/* One row, by column label or as a list. */
static void one_row(const pp_matrix *matrix, int64_t row, bool labelled, zval *out)
{
    int64_t at = row * matrix->column_count;
    zval *label, value;
    array_init_size(out, (uint32_t)matrix->column_count);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL(matrix->columns), label)
    {
        cell(matrix, at++, &value);
        if (labelled) zend_symtable_update(Z_ARRVAL_P(out), Z_STR_P(label), &value);
        else add_next_index_zval(out, &value);
    }
    ZEND_HASH_FOREACH_END();
}

static void list_of_rows(const pp_matrix *matrix, zval *out)
{
    array_init_size(out, (uint32_t)matrix->row_count);
    for (int64_t row = 0; row < matrix->row_count; row++) {
        zval values;
        one_row(matrix, row, false, &values);
        add_next_index_zval(out, &values);
    }
}

static bool fits(const pp_matrix *matrix)
{
    size_t cell = matrix->kind == PP_TOKEN ? 4 * sizeof(zval) : 2 * sizeof(zval); /* arrays have room for more */
    if (pp_room((size_t)cells_of(matrix) * cell + (size_t)matrix->row_count * 12 * sizeof(zval))) return true;
    pp_no_memory();
    return false;
}

#define THIS_MATRIX() pp_matrix_of(Z_OBJ_P(ZEND_THIS))

ZEND_METHOD(Patron_Matrix, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Matrix, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG(THIS_MATRIX()->row_count);
}

ZEND_METHOD(Patron_Matrix, rows)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&THIS_MATRIX()->rows);
}

ZEND_METHOD(Patron_Matrix, columns)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&THIS_MATRIX()->columns);
}

ZEND_METHOD(Patron_Matrix, get)
{
    zend_string *row_text, *column_text;
    zend_long row_number = 0, column_number = 0;
    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_STR_OR_LONG(row_text, row_number)
        Z_PARAM_STR_OR_LONG(column_text, column_number)
    ZEND_PARSE_PARAMETERS_END();
    pp_matrix *matrix = THIS_MATRIX();
    int64_t row = position(&matrix->rows, "row", row_text, row_number);
    int64_t column = row < 0 ? -1 : position(&matrix->columns, "column", column_text, column_number);
    if (column < 0) RETURN_THROWS();
    cell(matrix, row * matrix->column_count + column, return_value);
}

ZEND_METHOD(Patron_Matrix, row)
{
    zend_string *text;
    zend_long number = 0;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR_OR_LONG(text, number)
    ZEND_PARSE_PARAMETERS_END();
    pp_matrix *matrix = THIS_MATRIX();
    int64_t row = position(&matrix->rows, "row", text, number);
    if (row < 0) RETURN_THROWS();
    one_row(matrix, row, true, return_value);
}

ZEND_METHOD(Patron_Matrix, toArray)
{
    ZEND_PARSE_PARAMETERS_NONE();
    if (!fits(THIS_MATRIX())) RETURN_THROWS();
    list_of_rows(THIS_MATRIX(), return_value);
}

ZEND_METHOD(Patron_Matrix, getIterator)
{
    ZEND_PARSE_PARAMETERS_NONE();
    zend_create_internal_iterator_zval(return_value, ZEND_THIS);
}

ZEND_METHOD(Patron_Matrix, jsonSerialize)
{
    ZEND_PARSE_PARAMETERS_NONE();
    pp_matrix *matrix = THIS_MATRIX();
    zval values;
    if (!fits(matrix)) RETURN_THROWS();
    list_of_rows(matrix, &values);
    array_init(return_value);
    Z_TRY_ADDREF(matrix->rows);
    add_assoc_zval(return_value, "rows", &matrix->rows);
    Z_TRY_ADDREF(matrix->columns);
    add_assoc_zval(return_value, "columns", &matrix->columns);
    add_assoc_zval(return_value, "values", &values);
}

/* ---- iterating --------------------------------------------------------------------------------------------------- */

static int64_t iterated(zval *object)
{
    return pp_matrix_of(Z_OBJ_P(object))->row_count;
}

static void iterated_value(zval *object, int64_t at, zval *out)
{
    one_row(pp_matrix_of(Z_OBJ_P(object)), at, true, out);
}

static void iterated_key(zval *object, int64_t at, zval *out)
{
    ZVAL_COPY(out, zend_hash_index_find(Z_ARRVAL(pp_matrix_of(Z_OBJ_P(object))->rows), (zend_ulong)at));
}

static const pp_sequence sequence = {iterated, iterated_value, iterated_key};

static zend_object_iterator *iterate(zend_class_entry *class, zval *object, int by_reference)
{
    return pp_iterate(class, object, by_reference, &sequence);
}

void pp_matrix_init(void)
{
    pp_handlers(&matrix_handlers, XtOffsetOf(pp_matrix, std), matrix_free);
    pp_ce_matrix->create_object = matrix_create;
    pp_ce_matrix->get_iterator = iterate;
}
