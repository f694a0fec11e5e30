/* A stream of Arrow record batches into a builder. */
#include "arrow.h"

#include <errno.h>
#include <inttypes.h>

#include "builder.h"

/* One call's state. The batches are gathered in a builder of their own, which is merged in the end. */
typedef struct pull {
    const patron_allocator *allocator;
    patron_builder *builder;
    patron_builder gathered;
    pt_arrow_plan *plan;
    pt_arrow_work *work;
    pt_block *block;
    int32_t argument; /* of the call: `columns` */
    int64_t position; /* rows of the stream so far */
    int64_t skipped;
} pull;

/* ---- one batch --------------------------------------------------------------------------------------------------- */

static bool may_be_null(const pull *in, int32_t role)
{
    if (role == PT_KIND && pt_arrow_kind(in->plan, "", -1) != PATRON_NONE) return true;
    return role != PT_TIME && role != PT_AMOUNT && role != PT_KIND;
}

/* Clears keep[row] where a column that every row must have is null. */
static patron_status mark_nulls(pull *in, const pt_arrow_view *view, const pt_arrow_rows *rows, uint8_t *keep,
                                patron_error *error)
{
    patron_status status = PATRON_OK;
    for (int64_t start = 0; start < rows->count && !status; start += PT_BLOCK) {
        int64_t count = rows->count - start < PT_BLOCK ? rows->count - start : PT_BLOCK;
        status = pt_arrow_presence(view, rows, start, count, in->work, error);
        for (int64_t i = 0; i < count && !status; i++) keep[start + i] &= in->work->present[i];
    }
    return status;
}

/* The rows of a batch that have all that a row must have: *take, an array of `length`, stays NULL if all have. */
static patron_status choose_rows(pull *in, const pt_arrow_view *view, pt_arrow_rows *rows, int64_t **take,
                                 patron_error *error)
{
    int64_t length = rows->count, kept = 0;
    uint8_t *keep = pt_array(in->allocator, length, 1, error);
    if (!keep) return PATRON_ERROR_MEMORY;
    memset(keep, 1, (size_t)length);
    patron_status status = PATRON_OK;
    for (int32_t i = 0; i < in->plan->count && !status; i++)
        if (!may_be_null(in, view[i].column->role)) status = mark_nulls(in, &view[i], rows, keep, error);
    for (int64_t i = 0; i < length; i++) kept += keep[i];
    if (!status && kept < length) {
        *take = pt_array(in->allocator, length, sizeof **take, error);
        status = *take ? PATRON_OK : PATRON_ERROR_MEMORY;
        if (*take) {
            int64_t at = 0;
            for (int64_t i = 0; i < length; i++)
                if (keep[i]) (*take)[at++] = i;
            rows->take = *take;
            rows->count = kept;
        }
    }
    PT_FREE(in->allocator, keep, length);
    return status;
}

/* A batch that owns the converted columns. On success they are the batch's. */
static patron_status make_batch(const pull *in, const patron_column *column, int64_t count, pt_schema *schema,
                                pt_batch **out, patron_error *error)
{
    const patron_column *of[PT_ROLES] = {NULL};
    patron_label label[PT_LABELS_MAX];
    const patron_label *labels[PT_LABELS_MAX];
    const pt_arrow_plan *plan = in->plan;
    for (int32_t i = 0; i < plan->count; i++) of[plan->column[i].role] = &column[i];
    for (int32_t i = 0; i < plan->label_count; i++) {
        label[i] = plan->label[i];
        label[i].column = of[PT_LABELS + i];
        labels[i] = &label[i];
    }
    const patron_rows rows = {.size = sizeof rows, .count = count, .customer = of[PT_CUSTOMER], .time = of[PT_TIME],
                              .amount = of[PT_AMOUNT], .order = of[PT_ORDER], .shop = of[PT_SHOP],
                              .product = of[PT_PRODUCT], .category = of[PT_CATEGORY], .quantity = of[PT_QUANTITY],
                              .discount = of[PT_DISCOUNT], .cost = of[PT_COST], .kind = of[PT_KIND],
                              .labels = labels, .label_count = plan->label_count};
    int64_t first_row = in->builder->rowset.rows + in->gathered.rowset.rows;
    return pt_batch_make(in->allocator, &rows, first_row, in->argument, schema, out, error);
}

