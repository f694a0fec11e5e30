/* Whole columns: PHP lists, and packed numbers. The caller's arrays are only read. */
#include "builder.h"

/* A call's columns on their way into builder->incoming. */
typedef struct columns_in {
    pb_input in;
    pb_batch *batch;
    const uint8_t *leave_out; /* bytes, 1 = this source row is not wanted; NULL: all are */
} columns_in;

/* ---- one list ---------------------------------------------------------------------------------------------------- */

static bool required(int32_t column)
{
    return column == PP_TIME || column == PP_AMOUNT || column == PP_KIND;
}

/* Everything but a column's usual values. */
static bool fill_slowly(columns_in *to, int32_t column, zval *value, int64_t source, int64_t row)
{
    pb_cell cell;
    ZVAL_DEREF(value);
    if (!pb_parse(&to->in, value, to->batch, column, source, &to->batch->form, &cell)) return false;
    if (cell.type == PB_ABSENT && required(column)) {
        pb_null_error(&to->batch->schema, column, source);
        return false;
    }
    return pb_store(to->batch, column, row, &cell);
}

static bool fill_list(columns_in *to, int32_t column, HashTable *list)
{
    pb_batch *batch = to->batch;
    pb_column *into = &batch->columns[column];
    const uint8_t *type = &batch->schema.type[column];
    bool plain = column != PP_TIME && column != PP_KIND; /* an int is the number itself */
    int64_t source = 0, row = 0;
    zval *value;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        int64_t at = source++;
        if (to->leave_out && to->leave_out[at]) continue;
        if (plain && *type == PB_INT && Z_TYPE_P(value) == IS_LONG) { /* its validity bit, if any, is set */
            into->values[row++] = Z_LVAL_P(value);
            continue;
        }
        if (*type == PB_TEXT && Z_TYPE_P(value) == IS_STRING) {
            if (!pb_append_bytes(into, Z_STRVAL_P(value), Z_STRLEN_P(value), row++)) return false;
            continue;
        }
        if (!fill_slowly(to, column, value, at, row++)) return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* ---- packed numbers ---------------------------------------------------------------------------------------------- */

static int64_t packed_at(const char *from, int64_t index)
{
    int64_t value;
    memcpy(&value, from + (size_t)index * sizeof value, sizeof value);
    return value;
}

/* Whether a column's numbers may stay where they are for the call: they need no conversion, and customers' kind of
 * keys is not left open, which guests alone do. */
static bool can_borrow(const columns_in *to, int32_t column, const char *from, int64_t count)
{
    const pb_schema *schema = &to->batch->schema;
    pb_cell cell;
    zval number;
    if (to->leave_out || (uintptr_t)from % sizeof(int64_t) || schema->type[column] == PB_TEXT) return false;
    if (column == PP_KIND) return !to->in.kinds || !zend_hash_num_elements(to->in.kinds);
    if (column != PP_CUSTOMER || schema->type[column] != PB_UNKNOWN) return true;
    for (int64_t i = 0; i < count; i++) {
        ZVAL_LONG(&number, (zend_long)packed_at(from, i));
        if (pb_parse_key(&to->in, &number, schema, column, PB_UNKNOWN, i, &cell) && cell.type == PB_INT) return true;
    }
    return false;
}

static bool fill_packed(columns_in *to, int32_t column, zend_string *packed)
{
    pb_batch *batch = to->batch;
    if (batch->columns[column].borrowed) return true;
    int64_t count = (int64_t)(ZSTR_LEN(packed) / sizeof(int64_t));
    for (int64_t source = 0, row = 0; source < count; source++) {
        zval number;
        if (to->leave_out && to->leave_out[source]) continue;
        ZVAL_LONG(&number, (zend_long)packed_at(ZSTR_VAL(packed), source));
        if (!fill_slowly(to, column, &number, source, row++)) return false;
    }
    return true;
}

/* Before there is memory for columns: which of them need none. */
static bool borrow_packed(columns_in *to, zval *const sources[])
{
    pb_batch *batch = to->batch;
    for (int32_t i = 0; i < pb_columns(&batch->schema); i++) {
        if (!sources[i] || Z_TYPE_P(sources[i]) != IS_STRING) continue;
        const char *from = Z_STRVAL_P(sources[i]);
        if (!can_borrow(to, i, from, (int64_t)(Z_STRLEN_P(sources[i]) / sizeof(int64_t)))) continue;
        if (i == PP_TIME) { /* its unit and zone must be known */
            pb_cell cell;
            zval number;
            ZVAL_LONG(&number, 0);
            if (!pb_parse_time(&to->in, &number, -1, &batch->form, &cell)) return false;
        }
        batch->schema.type[i] = PB_INT;
        batch->columns[i].borrowed = from;
    }
    return true;
}

/* ---- lengths and nulls ------------------------------------------------------------------------------------------- */

static int64_t length_of(const zval *source)
{
    if (Z_TYPE_P(source) == IS_ARRAY) return (int64_t)zend_hash_num_elements(Z_ARRVAL_P(source));
    return (int64_t)(Z_STRLEN_P(source) / sizeof(int64_t));
}

static bool check_source(const pb_schema *schema, int32_t column, zval *source, bool packed)
{
    const char *argument = pb_argument(schema, column), *field = pb_field(schema, column);
    if (Z_TYPE_P(source) == IS_ARRAY && (!packed || pb_is_key(column))) return true;
    if (Z_TYPE_P(source) != IS_STRING || !packed) {
        pp_throw_at(pp_ce_type_exception, argument, field, -1, -1, "%s must be %s, not %s", field,
                    packed ? pb_is_key(column) ? "packed numbers or a list" : "packed numbers" : "a list",
                    zend_zval_type_name(source));
        return false;
    }
    if (Z_STRLEN_P(source) % sizeof(int64_t) == 0) return true;
    pp_throw_at(pp_ce_argument_exception, argument, field, -1, -1,
                "%s is no string of 8 bytes a number, as pack('q*') makes it",
                field);
    return false;
}

static bool check_sources(const pb_schema *schema, zval *const sources[], bool packed, int64_t *count)
{
    for (int32_t i = 0; i < pb_columns(schema); i++) {
        if (!sources[i]) continue;
        if (!check_source(schema, i, sources[i], packed)) return false;
        if (i == PP_CUSTOMER) *count = length_of(sources[i]);
        if (length_of(sources[i]) == *count) continue;
        pp_throw_at(pp_ce_argument_exception, pb_argument(schema, i), pb_field(schema, i), -1, -1,
                    "%s has " ZEND_LONG_FMT " values, customer has " ZEND_LONG_FMT, pb_field(schema, i),
                    (zend_long)length_of(sources[i]), (zend_long)*count);
        return false;
    }
    return true;
}

static void mark_nulls(HashTable *list, uint8_t *marks)
{
    int64_t at = 0;
    zval *value;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        marks[at++] |= Z_TYPE_P(value) == IS_NULL;
    }
    ZEND_HASH_FOREACH_END();
}

