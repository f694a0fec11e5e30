/* Columns out as an Arrow stream. Whatever a consumer may keep after releasing the rest (an array that it moved out of its
 * parent, a batch without its stream) owns its memory alone. */
#include "arrow.h"

#include <errno.h>
#include <inttypes.h>

#include "table.h"

/* ---- schemas ----------------------------------------------------------------------------------------------------- */

/* A schema's private data: its name, or its children. */
typedef struct schema_node {
    patron_allocator allocator;
    int64_t bytes; /* of the name, with its end */
    char *name;
    int64_t count;
    struct ArrowSchema **pointers;
    struct ArrowSchema *children;
} schema_node;

static void free_schema_node(schema_node *node)
{
    patron_allocator allocator = node->allocator;
    PT_FREE(&allocator, node->name, node->bytes);
    PT_FREE(&allocator, node->pointers, node->count);
    PT_FREE(&allocator, node->children, node->count);
    PT_FREE(&allocator, node, 1);
}

static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) /* those that were moved out have no release */
        if (schema->children[i]->release) schema->children[i]->release(schema->children[i]);
    free_schema_node(schema->private_data);
    schema->release = NULL;
}

/* A schema with room for `count` children, which the caller makes. */
static bool make_schema(const patron_allocator *allocator, const char *format, const char *name, int64_t count,
                        struct ArrowSchema *out)
{
    schema_node *node = pt_zero_array(allocator, 1, sizeof *node, NULL);
    if (!node) return false;
    node->allocator = *allocator;
    node->bytes = (int64_t)strlen(name) + 1;
    node->count = count;
    node->name = pt_array(allocator, node->bytes, 1, NULL);
    node->pointers = count ? pt_array(allocator, count, sizeof(struct ArrowSchema *), NULL) : NULL;
    node->children = count ? pt_zero_array(allocator, count, sizeof *node->children, NULL) : NULL;
    if (!node->name || (count && (!node->pointers || !node->children))) {
        free_schema_node(node);
        return false;
    }
    memcpy(node->name, name, (size_t)node->bytes);
    for (int64_t i = 0; i < count; i++) node->pointers[i] = &node->children[i];
    *out = (struct ArrowSchema){.format = format, .name = node->name, .flags = count ? 0 : ARROW_FLAG_NULLABLE,
                                .n_children = count, .children = node->pointers, .release = release_schema,
                                .private_data = node};
    return true;
}

/* Formats have static storage. */
static bool copy_schema(const patron_allocator *allocator, const struct ArrowSchema *from, struct ArrowSchema *out)
{
    struct ArrowSchema copy;
    if (!make_schema(allocator, from->format, from->name, from->n_children, &copy)) return false;
    copy.flags = from->flags;
    for (int64_t i = 0; i < from->n_children; i++)
        if (!copy_schema(allocator, from->children[i], copy.children[i])) {
            release_schema(&copy);
            return false;
        }
    *out = copy;
    return true;
}

/* ---- arrays ------------------------------------------------------------------------------------------------------ */

/* An array's private data: a column, or its children. */
typedef struct array_node {
    patron_allocator allocator;
    int64_t rows, count;
    patron_column column; /* type 0 in a struct */
    const void *buffers[3];
    struct ArrowArray **pointers;
    struct ArrowArray *children;
} array_node;

static void free_array_node(array_node *node)
{
    patron_allocator allocator = node->allocator;
    if (node->column.type) pt_column_free(&allocator, &node->column, node->rows);
    PT_FREE(&allocator, node->pointers, node->count);
    PT_FREE(&allocator, node->children, node->count);
    PT_FREE(&allocator, node, 1);
}

static void release_array(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release) array->children[i]->release(array->children[i]);
    free_array_node(array->private_data);
    array->release = NULL;
}

static patron_status make_struct(const patron_allocator *allocator, int64_t count, int64_t rows, struct ArrowArray *out,
                                 patron_error *error)
{
    array_node *node = pt_zero_array(allocator, 1, sizeof *node, error);
    if (!node) return PATRON_ERROR_MEMORY;
    node->allocator = *allocator;
    node->count = count;
    node->pointers = pt_array(allocator, count, sizeof(struct ArrowArray *), error);
    node->children = pt_zero_array(allocator, count, sizeof *node->children, error);
    if (!node->pointers || !node->children) {
        free_array_node(node);
        return PATRON_ERROR_MEMORY;
    }
    for (int64_t i = 0; i < count; i++) node->pointers[i] = &node->children[i];
    *out = (struct ArrowArray){.length = rows, .n_buffers = 1, .n_children = count, .buffers = node->buffers,
                               .children = node->pointers, .release = release_array, .private_data = node};
    return PATRON_OK;
}

