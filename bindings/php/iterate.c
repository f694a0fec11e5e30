/* iterate.c: foreach over what results hold. Each loop has a place of its own, so loops may be nested. */
#include "php_patron.h"
#include "results.h"

static zend_object_iterator *begin(zend_object_iterator *made, zval *data, const zend_object_iterator_funcs *functions)
{
    zend_iterator_init(made);
    ZVAL_COPY_VALUE(&made->data, data);
    made->funcs = functions;
    return made;
}

/* False, thrown: foreach ($x as &$y). */
static bool by_value(zend_class_entry *class, int by_reference)
{
    if (by_reference) zend_throw_error(NULL, "%s cannot be iterated by reference", ZSTR_VAL(class->name));
    return !by_reference;
}

/* ---- over numbered elements -------------------------------------------------------------------------------------- */

typedef struct {
    zend_object_iterator base; /* data: the object */
    const pp_sequence *sequence;
    int64_t at;
    zval current; /* undef until asked for */
} sequence_walk;

static void sequence_forget(zend_object_iterator *base)
{
    sequence_walk *walk = (sequence_walk *)base;
    zval_ptr_dtor(&walk->current);
    ZVAL_UNDEF(&walk->current);
}

static void sequence_free(zend_object_iterator *base)
{
    sequence_forget(base);
    zval_ptr_dtor(&base->data);
}

static int sequence_valid(zend_object_iterator *base)
{
    sequence_walk *walk = (sequence_walk *)base;
    return walk->at < walk->sequence->count(&base->data) ? SUCCESS : FAILURE;
}

static zval *sequence_value(zend_object_iterator *base)
{
    sequence_walk *walk = (sequence_walk *)base;
    if (Z_ISUNDEF(walk->current)) walk->sequence->value(&base->data, walk->at, &walk->current);
    return &walk->current;
}

static void sequence_key(zend_object_iterator *base, zval *key)
{
    sequence_walk *walk = (sequence_walk *)base;
    if (walk->sequence->key) walk->sequence->key(&base->data, walk->at, key);
    else ZVAL_LONG(key, walk->at);
}

static void sequence_next(zend_object_iterator *base)
{
    sequence_forget(base);
    ((sequence_walk *)base)->at++;
}

static void sequence_rewind(zend_object_iterator *base)
{
    sequence_forget(base);
    ((sequence_walk *)base)->at = 0;
}

static const zend_object_iterator_funcs sequence_functions = {
    .dtor = sequence_free,
    .valid = sequence_valid,
    .get_current_data = sequence_value,
    .get_current_key = sequence_key,
    .move_forward = sequence_next,
    .rewind = sequence_rewind,
    .invalidate_current = sequence_forget,
};

zend_object_iterator *pp_iterate(zend_class_entry *class, zval *object, int by_reference, const pp_sequence *sequence)
{
    zval data;
    if (!by_value(class, by_reference)) return NULL;
    sequence_walk *made = ecalloc(1, sizeof *made);
    made->sequence = sequence;
    ZVAL_OBJ_COPY(&data, Z_OBJ_P(object));
    return begin(&made->base, &data, &sequence_functions);
}

/* ---- iterating over properties ---------------------------------------------------------------------------------- */

typedef struct {
    zend_object_iterator base; /* data: an array of the values */
    HashPosition at;
} property_walk;

static void properties_free(zend_object_iterator *base)
{
    zval_ptr_dtor(&base->data);
}

static int properties_valid(zend_object_iterator *base)
{
    return zend_hash_has_more_elements_ex(Z_ARRVAL(base->data), &((property_walk *)base)->at);
}

static zval *properties_value(zend_object_iterator *base)
{
    return zend_hash_get_current_data_ex(Z_ARRVAL(base->data), &((property_walk *)base)->at);
}

static void properties_key(zend_object_iterator *base, zval *key)
{
    zend_hash_get_current_key_zval_ex(Z_ARRVAL(base->data), key, &((property_walk *)base)->at);
}

static void properties_next(zend_object_iterator *base)
{
    zend_hash_move_forward_ex(Z_ARRVAL(base->data), &((property_walk *)base)->at);
}

static void properties_rewind(zend_object_iterator *base)
{
    zend_hash_internal_pointer_reset_ex(Z_ARRVAL(base->data), &((property_walk *)base)->at);
}

static const zend_object_iterator_funcs properties_functions = {
    .dtor = properties_free,
    .valid = properties_valid,
    .get_current_data = properties_value,
    .get_current_key = properties_key,
    .move_forward = properties_next,
    .rewind = properties_rewind,
};

zend_object_iterator *pp_frozen_iterate(zend_class_entry *class, zval *object, int by_reference)
{
    zval data;
    if (!by_value(class, by_reference)) return NULL;
    property_walk *made = ecalloc(1, sizeof *made);
    ZVAL_ARR(&data, Z_OBJ_HT_P(object)->get_properties_for(Z_OBJ_P(object), ZEND_PROP_PURPOSE_DEBUG));
    return begin(&made->base, &data, &properties_functions);
}
