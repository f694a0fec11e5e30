/* row.c: Row, and what rows and records have in common: properties that nobody can change. */
#include "php_patron.h"
#include "results.h"

typedef struct {
    zend_object *table; /* NULL only in an object that nobody made */
    int64_t number;
    zend_object std;
} row;
PP_OBJECT(row)

static zend_object_handlers row_handlers;

/* ---- properties that nobody can change --------------------------------------------------------------------------- */

static void refuse(zend_object *object, zend_string *name)
{
    zend_throw_error(NULL, "Cannot modify readonly property %s::$%s", ZSTR_VAL(object->ce->name), ZSTR_VAL(name));
}

static zval *frozen_write(zend_object *object, zend_string *name, zval *value, void **cache)
{
    (void)cache;
    refuse(object, name);
    return value;
}

static zval *frozen_pointer(zend_object *object, zend_string *name, int type, void **cache)
{
    (void)type, (void)cache;
    refuse(object, name);
    return &EG(error_zval);
}

static void frozen_unset(zend_object *object, zend_string *name, void **cache)
{
    (void)cache;
    zend_throw_error(NULL, "Cannot unset readonly property %s::$%s", ZSTR_VAL(object->ce->name), ZSTR_VAL(name));
}

void pp_unknown_property(zend_object *object, zend_string *name)
{
    pp_argument_error(ZSTR_VAL(name), "%s has no property '%s'", ZSTR_VAL(object->ce->name), ZSTR_VAL(name));
}

/* isset, !empty, property_exists. */
int pp_is_there(zval *value, int how)
{
    if (how == ZEND_PROPERTY_EXISTS) return 1;
    return how == ZEND_PROPERTY_NOT_EMPTY ? zend_is_true(value) : Z_TYPE_P(value) != IS_NULL;
}

static zend_array *values_of(zend_object *object)
{
    return object->handlers->get_properties_for(object, ZEND_PROP_PURPOSE_DEBUG);
}

/* For what wants a table that stays: nothing reads it back. */
static HashTable *frozen_properties(zend_object *object)
{
    if (!object->properties) {
        zend_array *values = values_of(object);
        object->properties = zend_array_dup(values);
        zend_release_properties(values);
    }
    return object->properties;
}

/* What the collector of cycles may follow: nothing, for values that nobody can change are in no cycle. (Without this it
 * would ask frozen_properties, which makes values in the middle of a collection.) */
static HashTable *frozen_gc(zend_object *object, zval **values, int *count)
{
    (void)object;
    *values = NULL;
    *count = 0;
    return NULL;
}

static int frozen_compare(zval *left, zval *right)
{
    ZEND_COMPARE_OBJECTS_FALLBACK(left, right);
    if (Z_OBJCE_P(left) != Z_OBJCE_P(right)) return ZEND_UNCOMPARABLE;
    zend_array *one = values_of(Z_OBJ_P(left)), *other = values_of(Z_OBJ_P(right));
    int order = zend_compare_symbol_tables(one, other);
    zend_release_properties(one);
    zend_release_properties(other);
    return order;
}

void pp_frozen_handlers(zend_object_handlers *handlers)
{
    handlers->write_property = frozen_write;
    handlers->get_property_ptr_ptr = frozen_pointer;
    handlers->unset_property = frozen_unset;
    handlers->get_properties = frozen_properties;
    handlers->get_gc = frozen_gc;
    handlers->compare = frozen_compare;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static zend_object *row_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(row), &row_handlers);
}

static void row_free(zend_object *object)
{
    row *this = row_of(object);
    if (this->table) OBJ_RELEASE(this->table);
    zend_object_std_dtor(object);
}

void pp_row_make(zval *out, zend_object *table, int64_t number)
{
    ZVAL_OBJ(out, row_create(pp_table_of(table)->row_class));
    row *this = row_of(Z_OBJ_P(out));
    GC_ADDREF(table);
    this->table = table;
    this->number = number;
}

pp_table *pp_row_table(zend_object *object, int64_t *number)
{
    row *this = row_of(object);
    *number = this->number;
    if (this->table) return pp_table_of(this->table);
    zend_throw_error(NULL, "This row belongs to no table");
    return NULL;
}

/* The column of a property. `key` is the customer's, unless a column has that name. */
static const pp_column *property(const row *this, zend_string *name)
{
    if (!this->table) return NULL;
    const pp_table *table = pp_table_of(this->table);
    zval *found = zend_hash_find(&table->index, name);
    if (!found && zend_string_equals_literal(name, "key")) return pp_table_find(table, "customer");
    return found ? &table->columns[Z_LVAL_P(found)] : NULL;
}

static zval *row_read(zend_object *object, zend_string *name, int type, void **cache, zval *out)
{
    (void)cache;
    row *this = row_of(object);
    const pp_column *column = property(this, name);
    if (column) {
        pp_cell(pp_table_of(this->table), column, this->number, false, out);
        return out;
    }
    if (type != BP_VAR_IS) pp_unknown_property(object, name);
    return &EG(uninitialized_zval);
}

static int row_has(zend_object *object, zend_string *name, int how, void **cache)
{
    (void)cache;
    row *this = row_of(object);
    const pp_column *column = property(this, name);
    zval value;
    if (!column) return 0;
    pp_cell(pp_table_of(this->table), column, this->number, false, &value);
    int found = pp_is_there(&value, how);
    zval_ptr_dtor(&value);
    return found;
}

/* All cells of a row by name, into an array. */
static void cells(const row *this, bool plain, HashTable *out)
{
    const pp_table *table = this->table ? pp_table_of(this->table) : NULL;
    for (int32_t at = 0; table && at < table->count; at++) {
        zval value;
        pp_cell(table, &table->columns[at], this->number, plain, &value);
        zend_hash_update(out, table->columns[at].name, &value);
    }
}

static zend_array *row_values(zend_object *object, zend_prop_purpose purpose)
{
    row *this = row_of(object);
    zend_array *made = zend_new_array(this->table ? (uint32_t)pp_table_of(this->table)->count : 0);
    cells(this, purpose == ZEND_PROP_PURPOSE_JSON, made);
    return made;
}

ZEND_METHOD(Patron_Row, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Row, toArray)
{
    ZEND_PARSE_PARAMETERS_NONE();
    array_init(return_value);
    cells(row_of(Z_OBJ_P(ZEND_THIS)), false, Z_ARRVAL_P(return_value));
}

ZEND_METHOD(Patron_Row, jsonSerialize)
{
    ZEND_PARSE_PARAMETERS_NONE();
    array_init(return_value);
    cells(row_of(Z_OBJ_P(ZEND_THIS)), true, Z_ARRVAL_P(return_value));
}

void pp_row_init(void)
{
    pp_handlers(&row_handlers, XtOffsetOf(row, std), row_free);
    pp_frozen_handlers(&row_handlers);
    row_handlers.read_property = row_read;
    row_handlers.has_property = row_has;
    row_handlers.get_properties_for = row_values;
    zend_class_entry *const rows[] = {pp_ce_row, pp_ce_customer_row, pp_ce_rfm_row, pp_ce_replenishment_row,
                                      pp_ce_churn_row};
    for (size_t at = 0; at < sizeof rows / sizeof *rows; at++) {
        rows[at]->create_object = row_create;
        rows[at]->get_iterator = pp_frozen_iterate;
    }
}
