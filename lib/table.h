/* table.h (internal): making a table row by row. */
#ifndef PT_TABLE_H
#define PT_TABLE_H

#include <patron/table.h>

#include "base.h"

typedef struct pt_table_column {
    const char *name; /* static storage */
    int32_t type;     /* PATRON_TYPE_INT32, INT64, FLOAT64 or STRING64 */
    int32_t unit;
} pt_table_column;

/* A table of exactly `rows` rows with uninitialised columns, filled through pt_table_values (int32_t *, int64_t * or
 * double * by type) before it is handed out; NULL and an error where memory lacks. STRING64 columns hold "" until
 * pt_table_set_strings copies strings into them: row i gets element[i] of the borrowed, valid STRING64 column `from`
 * (PATRON_NONE = ""). It may be called again; on failure the column is as it was. */
patron_table *pt_table_make(const patron_allocator *allocator, const pt_table_column *columns, int32_t count,
                            int64_t rows, patron_error *error);
void *pt_table_values(patron_table *table, int32_t column);
patron_status pt_table_set_strings(patron_table *table, int32_t column, const patron_column *from,
                                   const int32_t *element, patron_error *error);

/* The allocator that the table was made with. */
const patron_allocator *pt_table_allocator(const patron_table *table);

#endif
