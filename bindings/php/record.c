/* record.c: Record: named values that nobody can change. */
#include "php_patron.h"
#include "results.h"

typedef struct {
    zend_array *values; /* NULL only in an object that nobody made */
    zend_object std;
} record;
PP_OBJECT(record)

static zend_object_handlers record_handlers;

static zend_object *record_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(record), &record_handlers);
}

static void record_free(zend_object *object)
{
    record *this = record_of(object);
    if (this->values) zend_array_release(this->values);
    zend_object_std_dtor(object);
}

void pp_record_make(zval *out, zend_class_entry *class, zval *values)
{
    ZVAL_OBJ(out, record_create(class));
    record_of(Z_OBJ_P(out))->values = Z_ARRVAL_P(values);
}

/* ---- from a struct ----------------------------------------------------------------------------------------------- */

/* Element `index` of a field. */
static void element(const pp_field *field, const void *filled, int32_t index, const pp_zone *zone, zval *out)
{
    const char *at = (const char *)filled + field->offset;
    int32_t small = 0;
    int64_t large = 0;
    double real = 0;
    if (field->kind == PP_DOUBLE) memcpy(&real, at + 8 * index, sizeof real);
    else if (field->kind == PP_INT64 || field->kind == PP_UINT64) memcpy(&large, at + 8 * index, sizeof large);
    else memcpy(&small, at + 4 * index, sizeof small);
    ZVAL_NULL(out);
    if (field->kind == PP_DOUBLE) ZVAL_DOUBLE(out, real);
    else if (field->kind == PP_INT64 || field->kind == PP_UINT64) ZVAL_LONG(out, large);
    else if (field->kind == PP_DAY) pp_date(small, zone, out);
    else if (field->kind != PP_TOKEN) ZVAL_LONG(out, small);
    else if (field->token(small)) ZVAL_STRING(out, field->token(small));
}

void pp_values_of(zval *out, const pp_field *fields, const void *filled, const pp_zone *zone)
{
    array_init(out);
    for (const pp_field *field = fields; field->name; field++) {
        char camel[64];
        zval value;
        pp_camel(field->name, camel, sizeof camel);
        if (field->length) {
            array_init_size(&value, (uint32_t)field->length);
            for (int32_t index = 0; index < field->length; index++) {
                zval one;
                element(field, filled, index, zone, &one);
                add_next_index_zval(&value, &one);
            }
        } else {
            element(field, filled, 0, zone, &value);
        }
        add_assoc_zval(out, camel, &value);
    }
}

void pp_record_of(zval *out, zend_class_entry *class, const pp_field *fields, const void *filled, const pp_zone *zone)
{
    zval values;
    pp_values_of(&values, fields, filled, zone);
    pp_record_make(out, class, &values);
}

/* ---- properties -------------------------------------------------------------------------------------------------- */

static zval *record_read(zend_object *object, zend_string *name, int type, void **cache, zval *out)
{
    (void)cache, (void)out;
    record *this = record_of(object);
    zval *found = this->values ? zend_hash_find(this->values, name) : NULL;
    if (found) return found;
    if (type != BP_VAR_IS) pp_unknown_property(object, name);
    return &EG(uninitialized_zval);
}

static int record_has(zend_object *object, zend_string *name, int how, void **cache)
{
    (void)cache;
    record *this = record_of(object);
    zval *found = this->values ? zend_hash_find(this->values, name) : NULL;
    return found ? pp_is_there(found, how) : 0;
}

static zend_array *record_values(zend_object *object, zend_prop_purpose purpose)
{
    (void)purpose;
    record *this = record_of(object);
    if (!this->values) return zend_new_array(0);
    GC_ADDREF(this->values);
    return this->values;
}

/* ---- methods ----------------------------------------------------------------------------------------------------- */

ZEND_METHOD(Patron_Record, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Record, toArray)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_ARR(record_values(Z_OBJ_P(ZEND_THIS), ZEND_PROP_PURPOSE_ARRAY_CAST));
}

/* The text of a date as JSON has it. */
static bool plain_date(zval *value, zval *out)
{
    zval format;
    if (Z_TYPE_P(value) != IS_OBJECT) return false;
    if (!instanceof_function(Z_OBJCE_P(value), php_date_get_interface_ce())) return false;
    ZVAL_STRING(&format, "Y-m-d");
    zend_call_method_with_1_params(Z_OBJ_P(value), Z_OBJCE_P(value), NULL, "format", out, &format);
    zval_ptr_dtor(&format);
    return true;
}

void pp_plain(const HashTable *values, zval *out)
{
    zend_string *name;
    zval *value, text;
    ZVAL_ARR(out, zend_array_dup((HashTable *)values));
    ZEND_HASH_FOREACH_STR_KEY_VAL((HashTable *)values, name, value)
    {
        if (name && plain_date(value, &text)) zend_hash_update(Z_ARRVAL_P(out), name, &text);
    }
    ZEND_HASH_FOREACH_END();
}

ZEND_METHOD(Patron_Record, jsonSerialize)
{
    ZEND_PARSE_PARAMETERS_NONE();
    record *this = record_of(Z_OBJ_P(ZEND_THIS));
    if (!this->values) RETURN_EMPTY_ARRAY();
    pp_plain(this->values, return_value);
}

void pp_record_init(void)
{
    zend_class_entry *const records[] = {
        pp_ce_record,     pp_ce_totals,   pp_ce_customer_counts, pp_ce_rfm_info,
        pp_ce_churn_info, pp_ce_interval, pp_ce_rate_difference, pp_ce_quantile,
        pp_ce_cohorts_outside, pp_ce_replenishment_parameters};
    pp_handlers(&record_handlers, XtOffsetOf(record, std), record_free);
    pp_frozen_handlers(&record_handlers);
    record_handlers.read_property = record_read;
    record_handlers.has_property = record_has;
    record_handlers.get_properties_for = record_values;
    for (size_t at = 0; at < sizeof records / sizeof *records; at++) {
        records[at]->create_object = record_create;
        records[at]->get_iterator = pp_frozen_iterate;
    }
}
