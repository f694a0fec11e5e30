#include "rows.h"

#include "book.h"

static const char *const role_names[PT_LABELS] = {"customer", "time",     "amount",   "order",    "shop", "product",
                                                  "category", "quantity", "discount", "cost",     "kind"};

const char *pt_role_name(const pt_schema *schema, int32_t role)
{
    return role < PT_LABELS ? role_names[role] : schema->name[role - PT_LABELS];
}

static bool is_key_role(int32_t role) { return role != PT_TIME && role != PT_AMOUNT && (role < PT_QUANTITY || role >= PT_LABELS); }

/* ---- checking a batch's columns --------------------------------------------------------------------------------- */

/* Bytes of a name, at most `most`; 0 for NULL. */
static size_t name_length(const char *name, size_t most)
{
    size_t length = 0;
    while (name && length < most && name[length]) length++;
    return length;
}

static patron_status read_labels(const patron_rows *rows, int32_t argument, pt_schema *schema,
                                 const patron_column **given, patron_error *error)
{
    if (rows->label_count < 0 || rows->label_count > PT_LABELS_MAX)
        return pt_fail_argument(error, argument, "label_count is %d, at most %d are allowed", (int)rows->label_count,
                                PT_LABELS_MAX);
    if (rows->label_count && !rows->labels) return pt_fail_argument(error, argument, "labels is NULL");
    schema->label_count = rows->label_count;
    for (int32_t i = 0; i < rows->label_count; i++) {
        patron_label label;
        if (!rows->labels[i]) return pt_fail_argument(error, argument, "label %d is NULL", (int)i);
        patron_status status = pt_read_struct(rows->labels[i], &label, sizeof label, sizeof label, argument, "label", error);
        if (status) return status;
        size_t length = name_length(label.name, sizeof schema->name[i]);
        if (length == 0 || length >= sizeof schema->name[i] || !pt_is_utf8(label.name, (int64_t)length))
            return pt_fail_argument(error, argument, "label %d has no name of 1..31 bytes of UTF-8", (int)i);
        if (label.level != PATRON_LABEL_ORDER && label.level != PATRON_LABEL_LINE)
            return pt_fail_argument(error, argument, "label %s: unknown level %d", label.name, (int)label.level);
        if (label.reserved) return pt_fail_argument(error, argument, "label %s: reserved is not 0", label.name);
        if (!label.column) return pt_fail_argument(error, argument, "label %s has no column", label.name);
        memset(schema->name[i], 0, sizeof schema->name[i]);
        memcpy(schema->name[i], label.name, length);
        schema->level[i] = label.level;
        for (int32_t k = 0; k < i; k++)
            if (strcmp(schema->name[k], schema->name[i]) == 0)
                return pt_fail_argument(error, argument, "two labels are called %s", label.name);
        given[PT_LABELS + i] = label.column;
    }
    return PATRON_OK;
}

patron_status pt_schema_check(const pt_schema *before, const pt_schema *now, int32_t argument, patron_error *error)
{
    if (before->label_count != now->label_count)
        return pt_fail_argument(error, argument, "this batch has %d labels, the first one had %d",
                                (int)now->label_count, (int)before->label_count);
    for (int32_t role = 0; role < PT_LABELS + now->label_count; role++) {
        if (role >= PT_LABELS && (strcmp(before->name[role - PT_LABELS], now->name[role - PT_LABELS]) != 0 ||
                                  before->level[role - PT_LABELS] != now->level[role - PT_LABELS]))
            return pt_fail_argument(error, argument, "label %s is not the first batch's %s", pt_role_name(now, role),
                                    pt_role_name(before, role));
        if (before->has[role] != now->has[role] && role != PT_KIND) /* absent kinds are sales */
            return pt_fail_argument(error, argument, "column %s is %s here and %s in the first batch",
                                    pt_role_name(now, role), now->has[role] ? "given" : "absent",
                                    before->has[role] ? "given" : "absent");
        if (before->strings[role] != now->strings[role])
            return pt_fail_argument(error, argument, "column %s changes between integers and strings",
                                    pt_role_name(now, role));
    }
    return PATRON_OK;
}

