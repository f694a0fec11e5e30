/* patron/columns.h: how arrays come in. A column borrows the caller's memory for the length of one call. */
#ifndef PATRON_COLUMNS_H
#define PATRON_COLUMNS_H

#include <patron/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types of a column's values. Integers are in the machine's byte order and naturally aligned. */
#define PATRON_TYPE_INT8 1
#define PATRON_TYPE_INT16 2
#define PATRON_TYPE_INT32 3
#define PATRON_TYPE_INT64 4
#define PATRON_TYPE_UINT8 5
#define PATRON_TYPE_UINT16 6
#define PATRON_TYPE_UINT32 7
#define PATRON_TYPE_UINT64 8     /* a value above INT64_MAX is a data error naming its row */
#define PATRON_TYPE_STRING 9     /* UTF-8, `offsets` are int32 */
#define PATRON_TYPE_STRING64 10  /* UTF-8, `offsets` are int64 */
#define PATRON_TYPE_FLOAT64 11   /* in outputs (tables) only: an input column of doubles is an argument error */

/* Units of a time column; every other column has PATRON_UNIT_NONE. Days are civil days of the shop since 1970-01-01;
 * the others are instants since 1970-01-01T00:00:00Z and need a zone (patron/calendar.h). */
#define PATRON_UNIT_NONE 0
#define PATRON_UNIT_DAY 1
#define PATRON_UNIT_SECOND 2
#define PATRON_UNIT_MILLISECOND 3
#define PATRON_UNIT_MICROSECOND 4
#define PATRON_UNIT_NANOSECOND 5

/* One contiguous array in the layout of an Apache Arrow array.
 * Element i of the column is element first + i of `values` (strings: of `offsets`) and of the bits of `valid`.
 * String i is values[offsets[first + i] .. offsets[first + i + 1]); offsets never fall and are never negative.
 * The library reads each element once and checks it before use, so another thread that changes an array during the
 * call can change the answer but not memory safety. What it cannot check is that the arrays are as long as the call
 * says: that is the caller's promise. Strings that are not valid UTF-8 are a data error; strings compare as bytes. */
typedef struct patron_column {
    size_t size;
    int32_t type;         /* PATRON_TYPE_* */
    int32_t unit;         /* PATRON_UNIT_* */
    const void *values;   /* integers, or the bytes of the strings */
    const void *offsets;  /* strings only: count + 1 offsets from `first` on */
    const uint8_t *valid; /* validity bits, least significant first, 1 = present; NULL = all present */
    int64_t first;        /* index of the column's first element, >= 0 */
} patron_column;

#ifdef __cplusplus
}
#endif
#endif