/* Everything that is wrong with single rows; a row is named by its place in the stream. */
static patron_status check_rows(pull *in, const pt_batch *batch, const pt_arrow_rows *rows, patron_error *error)
{
    const patron_zone *zone = in->builder->settings.has_zone ? &in->builder->settings.zone : NULL;
    patron_status status = PATRON_OK;
    for (int64_t start = 0; start < batch->count && !status; start += PT_BLOCK) {
        int64_t count = batch->count - start < PT_BLOCK ? batch->count - start : PT_BLOCK;
        status = pt_batch_block(batch, zone, start, count, in->block, error);
    }
    if (status && error && error->row >= batch->first_row)
        error->row = rows->base + pt_arrow_row(rows, error->row - batch->first_row);
    return status;
}

static void free_columns(const pull *in, patron_column *column, int64_t count)
{
    for (int32_t i = 0; i < in->plan->count; i++)
        if (column[i].type) pt_column_free(in->allocator, &column[i], count);
}

/* Converts the chosen rows and puts them behind those gathered so far. */
static patron_status gather_rows(pull *in, const pt_arrow_view *view, const pt_arrow_rows *rows, patron_error *error)
{
    patron_column column[PT_ROLES];
    int64_t *within = NULL;
    pt_batch *batch = NULL;
    pt_rowset *gathered = &in->gathered.rowset;
    pt_schema schema = gathered->schema.known ? gathered->schema : in->builder->rowset.schema;
    memset(column, 0, sizeof column);
    patron_status status = pt_rowset_reserve(in->allocator, gathered, 1, error);
    for (int32_t i = 0; i < in->plan->count && !status; i++) {
        int64_t *inside = NULL;
        status = pt_arrow_convert(in->allocator, in->plan, &view[i], rows, in->work, &column[i], &inside, error);
        if (inside) within = inside;
    }
    if (!status) status = make_batch(in, column, rows->count, &schema, &batch, error);
    if (status) {
        free_columns(in, column, rows->count);
        PT_FREE(in->allocator, within, rows->count);
        return status;
    }
    batch->owned = true;
    batch->replay.within = within;
    status = check_rows(in, batch, rows, error);
    if (status) {
        pt_batch_free(in->allocator, batch);
        return status;
    }
    gathered->batch[gathered->batch_count++] = batch;
    gathered->rows += batch->count;
    gathered->schema = schema;
    return PATRON_OK;
}

/* array NULL: no rows, but the columns as the schema says. */
static patron_status add_batch(pull *in, const struct ArrowArray *array, patron_error *error)
{
    pt_arrow_view *view = NULL;
    int64_t *take = NULL, length = array ? array->length : 0;
    pt_arrow_rows rows = {.count = length, .base = in->builder->rowset.rows + in->position};
    patron_status status = array ? pt_arrow_check_batch(array, in->plan, error) : PATRON_OK;
    if (status) return status;
    if (length > PT_ROWS_MAX - in->builder->rowset.rows - in->gathered.rowset.rows)
        return pt_fail(error, PATRON_ERROR_LIMIT, 2, -1, -1, "", "%" PRId64 " rows more are more than a book can hold (%lld)",
                       length, (long long)PT_ROWS_MAX);
    if (!(view = pt_array(in->allocator, in->plan->count, sizeof *view, error))) return PATRON_ERROR_MEMORY;
    for (int32_t i = 0; i < in->plan->count && !status; i++)
        status = pt_arrow_view_make(array, &in->plan->column[i], &view[i], error);
    if (!status && in->plan->skip) status = choose_rows(in, view, &rows, &take, error);
    if (!status && (rows.count || !array)) status = gather_rows(in, view, &rows, error);
    if (!status) {
        in->position += length;
        in->skipped += length - rows.count;
    }
    PT_FREE(in->allocator, take, length);
    PT_FREE(in->allocator, view, in->plan->count);
    return status;
}

/* ---- one call ---------------------------------------------------------------------------------------------------- */

static patron_status pull_begin(pull *in, patron_builder *builder, const struct ArrowSchema *schema,
                                const patron_arrow_columns *columns, int32_t argument, patron_error *error)
{
    const patron_allocator *allocator = &builder->settings.allocator;
    memset(in, 0, sizeof *in);
    in->builder = builder;
    in->allocator = allocator;
    in->argument = argument;
    in->gathered.settings.allocator = *allocator;
    in->gathered.settings.quantity_scale = builder->settings.quantity_scale;
    if (!(in->plan = pt_array(allocator, 1, sizeof *in->plan, error))) return PATRON_ERROR_MEMORY;
    if (!(in->work = pt_array(allocator, 1, sizeof *in->work, error))) return PATRON_ERROR_MEMORY;
    if (!(in->block = pt_array(allocator, 1, sizeof *in->block, error))) return PATRON_ERROR_MEMORY;
    return pt_arrow_plan_make(schema, columns, argument, &builder->rowset.schema, builder->settings.quantity_scale,
                              builder->settings.has_zone, in->plan, error);
}