/* Which rows Nulls::Skip leaves out, in `marks`; how many in *skipped. */
static bool find_nulls(zval *const sources[], int64_t count, pb_batch *batch, uint8_t *marks, int64_t *skipped)
{
    static const int32_t columns[] = {PP_TIME, PP_AMOUNT, PP_KIND};
    *skipped = 0;
    for (int i = 0; i < 3; i++) {
        zval *source = sources[columns[i]];
        if (source && Z_TYPE_P(source) == IS_ARRAY) mark_nulls(Z_ARRVAL_P(source), marks);
    }
    for (int64_t i = 0; i < count; i++) {
        if (!marks[i]) continue;
        if (!pb_batch_skip(batch, i)) return false;
        ++*skipped;
    }
    return true;
}

/* ---- the call ---------------------------------------------------------------------------------------------------- */

static bool fill(columns_in *to, zval *const sources[])
{
    for (int32_t i = 0; i < pb_columns(&to->batch->schema); i++) {
        if (!sources[i]) continue;
        bool good = Z_TYPE_P(sources[i]) == IS_ARRAY ? fill_list(to, i, Z_ARRVAL_P(sources[i]))
                                                     : fill_packed(to, i, Z_STR_P(sources[i]));
        if (!good) return false;
    }
    return true;
}