patron_status pt_batch_make(const patron_allocator *allocator, const patron_rows *rows, int64_t first_row,
                            int32_t argument, pt_schema *schema, pt_batch **out, patron_error *error)
{
    patron_rows known;
    pt_schema now = {0};
    pt_batch *batch = NULL;
    if (!rows) return pt_fail_argument(error, argument, "rows is NULL");
    patron_status status = pt_read_struct(rows, &known, sizeof known, sizeof known, argument, "rows", error);
    if (status) return status;
    if (known.reserved) return pt_fail_argument(error, argument, "rows: reserved is not 0");
    if (known.count < 0) return pt_fail_argument(error, argument, "rows: count is negative");
    if (known.count > PT_ROWS_MAX - first_row)
        return pt_fail(error, PATRON_ERROR_LIMIT, argument, -1, -1, "",
                       "%lld rows behind %lld are more than a book can hold (%lld)", (long long)known.count,
                       (long long)first_row, (long long)PT_ROWS_MAX);
    const patron_column *given[PT_ROLES] = {known.customer, known.time,     known.amount,   known.order,
                                            known.shop,     known.product,  known.category, known.quantity,
                                            known.discount, known.cost,     known.kind};
    status = read_labels(&known, argument, &now, given, error);
    if (status) return status;
    now.known = true;
    int32_t columns = PT_LABELS + now.label_count;

    status = PATRON_ERROR_MEMORY;
    batch = pt_zero_array(allocator, 1, sizeof *batch, error);
    if (!batch) return status;
    batch->count = known.count;
    batch->first_row = first_row;
    batch->columns = columns;
    if (!(batch->column = pt_zero_array(allocator, columns, sizeof *batch->column, error))) goto done;
    if (!(batch->end = pt_zero_array(allocator, columns, sizeof *batch->end, error))) goto done;
    for (int32_t role = 0; role < columns; role++) {
        now.has[role] = given[role] != NULL;
        if (!given[role]) continue;
        status = pt_column_read(given[role], known.count, argument, pt_role_name(&now, role), &batch->column[role], error);
        if (status) goto done;
        now.strings[role] = pt_is_string(&batch->column[role]);
        if (now.strings[role] && !is_key_role(role)) {
            status = pt_fail_argument(error, argument, "column %s must be integers", pt_role_name(&now, role));
            goto done;
        }
        if (now.strings[role]) batch->end[role] = pt_column_end(&batch->column[role], known.count);
    }
    for (int32_t role = PT_CUSTOMER; role <= PT_AMOUNT; role++)
        if (!now.has[role]) {
            status = pt_fail_argument(error, argument, "column %s is missing", role_names[role]);
            goto done;
        }
    if (now.has[PT_SHOP] && !now.has[PT_ORDER]) {
        status = pt_fail_argument(error, argument, "column shop needs column order");
        goto done;
    }
    status = schema->known ? pt_schema_check(schema, &now, argument, error) : PATRON_OK;
    if (status) goto done;
    if (!schema->known) *schema = now;
    schema->has[PT_KIND] = schema->has[PT_KIND] || now.has[PT_KIND];
    *out = batch;
done:
    if (status) pt_batch_free(allocator, batch);
    return status;
}

/* ---- owning ------------------------------------------------------------------------------------------------------ */

static size_t width_of(int32_t type)
{
    switch (type) {
    case PATRON_TYPE_INT8:
    case PATRON_TYPE_UINT8: return 1;
    case PATRON_TYPE_INT16:
    case PATRON_TYPE_UINT16: return 2;
    case PATRON_TYPE_INT32:
    case PATRON_TYPE_UINT32: return 4;
    default: return 8;
    }
}

static patron_status copy_strings(const patron_allocator *allocator, const patron_column *from, int64_t count,
                                  int64_t first_row, const char *role, patron_column *out, patron_error *error)
{
    int64_t end = pt_column_end(from, count), bytes = 0, used = 0;
    const char *text[PT_BLOCK];
    int64_t length[PT_BLOCK];
    uint8_t present[PT_BLOCK];
    patron_status status = PATRON_ERROR_MEMORY;
    char *copy = NULL;
    int64_t *offsets = pt_array(allocator, count + 1, sizeof *offsets, error);
    if (!offsets) return status;
    /* The first pass fixes the offsets; the second one copies what they cover. */
    const char **where = pt_array(allocator, count, sizeof *where, error);
    if (!where) goto done;
    offsets[0] = 0;
    for (int64_t start = 0; start < count; start += PT_BLOCK) {
        int64_t some = count - start < PT_BLOCK ? count - start : PT_BLOCK;
        status = pt_column_strings(from, end, start, some, first_row + start, role, text, length, present, error);
        if (status) goto done;
        for (int64_t i = 0; i < some; i++) {
            where[start + i] = text[i];
            bytes += present[i] ? length[i] : 0;
            offsets[start + i + 1] = bytes;
        }
    }
    status = PATRON_ERROR_MEMORY;
    if (!(copy = pt_array(allocator, bytes, 1, error))) goto done;
    for (int64_t i = 0; i < count; i++) {
        int64_t one = offsets[i + 1] - offsets[i];
        if (one) memcpy(copy + used, where[i], (size_t)one);
        used += one;
    }
    out->type = PATRON_TYPE_STRING64;
    out->values = copy;
    out->offsets = offsets;
    status = PATRON_OK;
done:
    PT_FREE(allocator, where, count);
    if (status) PT_FREE(allocator, offsets, count + 1);
    return status;
}

