#include "builder.h"

#include "book.h"
#include "build.h"

patron_status patron_builder_open(const patron_book_options *options, patron_builder **out, patron_error *error)
{
    pt_settings settings;
    if (!out) return pt_fail_argument(error, 2, "out is NULL");
    patron_status status = pt_settings_read(options, 1, &settings, error);
    if (!status) status = pt_settings_own(&settings, error);
    if (status) return status;
    patron_builder *builder = pt_zero_array(&settings.allocator, 1, sizeof *builder, error);
    if (!builder) {
        pt_settings_free(&settings);
        return PATRON_ERROR_MEMORY;
    }
    builder->settings = settings;
    *out = builder;
    return PATRON_OK;
}

void patron_builder_free(patron_builder *builder)
{
    if (!builder) return;
    patron_allocator allocator = builder->settings.allocator;
    pt_rowset_free(&allocator, &builder->rowset);
    pt_settings_free(&builder->settings);
    PT_FREE(&allocator, builder, 1);
}

int64_t patron_builder_rows(const patron_builder *builder) { return builder->rowset.rows; }

patron_status pt_rowset_reserve(const patron_allocator *allocator, pt_rowset *rowset, int64_t more, patron_error *error)
{
    int64_t capacity = rowset->batch_capacity ? rowset->batch_capacity : 16;
    while (capacity < rowset->batch_count + more) capacity *= 2;
    if (capacity == rowset->batch_capacity) return PATRON_OK;
    pt_batch **larger = pt_array(allocator, capacity, sizeof(pt_batch *), error);
    if (!larger) return PATRON_ERROR_MEMORY;
    if (rowset->batch_count) memcpy(larger, rowset->batch, (size_t)rowset->batch_count * sizeof(pt_batch *));
    PT_FREE(allocator, rowset->batch, rowset->batch_capacity);
    rowset->batch = larger;
    rowset->batch_capacity = capacity;
    return PATRON_OK;
}

/* ---- adding rows ------------------------------------------------------------------------------------------------------- */

/* Everything that is wrong with single rows of an owned batch; strings were checked when they were copied. */
static patron_status check_batch(const patron_builder *builder, const pt_batch *batch, const pt_schema *schema,
                                 patron_error *error)
{
    const patron_allocator *allocator = &builder->settings.allocator;
    const patron_zone *zone = builder->settings.has_zone ? &builder->settings.zone : NULL;
    patron_status status = PATRON_OK;
    pt_block *block = pt_array(allocator, 1, sizeof *block, error);
    if (!block) return PATRON_ERROR_MEMORY;
    for (int64_t start = 0; start < batch->count && !status; start += PT_BLOCK) {
        int64_t count = batch->count - start < PT_BLOCK ? batch->count - start : PT_BLOCK;
        uint8_t present[PT_BLOCK];
        for (int32_t role = 0; role < batch->columns && !status; role++)
            if (batch->column[role].type == PATRON_TYPE_UINT64) /* the one width whose values may not fit */
                status = pt_column_integers(&batch->column[role], start, count, batch->first_row + start,
                                            pt_role_name(schema, role), block->amount, present, error);
        if (!status) status = pt_batch_block(batch, zone, start, count, block, error);
    }
    PT_FREE(allocator, block, 1);
    return status;
}

/* Appends a batch for which there is room. */
static void append(patron_builder *builder, pt_batch *batch, const pt_schema *schema)
{
    builder->rowset.batch[builder->rowset.batch_count++] = batch;
    builder->rowset.rows += batch->count;
    builder->rowset.schema = *schema;
}

patron_status patron_builder_add(patron_builder *builder, const patron_rows *rows, patron_error *error)
{
    if (!builder) return pt_fail_argument(error, 1, "builder is NULL");
    const patron_allocator *allocator = &builder->settings.allocator;
    pt_schema schema = builder->rowset.schema;
    pt_batch *batch = NULL;
    patron_status status = pt_batch_make(allocator, rows, builder->rowset.rows, 2, &schema, &batch, error);
    if (!status) status = pt_batch_own(allocator, batch, &schema, error);
    if (!status) status = check_batch(builder, batch, &schema, error);
    if (!status) status = pt_rowset_reserve(allocator, &builder->rowset, 1, error);
    if (status) pt_batch_free(allocator, batch);
    else append(builder, batch, &schema);
    return status;
}

/* ---- joining ----------------------------------------------------------------------------------------------------------- */

static patron_status can_hold(const patron_builder *builder, int64_t rows, patron_error *error)
{
    if (rows <= PT_ROWS_MAX - builder->rowset.rows) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_LIMIT, 2, -1, -1, "", "together these are more rows than a book can hold (%lld)",
                   (long long)PT_ROWS_MAX);
}

/* Copies tallies behind those of the builder: all of them, or on failure none. */
static patron_status add_ignored(patron_builder *builder, const pt_ignored *more, int64_t count, patron_error *error)
{
    pt_list *ignored = &builder->rowset.ignored;
    int64_t before = ignored->count;
    ignored->element = sizeof *more;
    for (int64_t i = 0; i < count; i++) {
        pt_ignored *entry = pt_list_push(&builder->settings.allocator, ignored, error);
        if (!entry) {
            ignored->count = before;
            return PATRON_ERROR_MEMORY;
        }
        *entry = more[i];
    }
    return PATRON_OK;
}

