/* addRows(): anything that iterates. Rows are parsed one by one into columns beside the builder; only when the last
 * one is in does the builder take them. The iterator may run any code: throw, suspend a fiber, or call this builder,
 * which says that it is busy. */
#include "builder.h"

#include "ext/spl/spl_iterators.h"

/* Where in a row a column is. */
typedef struct place {
    zend_string *name; /* as a property; as a key unless is_index */
    zend_ulong index;
    bool is_index;
} place;

typedef struct rows_in {
    pb_input in;
    pb_batch *batch;
    int32_t columns;
    place places[PB_COLUMNS];
    zval held[PB_COLUMNS]; /* values of an object's properties, while the row is looked at */
} rows_in;

static bool find_place(const pb_schema *schema, int32_t column, zval *source, place *out)
{
    ZVAL_DEREF(source);
    if (Z_TYPE_P(source) != IS_LONG && Z_TYPE_P(source) != IS_STRING) {
        pp_throw_at(pp_ce_type_exception, pb_argument(schema, column), pb_field(schema, column), -1, -1,
                    "%s must say where in a row it is: an int or a string, not %s", pb_field(schema, column),
                    zend_zval_type_name(source));
        return false;
    }
    out->is_index = Z_TYPE_P(source) == IS_LONG || ZEND_HANDLE_NUMERIC_STR(Z_STRVAL_P(source), Z_STRLEN_P(source),
                                                                           out->index);
    if (Z_TYPE_P(source) == IS_LONG) out->index = (zend_ulong)Z_LVAL_P(source);
    out->name = zval_get_string(source);
    zend_string_hash_val(out->name);
    return true;
}

/* ---- one row ----------------------------------------------------------------------------------------------------- */

static zval *no_column(const rows_in *to, int32_t column, int64_t row)
{
    const char *field = pb_field(&to->batch->schema, column);
    pp_throw_at(pp_ce_data_exception, pb_argument(&to->batch->schema, column), field, row, -1,
                "the row has no \"%.60s\" for %s", ZSTR_VAL(to->places[column].name), field);
    return NULL;
}

static zval *value_in(rows_in *to, zval *of, int32_t column, int64_t row)
{
    const place *at = &to->places[column];
    zval *found;
    if (EXPECTED(Z_TYPE_P(of) == IS_ARRAY)) {
        found = at->is_index ? zend_hash_index_find(Z_ARRVAL_P(of), at->index)
            : zend_hash_find_known_hash(Z_ARRVAL_P(of), at->name);
        if (!found) return no_column(to, column, row);
        ZVAL_DEREF(found);
        return found;
    }
    zend_object *object = Z_OBJ_P(of);
    if (!object->handlers->has_property(object, at->name, ZEND_PROPERTY_EXISTS, NULL) && !object->ce->__get)
        return EG(exception) ? NULL : no_column(to, column, row);
    zval made;
    ZVAL_UNDEF(&made);
    found = object->handlers->read_property(object, at->name, BP_VAR_R, NULL, &made);
    ZVAL_COPY_DEREF(&to->held[column], found); /* the next property's code may change this one */
    zval_ptr_dtor(&made);
    return EG(exception) ? NULL : &to->held[column];
}

static bool is_needed(int32_t column)
{
    return column == PP_TIME || column == PP_AMOUNT || column == PP_KIND;
}

/* Parses and stores; *left_out says that a null leaves the row out. */
static bool take_row(rows_in *to, zval *row, bool *left_out)
{
    pb_batch *batch = to->batch;
    int64_t at = batch->source;
    int32_t form = batch->form;
    pb_cell cells[PB_COLUMNS];
    zval *values[PB_COLUMNS];
    for (int32_t i = 0; i < to->columns; i++) {
        if (!to->places[i].name) continue;
        if (!(values[i] = value_in(to, row, i, at))) return false;
        if (!is_needed(i) || Z_TYPE_P(values[i]) != IS_NULL) continue;
        if (!to->in.builder->skip_nulls) {
            pb_null_error(&batch->schema, i, at);
            return false;
        }
        *left_out = true;
    }
    if (*left_out) return pb_batch_skip(batch, at);
    for (int32_t i = 0; i < to->columns; i++)
        if (to->places[i].name && !pb_parse(&to->in, values[i], batch, i, at, &form, &cells[i])) return false;
    if (!pb_batch_reserve(batch, batch->count + 1)) return false;
    for (int32_t i = 0; i < to->columns; i++)
        if (to->places[i].name && !pb_store(batch, i, batch->count, &cells[i])) return false;
    batch->form = form;
    batch->count++;
    return true;
}