/* Takes over the column's memory, on failure too. */
static patron_status make_array(const patron_allocator *allocator, patron_column *column, int64_t rows, int64_t nulls,
                                struct ArrowArray *out, patron_error *error)
{
    array_node *node = pt_zero_array(allocator, 1, sizeof *node, error);
    if (!node) {
        pt_column_free(allocator, column, rows);
        return PATRON_ERROR_MEMORY;
    }
    bool strings = pt_is_string(column);
    node->allocator = *allocator;
    node->rows = rows;
    node->column = *column;
    node->buffers[0] = column->valid;
    node->buffers[1] = strings ? column->offsets : column->values;
    node->buffers[2] = strings ? column->values : NULL;
    *out = (struct ArrowArray){.length = rows, .null_count = nulls, .n_buffers = strings ? 3 : 2,
                               .buffers = node->buffers, .release = release_array, .private_data = node};
    return PATRON_OK;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static const char *format_of(const patron_column *column)
{
    static const char *const formats[] = {NULL, "c", "s", "i", "l", "C", "S", "I", "L", "U", "U", "g"};
    static const char *const instants[] = {NULL, NULL, "tss:UTC", "tsm:UTC", "tsu:UTC", "tsn:UTC"};
    if (column->unit == PATRON_UNIT_NONE) return formats[column->type];
    if (column->unit == PATRON_UNIT_DAY) return column->type == PATRON_TYPE_INT32 ? "tdD" : NULL;
    return column->type == PATRON_TYPE_INT64 ? instants[column->unit] : NULL;
}

static int64_t value_of(const patron_column *column, int64_t i)
{
    switch (column->type) {
    case PATRON_TYPE_INT8: return ((const int8_t *)column->values)[i];
    case PATRON_TYPE_INT16: return ((const int16_t *)column->values)[i];
    case PATRON_TYPE_INT32: return ((const int32_t *)column->values)[i];
    case PATRON_TYPE_INT64: return ((const int64_t *)column->values)[i];
    default: return 0; /* unsigned integers, doubles and strings have no undefined values */
    }
}

static bool is_undefined(const patron_column *column, uint64_t flags, int64_t i)
{
    int64_t value = value_of(column, i);
    return ((flags & PATRON_ARROW_UNDEFINED_NONE) && value == PATRON_NONE) ||
           ((flags & PATRON_ARROW_UNDEFINED_DAY) && column->type == PATRON_TYPE_INT32 && value == PATRON_NO_DAY);
}

/* Clears the bits of undefined values of an owned column (making bits if there are none) and counts the nulls. */
static patron_status mark_undefined(const patron_allocator *allocator, patron_column *column, int64_t rows,
                                    uint64_t flags, int64_t *nulls, patron_error *error)
{
    uint8_t *bits = (uint8_t *)(uintptr_t)column->valid;
    *nulls = 0;
    for (int64_t i = 0; i < rows; i++) {
        if (is_undefined(column, flags, i)) {
            if (!bits) {
                bits = pt_array(allocator, (rows + 7) / 8, 1, error);
                if (!bits) return PATRON_ERROR_MEMORY;
                memset(bits, 0xff, (size_t)(rows + 7) / 8);
                column->valid = bits;
            }
            bits[i >> 3] &= (uint8_t)~(1u << (i & 7));
        }
        *nulls += bits && !(bits[i >> 3] >> (i & 7) & 1);
    }
    return PATRON_OK;
}

/* Checks a field and makes its schema and its array of copies. */
static patron_status export_field(const patron_allocator *allocator, const patron_arrow_field *given, int32_t number,
                                  int64_t rows, struct ArrowSchema *schema, struct ArrowArray *array, patron_error *error)
{
    patron_arrow_field field;
    patron_column column, checked, copy;
    int64_t nulls = 0;
    if (!given) return pt_fail_argument(error, 1, "field %" PRId32 " is NULL", number);
    patron_status status = pt_read_struct(given, &field, sizeof field, sizeof field, 1, "field", error);
    if (status) return status;
    if (!field.name || !pt_is_utf8(field.name, (int64_t)strlen(field.name)) || !field.column)
        return pt_fail_argument(error, 1, "field %" PRId32 " lacks a name in UTF-8 or a column", number);
    if (field.flags & ~(uint64_t)(PATRON_ARROW_UNDEFINED_DAY | PATRON_ARROW_UNDEFINED_NONE))
        return pt_fail_argument(error, 1, "field %.100s: an unknown flag is set", field.name);
    status = pt_read_struct(field.column, &column, sizeof column, sizeof column, 1, field.name, error);
    if (status) return status;
    patron_column asked = column;
    if (column.type == PATRON_TYPE_FLOAT64) asked.type = PATRON_TYPE_INT64; /* the same to whoever copies */
    status = pt_column_read(&asked, rows, 1, asked.unit == PATRON_UNIT_NONE ? "values" : "time", &checked, error);
    if (status) return status;
    const char *format = format_of(&column);
    if (!format) return pt_fail_argument(error, 1, "field %.100s: days are INT32 and instants INT64", field.name);
    if (!make_schema(allocator, format, field.name, 0, schema))
        return pt_fail(error, PATRON_ERROR_MEMORY, 0, -1, -1, "", "no memory for a schema");
    status = pt_column_copy(allocator, &checked, rows, 0, field.name, &copy, error);
    if (status) return status;
    if (column.type == PATRON_TYPE_FLOAT64) copy.type = PATRON_TYPE_FLOAT64;
    status = mark_undefined(allocator, &copy, rows, field.flags, &nulls, error);
    if (status) {
        pt_column_free(allocator, &copy, rows);
        return status;
    }
    return make_array(allocator, &copy, rows, nulls, array, error);
}

/* ---- the stream -------------------------------------------------------------------------------------------------- */

typedef struct stream_node {
    patron_allocator allocator;
    struct ArrowSchema schema;
    struct ArrowArray batch; /* without release once it has been taken */
    const char *failure;
} stream_node;

static int give_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    stream_node *node = stream->private_data;
    bool made = copy_schema(&node->allocator, &node->schema, out);
    node->failure = made ? NULL : "no memory for the schema";
    return made ? 0 : ENOMEM;
}