static patron_status copy_validity(const patron_allocator *allocator, const patron_column *from, int64_t count,
                                   patron_column *out, patron_error *error)
{
    int64_t bytes = (count + 7) / 8;
    uint8_t *bits = pt_zero_array(allocator, bytes, 1, error);
    if (!bits) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < count; i++) {
        int64_t bit = from->first + i;
        bits[i >> 3] |= (uint8_t)((from->valid[bit >> 3] >> (bit & 7) & 1) << (i & 7));
    }
    out->valid = bits;
    return PATRON_OK;
}

void pt_column_free(const patron_allocator *allocator, patron_column *column, int64_t count)
{
    if (pt_is_string(column)) {
        const int64_t *offsets = column->offsets;
        if (column->values) pt_release(allocator, (void *)(uintptr_t)column->values, offsets[count], 1);
        pt_release(allocator, (void *)(uintptr_t)offsets, count + 1, sizeof *offsets);
    } else {
        pt_release(allocator, (void *)(uintptr_t)column->values, count, width_of(column->type));
    }
    pt_release(allocator, (void *)(uintptr_t)column->valid, (count + 7) / 8, 1);
    memset(column, 0, sizeof *column);
}

patron_status pt_column_copy(const patron_allocator *allocator, const patron_column *from, int64_t count,
                             int64_t first_row, const char *role, patron_column *out, patron_error *error)
{
    patron_column copy = {0};
    patron_status status = PATRON_OK;
    copy.size = sizeof copy;
    copy.type = from->type;
    copy.unit = from->unit;
    if (from->valid) {
        status = copy_validity(allocator, from, count, &copy, error);
        if (status) return status;
    }
    if (pt_is_string(from)) {
        status = copy_strings(allocator, from, count, first_row, role, &copy, error);
    } else {
        size_t width = width_of(from->type);
        void *values = pt_array(allocator, count, width, error);
        if (!values) status = PATRON_ERROR_MEMORY;
        else if (count) memcpy(values, (const char *)from->values + (size_t)from->first * width, (size_t)count * width);
        copy.values = values;
    }
    if (status) pt_column_free(allocator, &copy, count);
    else *out = copy;
    return status;
}

patron_status pt_batch_own(const patron_allocator *allocator, pt_batch *batch, const pt_schema *schema,
                           patron_error *error)
{
    patron_status status = PATRON_ERROR_MEMORY;
    patron_column *copies = pt_zero_array(allocator, batch->columns, sizeof *copies, error);
    if (!copies) return status;
    int32_t done = 0;
    for (; done < batch->columns; done++) {
        if (!batch->column[done].type) continue;
        status = pt_column_copy(allocator, &batch->column[done], batch->count, batch->first_row,
                                pt_role_name(schema, done), &copies[done], error);
        if (status) goto undo;
    }
    for (int32_t i = 0; i < batch->columns; i++)
        if (copies[i].type && pt_is_string(&copies[i])) batch->end[i] = ((const int64_t *)copies[i].offsets)[batch->count];
    PT_FREE(allocator, batch->column, batch->columns);
    batch->column = copies;
    batch->owned = true;
    return PATRON_OK;
undo:
    for (int32_t i = 0; i < done; i++)
        if (copies[i].type) pt_column_free(allocator, &copies[i], batch->count);
    PT_FREE(allocator, copies, batch->columns);
    return status;
}

void pt_batch_free(const patron_allocator *allocator, pt_batch *batch)
{
    if (!batch) return;
    for (int32_t i = 0; batch->owned && batch->column && i < batch->columns; i++)
        if (batch->column[i].type) pt_column_free(allocator, &batch->column[i], batch->count);
    PT_FREE(allocator, batch->column, batch->columns);
    PT_FREE(allocator, batch->end, batch->columns);
    PT_FREE(allocator, batch->replay.weight, batch->count);
    PT_FREE(allocator, batch->replay.within, batch->count);
    PT_FREE(allocator, batch->replay.erased, batch->count);
    PT_FREE(allocator, batch, 1);
}

void pt_rowset_free(const patron_allocator *allocator, pt_rowset *rowset)
{
    for (int64_t i = 0; i < rowset->batch_count; i++) pt_batch_free(allocator, rowset->batch[i]);
    PT_FREE(allocator, rowset->batch, rowset->batch_capacity);
    pt_list_free(allocator, &rowset->ignored);
    memset(rowset, 0, sizeof *rowset);
}

/* ---- reading rows ------------------------------------------------------------------------------------------------ */

static const int64_t per_second[] = {0, 0, 1, 1000, 1000000, 1000000000}; /* by PATRON_UNIT_* */

