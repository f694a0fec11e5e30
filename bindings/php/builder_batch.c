/* Columns that grow. Their memory is counted and refused like everything else's. */
#include "builder.h"

const char *const pp_role_names[PP_ROLES] = {"customer", "time",     "amount",   "order", "shop", "product",
                                             "category", "quantity", "discount", "cost",  "kind"};

const char *pb_field(const pb_schema *schema, int32_t column)
{
    return column < PP_ROLES ? pp_role_names[column] : schema->name[column - PP_ROLES];
}

const char *pb_argument(const pb_schema *schema, int32_t column)
{
    if (column < PP_ROLES) return pp_role_names[column];
    return schema->level[column - PP_ROLES] == PATRON_LABEL_LINE ? "lineLabels" : "labels";
}

/* ---- memory ------------------------------------------------------------------------------------------------------ */

static size_t batch_bytes(const pb_schema *schema)
{
    return sizeof(pb_batch) + (size_t)pb_columns(schema) * sizeof(pb_column);
}

static size_t bit_bytes(int64_t rows)
{
    return ((size_t)rows + 7) / 8;
}

static void free_column(pb_column *column)
{
    pp_release(column->values, (size_t)column->room * sizeof(int64_t));
    pp_release(column->offsets, ((size_t)column->room + 1) * sizeof(int64_t));
    pp_release(column->bytes, column->byte_room);
    pp_release(column->valid, bit_bytes(column->room));
}

pb_batch *pb_batch_new(const pb_schema *schema, int64_t room)
{
    pb_batch *batch = pp_allocate_zero(batch_bytes(schema));
    if (!batch) {
        pp_no_memory();
        return NULL;
    }
    batch->schema = *schema;
    if (pb_batch_reserve(batch, room)) return batch;
    pb_batch_free(batch);
    return NULL;
}

void pb_batch_free(pb_batch *batch)
{
    if (!batch) return;
    for (int32_t i = 0; i < pb_columns(&batch->schema); i++) free_column(&batch->columns[i]);
    pp_release(batch->skipped, (size_t)batch->skipped_room * sizeof(int64_t));
    pp_release(batch, batch_bytes(&batch->schema));
}

/* Arrays of a column's type for `room` rows; what they had before moves along. */
static bool resize_column(pb_column *column, uint8_t type, int64_t room)
{
    int64_t before = column->room, *values = NULL, *offsets = NULL;
    uint8_t *valid = NULL;
    bool number = type == PB_INT && !column->borrowed, text = type == PB_TEXT, nullable = column->valid != NULL;
    if (number) values = pp_allocate((size_t)room * sizeof *values);
    if (text) offsets = pp_allocate(((size_t)room + 1) * sizeof *offsets);
    if (nullable) valid = pp_allocate(bit_bytes(room));
    if ((number && !values) || (text && !offsets) || (nullable && !valid)) {
        pp_release(values, (size_t)room * sizeof *values);
        pp_release(offsets, ((size_t)room + 1) * sizeof *offsets);
        pp_release(valid, bit_bytes(room));
        return false;
    }
    if (column->values && values) memcpy(values, column->values, (size_t)before * sizeof *values);
    if (column->offsets && offsets) memcpy(offsets, column->offsets, ((size_t)before + 1) * sizeof *offsets);
    else if (offsets) offsets[0] = 0;
    if (valid) {
        memset(valid, 0xff, bit_bytes(room));
        memcpy(valid, column->valid, bit_bytes(before));
        if (before & 7) valid[before >> 3] |= (uint8_t)(0xffu << (before & 7));
    }
    pp_release(column->values, (size_t)before * sizeof *values);
    pp_release(column->offsets, ((size_t)before + 1) * sizeof *offsets);
    pp_release(column->valid, bit_bytes(before));
    column->values = values;
    column->offsets = offsets;
    column->valid = valid;
    column->room = room;
    return true;
}

bool pb_batch_reserve(pb_batch *batch, int64_t rows)
{
    if (EXPECTED(rows <= batch->room)) return true;
    int64_t room = batch->room ? batch->room + batch->room / 2 : 16;
    if (room < rows) room = rows;
    for (int32_t i = 0; i < pb_columns(&batch->schema); i++) {
        uint8_t type = batch->schema.type[i];
        if ((type != PB_INT && type != PB_TEXT) || batch->columns[i].room >= room) continue;
        if (resize_column(&batch->columns[i], type, room)) continue;
        pp_no_memory();
        return false;
    }
    batch->room = room;
    return true;
}

/* ---- storing ----------------------------------------------------------------------------------------------------- */