static bool row_in(rows_in *to, zval *given)
{
    zval row;
    bool left_out = false;
    ZVAL_DEREF(given);
    if (Z_TYPE_P(given) != IS_ARRAY && Z_TYPE_P(given) != IS_OBJECT) {
        pp_throw_at(pp_ce_type_exception, "rows", NULL, to->batch->source, -1,
                    "a row must be an array or an object, not %s",
                    zend_zval_type_name(given));
        return false;
    }
    ZVAL_COPY(&row, given);
    bool good = take_row(to, &row, &left_out);
    if (Z_TYPE(row) == IS_OBJECT)
        for (int32_t i = 0; i < to->columns; i++) {
            zval_ptr_dtor(&to->held[i]);
            ZVAL_UNDEF(&to->held[i]);
        }
    zval_ptr_dtor(&row);
    to->batch->source++;
    return good && !EG(exception);
}

/* ---- all rows ---------------------------------------------------------------------------------------------------- */

static int apply(zend_object_iterator *iterator, void *user)
{
    zval *row = iterator->funcs->get_current_data(iterator);
    if (EG(exception) || !row) return ZEND_HASH_APPLY_STOP;
    return row_in(user, row) ? ZEND_HASH_APPLY_KEEP : ZEND_HASH_APPLY_STOP;
}

static bool read_rows(rows_in *to, zval *rows)
{
    if (Z_TYPE_P(rows) == IS_OBJECT) {
        spl_iterator_apply(rows, apply, to);
        return !EG(exception);
    }
    zval held, *row; /* an object's code may change the variable that the array came from */
    bool good = true;
    ZVAL_COPY(&held, rows);
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL(held), row)
    {
        if (!(good = row_in(to, row))) break;
    }
    ZEND_HASH_FOREACH_END();
    zval_ptr_dtor(&held);
    return good;
}

static bool find_places(rows_in *to, const pb_schema *schema, zval *const sources[])
{
    to->columns = pb_columns(schema);
    for (int32_t i = 0; i < to->columns; i++) {
        to->places[i].name = NULL;
        ZVAL_UNDEF(&to->held[i]);
    }
    for (int32_t i = 0; i < to->columns; i++)
        if (sources[i] && !find_place(schema, i, sources[i], &to->places[i])) return false;
    return true;
}

static bool add_rows(pp_builder *builder, zval *rows, zval *const roles[PP_ROLES], HashTable *labels,
                     HashTable *line_labels, HashTable *kinds)
{
    pb_schema schema;
    zval *sources[PB_COLUMNS];
    if (kinds && !pb_kinds_read(kinds)) return false;
    if (!pb_plan(builder, roles, labels, line_labels, &schema, sources)) return false;
    rows_in to = {.in = {builder, kinds}};
    bool good = find_places(&to, &schema, sources);
    if (good) to.batch = builder->incoming = pb_batch_new(&schema, 16);
    if (good && to.batch) {
        builder->busy = true;
        good = read_rows(&to, rows);
        builder->busy = false;
    }
    good = good && to.batch;
    for (int32_t i = 0; i < to.columns; i++)
        if (to.places[i].name) zend_string_release(to.places[i].name);
    if (!good) {
        pb_drop_incoming(builder);
        return false;
    }
    return pb_take(builder);
}

ZEND_METHOD(Patron_Builder, addRows)
{
    zval *rows, *given[PP_ROLES] = {NULL};
    HashTable *labels = NULL, *line_labels = NULL, *kinds = NULL;
    ZEND_PARSE_PARAMETERS_START(4, 15)
        Z_PARAM_ZVAL(rows)
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
    bool iterates = Z_TYPE_P(rows) == IS_OBJECT && instanceof_function(Z_OBJCE_P(rows), zend_ce_traversable);
    if (Z_TYPE_P(rows) != IS_ARRAY && !iterates) {
        pp_type_error("rows", "rows must be an array or something that iterates, not %s", zend_zval_type_name(rows));
        RETURN_THROWS();
    }
    for (int32_t i = PP_CUSTOMER; i <= PP_AMOUNT; i++)
        if (Z_TYPE_P(given[i]) == IS_NULL) {
            pp_type_error(pp_role_names[i], "%s is required", pp_role_names[i]);
            RETURN_THROWS();
        }
    if (!add_rows(builder, rows, given, labels, line_labels, kinds)) RETURN_THROWS();
    RETURN_COPY(ZEND_THIS);
}
