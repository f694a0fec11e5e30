#include "vectors_compare.h"

#include <math.h>

static char place[400];

void vector_place(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(place, sizeof place, format, list);
    va_end(list);
}

const char *vector_where(void) { return place; }

/* ---- values ------------------------------------------------------------------------------------------------------ */

static void is_null(const json_t *want, const char *field, int64_t row)
{
    assert_that(json_is_null(want), "%s: %s[%lld] is undefined, the vector has a value", place, field, (long long)row);
}

void vector_is_int64(const json_t *want, int64_t value, const char *field, int64_t row)
{
    assert_that(json_is_integer(want) && json_integer_value(want) == value, "%s: %s[%lld] is %lld, not %lld", place,
                field, (long long)row, (long long)value, (long long)json_integer_value(want));
}

void vector_is_double(const json_t *want, double value, const char *field, int64_t row)
{
    double wanted = json_real_value(want), larger = fabs(wanted) > fabs(value) ? fabs(wanted) : fabs(value);
    assert_that(json_is_real(want) && fabs(wanted - value) <= 1e-12 * larger, "%s: %s[%lld] is %.17g, not %.17g", place,
                field, (long long)row, value, wanted);
}

static void is_text(const json_t *want, const char *text, size_t length, const char *field, int64_t row)
{
    assert_that(json_is_string(want) && json_string_length(want) == length &&
                    !memcmp(json_string_value(want), text, length),
                "%s: %s[%lld] is %.*s, not %s", place, field, (long long)row, (int)length, text,
                json_is_string(want) ? json_string_value(want) : "a text");
}

void vector_is(const json_t *want, const void *value, int32_t kind, vector_name names, void *context, const char *field,
               int64_t row)
{
    int32_t narrow = 0;
    int64_t wide = 0;
    double number = 0;
    if (kind == VECTOR_DOUBLE) {
        memcpy(&number, value, sizeof number);
        vector_is_double(want, number, field, row);
        return;
    }
    if (kind == VECTOR_INT64 || kind == VECTOR_INT64_OR) {
        memcpy(&wide, value, sizeof wide);
        if (kind == VECTOR_INT64_OR && wide == PATRON_NONE) is_null(want, field, row);
        else vector_is_int64(want, wide, field, row);
        return;
    }
    memcpy(&narrow, value, sizeof narrow);
    if (narrow == PATRON_NO_DAY || (kind != VECTOR_DAY && narrow == PATRON_NONE)) {
        is_null(want, field, row);
    } else if (kind == VECTOR_DAY) {
        char text[16];
        vector_day_text(narrow, text);
        is_text(want, text, strlen(text), field, row);
    } else if (kind == VECTOR_NAME) {
        const char *name = names(context, narrow);
        assert_that(name != NULL, "%s: %s[%lld] is %d, which has no name", place, field, (long long)row, (int)narrow);
        is_text(want, name, strlen(name), field, row);
    } else {
        vector_is_int64(want, narrow, field, row);
    }
}

static size_t width(int32_t kind)
{
    return kind == VECTOR_INT64 || kind == VECTOR_INT64_OR || kind == VECTOR_DOUBLE ? 8 : 4;
}

