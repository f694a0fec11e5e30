/* PHP lists as the library wants them: keys, whole numbers, masks and groups. */
#include "php_patron.h"

#include "builder.h"

/* ---- keys out ---------------------------------------------------------------------------------------------------- */

void pp_key(const patron_column *keys, int64_t index, zval *out)
{
    int64_t at = keys->first + index;
    if (keys->valid && !(keys->valid[at >> 3] >> (at & 7) & 1)) {
        ZVAL_NULL(out);
    } else if (keys->type == PATRON_TYPE_STRING64) {
        const int64_t *offsets = keys->offsets;
        ZVAL_STRINGL_FAST(out, (const char *)keys->values + offsets[at], (size_t)(offsets[at + 1] - offsets[at]));
    } else {
        ZVAL_LONG(out, (zend_long)((const int64_t *)keys->values)[at]);
    }
}

void pp_key_array(const patron_column *keys, int64_t count, zval *out)
{
    array_init_size(out, (uint32_t)count);
    zend_hash_real_init_packed(Z_ARRVAL_P(out));
    ZEND_HASH_FILL_PACKED(Z_ARRVAL_P(out))
    {
        for (int64_t i = 0; i < count; i++) {
            zval key;
            pp_key(keys, i, &key);
            ZEND_HASH_FILL_ADD(&key);
        }
    }
    ZEND_HASH_FILL_END();
}

/* ---- keys in ----------------------------------------------------------------------------------------------------- */

static bool measure_keys(HashTable *list, const char *argument, bool text, int64_t *count, size_t *bytes)
{
    zval *value;
    char number[PB_NUMBER];
    *count = 0;
    *bytes = 0;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) != IS_LONG && Z_TYPE_P(value) != IS_STRING && Z_TYPE_P(value) != IS_NULL) {
            pp_throw_at(pp_ce_type_exception, argument, NULL, *count, -1, "%s must hold ints and strings, not %s",
                        argument, zend_zval_type_name(value));
            return false;
        }
        if (text && Z_TYPE_P(value) == IS_STRING) *bytes += Z_STRLEN_P(value);
        if (text && Z_TYPE_P(value) == IS_LONG) *bytes += pb_write_number(Z_LVAL_P(value), number);
        ++*count;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static void fill_keys(HashTable *list, bool text, pp_keys *out)
{
    int64_t at = 0, used = 0, *values = out->values, *offsets = out->offsets;
    char *bytes = out->values, number[PB_NUMBER];
    uint8_t *valid = out->valid;
    zval *value;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        bool present = true;
        ZVAL_DEREF(value);
        if (text) {
            const char *from = Z_TYPE_P(value) == IS_STRING ? Z_STRVAL_P(value) : number;
            size_t length = Z_TYPE_P(value) == IS_STRING ? Z_STRLEN_P(value) : 0;
            if (Z_TYPE_P(value) == IS_LONG) length = pb_write_number(Z_LVAL_P(value), number);
            present = Z_TYPE_P(value) != IS_NULL;
            memcpy(bytes + used, from, length);
            used += (int64_t)length;
            offsets[at + 1] = used;
        } else if (Z_TYPE_P(value) == IS_LONG) {
            values[at] = Z_LVAL_P(value);
        } else {
            present = Z_TYPE_P(value) == IS_STRING && pb_read_number(Z_STRVAL_P(value), Z_STRLEN_P(value), &values[at]);
            if (!present) values[at] = 0;
        }
        if (present) valid[at >> 3] |= (uint8_t)(1u << (at & 7));
        at++;
    }
    ZEND_HASH_FOREACH_END();
}

bool pp_keys_of_kind(HashTable *list, const char *argument, bool text, pp_keys *out)
{
    size_t bytes;
    memset(out, 0, sizeof *out);
    if (!measure_keys(list, argument, text, &out->count, &bytes)) return false;
    out->text = text;
    out->value_bytes = text ? bytes : (size_t)out->count * sizeof(int64_t);
    out->offset_bytes = text ? ((size_t)out->count + 1) * sizeof(int64_t) : 0;
    out->valid_bytes = ((size_t)out->count + 7) / 8;
    out->values = pp_allocate(out->value_bytes);
    out->valid = pp_allocate_zero(out->valid_bytes);
    out->offsets = text ? pp_allocate_zero(out->offset_bytes) : NULL;
    if (!out->values || !out->valid || (text && !out->offsets)) {
        pp_keys_free(out);
        pp_no_memory();
        return false;
    }
    fill_keys(list, text, out);
    out->column = (patron_column){.size = sizeof out->column,
                                  .type = text ? PATRON_TYPE_STRING64 : PATRON_TYPE_INT64,
                                  .values = out->values, .offsets = out->offsets,
                                  .valid = out->valid};
    return true;
}