/* All rows are gathered: into the builder with them. */
static patron_status pull_commit(pull *in, int64_t *skipped, patron_error *error)
{
    patron_status status = PATRON_OK;
    if (!in->gathered.rowset.batch_count) status = add_batch(in, NULL, error); /* the columns are known, also without rows */
    if (!status) status = patron_builder_merge(in->builder, &in->gathered, error);
    if (!status && skipped) *skipped = in->skipped;
    return status;
}

static void pull_end(pull *in)
{
    pt_rowset_free(in->allocator, &in->gathered.rowset);
    PT_FREE(in->allocator, in->plan, 1);
    PT_FREE(in->allocator, in->work, 1);
    PT_FREE(in->allocator, in->block, 1);
}

/* ---- streams ----------------------------------------------------------------------------------------------------- */

/* The producer's own words, as far as they are text. */
static patron_status fail_stream(struct ArrowArrayStream *stream, int code, const char *what, patron_error *error)
{
    const char *said = stream->get_last_error ? stream->get_last_error(stream) : NULL;
    int64_t length = 0;
    while (said && length < 150 && said[length]) length++;
    while (length > 0 && !pt_is_utf8(said, length)) length--;
    return pt_fail(error, code == ENOMEM ? PATRON_ERROR_MEMORY : PATRON_ERROR_DATA, 2, -1, -1, "",
                   "the stream failed to give its %s (error %d)%s%.*s", what, code, length ? ": " : "", (int)length,
                   length ? said : "");
}

static patron_status pull_batches(pull *in, struct ArrowArrayStream *stream, patron_error *error)
{
    patron_status status = PATRON_OK;
    while (!status) {
        struct ArrowArray array = {0};
        int code = stream->get_next(stream, &array);
        if (code) return fail_stream(stream, code, "next batch", error);
        if (!array.release) break;
        status = add_batch(in, &array, error);
        if (array.release) array.release(&array);
    }
    return status;
}

patron_status patron_builder_add_arrow(patron_builder *builder, struct ArrowArrayStream *stream,
                                       const patron_arrow_columns *columns, int64_t *skipped, patron_error *error)
{
    if (!stream || !stream->release) return pt_fail_argument(error, 2, "stream is NULL or has been released");
    struct ArrowArrayStream own = *stream;
    struct ArrowSchema schema = {0};
    pull in = {0};
    patron_status status = PATRON_OK;
    stream->release = NULL; /* moved */
    if (!builder) status = pt_fail_argument(error, 1, "builder is NULL");
    else if (!own.get_schema || !own.get_next) status = pt_fail_argument(error, 2, "the stream lacks a function");
    if (!status) {
        int code = own.get_schema(&own, &schema);
        if (code) status = fail_stream(&own, code, "schema", error);
        else if (!schema.release) status = pt_fail_argument(error, 2, "the stream's schema has been released");
        if (code) schema.release = NULL;
    }
    if (!status) {
        status = pull_begin(&in, builder, &schema, columns, 3, error);
        if (!status) status = pull_batches(&in, &own, error);
        if (!status) status = pull_commit(&in, skipped, error);
        pull_end(&in);
    }
    if (schema.release) schema.release(&schema);
    own.release(&own);
    return status;
}

patron_status patron_builder_add_arrow_array(patron_builder *builder, struct ArrowSchema *schema,
                                             struct ArrowArray *array, const patron_arrow_columns *columns,
                                             int64_t *skipped, patron_error *error)
{
    struct ArrowSchema own_schema = {0};
    struct ArrowArray own = {0};
    pull in = {0};
    patron_status status = PATRON_OK;
    if (schema && schema->release) {
        own_schema = *schema;
        schema->release = NULL;
    }
    if (array && array->release) {
        own = *array;
        array->release = NULL;
    }
    if (!builder) status = pt_fail_argument(error, 1, "builder is NULL");
    else if (!own_schema.release) status = pt_fail_argument(error, 2, "schema is NULL or has been released");
    else if (!own.release) status = pt_fail_argument(error, 3, "array is NULL or has been released");
    if (!status) {
        status = pull_begin(&in, builder, &own_schema, columns, 4, error);
        if (!status) {
            status = add_batch(&in, &own, error);
            if (status && error && error->argument == 2) error->argument = 3; /* the array, here not part of a stream */
        }
        if (!status) status = pull_commit(&in, skipped, error);
        pull_end(&in);
    }
    if (own.release) own.release(&own);
    if (own_schema.release) own_schema.release(&own_schema);
    return status;
}
