#include "table.h"

#include <inttypes.h>

typedef struct stored_column {
    const char *name;
    int32_t type, unit;
    void *values;     /* rows elements; of a STRING64 column `bytes` bytes, NULL until it is set */
    int64_t *offsets; /* rows + 1, of STRING64 columns */
    int64_t bytes;
} stored_column;

struct patron_table {
    patron_allocator allocator;
    int64_t rows;
    int32_t count;
    stored_column *columns;
};

static size_t width_of(int32_t type) { return type == PATRON_TYPE_INT32 ? 4 : type == PATRON_TYPE_STRING64 ? 1 : 8; }

/* ---- making ---------------------------------------------------------------------------------------------------- */

static patron_status make_column(const patron_table *table, const pt_table_column *wanted, stored_column *out,
                                 patron_error *error)
{
    out->name = wanted->name;
    out->type = wanted->type;
    out->unit = wanted->unit;
    if (wanted->type == PATRON_TYPE_STRING64) {
        if (table->rows == INT64_MAX) /* there is one offset more than rows */
            return pt_fail(error, PATRON_ERROR_MEMORY, 0, -1, -1, out->name, "no memory for so many rows");
        out->offsets = pt_zero_array(&table->allocator, table->rows + 1, sizeof *out->offsets, error);
        return out->offsets ? PATRON_OK : PATRON_ERROR_MEMORY;
    }
    out->values = pt_array(&table->allocator, table->rows, width_of(wanted->type), error);
    return out->values ? PATRON_OK : PATRON_ERROR_MEMORY;
}

patron_table *pt_table_make(const patron_allocator *allocator, const pt_table_column *columns, int32_t count,
                            int64_t rows, patron_error *error)
{
    patron_table *table = pt_zero_array(allocator, 1, sizeof *table, error);
    if (!table) return NULL;
    table->allocator = *allocator;
    table->rows = rows;
    table->count = count;
    table->columns = pt_zero_array(allocator, count, sizeof *table->columns, error);
    bool made = table->columns != NULL;
    for (int32_t i = 0; made && i < count; i++) made = !make_column(table, &columns[i], &table->columns[i], error);
    if (made) return table;
    patron_table_free(table);
    return NULL;
}

const patron_allocator *pt_table_allocator(const patron_table *table) { return &table->allocator; }

void *pt_table_values(patron_table *table, int32_t column) { return table->columns[column].values; }

/* Offsets of the strings picked by `element`; false if their bytes do not fit into int64. */
static bool place_strings(const int64_t *from, const int32_t *element, int64_t rows, int64_t *offsets)
{
    offsets[0] = 0;
    for (int64_t i = 0; i < rows; i++) {
        int64_t length = element[i] == PATRON_NONE ? 0 : from[element[i] + (int64_t)1] - from[element[i]];
        if (pt_add(offsets[i], length, &offsets[i + 1])) return false;
    }
    return true;
}

patron_status pt_table_set_strings(patron_table *table, int32_t column, const patron_column *from,
                                   const int32_t *element, patron_error *error)
{
    stored_column *into = &table->columns[column];
    const patron_allocator *allocator = &table->allocator;
    const int64_t *source = (const int64_t *)from->offsets + from->first;
    int64_t rows = table->rows;
    int64_t *offsets = pt_array(allocator, rows + 1, sizeof *offsets, error);
    if (!offsets) return PATRON_ERROR_MEMORY;
    char *bytes = NULL;
    patron_status status = PATRON_ERROR_MEMORY;
    if (!place_strings(source, element, rows, offsets)) {
        (void)pt_fail(error, status, 0, -1, -1, into->name, "column %s: strings do not fit into memory", into->name);
        goto done;
    }
    if (!(bytes = pt_array(allocator, offsets[rows], 1, error))) goto done;
    for (int64_t i = 0; i < rows; i++) {
        size_t length = (size_t)(offsets[i + 1] - offsets[i]);
        if (length) memcpy(bytes + offsets[i], (const char *)from->values + source[element[i]], length);
    }
    pt_release(allocator, into->values, into->bytes, 1);
    PT_FREE(allocator, into->offsets, rows + 1);
    into->values = bytes;
    into->bytes = offsets[rows];
    into->offsets = offsets;
    return PATRON_OK;
done:
    PT_FREE(allocator, offsets, rows + 1);
    return status;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

static bool has_column(const patron_table *table, int32_t column)
{
    return table && column >= 0 && column < table->count;
}

int64_t patron_table_rows(const patron_table *table) { return table ? table->rows : 0; }

int32_t patron_table_columns(const patron_table *table) { return table ? table->count : 0; }

const char *patron_table_name(const patron_table *table, int32_t column)
{
    return has_column(table, column) ? table->columns[column].name : NULL;
}

int32_t patron_table_find(const patron_table *table, const char *name)
{
    for (int32_t i = 0; name && i < patron_table_columns(table); i++)
        if (!strcmp(table->columns[i].name, name)) return i;
    return PATRON_NONE;
}

patron_status patron_table_column(const patron_table *table, int32_t column, patron_column *out, patron_error *error)
{
    if (!table) return pt_fail_argument(error, 1, "table is NULL");
    if (!has_column(table, column)) return pt_fail_argument(error, 2, "the table has no column %" PRId32, column);
    patron_column made = {0};
    patron_status status = pt_check_out_struct(out, sizeof made, 3, "out", error);
    if (status) return status;
    const stored_column *stored = &table->columns[column];
    made.type = stored->type;
    made.unit = stored->unit;
    made.values = stored->type == PATRON_TYPE_STRING64 && !stored->values ? "" : stored->values;
    made.offsets = stored->offsets;
    pt_write_struct(out, &made, sizeof made);
    return PATRON_OK;
}

void patron_table_free(patron_table *table)
{
    if (!table) return;
    patron_allocator allocator = table->allocator;
    for (int32_t i = 0; table->columns && i < table->count; i++) {
        stored_column *column = &table->columns[i];
        bool strings = column->type == PATRON_TYPE_STRING64;
        pt_release(&allocator, column->values, strings ? column->bytes : table->rows, width_of(column->type));
        if (column->offsets) PT_FREE(&allocator, column->offsets, table->rows + 1);
    }
    PT_FREE(&allocator, table->columns, table->count);
    PT_FREE(&allocator, table, 1);
}