void pp_keys_free(pp_keys *keys)
{
    pp_release(keys->values, keys->value_bytes);
    pp_release(keys->offsets, keys->offset_bytes);
    pp_release(keys->valid, keys->valid_bytes);
    memset(keys, 0, sizeof *keys);
}

/* ---- whole numbers ----------------------------------------------------------------------------------------------- */

static bool whole(zval *value, const char *argument, int64_t row, int64_t least, int64_t most, int64_t *out)
{
    ZVAL_DEREF(value);
    if (Z_TYPE_P(value) != IS_LONG) {
        pp_throw_at(pp_ce_type_exception, argument, NULL, row, -1, "%s must hold whole numbers, not %s", argument,
                    zend_zval_type_name(value));
        return false;
    }
    if (Z_LVAL_P(value) < least || Z_LVAL_P(value) > most) {
        pp_throw_at(pp_ce_argument_exception, argument, NULL, row, -1, "%s: " ZEND_LONG_FMT " is out of range",
                    argument, Z_LVAL_P(value));
        return false;
    }
    *out = Z_LVAL_P(value);
    return true;
}

/* A list into `width` bytes a number. */
static bool read_list(HashTable *list, const char *argument, size_t width, void **out, int64_t *count)
{
    int64_t many = (int64_t)zend_hash_num_elements(list), at = 0, number;
    *out = NULL;
    *count = many;
    if (!many) return true;
    void *made = pp_allocate((size_t)many * width);
    if (!made) {
        pp_no_memory();
        return false;
    }
    zval *value;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        if (!whole(value, argument, at, width == 4 ? INT32_MIN : INT64_MIN, width == 4 ? INT32_MAX : INT64_MAX,
                   &number)) {
            pp_release(made, (size_t)many * width);
            return false;
        }
        if (width == 4) ((int32_t *)made)[at++] = (int32_t)number;
        else ((int64_t *)made)[at++] = number;
    }
    ZEND_HASH_FOREACH_END();
    *out = made;
    return true;
}

bool pp_int64_list(HashTable *list, const char *argument, int64_t **out, int64_t *count)
{
    void *made;
    if (!read_list(list, argument, sizeof **out, &made, count)) return false;
    *out = made;
    return true;
}

bool pp_int32_list(HashTable *list, const char *argument, int32_t **out, int64_t *count)
{
    void *made;
    if (!read_list(list, argument, sizeof **out, &made, count)) return false;
    *out = made;
    return true;
}

bool pp_int32(zend_long value, const char *argument, int32_t *out)
{
    if (value < INT32_MIN || value > INT32_MAX) {
        pp_argument_error(argument, "%s " ZEND_LONG_FMT " is out of range", argument, value);
        return false;
    }
    *out = (int32_t)value;
    return true;
}

bool pp_positive(zend_long value, bool is_null, const char *argument, int32_t *out)
{
    *out = 0;
    if (is_null) return true;
    if (!pp_int32(value, argument, out)) return false;
    if (*out > 0) return true;
    pp_argument_error(argument, "%s must be 1 or more", argument);
    return false;
}

/* ---- selections -------------------------------------------------------------------------------------------------- */

static bool right_length(HashTable *list, const char *argument, int64_t customers)
{
    if ((int64_t)zend_hash_num_elements(list) == customers) return true;
    pp_argument_error(argument, "%s has %u values, the book has " ZEND_LONG_FMT " customers", argument,
                      (unsigned)zend_hash_num_elements(list), (zend_long)customers);
    return false;
}

static bool read_mask(HashTable *list, int64_t customers, uint8_t *out)
{
    int64_t at = 0;
    zval *value;
    (void)customers;
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) != IS_TRUE && Z_TYPE_P(value) != IS_FALSE &&
            !(Z_TYPE_P(value) == IS_LONG && (Z_LVAL_P(value) == 0 || Z_LVAL_P(value) == 1))) {
            pp_throw_at(pp_ce_type_exception, "mask", NULL, at, -1, "mask must hold booleans (or 0 and 1)");
            return false;
        }
        out[at++] = Z_TYPE_P(value) == IS_TRUE || (Z_TYPE_P(value) == IS_LONG && Z_LVAL_P(value));
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* The number of a label; texts, numbers and booleans have tables of their own, for "7" is not 7. */
static zval *number_of(HashTable *numbers, HashTable *texts, zval *flags, zval *value)
{
    zval *found, none;
    if (Z_TYPE_P(value) == IS_TRUE || Z_TYPE_P(value) == IS_FALSE) return &flags[Z_TYPE_P(value) == IS_TRUE];
    ZVAL_LONG(&none, -1);
    if (Z_TYPE_P(value) == IS_LONG) {
        found = zend_hash_index_find(numbers, (zend_ulong)Z_LVAL_P(value));
        return found ? found : zend_hash_index_add_new(numbers, (zend_ulong)Z_LVAL_P(value), &none);
    }
    found = zend_hash_find(texts, Z_STR_P(value));
    return found ? found : zend_hash_add_new(texts, Z_STR_P(value), &none);
}