/* Validity bits, all set, for the column's room. */
static bool add_validity(pb_column *column)
{
    if (column->valid) return true;
    column->valid = pp_allocate(bit_bytes(column->room));
    if (column->valid) memset(column->valid, 0xff, bit_bytes(column->room));
    else pp_no_memory();
    return column->valid != NULL;
}

void pb_column_forget(pb_batch *batch, int32_t number)
{
    free_column(&batch->columns[number]);
    batch->columns[number] = (pb_column){0};
    batch->schema.type[number] = PB_UNKNOWN;
}

bool pb_column_become(pb_batch *batch, int32_t number, uint8_t type, int64_t rows)
{
    pb_column *column = &batch->columns[number];
    if (!resize_column(column, type, batch->room)) {
        pp_no_memory();
        return false;
    }
    batch->schema.type[number] = type;
    if (!rows) return true;
    if (!add_validity(column)) return false;
    if (column->values) memset(column->values, 0, (size_t)rows * sizeof *column->values);
    if (column->offsets) memset(column->offsets, 0, ((size_t)rows + 1) * sizeof *column->offsets);
    for (int64_t i = 0; i < rows; i++) column->valid[i >> 3] &= (uint8_t)~(1u << (i & 7));
    return true;
}

bool pb_append_bytes(pb_column *column, const char *text, size_t length, int64_t row)
{
    size_t used = (size_t)column->offsets[row];
    if (UNEXPECTED(length > column->byte_room - used)) {
        size_t room = column->byte_room + column->byte_room / 2;
        if (room < used + length) room = used + length < 256 ? 256 : used + length;
        char *bytes = pp_resize(column->bytes, column->byte_room, room);
        if (!bytes) {
            pp_no_memory();
            return false;
        }
        column->bytes = bytes;
        column->byte_room = room;
    }
    memcpy(column->bytes + used, text, length);
    column->offsets[row + 1] = (int64_t)(used + length);
    return true;
}

bool pb_store_null(pb_batch *batch, int32_t number, int64_t row)
{
    pb_column *column = &batch->columns[number];
    if (batch->schema.type[number] == PB_UNKNOWN) return true;
    if (!add_validity(column)) return false;
    column->valid[row >> 3] &= (uint8_t)~(1u << (row & 7));
    if (column->offsets) column->offsets[row + 1] = column->offsets[row];
    else column->values[row] = 0;
    return true;
}

bool pb_store(pb_batch *batch, int32_t number, int64_t row, const pb_cell *cell)
{
    pb_column *column = &batch->columns[number];
    if (cell->type == PB_ABSENT) return pb_store_null(batch, number, row);
    if (batch->schema.type[number] == PB_UNKNOWN && !pb_column_become(batch, number, cell->type, row)) return false;
    if (column->valid) column->valid[row >> 3] |= (uint8_t)(1u << (row & 7));
    if (cell->type == PB_TEXT) return pb_append_bytes(column, cell->text, cell->length, row);
    column->values[row] = cell->number;
    return true;
}

/* Copies borrowed numbers, for a batch that outlives the call. */
bool pb_batch_own(pb_batch *batch)
{
    for (int32_t i = 0; i < pb_columns(&batch->schema); i++) {
        pb_column *column = &batch->columns[i];
        const void *from = column->borrowed;
        if (!from) continue;
        int64_t *values = pp_allocate((size_t)batch->count * sizeof *values);
        if (!values) {
            pp_no_memory();
            return false;
        }
        memcpy(values, from, (size_t)batch->count * sizeof *values);
        pp_release(column->values, (size_t)column->room * sizeof *values);
        column->values = values;
        column->room = batch->count;
        column->borrowed = NULL;
    }
    return true;
}

/* ---- rows left out ----------------------------------------------------------------------------------------------- */

bool pb_batch_skip(pb_batch *batch, int64_t row)
{
    if (batch->skipped_count == batch->skipped_room) {
        int64_t room = batch->skipped_room ? batch->skipped_room * 2 : 64;
        int64_t *more = pp_resize(batch->skipped, (size_t)batch->skipped_room * sizeof *more,
                                  (size_t)room * sizeof *more);
        if (!more) {
            pp_no_memory();
            return false;
        }
        batch->skipped = more;
        batch->skipped_room = room;
    }
    batch->skipped[batch->skipped_count++] = row;
    return true;
}

/* The given row that is kept row `row`, by a sorted list of those left out. */
int64_t pb_row_behind(const int64_t *skipped, int64_t count, int64_t row)
{
    int64_t low = 0, high = count; /* how many were left out before it */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (skipped[middle] - middle <= row) low = middle + 1;
        else high = middle;
    }
    return row + low;
}
