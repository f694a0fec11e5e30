/* counts.c: what the library adds up, as a record or a matrix by group. */
#include "php_patron.h"
#include "results.h"

bool pp_counts_begin(pp_counts *counts, const pp_field *fields, const pp_selection *selection, int64_t cells, void *out,
                     size_t out_size)
{
    int32_t count = 0;
    while (fields[count].name) count++;
    int64_t each = selection->groups * cells;
    memset(counts, 0, sizeof *counts);
    counts->fields = fields;
    counts->count = count;
    counts->groups = selection->groups;
    counts->cells = cells;
    counts->bytes = (size_t)each * (size_t)count * sizeof(int64_t);
    counts->held = pp_allocate_zero(counts->bytes);
    if (!counts->held) {
        pp_no_memory();
        return false;
    }
    memset(out, 0, out_size);
    *(size_t *)out = out_size;
    *(int64_t *)(void *)((char *)out + sizeof(size_t)) = each;
    for (int32_t at = 0; at < count; at++)
        *(int64_t **)(void *)((char *)out + fields[at].offset) = counts->held + at * each;
    return true;
}

void pp_counts_end(pp_counts *counts)
{
    pp_release(counts->held, counts->bytes);
    counts->held = NULL;
}

static int64_t count_at(const pp_counts *counts, int32_t field, int64_t group, int64_t cell)
{
    return counts->held[(field * counts->groups + group) * counts->cells + cell];
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

typedef struct {
    const pp_counts *counts;
    zend_class_entry *class;
    zval *rows;
    zval columns;
} making;

static bool make_record(zval *out, void *context, int64_t group)
{
    const making *this = context;
    zval values;
    array_init(&values);
    for (int32_t at = 0; at < this->counts->count; at++) {
        char camel[64];
        pp_camel(this->counts->fields[at].name, camel, sizeof camel);
        add_assoc_long(&values, camel, count_at(this->counts, at, group, 0));
    }
    pp_record_make(out, this->class, &values);
    return true;
}

bool pp_counts_records(const pp_counts *counts, const pp_selection *selection, zend_class_entry *class, zval *out)
{
    making context = {.counts = counts, .class = class};
    return pp_by_group(out, selection, make_record, &context);
}

/* ---- matrices ---------------------------------------------------------------------------------------------------- */

static bool make_matrix(zval *out, void *context, int64_t group)
{
    making *this = context;
    pp_matrix *matrix = pp_matrix_make(out, PP_INT64, false, this->rows, &this->columns);
    if (!matrix) return false;
    for (int64_t row = 0; row < matrix->row_count; row++)
        for (int32_t at = 0; at < this->counts->count; at++)
            matrix->ints[row * matrix->column_count + at] = count_at(this->counts, at, group, row);
    return true;
}

bool pp_counts_matrices(const pp_counts *counts, const pp_selection *selection, zval *rows, zval *out)
{
    making context = {.counts = counts, .rows = rows};
    array_init(&context.columns);
    for (int32_t at = 0; at < counts->count; at++) {
        char camel[64];
        pp_camel(counts->fields[at].name, camel, sizeof camel);
        add_next_index_string(&context.columns, camel);
    }
    bool made = pp_by_group(out, selection, make_matrix, &context);
    zval_ptr_dtor(&context.columns);
    return made;
}