static int give_batch(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    stream_node *node = stream->private_data;
    *out = node->batch;
    if (!out->release) memset(out, 0, sizeof *out);
    node->batch.release = NULL;
    node->failure = NULL;
    return 0;
}

static const char *give_error(struct ArrowArrayStream *stream) { return ((stream_node *)stream->private_data)->failure; }

static void free_stream_node(stream_node *node)
{
    patron_allocator allocator = node->allocator;
    if (node->schema.release) node->schema.release(&node->schema);
    if (node->batch.release) node->batch.release(&node->batch);
    PT_FREE(&allocator, node, 1);
}

static void release_stream(struct ArrowArrayStream *stream)
{
    free_stream_node(stream->private_data);
    stream->release = NULL;
}

patron_status patron_arrow_export(const patron_arrow_field *const *fields, int32_t count, int64_t rows,
                                  const patron_allocator *given, struct ArrowArrayStream *out, patron_error *error)
{
    patron_allocator allocator;
    if (count < 0 || (count && !fields)) return pt_fail_argument(error, count < 0 ? 2 : 1, "fields is NULL or count negative");
    if (rows < 0) return pt_fail_argument(error, 3, "rows is negative");
    patron_status status = pt_allocator_from(given, &allocator, error);
    if (status) {
        if (error) error->argument = 4;
        return status;
    }
    if (!out) return pt_fail_argument(error, 5, "out is NULL");
    stream_node *node = pt_zero_array(&allocator, 1, sizeof *node, error);
    if (!node) return PATRON_ERROR_MEMORY;
    node->allocator = allocator;
    if (!make_schema(&allocator, "+s", "", count, &node->schema))
        status = pt_fail(error, PATRON_ERROR_MEMORY, 0, -1, -1, "", "no memory for a schema");
    if (!status) status = make_struct(&allocator, count, rows, &node->batch, error);
    for (int32_t i = 0; i < count && !status; i++)
        status = export_field(&allocator, fields[i], i, rows, node->schema.children[i], node->batch.children[i], error);
    if (status) {
        free_stream_node(node);
        return status;
    }
    node->schema.flags = 0;
    if (!rows) { /* a stream may be empty, and that is what every consumer understands */
        node->batch.release(&node->batch);
        node->batch.release = NULL;
    }
    *out = (struct ArrowArrayStream){give_schema, give_batch, give_error, release_stream, node};
    return PATRON_OK;
}

patron_status patron_table_export_arrow(const patron_table *table, struct ArrowArrayStream *out, patron_error *error)
{
    if (!table) return pt_fail_argument(error, 1, "table is NULL");
    if (!out) return pt_fail_argument(error, 2, "out is NULL");
    const patron_allocator *allocator = pt_table_allocator(table);
    int32_t count = patron_table_columns(table);
    patron_status status = PATRON_ERROR_MEMORY;
    patron_column *column = NULL;
    const patron_arrow_field **fields = NULL;
    patron_arrow_field *field = pt_zero_array(allocator, count, sizeof *field, error);
    if (!field) return status;
    if (!(column = pt_zero_array(allocator, count, sizeof *column, error))) goto done;
    if (!(fields = pt_array(allocator, count, sizeof(patron_arrow_field *), error))) goto done;
    status = PATRON_OK;
    for (int32_t i = 0; i < count && !status; i++) {
        column[i].size = sizeof column[i];
        status = patron_table_column(table, i, &column[i], error);
        field[i] = (patron_arrow_field){.size = sizeof field[i], .name = patron_table_name(table, i), .column = &column[i]};
        if (column[i].type == PATRON_TYPE_INT32)
            field[i].flags = column[i].unit == PATRON_UNIT_DAY ? PATRON_ARROW_UNDEFINED_DAY
                                                               : PATRON_ARROW_UNDEFINED_DAY | PATRON_ARROW_UNDEFINED_NONE;
        fields[i] = &field[i];
    }
    if (!status) status = patron_arrow_export(fields, count, patron_table_rows(table), allocator, out, error);
done:
    PT_FREE(allocator, fields, count);
    PT_FREE(allocator, column, count);
    PT_FREE(allocator, field, count);
    return status;
}