static bool add(pp_builder *builder, zval *const roles[PP_ROLES], HashTable *labels, HashTable *line_labels,
                HashTable *kinds, bool packed)
{
    pb_schema schema;
    zval *sources[PB_COLUMNS];
    int64_t count = 0, skipped = 0;
    uint8_t *marks = NULL;
    if (kinds && !pb_kinds_read(kinds)) return false;
    if (!pb_plan(builder, roles, labels, line_labels, &schema, sources)) return false;
    if (!check_sources(&schema, sources, packed, &count)) return false;
    pb_batch *batch = builder->incoming = pb_batch_new(&schema, 0);
    columns_in to = {{builder, kinds}, batch, NULL};
    bool good = batch != NULL;
    if (good && builder->skip_nulls && !packed) {
        marks = pp_allocate_zero((size_t)count);
        if (!marks) pp_no_memory();
        good = marks && find_nulls(sources, count, batch, marks, &skipped);
        if (skipped) to.leave_out = marks;
    }
    good = good && borrow_packed(&to, sources);
    good = good && pb_batch_reserve(batch, count - skipped) && fill(&to, sources);
    pp_release(marks, (size_t)count);
    if (!good) {
        pb_drop_incoming(builder);
        return false;
    }
    batch->count = count - skipped;
    batch->source = count;
    return pb_take(builder);
}

static void add_method(INTERNAL_FUNCTION_PARAMETERS, bool packed)
{
    zval *given[PP_ROLES] = {NULL};
    HashTable *labels = NULL, *line_labels = NULL, *kinds = NULL;
    ZEND_PARSE_PARAMETERS_START(3, 14)
        Z_PARAM_ZVAL(given[PP_CUSTOMER])
        Z_PARAM_ZVAL(given[PP_TIME])
        Z_PARAM_ZVAL(given[PP_AMOUNT])
        Z_PARAM_OPTIONAL
        Z_PARAM_ZVAL(given[PP_ORDER])
        Z_PARAM_ZVAL(given[PP_SHOP])
        Z_PARAM_ZVAL(given[PP_PRODUCT])
        Z_PARAM_ZVAL(given[PP_CATEGORY])
        Z_PARAM_ZVAL(given[PP_QUANTITY])
        Z_PARAM_ZVAL(given[PP_DISCOUNT])
        Z_PARAM_ZVAL(given[PP_COST])
        Z_PARAM_ZVAL(given[PP_KIND])
        Z_PARAM_ARRAY_HT(labels)
        Z_PARAM_ARRAY_HT(line_labels)
        Z_PARAM_ARRAY_HT(kinds)
    ZEND_PARSE_PARAMETERS_END();
    pp_builder *builder = pb_this(ZEND_THIS);
    if (!builder) RETURN_THROWS();
    for (int32_t i = PP_CUSTOMER; i <= PP_AMOUNT; i++)
        if (Z_TYPE_P(given[i]) == IS_NULL) {
            pp_type_error(pp_role_names[i], "%s is required", pp_role_names[i]);
            RETURN_THROWS();
        }
    if (!add(builder, given, labels, line_labels, kinds, packed)) RETURN_THROWS();
    RETURN_COPY(ZEND_THIS);
}

ZEND_METHOD(Patron_Builder, addColumns)
{
    add_method(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

ZEND_METHOD(Patron_Builder, addPacked)
{
    add_method(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}
