/* table_methods.c: what PHP asks of a Table. */
#include "php_patron.h"
#include "results.h"

/* ---- Table's methods --------------------------------------------------------------------------------------------- */

#define THIS_TABLE() pp_table_of(Z_OBJ_P(ZEND_THIS))

ZEND_METHOD(Patron_Table, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Table, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG(THIS_TABLE()->rows);
}

ZEND_METHOD(Patron_Table, columns)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_table *table = THIS_TABLE();
    array_init_size(return_value, (uint32_t)table->count);
    for (int32_t at = 0; at < table->count; at++)
        add_next_index_str(return_value, zend_string_copy(table->columns[at].name));
}

/* The column of a name; NULL thrown. */
static pp_column *column_named(const pp_table *table, zend_string *name)
{
    pp_column *column = pp_table_column(table, name);
    if (!column) pp_argument_error("name", "name: there is no column '%s'", ZSTR_VAL(name));
    return column;
}

/* A list of `count` elements fits PHP's heap (which gives a list room for a power of two). */
static bool list_fits(int64_t count)
{
    if (count < (int64_t)HT_MAX_SIZE / 2 && pp_room((size_t)count * 2 * sizeof(zval))) return true;
    pp_no_memory();
    return false;
}

#define CELL_ROOM ((size_t)4096) /* more than a date takes, or the usual key */

/* Whether a column's values are in the list's elements themselves. */
static bool is_small(const pp_column *column)
{
    return column->kind != PP_DAY && !(column->kind == PP_KEYED && column->keys.type == PATRON_TYPE_STRING64);
}

ZEND_METHOD(Patron_Table, column)
{
    zend_string *name;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = THIS_TABLE();
    const pp_column *column = column_named(table, name);
    if (!column || !list_fits(table->rows)) RETURN_THROWS();
    array_init_size(return_value, (uint32_t)table->rows);
    zend_hash_real_init_packed(Z_ARRVAL_P(return_value));
    bool fits = true, small = is_small(column);
    ZEND_HASH_FILL_PACKED(Z_ARRVAL_P(return_value))
    {
        for (int64_t row = 0; row < table->rows; row++) {
            zval value;
            if (!small && !(fits = table->rows < 256 ? pp_room(CELL_ROOM) : pp_room_again(CELL_ROOM))) break;
            pp_cell(table, column, row, false, &value);
            ZEND_HASH_FILL_ADD(&value);
        }
    }
    ZEND_HASH_FILL_END();
    if (fits) return;
    pp_no_memory();
    RETURN_THROWS();
}

/* The unpack() code of a column; NULL thrown. */
static const char *format_of(const pp_column *column)
{
    switch (column->kind) {
    case PP_DOUBLE:
        return "d";
    case PP_KEYED:
        if (!column->keys.type || column->keys.type == PATRON_TYPE_INT64) return "q";
        pp_argument_error("name", "name: the column '%s' holds texts, which do not pack", ZSTR_VAL(column->name));
        return NULL;
    default:
        return pp_width(column->kind) == 8 ? "q" : "l";
    }
}

ZEND_METHOD(Patron_Table, packedFormat)
{
    zend_string *name;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    const pp_column *column = column_named(THIS_TABLE(), name);
    const char *format = column ? format_of(column) : NULL;
    if (!format) RETURN_THROWS();
    RETURN_STRING(format);
}

ZEND_METHOD(Patron_Table, packed)
{
    zend_string *name;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STR(name)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = THIS_TABLE();
    const pp_column *column = column_named(table, name);
    const char *format = column ? format_of(column) : NULL;
    if (!format) RETURN_THROWS();
    size_t bytes = (size_t)table->rows * (format[0] == 'l' ? 4 : 8);
    if (!pp_room(bytes)) {
        pp_no_memory();
        RETURN_THROWS();
    }
    zend_string *made = zend_string_alloc(bytes, 0);
    ZSTR_VAL(made)[bytes] = '\0';
    if (column->kind != PP_KEYED) {
        if (bytes) memcpy(ZSTR_VAL(made), column->values, bytes);
        RETURN_STR(made);
    }
    for (int64_t row = 0; row < table->rows; row++) {
        zval key;
        pp_cell(table, column, row, true, &key);
        int64_t value = Z_LVAL(key);
        memcpy(ZSTR_VAL(made) + 8 * row, &value, sizeof value);
    }
    RETURN_STR(made);
}

bool pp_table_has_row(const pp_table *table, int64_t index)
{
    if (index >= 0 && index < table->rows) return true;
    pp_throw_at(pp_ce_range_exception, "index", NULL, -1, -1, "index %" PRId64 " is not among %" PRId64 " rows", index,
                table->rows);
    return false;
}

/* A row of this table by index. */
static void row_method(INTERNAL_FUNCTION_PARAMETERS)
{
    zend_long index;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(index)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = THIS_TABLE();
    if (!pp_table_has_row(table, index)) RETURN_THROWS();
    pp_row_make(return_value, Z_OBJ_P(ZEND_THIS), index);
}

ZEND_METHOD(Patron_Table, row)
{
    row_method(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_METHOD(Patron_RfmTable, row)
{
    row_method(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_METHOD(Patron_ChurnTable, row)
{
    row_method(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_METHOD(Patron_ReplenishmentTable, row)
{
    row_method(INTERNAL_FUNCTION_PARAM_PASSTHRU);
}

ZEND_METHOD(Patron_Table, getIterator)
{
    ZEND_PARSE_PARAMETERS_NONE();
    zend_create_internal_iterator_zval(return_value, ZEND_THIS);
}

ZEND_METHOD(Patron_Table, jsonSerialize)
{
    ZEND_PARSE_PARAMETERS_NONE();
    const pp_table *table = THIS_TABLE();
    if (!list_fits(table->rows)) RETURN_THROWS();
    /* A row's array with its texts; and of all rows the text that json_encode makes of them. */
    size_t cells = (size_t)table->count, row_bytes = 512 + 160 * cells, text = (size_t)table->rows * (8 + 32 * cells);
    array_init_size(return_value, (uint32_t)table->rows);
    for (int64_t row = 0; row < table->rows; row++) {
        zval values, cell;
        if (!pp_room(row_bytes + text)) {
            pp_no_memory();
            RETURN_THROWS();
        }
        array_init_size(&values, (uint32_t)table->count);
        for (int32_t at = 0; at < table->count; at++) {
            pp_cell(table, &table->columns[at], row, true, &cell);
            zend_hash_add_new(Z_ARRVAL(values), table->columns[at].name, &cell);
        }
        add_next_index_zval(return_value, &values);
    }
}
