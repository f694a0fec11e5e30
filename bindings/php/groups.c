/* groups.c: Groups: results by group, under the labels that the caller gave, in their own types. */
#include "php_patron.h"
#include "results.h"

typedef struct {
    zval labels, values; /* lists of equal length */
    int64_t last;        /* where get() found its label: those behind it are looked at first */
    zend_object std;
} groups;
PP_OBJECT(groups)

static zend_object_handlers groups_handlers;

static zend_object *groups_create(zend_class_entry *class)
{
    return pp_object_new(class, sizeof(groups), &groups_handlers);
}

static void groups_free(zend_object *object)
{
    zval_ptr_dtor(&groups_of(object)->labels);
    zval_ptr_dtor(&groups_of(object)->values);
    zend_object_std_dtor(object);
}

#define GROUP_ROOM ((size_t)64 << 10) /* more than the PHP values of one result take */

bool pp_by_group(zval *out, const pp_selection *selection, pp_make make, void *context)
{
    if (!selection->grouped) return make(out, context, 0);
    ZVAL_OBJ(out, groups_create(pp_ce_groups));
    groups *this = groups_of(Z_OBJ_P(out));
    uint32_t count = zend_hash_num_elements(Z_ARRVAL(selection->labels));
    ZVAL_COPY(&this->labels, &selection->labels);
    bool fits = pp_room((size_t)count * 2 * sizeof(zval));
    array_init_size(&this->values, fits ? count : 0);
    for (uint32_t group = 0; group < count; group++) {
        zval value;
        fits = fits && (count < 64 ? pp_room(GROUP_ROOM) : pp_room_again(GROUP_ROOM));
        if (!fits) pp_no_memory();
        if (!fits || !make(&value, context, group)) {
            zval_ptr_dtor(out);
            ZVAL_NULL(out);
            return false;
        }
        add_next_index_zval(&this->values, &value);
    }
    return true;
}

static zval *at(zval *list, int64_t index)
{
    return zend_hash_index_find(Z_ARRVAL_P(list), (zend_ulong)index);
}

#define THIS_GROUPS() groups_of(Z_OBJ_P(ZEND_THIS))

ZEND_METHOD(Patron_Groups, __construct)
{
    ZEND_PARSE_PARAMETERS_NONE();
}

ZEND_METHOD(Patron_Groups, count)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG(zend_hash_num_elements(Z_ARRVAL(THIS_GROUPS()->labels)));
}

ZEND_METHOD(Patron_Groups, labels)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_COPY(&THIS_GROUPS()->labels);
}

ZEND_METHOD(Patron_Groups, get)
{
    zval *label;
    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_ZVAL(label)
    ZEND_PARSE_PARAMETERS_END();
    zend_uchar type = Z_TYPE_P(label);
    if (type != IS_LONG && type != IS_STRING && type != IS_TRUE && type != IS_FALSE) {
        pp_type_error("label", "label must be of type string|int|bool, %s given", zend_zval_type_name(label));
        RETURN_THROWS();
    }
    groups *this = THIS_GROUPS();
    int64_t count = zend_hash_num_elements(Z_ARRVAL(this->labels));
    for (int64_t step = 0, index = this->last; step < count; step++, index++) {
        if (index >= count) index = 0;
        if (!zend_is_identical(at(&this->labels, index), label)) continue;
        this->last = index;
        RETURN_COPY(at(&this->values, index));
    }
    pp_argument_error("label", "label: there is no such group");
}

ZEND_METHOD(Patron_Groups, getIterator)
{
    ZEND_PARSE_PARAMETERS_NONE();
    zend_create_internal_iterator_zval(return_value, ZEND_THIS);
}

static int64_t iterated(zval *object)
{
    return zend_hash_num_elements(Z_ARRVAL(groups_of(Z_OBJ_P(object))->labels));
}

static void iterated_value(zval *object, int64_t index, zval *out)
{
    ZVAL_COPY(out, at(&groups_of(Z_OBJ_P(object))->values, index));
}

static void iterated_key(zval *object, int64_t index, zval *out)
{
    ZVAL_COPY(out, at(&groups_of(Z_OBJ_P(object))->labels, index));
}

static const pp_sequence sequence = {iterated, iterated_value, iterated_key};

static zend_object_iterator *iterate(zend_class_entry *class, zval *object, int by_reference)
{
    return pp_iterate(class, object, by_reference, &sequence);
}

void pp_groups_init(void)
{
    pp_handlers(&groups_handlers, XtOffsetOf(groups, std), groups_free);
    pp_ce_groups->create_object = groups_create;
    pp_ce_groups->get_iterator = iterate;
}
