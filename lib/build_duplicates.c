/* Rows that equal an earlier one, counted on request. */
#include "build.h"

/* The number of a row's order id, apart from its slot; -1 = none. */
static int64_t order_id_of_row(const pt_build *build, int64_t row)
{
    pt_index id = build->row_order_id ? build->row_order_id[row] : build->number[PT_ORDER][row];
    return (int64_t)id < pt_keys_count(build->order_ids) ? (int64_t)id : -1;
}

#define RECORD_NUMBERS 7 /* of a row's record, beside its keys */

/* A row's numbers and keys in one record of bytes. */
static void write_record(const pt_build *build, const pt_block *block, int64_t i, int64_t row, int64_t *cell)
{
    int64_t own[RECORD_NUMBERS] = {block->amount[i],   block->day[i],      block->within[i], block->kind[i],
                                   block->quantity[i], block->discount[i], block->cost[i]};
    memcpy(cell, own, sizeof own);
    cell += RECORD_NUMBERS;
    for (int32_t role = 0; role < PT_ROLES; role++)
        if (build->number[role])
            *cell++ = role == PT_ORDER ? order_id_of_row(build, row) : (int64_t)build->number[role][row];
}

static patron_status write_records(const pt_build *build, int32_t width, int64_t *record, pt_row_keys *keys,
                                   patron_error *error)
{
    const pt_rowset *rowset = build->rowset;
    patron_status status = PATRON_OK;
    pt_block *block = pt_array(build->allocator, 1, sizeof *block, error);
    if (!block) return PATRON_ERROR_MEMORY;
    for (int64_t b = 0; b < rowset->batch_count && !status; b++) {
        const pt_batch *batch = rowset->batch[b];
        for (int64_t start = 0; start < batch->count && !status; start += PT_BLOCK) {
            int64_t count = batch->count - start < PT_BLOCK ? batch->count - start : PT_BLOCK;
            status = pt_batch_block(batch, build->zone, start, count, block, error);
            for (int64_t i = 0; i < count && !status; i++) {
                int64_t row = batch->first_row + start + i;
                write_record(build, block, i, row, record + row * width);
                keys->bytes[row] = (const char *)(record + row * width);
                keys->lengths[row] = (uint32_t)((size_t)width * sizeof *record);
            }
        }
    }
    PT_FREE(build->allocator, block, 1);
    return status;
}

/* Rows that equal an earlier one in every column: equal records get equal numbers. */
patron_status pt_find_duplicates(pt_build *build, patron_error *error)
{
    const patron_allocator *allocator = build->allocator;
    patron_book *book = build->book;
    pt_row_keys keys = {.rows = build->rows, .strings = true};
    patron_status status = PATRON_ERROR_MEMORY;
    pt_keys *distinct = NULL;
    pt_index *same = NULL;
    int32_t width = RECORD_NUMBERS;
    for (int32_t role = 0; role < PT_ROLES; role++) width += build->number[role] != NULL;
    int64_t cells = build->rows * width, words = (keys.rows + 63) / 64;
    int64_t *record = pt_array(allocator, cells, sizeof *record, error);
    if (!record) goto done;
    if (!(keys.bytes = pt_array(allocator, keys.rows, sizeof *keys.bytes, error))) goto done;
    if (!(keys.lengths = pt_array(allocator, keys.rows, sizeof *keys.lengths, error))) goto done;
    if (!(keys.present = pt_array(allocator, words, sizeof *keys.present, error))) goto done;
    if (!(same = pt_array(allocator, keys.rows, sizeof *same, error))) goto done;
    memset(keys.present, 0xff, (size_t)words * sizeof *keys.present);
    status = write_records(build, width, record, &keys, error);
    if (!status) status = pt_number_rows(allocator, build->settings->threads, &keys, NULL, same, &distinct, error);
    if (status) goto done;
    book->duplicate_rows = 0;
    for (int64_t row = 0, seen = 0; row < keys.rows; row++) {
        if (same[row] == (pt_index)seen) {
            seen++;
            continue;
        }
        book->duplicate_rows++;
        /* Wraps only where the sum of |amount| leaves int64 too, which pt_build_rows then refuses. */
        book->duplicate_money = (int64_t)((uint64_t)book->duplicate_money + (uint64_t)record[row * width]);
    }
done:
    PT_FREE(allocator, record, cells);
    PT_FREE(allocator, same, keys.rows);
    pt_row_keys_free(allocator, &keys);
    pt_keys_free(allocator, distinct);
    return status;
}