void vector_is_list(const json_t *want, const void *values, int64_t count, int32_t kind, vector_name names,
                    void *context, const char *field)
{
    assert_that(json_is_array(want) && (int64_t)json_array_size(want) == count, "%s: %s has %lld values, not %lld",
                place, field, (long long)count, (long long)json_array_size(want));
    for (int64_t i = 0; i < count; i++)
        vector_is(json_array_get(want, (size_t)i), (const char *)values + (size_t)i * width(kind), kind, names, context,
                  field, i);
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static void is_key(const json_t *want, const patron_column *keys, int64_t number, const char *field, int64_t row)
{
    int64_t at = keys->first + number;
    if (keys->type == PATRON_TYPE_INT64) {
        vector_is_int64(want, ((const int64_t *)keys->values)[at], field, row);
        return;
    }
    assert_int_equal(keys->type, PATRON_TYPE_STRING64);
    const int64_t *offset = (const int64_t *)keys->offsets + at;
    is_text(want, (const char *)keys->values + offset[0], (size_t)(offset[1] - offset[0]), field, row);
}

void vector_is_column_of_keys(const json_t *want, const patron_column *keys, int64_t count, const char *field)
{
    assert_that((int64_t)json_array_size(want) == count, "%s: %s has %lld keys, not %lld", place, field,
                (long long)count, (long long)json_array_size(want));
    for (int64_t i = 0; i < count; i++) is_key(json_array_get(want, (size_t)i), keys, i, field, i);
}

void vector_is_keys(const json_t *want, const patron_book *book, int32_t which, const int64_t *numbers, int64_t first,
                    int64_t count, const char *field)
{
    patron_column keys = {.size = sizeof keys};
    int64_t known = 0;
    patron_error error;
    assert_ok(patron_book_keys(book, which, &keys, &known, &error), &error);
    assert_that((int64_t)json_array_size(want) == count, "%s: %s has %lld keys, not %lld", place, field,
                (long long)count, (long long)json_array_size(want));
    for (int64_t i = 0; i < count; i++) {
        int64_t number = numbers ? numbers[i] : first + i;
        assert_true(number >= 0 && number < known);
        is_key(json_array_get(want, (size_t)i), &keys, number, field, i);
    }
}

/* ---- structs ----------------------------------------------------------------------------------------------------- */

void vector_arrays(struct vector_memory *memory, const json_t *want, const struct vector_field *fields, void *out,
                   int64_t count)
{
    for (const struct vector_field *field = fields; field->name; field++) {
        if (!json_object_get(want, field->name)) continue;
        void *array = vector_take(memory, count + 1, width(field->kind));
        memcpy((char *)out + field->offset, &array, sizeof array);
    }
}

size_t vector_are_arrays(const json_t *want, const struct vector_field *fields, const void *out, int64_t first,
                         int64_t count, void *context)
{
    size_t named = 0;
    for (const struct vector_field *field = fields; field->name; field++) {
        const json_t *list = json_object_get(want, field->name);
        if (!list) continue;
        const char *array;
        memcpy(&array, (const char *)out + field->offset, sizeof array);
        vector_is_list(list, array + (size_t)first * width(field->kind), count, field->kind, field->names, context,
                       field->name);
        named++;
    }
    return named;
}

size_t vector_are_members(const json_t *want, const struct vector_field *fields, const void *out)
{
    size_t named = 0;
    for (const struct vector_field *field = fields; field->name; field++) {
        const json_t *value = json_object_get(want, field->name);
        const char *member = (const char *)out + field->offset;
        if (!value) continue;
        int64_t many = (int64_t)json_array_size(value);
        if (json_is_array(value)) vector_is_list(value, member, many, field->kind, field->names, NULL, field->name);
        else vector_is(value, member, field->kind, field->names, NULL, field->name, 0);
        named++;
    }
    return named;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static const struct vector_field *field_of(const struct vector_field *fields, const char *name)
{
    for (; fields->name; fields++)
        if (!strcmp(fields->name, name)) return fields;
    return NULL;
}

size_t vector_is_table(const json_t *want, const patron_table *table, const struct vector_field *fields)
{
    size_t named = 0;
    for (int32_t i = 0; i < patron_table_columns(table); i++) {
        const char *name = patron_table_name(table, i);
        const json_t *list = json_object_get(want, name);
        const struct vector_field *field = field_of(fields, name);
        patron_column column = {.size = sizeof column};
        assert_ok(patron_table_column(table, i, &column, NULL), NULL);
        if (!strcmp(name, "customer") || !strcmp(name, "product") || !strcmp(name, "category") || !strcmp(name, "key"))
            continue;
        assert_that(list != NULL, "%s: the vector has no column %s", place, name);
        int32_t kind = field                                   ? field->kind
                       : column.unit == PATRON_UNIT_DAY        ? VECTOR_DAY
                       : column.type == PATRON_TYPE_INT32      ? VECTOR_INT32
                       : column.type == PATRON_TYPE_FLOAT64    ? VECTOR_DOUBLE
                                                               : VECTOR_INT64;
        vector_is_list(list, (const char *)column.values + (size_t)column.first * width(kind), patron_table_rows(table),
                       kind, field ? field->names : NULL, NULL, name);
        named++;
    }
    return named;
}
