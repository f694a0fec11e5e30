/* table.c: Table and Row: typed columns outside PHP's heap, shown as values one at a time. */
#include "php_patron.h"
#include "results.h"

static zend_object_handlers table_handlers;

/* ---- making ------------------------------------------------------------------------------------------------------ */

static zend_object *table_create(zend_class_entry *class)
{
    zend_object *object = pp_object_new(class, sizeof(pp_table), &table_handlers);
    pp_table *table = pp_table_of(object);
    zend_hash_init(&table->index, 8, NULL, NULL, 0);
    table->row_class = pp_ce_row;
    table->as_of = PATRON_NO_DAY;
    return object;
}

static void column_free(pp_column *column)
{
    zend_string_release(column->name);
    for (int32_t at = 0; at < column->token_count; at++)
        if (column->tokens[at]) zend_string_release(column->tokens[at]);
    if (column->tokens) efree(column->tokens);
    pp_release(column->owned, column->bytes);
}

static void table_free(zend_object *object)
{
    pp_table *table = pp_table_of(object);
    if (table->columns) pp_handle_freed();
    for (int32_t at = 0; at < table->count; at++) column_free(&table->columns[at]);
    if (table->columns) efree(table->columns);
    zend_hash_destroy(&table->index);
    patron_table_free(table->held);
    pp_zone_drop(table->zone);
    zval_ptr_dtor(&table->rule);
    zval_ptr_dtor(&table->map);
    zval_ptr_dtor(&table->facts);
    pp_waits_free(table->waits);
    zval_ptr_dtor(&table->book);
    zend_object_std_dtor(object);
}

pp_table *pp_table_new(zval *out, zend_class_entry *class, zend_class_entry *row_class, zval *book, int64_t rows)
{
    ZVAL_OBJ(out, table_create(class));
    pp_table *table = pp_table_of(Z_OBJ_P(out));
    table->rows = rows;
    table->row_class = row_class;
    table->room = 8;
    table->columns = safe_emalloc((size_t)table->room, sizeof *table->columns, 0);
    pp_handle_made();
    if (book) {
        ZVAL_COPY(&table->book, book);
        table->zone = pp_zone_keep(pp_book_of(Z_OBJ_P(book))->zone);
    }
    return table;
}

pp_column *pp_table_add(pp_table *table, const char *name, pp_kind kind, const void *values, void *owned, size_t bytes)
{
    char camel[64];
    zval number;
    if (table->count == table->room) {
        table->room *= 2;
        table->columns = safe_erealloc(table->columns, (size_t)table->room, sizeof *table->columns, 0);
    }
    pp_column *column = &table->columns[table->count];
    memset(column, 0, sizeof *column);
    pp_camel(name, camel, sizeof camel);
    column->name = zend_string_init(camel, strlen(camel), 0);
    column->kind = kind;
    column->values = values;
    column->owned = owned;
    column->bytes = bytes;
    ZVAL_LONG(&number, table->count++);
    zend_hash_add_new(&table->index, column->name, &number);
    return column;
}

pp_column *pp_table_column(const pp_table *table, zend_string *name)
{
    zval *number = zend_hash_find(&table->index, name);
    return number ? &table->columns[Z_LVAL_P(number)] : NULL;
}

pp_column *pp_table_find(const pp_table *table, const char *name)
{
    zval *number = zend_hash_str_find(&table->index, name, strlen(name));
    return number ? &table->columns[Z_LVAL_P(number)] : NULL;
}

void pp_column_tokens(pp_column *column, pp_token token)
{
    int32_t count = 1;
    while (token(count)) count++;
    column->tokens = safe_emalloc((size_t)count, sizeof *column->tokens, 0);
    column->token_count = count;
    for (int32_t at = 0; at < count; at++) {
        const char *text = token(at);
        column->tokens[at] = text ? zend_string_init(text, strlen(text), 0) : NULL;
    }
}

void pp_column_names(pp_column *column, HashTable *names)
{
    zval *name;
    column->tokens = safe_emalloc(zend_hash_num_elements(names) + 1, sizeof *column->tokens, 0);
    ZEND_HASH_FOREACH_VAL(names, name)
    {
        column->tokens[column->token_count++] = zend_string_copy(Z_STR_P(name));
    }
    ZEND_HASH_FOREACH_END();
}

void pp_table_add_keyed(pp_table *table, const char *name, int32_t which, const void *values, bool wide, int64_t start)
{
    pp_column *column = pp_table_add(table, name, PP_KEYED, values, NULL, 0);
    const pp_book *book = pp_book_of(Z_OBJ(table->book));
    int64_t count;
    column->wide = wide;
    column->start = start;
    column->keys.size = sizeof column->keys;
    if (patron_book_keys(book->book, which, &column->keys, &count, NULL)) column->keys.type = 0;
}

