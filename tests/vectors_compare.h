/* vectors_compare.h (tests): results of the library against what a vector says. Whole numbers, days, names and keys are
 * compared exactly, doubles within 1e-12 of themselves. */
#ifndef TEST_VECTORS_COMPARE_H
#define TEST_VECTORS_COMPARE_H

#include "vectors_input.h"

#include <patron/table.h>

/* How a field's values are written in a vector. */
#define VECTOR_INT32 1     /* PATRON_NO_DAY and PATRON_NONE are null */
#define VECTOR_INT64 2
#define VECTOR_INT64_OR 3  /* PATRON_NONE is null */
#define VECTOR_DOUBLE 4
#define VECTOR_DAY 5       /* int32; PATRON_NO_DAY is null */
#define VECTOR_NAME 6      /* int32; a negative one is null */

typedef const char *(*vector_name)(void *context, int32_t value);

/* A member of a struct: a value, or a pointer to an array of them. */
struct vector_field {
    const char *name;
    size_t offset;
    int32_t kind; /* VECTOR_* */
    vector_name names;
};

/* Sets the place for messages: file, vector, call. */
void vector_place(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *vector_where(void);

/* One value at `value`, of a kind. */
void vector_is(const json_t *want, const void *value, int32_t kind, vector_name names, void *context, const char *field,
               int64_t row);
void vector_is_int64(const json_t *want, int64_t value, const char *field, int64_t row);
void vector_is_double(const json_t *want, double value, const char *field, int64_t row);

/* A list against an array of values. */
void vector_is_list(const json_t *want, const void *values, int64_t count, int32_t kind, vector_name names,
                    void *context, const char *field);

/* A list of keys against those of `which` (patron_book_keys) with the given numbers; NULL = first, first + 1, … */
void vector_is_keys(const json_t *want, const patron_book *book, int32_t which, const int64_t *numbers, int64_t first,
                    int64_t count, const char *field);
/* A list of keys against a column. */
void vector_is_column_of_keys(const json_t *want, const patron_column *keys, int64_t count, const char *field);

/* Gives an array of `count` elements to each pointer field of `out` that the object `want` names. */
void vector_arrays(struct vector_memory *memory, const json_t *want, const struct vector_field *fields, void *out,
                   int64_t count);
/* Compares the members of `want` that are fields with the arrays from element `first` on; returns how many it names. */
size_t vector_are_arrays(const json_t *want, const struct vector_field *fields, const void *out, int64_t first,
                         int64_t count, void *context);
/* The same for plain members. */
size_t vector_are_members(const json_t *want, const struct vector_field *fields, const void *out);

/* Columns of a table by name: kinds and names of columns from `fields` (offset is of no account; others by type).
 * Returns how many were compared; key columns are the caller's. */
size_t vector_is_table(const json_t *want, const patron_table *table, const struct vector_field *fields);

#endif
