/* columns.h (internal): reading a caller's column, each element once, in blocks. */
#ifndef PT_COLUMNS_H
#define PT_COLUMNS_H

#include <patron/columns.h>

#include "base.h"

#define PT_BLOCK 1024 /* elements read at a time into buffers on the stack */

static inline bool pt_is_string(const patron_column *column)
{
    return column->type == PATRON_TYPE_STRING || column->type == PATRON_TYPE_STRING64;
}

/* Copies and checks a column's struct: size, type (not FLOAT64), unit, pointer and its alignment (not looked at where
 * count is 0), first >= 0, first + count in range. `role` names it in errors. The roles "time" and "since_day" must be
 * integers with a unit (which one, the caller checks); all others must have NONE. NULL is an ARGUMENT error. */
patron_status pt_column_read(const patron_column *given, int64_t count, int32_t argument, const char *role,
                             patron_column *out, patron_error *error);

/* Reads elements [start, start + count) of an integer column into values and validity (1 = present; the value of a null
 * is 0); any count. DATA error naming row_base + i, i counted from start, for a UINT64 beyond int64. */
patron_status pt_column_integers(const patron_column *column, int64_t start, int64_t count, int64_t row_base,
                                 const char *role, int64_t *values, uint8_t *present, patron_error *error);

/* Reads elements [start, start + count), count <= PT_BLOCK, of a string column: bytes[i] points into the caller's
 * memory, length[i] is its length (0 for a null). Offsets are read once; they must not fall, not be negative and not
 * pass `end` (pt_column_end, read once for the whole call). UTF-8 is checked. DATA errors name row_base + i. */
patron_status pt_column_strings(const patron_column *column, int64_t end, int64_t start, int64_t count,
                                int64_t row_base, const char *role, const char **bytes, int64_t *length,
                                uint8_t *present, patron_error *error);

/* The last offset of a string column of `count` elements (where its bytes end), as given; 0 for an empty one. */
int64_t pt_column_end(const patron_column *column, int64_t count);

bool pt_is_utf8(const char *bytes, int64_t length);

#endif