/* Nanoseconds by which the instants of one local day sort, also in the hour that clocks repeat: the instant itself, counted
 * from (UTC) midnight of that day. A zone is at most 26 hours off, so this fits. */
static int64_t within_day(int64_t instant, int32_t unit, int32_t day)
{
    int64_t seconds = pt_floor_divide(instant, per_second[unit]), rest = instant - seconds * per_second[unit];
    return (seconds - (int64_t)day * 86400) * 1000000000 + rest * (1000000000 / per_second[unit]);
}

static patron_status read_times(const pt_batch *batch, const patron_zone *zone, int64_t start, pt_block *out,
                                patron_error *error)
{
    const patron_column *column = &batch->column[PT_TIME];
    int64_t times[PT_BLOCK], base = batch->first_row + start;
    uint8_t present[PT_BLOCK];
    patron_status status = pt_column_integers(column, start, out->count, base, "time", times, present, error);
    if (status) return status;
    if (column->unit != PATRON_UNIT_DAY && !zone) return pt_fail_argument(error, 0, "time holds instants: options.zone is missing");
    for (int64_t i = 0; i < out->count; i++) {
        if (!present[i]) return pt_fail_row(error, base + i, "time", "time is null");
        out->within[i] = batch->replay.within ? batch->replay.within[start + i] : 0;
        if (column->unit == PATRON_UNIT_DAY) {
            if (!pt_is_day(times[i]))
                return pt_fail(error, PATRON_ERROR_RANGE, 0, base + i, -1, "time",
                               "day %lld is outside the years 1..9999", (long long)times[i]);
            out->day[i] = (int32_t)times[i];
        } else {
            int64_t unused;
            if (!pt_local(zone, times[i], column->unit, &out->day[i], &unused))
                return pt_fail(error, PATRON_ERROR_RANGE, 0, base + i, -1, "time",
                               "instant %lld is outside the zone's table", (long long)times[i]);
            out->within[i] = within_day(times[i], column->unit, out->day[i]);
        }
    }
    return PATRON_OK;
}

/* An optional number: null is 0. */
static patron_status read_numbers(const pt_batch *batch, int32_t role, int64_t start, int64_t count, int64_t *out,
                                  patron_error *error)
{
    uint8_t present[PT_BLOCK];
    if (batch->column[role].type)
        return pt_column_integers(&batch->column[role], start, count, batch->first_row + start, role_names[role], out,
                                  present, error);
    memset(out, 0, (size_t)count * sizeof *out);
    return PATRON_OK;
}

static patron_status read_kinds(const pt_batch *batch, int64_t start, pt_block *out, patron_error *error)
{
    int64_t kinds[PT_BLOCK];
    uint8_t present[PT_BLOCK];
    if (!batch->column[PT_KIND].type) {
        memset(out->kind, PATRON_KIND_SALE, (size_t)out->count);
        return PATRON_OK;
    }
    patron_status status = pt_column_integers(&batch->column[PT_KIND], start, out->count,
                                              batch->first_row + start, "kind", kinds, present, error);
    for (int64_t i = 0; i < out->count && !status; i++) {
        if (!present[i] || kinds[i] < PATRON_KIND_SALE || kinds[i] > PATRON_KIND_IGNORED)
            return pt_fail_row(error, batch->first_row + start + i, "kind", present[i] ? "%lld is not a kind" : "kind is null",
                               (long long)kinds[i]);
        out->kind[i] = (uint8_t)kinds[i];
    }
    return status;
}

patron_status pt_batch_block(const pt_batch *batch, const patron_zone *zone, int64_t start, int64_t count,
                             pt_block *out, patron_error *error)
{
    uint8_t present[PT_BLOCK];
    out->count = count;
    patron_status status = read_times(batch, zone, start, out, error);
    if (!status) status = read_kinds(batch, start, out, error);
    if (!status)
        status = pt_column_integers(&batch->column[PT_AMOUNT], start, count, batch->first_row + start, "amount",
                                    out->amount, present, error);
    for (int64_t i = 0; i < count && !status; i++)
        if (!present[i]) return pt_fail_row(error, batch->first_row + start + i, "amount", "amount is null");
    if (!status) status = read_numbers(batch, PT_QUANTITY, start, count, out->quantity, error);
    if (!status) status = read_numbers(batch, PT_DISCOUNT, start, count, out->discount, error);
    if (!status) status = read_numbers(batch, PT_COST, start, count, out->cost, error);
    for (int64_t i = 0; i < count && !status && batch->column[PT_DISCOUNT].type; i++)
        if (out->discount[i] < 0 && out->kind[i] <= PATRON_KIND_RENEWAL)
            return pt_fail_row(error, batch->first_row + start + i, "discount", "discount %lld is negative",
                               (long long)out->discount[i]);
    return status;
}
