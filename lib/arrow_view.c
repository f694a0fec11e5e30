/* The arrays of one Arrow batch, and everything about them that can be checked. */
#include "arrow.h"

#include <inttypes.h>

static patron_status fail(const pt_arrow_column *column, const char *why, patron_error *error)
{
    return pt_fail(error, PATRON_ERROR_ARGUMENT, 2, -1, -1, column->title, "%s: the array of column %.60s: %s",
                   column->title, column->name, why);
}

/* Why an array's own fields cannot be, or NULL. */
static const char *contradiction(const struct ArrowArray *array, int64_t least_buffers)
{
    if (!array->release) return "it has been released";
    if (array->length < 0 || array->offset < 0) return "its length or offset is negative";
    if (array->offset > INT64_MAX / 64 || array->length > INT64_MAX / 64) return "its length or offset is out of range";
    if (array->null_count < -1 || array->null_count > array->length) return "its null count is out of range";
    if (array->n_buffers < least_buffers) return "it has too few buffers";
    if (least_buffers && !array->buffers) return "its buffers are NULL";
    if (least_buffers && array->null_count > 0 && !array->buffers[0]) return "it has nulls but no validity bits";
    return NULL;
}

patron_status pt_arrow_check_batch(const struct ArrowArray *array, const pt_arrow_plan *plan, patron_error *error)
{
    const char *why = contradiction(array, 1);
    if (why) return pt_fail_argument(error, 2, "a batch contradicts itself: %s", why);
    if (array->n_children != plan->children)
        return pt_fail_argument(error, 2, "a batch has %" PRId64 " columns, its schema %" PRId64, array->n_children,
                                plan->children);
    for (int64_t i = 0; i < array->n_children; i++)
        if (!array->children || !array->children[i])
            return pt_fail_argument(error, 2, "column %" PRId64 " of a batch is NULL", i);
    return PATRON_OK;
}

/* ---- buffers ----------------------------------------------------------------------------------------------------- */

static bool is_aligned(const void *buffer, uintptr_t width) { return (uintptr_t)buffer % width == 0; }

static uintptr_t width_of(int32_t type)
{
    switch (type) {
    case PATRON_TYPE_INT8:
    case PATRON_TYPE_UINT8: return 1;
    case PATRON_TYPE_INT16:
    case PATRON_TYPE_UINT16: return 2;
    case PATRON_TYPE_INT32:
    case PATRON_TYPE_UINT32:
    case PATRON_TYPE_STRING: return 4;
    default: return 8;
    }
}

/* How many buffers a format has at least, and how its values (strings: offsets) are aligned. */
static int64_t buffers_of(const pt_arrow_format *format)
{
    return format->form == PT_ARROW_NULL ? 0 : format->form == PT_ARROW_STRING || format->form == PT_ARROW_VIEW ? 3 : 2;
}

static uintptr_t alignment_of(const pt_arrow_format *format)
{
    switch (format->form) {
    case PT_ARROW_FLOAT32:
    case PT_ARROW_VIEW: return 4;
    case PT_ARROW_FLOAT64:
    case PT_ARROW_DECIMAL: return 8;
    default: return width_of(format->type);
    }
}

static const char *read_strings(const struct ArrowArray *array, const pt_arrow_format *format, pt_arrow_values *out)
{
    int64_t last = out->first + out->count;
    out->offsets = array->buffers[1];
    out->values = array->buffers[2];
    if (!out->count) return NULL;
    out->end = format->type == PATRON_TYPE_STRING ? ((const volatile int32_t *)out->offsets)[last]
                                                  : ((const volatile int64_t *)out->offsets)[last];
    if (out->end < 0) return "its last string offset is negative";
    return out->end && !out->values ? "its strings are NULL" : NULL;
}

static const char *read_parts(const struct ArrowArray *array, pt_arrow_values *out)
{
    out->part_count = array->n_buffers - 3;
    out->parts = array->buffers + 2;
    out->sizes = array->buffers[array->n_buffers - 1];
    if (out->part_count && (!out->sizes || !is_aligned(out->sizes, 8))) return "the sizes of its string buffers are NULL or not aligned";
    for (int64_t i = 0; i < out->part_count; i++)
        if (out->sizes[i] < 0) return "the size of a string buffer is negative";
    return NULL;
}

/* The elements [offset, offset + length) of an array; why not, or NULL. */
static const char *read_values(const struct ArrowArray *array, const pt_arrow_format *format, pt_arrow_values *out)
{
    const char *why = contradiction(array, buffers_of(format));
    memset(out, 0, sizeof *out);
    if (why) return why;
    out->first = array->offset;
    out->count = array->length;
    if (format->form == PT_ARROW_NULL) return NULL;
    const void *main = array->buffers[1];
    if (out->count && !main) return "its values are NULL";
    if (out->count && !is_aligned(main, alignment_of(format))) return "its values are not aligned";
    out->valid = array->buffers[0];
    out->values = main;
    if (format->form == PT_ARROW_STRING) return read_strings(array, format, out);
    return format->form == PT_ARROW_VIEW ? read_parts(array, out) : NULL;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

patron_status pt_arrow_view_make(const struct ArrowArray *array, const pt_arrow_column *column, pt_arrow_view *out,
                                 patron_error *error)
{
    memset(out, 0, sizeof *out);
    out->column = column;
    if (!array) return PATRON_OK;
    const struct ArrowArray *child = array->children[column->child];
    const pt_arrow_format indices = {.form = PT_ARROW_INTEGER, .type = column->index};
    const char *why;
    if (!column->index && child->dictionary) return fail(column, "it has a dictionary, its schema has none", error);
    if (column->index && !child->dictionary) return fail(column, "it has no dictionary, its schema has one", error);
    if (column->index) {
        why = read_values(child, &indices, &out->index);
        if (!why) why = read_values(child->dictionary, &column->format, &out->values);
    } else {
        why = read_values(child, &column->format, &out->values);
    }
    if (why) return fail(column, why, error);
    /* Row i of the batch is row offset + i of its children. */
    pt_arrow_values *rows = column->index ? &out->index : &out->values;
    if (rows->count < array->offset || rows->count - array->offset < array->length)
        return fail(column, "it is shorter than the batch", error);
    out->batch_valid = array->buffers[0];
    out->batch_first = array->offset;
    rows->first += array->offset;
    rows->count = array->length;
    return PATRON_OK;
}