patron_status patron_builder_merge(patron_builder *builder, patron_builder *other, patron_error *error)
{
    if (!builder || !other || builder == other)
        return pt_fail_argument(error, builder ? 2 : 1, "two different builders are needed");
    pt_rowset *into = &builder->rowset, *from = &other->rowset;
    const patron_allocator *allocator = &builder->settings.allocator, *others = &other->settings.allocator;
    if (allocator->context != others->context || allocator->allocate != others->allocate ||
        allocator->release != others->release)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 2, -1, -1, "", "the builders have different allocators");
    if (builder->settings.quantity_scale != other->settings.quantity_scale)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 2, -1, -1, "", "the builders differ in quantity_scale");
    patron_status status = PATRON_OK;
    if (into->schema.known && from->schema.known) status = pt_schema_check(&into->schema, &from->schema, 2, error);
    if (!status) status = can_hold(builder, from->rows, error);
    if (!status) status = pt_rowset_reserve(allocator, into, from->batch_count, error);
    if (!status) status = add_ignored(builder, from->ignored.items, from->ignored.count, error);
    if (status) return status;
    pt_schema schema = into->schema.known ? into->schema : from->schema;
    schema.has[PT_KIND] = schema.has[PT_KIND] || from->schema.has[PT_KIND];
    for (int64_t i = 0; i < from->batch_count; i++) {
        from->batch[i]->first_row = into->rows;
        append(builder, from->batch[i], &schema);
    }
    from->batch_count = 0;
    pt_rowset_free(allocator, from);
    return PATRON_OK;
}

/* ---- replaying a book --------------------------------------------------------------------------------------------------- */

static patron_status mark_forgotten(const patron_book *book, const patron_allocator *allocator,
                                    const patron_column *forget, int64_t count, uint8_t *marks, patron_error *error)
{
    int32_t *numbers = pt_array(allocator, count, sizeof *numbers, error);
    if (!numbers) return PATRON_ERROR_MEMORY;
    patron_status status = patron_book_find(book, forget, count, numbers, error);
    if (status && error) error->argument = 3;
    for (int64_t i = 0; i < count && !status; i++)
        if (numbers[i] >= 0) marks[numbers[i]] = 1;
    PT_FREE(allocator, numbers, count);
    return status;
}

patron_status patron_builder_add_book(patron_builder *builder, const patron_book *book, const patron_column *forget,
                                      int64_t forget_count, patron_error *error)
{
    if (!builder) return pt_fail_argument(error, 1, "builder is NULL");
    if (!book) return pt_fail_argument(error, 2, "book is NULL");
    if (forget_count < 0) return pt_fail_argument(error, 4, "forget_count is negative");
    if (!book->customer_keys)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 2, -1, -1, "", "the book was built without customer keys");
    if (book->had_order && !book->order_keys)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 2, -1, -1, "", "the book was built without KEEP_ORDER_IDS");
    if (book->quantity_scale != builder->settings.quantity_scale)
        return pt_fail(error, PATRON_ERROR_MISMATCH, 2, -1, -1, "", "book and builder differ in quantity_scale");
    const patron_allocator *allocator = &builder->settings.allocator;
    pt_schema replayed = {0}, schema = builder->rowset.schema;
    pt_batch *batch = NULL;
    uint8_t *marks = pt_zero_array(allocator, book->customers, 1, error);
    if (!marks) return PATRON_ERROR_MEMORY;
    patron_status status = PATRON_OK;
    if (forget_count) status = mark_forgotten(book, allocator, forget, forget_count, marks, error);
    if (!status) status = pt_replay_book(allocator, book, marks, builder->rowset.rows, &replayed, &batch, error);
    PT_FREE(allocator, marks, book->customers);
    if (!status && batch) {
        status = schema.known ? pt_schema_check(&schema, &replayed, 2, error) : PATRON_OK;
        if (!schema.known) schema = replayed;
        schema.has[PT_KIND] = true;
    }
    if (!status && batch) status = can_hold(builder, batch->count, error);
    if (!status) status = pt_rowset_reserve(allocator, &builder->rowset, 1, error);
    if (!status) status = add_ignored(builder, book->ignored, book->ignored_count, error);
    if (status) pt_batch_free(allocator, batch);
    else if (batch) append(builder, batch, &schema);
    return status;
}

/* ---- finishing ---------------------------------------------------------------------------------------------------------- */

patron_status patron_builder_finish(patron_builder *builder, patron_book **out, patron_error *error)
{
    if (!builder) return pt_fail_argument(error, 1, "builder is NULL");
    if (!out) return pt_fail_argument(error, 2, "out is NULL");
    patron_status status = pt_build_book(&builder->settings, &builder->rowset, out, error);
    if (!status) pt_rowset_free(&builder->settings.allocator, &builder->rowset);
    return status;
}