/* Whether a list of wanted names has this one; NULL wants everything. */
static bool is_wanted(HashTable *wanted, const char *camel)
{
    zval *name;
    ZEND_HASH_FOREACH_VAL(wanted, name)
    {
        ZVAL_DEREF(name);
        if (zend_string_equals_cstr(Z_STR_P(name), camel, strlen(camel))) return true;
    }
    ZEND_HASH_FOREACH_END();
    return false;
}

/* Every wanted name must be a column. */
static bool check_wanted(HashTable *wanted, const pp_field *fields)
{
    zval *name;
    char camel[64];
    ZEND_HASH_FOREACH_VAL(wanted, name)
    {
        ZVAL_DEREF(name);
        if (Z_TYPE_P(name) != IS_STRING) {
            pp_type_error("columns", "columns must be a list of names, not of %s", zend_zval_type_name(name));
            return false;
        }
        const pp_field *field = fields;
        for (; field->name; field++) {
            pp_camel(field->name, camel, sizeof camel);
            if (zend_string_equals_cstr(Z_STR_P(name), camel, strlen(camel))) break;
        }
        if (!field->name && !zend_string_equals_literal(Z_STR_P(name), "customer")) {
            pp_argument_error("columns", "columns: there is no column '%s'", Z_STRVAL_P(name));
            return false;
        }
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

size_t pp_width(pp_kind kind)
{
    return kind == PP_INT64 || kind == PP_UINT64 || kind == PP_DOUBLE ? 8 : 4;
}

bool pp_table_fields(pp_table *table, const pp_field *fields, HashTable *wanted, const char *without, void *out,
                     size_t out_size)
{
    const pp_book *book = Z_TYPE(table->book) == IS_OBJECT ? pp_book_of(Z_OBJ(table->book)) : NULL;
    if (wanted && !check_wanted(wanted, fields)) return false;
    memset(out, 0, out_size);
    *(size_t *)out = out_size;
    *(int64_t *)(void *)((char *)out + sizeof(size_t)) = table->rows;
    for (const pp_field *field = fields; field->name; field++) {
        char camel[64];
        pp_camel(field->name, camel, sizeof camel);
        if (wanted ? !is_wanted(wanted, camel) : book && (field->needs & ~book->roles)) continue;
        if (without && strcmp(without, field->name) == 0) continue;
        size_t bytes = (size_t)table->rows * pp_width(field->kind);
        void *held = pp_allocate_zero(bytes);
        if (!held) {
            pp_no_memory();
            return false;
        }
        pp_column *column = pp_table_add(table, field->name, field->kind, held, held, bytes);
        column->none = field->none;
        if (field->token) pp_column_tokens(column, field->token);
        *(void **)(void *)((char *)out + field->offset) = held;
    }
    return true;
}

pp_table *pp_score_begin(zval *out, zend_class_entry *class, zend_class_entry *row_class, zval *book,
                         const pp_field *fields, HashTable *wanted, const char *without, int64_t first, int64_t count,
                         void *columns, size_t columns_size)
{
    pp_table *table = pp_table_new(out, class, row_class, book, count);
    table->first = first;
    pp_table_add_keyed(table, "customer", PATRON_KEYS_CUSTOMER, NULL, false, first);
    if (pp_table_fields(table, fields, wanted, without, columns, columns_size)) return table;
    zval_ptr_dtor(out);
    ZVAL_NULL(out);
    return NULL;
}

bool pp_score_end(zval *out, patron_status status, const patron_error *error, const char *const *names)
{
    if (!status) return true;
    zval_ptr_dtor(out);
    ZVAL_NULL(out);
    pp_throw(status, error, names);
    return false;
}

static const pp_field *field_named(const pp_field *fields, const char *name)
{
    for (; fields && fields->name; fields++)
        if (strcmp(fields->name, name) == 0) return fields;
    return NULL;
}

void pp_table_take(pp_table *table, patron_table *held, const pp_field *fields)
{
    table->held = held;
    for (int32_t at = 0; at < patron_table_columns(held); at++) {
        patron_column found = {.size = sizeof found};
        const char *name = patron_table_name(held, at);
        const pp_field *field = field_named(fields, name);
        if (patron_table_column(held, at, &found, NULL)) continue;
        size_t width = found.type == PATRON_TYPE_INT32 ? 4 : 8;
        const void *values = (const char *)found.values + width * (size_t)found.first;
        if (field && field->kind == PP_KEYED) {
            pp_table_add_keyed(table, name, field->which, values, width == 8, 0);
            continue;
        }
        pp_kind kind = found.type == PATRON_TYPE_FLOAT64 ? PP_DOUBLE
                       : found.type == PATRON_TYPE_INT64 ? PP_INT64
                                                         : PP_INT32;
        if (found.unit == PATRON_UNIT_DAY) kind = PP_DAY;
        if (field && field->kind == PP_TOKEN) kind = PP_TOKEN;
        if (found.type == PATRON_TYPE_STRING64) kind = PP_KEYED;
        pp_column *column = pp_table_add(table, name, kind, kind == PP_KEYED ? NULL : values, NULL, 0);
        if (kind == PP_KEYED) column->keys = found;
        if (kind == PP_TOKEN) pp_column_tokens(column, field->token);
    }
}

/* ---- cells ------------------------------------------------------------------------------------------------------- */

static int64_t number_at(const pp_column *column, int64_t row)
{
    if (!column->values) return column->start + row;
    return column->wide ? ((const int64_t *)column->values)[row] : ((const int32_t *)column->values)[row];
}

void pp_cell(const pp_table *table, const pp_column *column, int64_t row, bool plain, zval *out)
{
    int32_t small = 0;
    int64_t large;
    if (column->kind == PP_INT32 || column->kind == PP_DAY || column->kind == PP_TOKEN)
        small = ((const int32_t *)column->values)[row];
    ZVAL_NULL(out);
    switch (column->kind) {
    case PP_INT32:
        if (small != PATRON_NONE && small != PATRON_NO_DAY) ZVAL_LONG(out, small);
        break;
    case PP_INT64:
    case PP_UINT64:
        large = ((const int64_t *)column->values)[row];
        if (!column->none || large != PATRON_NONE) ZVAL_LONG(out, large);
        break;
    case PP_DOUBLE:
        if (!column->none || !zend_isnan(((const double *)column->values)[row]))
            ZVAL_DOUBLE(out, ((const double *)column->values)[row]);
        break;
    case PP_DAY:
        if (plain) pp_date_text(small, out);
        else pp_date(small, table->zone, out);
        break;
    case PP_TOKEN:
        if (small >= 0 && small < column->token_count && column->tokens[small])
            ZVAL_STR_COPY(out, column->tokens[small]);
        break;
    case PP_KEYED:
        large = number_at(column, row);
        if (column->keys.type) pp_key(&column->keys, large, out);
        else ZVAL_LONG(out, large);
        break;
    }
}

int64_t pp_table_customer(const pp_table *table, int64_t row)
{
    return table->numbers ? table->numbers[row] : table->first + row;
}

/* ---- iterating --------------------------------------------------------------------------------------------------- */

static int64_t iterated(zval *object)
{
    return pp_table_of(Z_OBJ_P(object))->rows;
}

static void iterated_value(zval *object, int64_t at, zval *out)
{
    pp_row_make(out, Z_OBJ_P(object), at);
}

static const pp_sequence sequence = {iterated, iterated_value, NULL};

static zend_object_iterator *iterate(zend_class_entry *class, zval *object, int by_reference)
{
    return pp_iterate(class, object, by_reference, &sequence);
}

/* ---- facts ------------------------------------------------------------------------------------------------------- */

/* What a table says besides its rows; NULL where it says nothing of that name. */
static zval *fact_of(zend_object *object, zend_string *name, zval *out)
{
    pp_table *table = pp_table_of(object);
    zval *found = Z_ISUNDEF(table->facts) ? NULL : zend_hash_find(Z_ARRVAL(table->facts), name);
    if (found || table->as_of == PATRON_NO_DAY || !zend_string_equals_literal(name, "asOf")) return found;
    pp_date(table->as_of, table->zone, out);
    return out;
}

static zval *table_read(zend_object *object, zend_string *name, int type, void **cache, zval *out)
{
    zval *found = fact_of(object, name, out);
    return found ? found : zend_std_read_property(object, name, type, cache, out);
}

static int table_has(zend_object *object, zend_string *name, int how, void **cache)
{
    zval made, *found;
    ZVAL_UNDEF(&made);
    found = fact_of(object, name, &made);
    if (!found) return zend_std_has_property(object, name, how, cache);
    int there = pp_is_there(found, how);
    zval_ptr_dtor(&made);
    return there;
}

/* ---- classes ----------------------------------------------------------------------------------------------------- */

void pp_results_init(void)
{
    zend_class_entry *const tables[] = {pp_ce_table, pp_ce_rfm_table, pp_ce_churn_table, pp_ce_replenishment_table,
                                        pp_ce_waits, pp_ce_mailing};
    pp_handlers(&table_handlers, XtOffsetOf(pp_table, std), table_free);
    table_handlers.read_property = table_read;
    table_handlers.has_property = table_has;
    for (size_t at = 0; at < sizeof tables / sizeof *tables; at++) {
        tables[at]->create_object = table_create;
        tables[at]->get_iterator = iterate;
    }
    pp_row_init();
    pp_record_init();
    pp_matrix_init();
    pp_groups_init();
}
