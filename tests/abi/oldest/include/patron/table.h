/* patron/table.h: results whose number of rows is not known beforehand. A table is immutable and owns its memory; every
 * pointer below is borrowed from it and valid until patron_table_free. */
#ifndef PATRON_TABLE_H
#define PATRON_TABLE_H

#include <patron/columns.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct patron_table patron_table;

/* Numbers of rows and columns; 0 for NULL. */
PATRON_API int64_t patron_table_rows(const patron_table *table);
PATRON_API int32_t patron_table_columns(const patron_table *table);

/* The name of column i ("customer", "due_day", …), or NULL if i is not a column. */
PATRON_API const char *patron_table_name(const patron_table *table, int32_t column);

/* The index of a column by name, or PATRON_NONE. */
PATRON_API int32_t patron_table_find(const patron_table *table, const char *name);

/* Column i as a borrowed column of patron_table_rows elements: type INT32, INT64, FLOAT64 or STRING64, unit DAY where
 * the values are days. Undefined values are those of base.h (the `valid` pointer is always NULL). Error ARGUMENT if i
 * is not a column. O(1). out->size must be set by the caller. */
PATRON_API patron_status patron_table_column(const patron_table *table, int32_t column, patron_column *out,
                                             patron_error *error);

/* Frees the table; NULL is allowed. */
PATRON_API void patron_table_free(patron_table *table);

#ifdef __cplusplus
}
#endif
#endif