static bool read_group(HashTable *list, pp_selection *selection, int32_t *out)
{
    HashTable numbers, texts;
    zval flags[2], *value;
    int64_t at = 0;
    bool good = true;
    ZVAL_LONG(&flags[0], -1);
    ZVAL_LONG(&flags[1], -1);
    zend_hash_init(&numbers, 8, NULL, NULL, 0);
    zend_hash_init(&texts, 8, NULL, NULL, 0);
    array_init(&selection->labels);
    ZEND_HASH_FOREACH_VAL(list, value)
    {
        ZVAL_DEREF(value);
        if (Z_TYPE_P(value) == IS_NULL) {
            out[at++] = PATRON_NONE;
            continue;
        }
        if (Z_TYPE_P(value) != IS_LONG && Z_TYPE_P(value) != IS_STRING && Z_TYPE_P(value) != IS_TRUE &&
            Z_TYPE_P(value) != IS_FALSE) {
            pp_throw_at(pp_ce_type_exception, "group", NULL, at, -1,
                        "group must hold ints, strings or booleans, not %s",
                        zend_zval_type_name(value));
            good = false;
            break;
        }
        zval *number = number_of(&numbers, &texts, flags, value);
        if (Z_LVAL_P(number) < 0) {
            size_t known = zend_hash_num_elements(Z_ARRVAL(selection->labels)); /* lists grow by doubling */
            if (!(known & (known - 1)) && known > 1000 && !pp_room(known * 10 * sizeof(zval))) {
                pp_no_memory();
                good = false;
                break;
            }
            ZVAL_LONG(number, (zend_long)zend_hash_num_elements(Z_ARRVAL(selection->labels)));
            Z_TRY_ADDREF_P(value);
            zend_hash_next_index_insert_new(Z_ARRVAL(selection->labels), value);
        }
        out[at++] = (int32_t)Z_LVAL_P(number);
    }
    ZEND_HASH_FOREACH_END();
    zend_hash_destroy(&numbers);
    zend_hash_destroy(&texts);
    return good;
}

bool pp_selection_read(pp_selection *selection, HashTable *mask, HashTable *group, int64_t customers)
{
    memset(selection, 0, sizeof *selection);
    ZVAL_UNDEF(&selection->labels);
    selection->c.size = sizeof selection->c;
    selection->customers = customers;
    selection->groups = 1;
    if (mask && !right_length(mask, "mask", customers)) return false;
    if (group && !right_length(group, "group", customers)) return false;
    if (mask) {
        uint8_t *made = pp_allocate((size_t)customers);
        selection->c.mask = made;
        if (!made) goto no_memory;
        if (!read_mask(mask, customers, made)) goto undo;
    }
    if (group) {
        int32_t *made = pp_allocate((size_t)customers * sizeof *made);
        selection->c.group = made;
        if (!made) goto no_memory;
        if (!read_group(group, selection, made)) goto undo;
        selection->grouped = true;
        int64_t labels = (int64_t)zend_hash_num_elements(Z_ARRVAL(selection->labels));
        selection->groups = selection->c.groups = labels ? labels : 1;
    }
    return true;
no_memory:
    pp_no_memory();
undo:
    pp_selection_free(selection);
    return false;
}

void pp_selection_free(pp_selection *selection)
{
    pp_release((void *)(uintptr_t)selection->c.mask, (size_t)selection->customers);
    pp_release((void *)(uintptr_t)selection->c.group, (size_t)selection->customers * sizeof *selection->c.group);
    zval_ptr_dtor(&selection->labels);
    ZVAL_UNDEF(&selection->labels);
    selection->c.mask = NULL;
    selection->c.group = NULL;
}

bool pp_range(int64_t customers, zend_long first, zend_long count, bool count_is_null, int64_t *from, int64_t *many)
{
    if (first < 0 || first > customers) {
        pp_throw_at(pp_ce_range_exception, "first", NULL, -1, -1,
                    "first " ZEND_LONG_FMT " is not one of " ZEND_LONG_FMT " customers",
                    first, (zend_long)customers);
        return false;
    }
    if (!count_is_null && (count < 0 || count > customers - first)) {
        pp_throw_at(pp_ce_range_exception, "count", NULL, -1, -1,
                    "count " ZEND_LONG_FMT " reaches beyond the " ZEND_LONG_FMT " customers", count,
                        (zend_long)customers);
        return false;
    }
    *from = first;
    *many = count_is_null ? customers - first : count;
    return true;
}
