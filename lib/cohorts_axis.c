#include "cohorts.h"

#include <inttypes.h>

#include "sort.h"

#define EDGE_MAX 10000

static const int32_t default_edges[] = {1000, 2000, 3000, 5000};

/* ---- options --------------------------------------------------------------------------------------------------- */

static patron_status check_edges(const patron_cohorts_axis_options *options, int32_t argument, patron_error *error)
{
    if (options->edge_count < 0 || options->edge_count > EDGE_MAX ||
        (options->edge_count > 0) != (options->edges != NULL))
        return pt_fail_argument(error, argument, "edges: edge_count is %" PRId64 ", edges %s", options->edge_count,
                                options->edges ? "given" : "NULL");
    for (int64_t i = 0; i < options->edge_count; i++)
        if (options->edges[i] < 1 || options->edges[i] > EDGE_MAX ||
            (i > 0 && options->edges[i] <= options->edges[i - 1]))
            return pt_fail_argument(error, argument,
                                    "edges[%" PRId64 "] is %" PRId32 ": they must ascend strictly in 1 … 10000", i,
                                    options->edges[i]);
    return PATRON_OK;
}

/* What both ways of making an axis check: the kind, and that no field of another kind is set. */
static patron_status read_options(const patron_cohorts_axis_options *given, int32_t argument,
                                  patron_cohorts_axis_options *out, patron_error *error)
{
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, argument, "axis options", error);
    if (status) return status;
    if (out->flags) return pt_fail_argument(error, argument, "axis options: unknown flags");
    if (!out->by) out->by = PATRON_COHORTS_BY_PERIOD;
    if (out->by < PATRON_COHORTS_BY_PERIOD || out->by > PATRON_COHORTS_BY_DEPTH)
        return pt_fail_argument(error, argument, "by is %" PRId32, out->by);
    if (out->by != PATRON_COHORTS_BY_PERIOD && (out->calendar || out->first_period || out->period_count))
        return pt_fail_argument(error, argument, "calendar, first_period and period_count belong to BY_PERIOD");
    if (out->by != PATRON_COHORTS_BY_LABEL && out->label)
        return pt_fail_argument(error, argument, "label belongs to BY_LABEL");
    if (!pt_cohorts_by_key(out->by) && (out->keys || out->key_count || out->limit))
        return pt_fail_argument(error, argument, "keys and limit belong to BY_LABEL, BY_PRODUCT and BY_CATEGORY");
    if (out->by != PATRON_COHORTS_BY_DEPTH && (out->edges || out->edge_count))
        return pt_fail_argument(error, argument, "edges belong to BY_DEPTH");
    if (out->by == PATRON_COHORTS_BY_LABEL) {
        size_t length = out->label ? strlen(out->label) : 0;
        if (length < 1 || length > sizeof((pt_label *)0)->name - 1)
            return pt_fail_argument(error, argument, "label: a name of 1 to 31 bytes is needed");
    }
    if (out->limit < 0) return pt_fail_argument(error, argument, "limit is %" PRId64, out->limit);
    return check_edges(out, argument, error);
}

/* ---- making ---------------------------------------------------------------------------------------------------- */

static patron_cohorts_axis *axis_new(const patron_allocator *allocator, const patron_cohorts_axis_options *options,
                                     patron_error *error)
{
    patron_cohorts_axis *axis = pt_zero_array(allocator, 1, sizeof *axis, error);
    if (!axis) return NULL;
    axis->allocator = *allocator;
    axis->by = options->by;
    if (options->label) memcpy(axis->label, options->label, strlen(options->label));
    return axis;
}

void patron_cohorts_axis_free(patron_cohorts_axis *axis)
{
    if (!axis) return;
    patron_allocator allocator = axis->allocator;
    if (axis->keys) pt_keys_free(&allocator, axis->keys);
    PT_FREE(&allocator, axis->edges, axis->edge_count);
    pt_release(&allocator, axis, 1, sizeof *axis);
}

static patron_status set_periods(patron_cohorts_axis *axis, int64_t first, int64_t count, patron_error *error)
{
    axis->first_period = (int32_t)first;
    axis->listed = count;
    if (count == 0) return PATRON_OK;
    int64_t least = pt_period_of(&axis->calendar, PATRON_DAY_MIN), most = pt_period_of(&axis->calendar, PATRON_DAY_MAX);
    if (first < least || first > most || count > most - first + 1)
        return pt_fail(error, PATRON_ERROR_RANGE, 1, -1, -1, "", "%" PRId64 " periods from %" PRId64
                       " on are not within the calendar", count, first);
    return PATRON_OK;
}

static patron_status set_keys(patron_cohorts_axis *axis, const patron_column *given, int64_t count, patron_error *error)
{
    patron_column column;
    if (count < 0 || !given) return pt_fail_argument(error, 1, "keys: %s", given ? "key_count is negative" : "NULL");
    if (count > PT_ROWS_MAX - PATRON_COHORTS_ROWS_MORE)
        return pt_fail(error, PATRON_ERROR_LIMIT, 1, -1, -1, "", "keys: %" PRId64 " are too many", count);
    patron_status status = pt_column_read(given, count, 1, "key", &column, error);
    if (status) return status;
    status = pt_keys_from_column(&axis->allocator, &column, count, "key", NULL, &axis->keys, error);
    if (status) return status;
    axis->listed = pt_keys_count(axis->keys);
    if (axis->listed != count) return pt_fail_argument(error, 1, "keys: a key is null or given twice");
    return PATRON_OK;
}

static patron_status set_edges(patron_cohorts_axis *axis, const int32_t *edges, int64_t count, patron_error *error)
{
    if (!count) {
        edges = default_edges;
        count = (int64_t)(sizeof default_edges / sizeof *default_edges);
    }
    axis->edges = pt_array(&axis->allocator, count, sizeof *edges, error);
    if (!axis->edges) return PATRON_ERROR_MEMORY;
    memcpy(axis->edges, edges, (size_t)count * sizeof *edges);
    axis->edge_count = count;
    axis->listed = count + 2;
    return PATRON_OK;
}

patron_status patron_cohorts_axis_make(const patron_cohorts_axis_options *given, patron_cohorts_axis **out,
                                       patron_error *error)
{
    patron_cohorts_axis_options options;
    patron_allocator allocator;
    patron_cohorts_axis *axis;
    if (!given) return pt_fail_argument(error, 1, "options is NULL");
    if (!out) return pt_fail_argument(error, 2, "out is NULL");
    patron_status status = read_options(given, 1, &options, error);
    if (status) return status;
    if (options.limit) return pt_fail_argument(error, 1, "limit belongs to patron_cohorts_axis_of_book");
    if (options.period_count < 0)
        return pt_fail_argument(error, 1, "period_count is %" PRId64, options.period_count);
    status = pt_allocator_from(options.allocator, &allocator, error);
    if (status) return status;
    axis = axis_new(&allocator, &options, error);
    if (!axis) return PATRON_ERROR_MEMORY;
    if (axis->by == PATRON_COHORTS_BY_PERIOD) {
        status = pt_periods_from(options.calendar, 1, &axis->calendar, error);
        if (!status) status = set_periods(axis, options.first_period, options.period_count, error);
    } else if (axis->by == PATRON_COHORTS_BY_DEPTH) {
        status = set_edges(axis, options.edges, options.edge_count, error);
    } else {
        status = set_keys(axis, options.keys, options.key_count, error);
    }
    if (status) {
        patron_cohorts_axis_free(axis);
        return status;
    }
    *out = axis;
    return PATRON_OK;
}

/* ---- looking at it --------------------------------------------------------------------------------------------- */

int32_t patron_cohorts_axis_by(const patron_cohorts_axis *axis) { return axis->by; }

int64_t patron_cohorts_axis_listed(const patron_cohorts_axis *axis) { return axis->listed; }

int64_t patron_cohorts_axis_rows(const patron_cohorts_axis *axis) { return axis->listed + PATRON_COHORTS_ROWS_MORE; }

int32_t patron_cohorts_axis_first_period(const patron_cohorts_axis *axis) { return axis->first_period; }

const int32_t *patron_cohorts_axis_edges(const patron_cohorts_axis *axis, int64_t *count)
{
    if (count) *count = axis->edge_count;
    return axis->edges;
}

patron_status patron_cohorts_axis_keys(const patron_cohorts_axis *axis, patron_column *out, int64_t *count,
                                       patron_error *error)
{
    patron_column column;
    if (!axis) return pt_fail_argument(error, 1, "axis is NULL");
    patron_status status = pt_check_out_struct(out, sizeof *out, 2, "out", error);
    if (status) return status;
    if (!count) return pt_fail_argument(error, 3, "count is NULL");
    if (!axis->keys) return pt_fail(error, PATRON_ERROR_MISSING, 1, -1, -1, "", "the axis has no keys");
    pt_keys_column(axis->keys, &column);
    pt_write_struct(out, &column, sizeof column);
    *count = axis->listed;
    return PATRON_OK;
}

/* ---- first purchases ------------------------------------------------------------------------------------------- */

int64_t pt_cohorts_birth(const patron_book *book, int64_t customer, int32_t as_of)
{
    int64_t end = book->order_first[customer + 1];
    for (int64_t i = book->order_first[customer]; i < end && book->day[i] <= as_of; i++)
        if (pt_counts(book, i, pt_refunded(book, i, as_of))) return i;
    return -1;
}

int64_t pt_cohorts_birth_end(const patron_book *book, int64_t customer, int64_t birth)
{
    int64_t end = book->order_first[customer + 1], i = birth + 1;
    while (i < end && book->day[i] == book->day[birth]) i++;
    return i;
}

patron_status pt_cohorts_labels_begin(const patron_book *book, int32_t as_of, int32_t by, const char *label,
                                      pt_cohorts_labels *out, patron_error *error)
{
    memset(out, 0, sizeof *out);
    out->book = book;
    out->as_of = as_of;
    out->by = by;
    if (by == PATRON_COHORTS_BY_LABEL) {
        int32_t position = patron_book_label(book, label);
        if (position < 0)
            return pt_fail(error, PATRON_ERROR_MISSING, 0, -1, -1, "label", "the book has no label \"%s\"", label);
        out->label = &book->labels[position];
        out->keys = out->label->values;
        return PATRON_OK;
    }
    bool category = by == PATRON_COHORTS_BY_CATEGORY;
    out->keys = category ? book->categories : book->products;
    if (!out->keys || !book->line_first || (category && !book->product_category))
        return pt_fail(error, PATRON_ERROR_MISSING, 0, -1, -1, category ? "category" : "product", "the book has no %s",
                       category ? "categories" : "products");
    if (book->refund_first && book->refunds.product && book->refunds.quantity && book->line_quantity) {
        out->units = pt_zero_array(&book->allocator, pt_keys_count(book->products), sizeof *out->units, error);
        if (!out->units) return PATRON_ERROR_MEMORY;
    }
    return PATRON_OK;
}

void pt_cohorts_labels_end(pt_cohorts_labels *labels)
{
    if (labels->units) PT_FREE(&labels->book->allocator, labels->units, pt_keys_count(labels->book->products));
}

static bool given_back(const pt_cohorts_labels *labels, pt_index product)
{
    const pt_cohorts_units *units = labels->units;
    return units && units[product].returned > 0 && units[product].returned >= units[product].sold;
}

/* Notes what was sold and given back of each product of an order, or (sign 0) forgets it. */
static void note_units(const pt_cohorts_labels *labels, int64_t order, int64_t sign)
{
    const patron_book *book = labels->book;
    if (!labels->units || book->refund_first[order] == book->refund_first[order + 1]) return;
    for (int64_t i = book->line_first[order]; i < (int64_t)book->line_first[order + 1]; i++) {
        pt_index product = book->line_product[i];
        if (product == PT_INDEX_NONE) continue;
        int64_t *sold = &labels->units[product].sold;
        *sold = sign ? *sold + book->line_quantity[i] : 0;
    }
    for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++) {
        pt_index product = book->refunds.product[r];
        if (book->refunds.day[r] > labels->as_of) break;
        if (product == PT_INDEX_NONE) continue;
        int64_t *returned = &labels->units[product].returned;
        *returned = sign ? *returned + book->refunds.quantity[r] : 0;
    }
}

static void visit_products(const pt_cohorts_labels *labels, int64_t order, pt_cohorts_visit visit, void *context)
{
    const patron_book *book = labels->book;
    note_units(labels, order, 1);
    for (int64_t i = book->line_first[order]; i < (int64_t)book->line_first[order + 1]; i++) {
        pt_index code = book->line_product[i];
        if (code == PT_INDEX_NONE || given_back(labels, code)) continue;
        if (labels->by == PATRON_COHORTS_BY_CATEGORY) code = book->product_category[code];
        if (code != PT_INDEX_NONE) visit(context, code);
    }
    note_units(labels, order, 0);
}

static void visit_labels(const pt_cohorts_labels *labels, int64_t order, pt_cohorts_visit visit, void *context)
{
    const patron_book *book = labels->book;
    bool lines = labels->label->level == PATRON_LABEL_LINE;
    int64_t begin = lines ? book->line_first[order] : order, end = lines ? book->line_first[order + 1] : order + 1;
    for (int64_t i = begin; i < end; i++)
        if (labels->label->code[i] != PT_INDEX_NONE) visit(context, labels->label->code[i]);
}

void pt_cohorts_labels_visit(const pt_cohorts_labels *labels, int64_t begin, int64_t end, pt_cohorts_visit visit,
                             void *context)
{
    for (int64_t i = begin; i < end; i++) {
        if (!pt_counts(labels->book, i, pt_refunded(labels->book, i, labels->as_of))) continue;
        if (labels->by == PATRON_COHORTS_BY_LABEL)
            visit_labels(labels, i, visit, context);
        else
            visit_products(labels, i, visit, context);
    }
}

/* ---- rows ------------------------------------------------------------------------------------------------------ */

patron_status pt_cohorts_map_begin(const patron_cohorts_axis *axis, const pt_keys *keys,
                                   const patron_allocator *allocator, pt_cohorts_map *out, patron_error *error)
{
    memset(out, 0, sizeof *out);
    if (!pt_keys_agree(axis->keys, keys))
        return pt_fail(error, PATRON_ERROR_MISMATCH, 3, -1, -1, "", "the axis has %s keys, the book %s",
                       pt_keys_are_strings(axis->keys) ? "string" : "integer",
                       pt_keys_are_strings(keys) ? "strings" : "integers");
    out->axis = axis;
    out->allocator = allocator;
    out->count = pt_keys_count(keys);
    pt_keys_column(keys, &out->column);
    out->row = pt_zero_array(allocator, out->count, sizeof *out->row, error);
    return out->row ? PATRON_OK : PATRON_ERROR_MEMORY;
}

void pt_cohorts_map_end(pt_cohorts_map *map)
{
    if (map->row) PT_FREE(map->allocator, map->row, map->count);
}

int64_t pt_cohorts_map_row(const pt_cohorts_map *map, pt_index code)
{
    if (map->row[code]) return (int64_t)map->row[code] - 1;
    int64_t found;
    if (pt_is_string(&map->column)) {
        const int64_t *offsets = map->column.offsets;
        const char *bytes = map->column.values;
        found = pt_keys_find_string(map->axis->keys, bytes + offsets[code], offsets[code + 1] - offsets[code]);
    } else {
        const int64_t *values = map->column.values;
        found = pt_keys_find_integer(map->axis->keys, values[code]);
    }
    if (found < 0) found = map->axis->listed + PATRON_COHORTS_ROW_OTHER;
    map->row[code] = (pt_index)(found + 1);
    return found;
}

int64_t pt_cohorts_period_row(const patron_cohorts_axis *axis, int64_t period)
{
    int64_t row = period - axis->first_period;
    return row >= 0 && row < axis->listed ? row : axis->listed + PATRON_COHORTS_ROW_OTHER;
}

int64_t pt_cohorts_depth_row(const patron_cohorts_axis *axis, const patron_book *book, int32_t as_of, int64_t begin,
                             int64_t end)
{
    int64_t amount = 0, discount = 0;
    for (int64_t i = begin; i < end; i++) {
        if (!pt_counts(book, i, pt_refunded(book, i, as_of))) continue;
        amount += book->amount[i];
        discount += book->discount[i];
    }
    if (discount <= 0) return 0;
    pt_int128 list = (pt_int128)amount + discount;
    int64_t low = 0, high = axis->edge_count; /* edges [0, low) are reached, [high, count) are not */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if ((pt_int128)discount * EDGE_MAX >= axis->edges[middle] * list)
            low = middle + 1;
        else
            high = middle;
    }
    return 1 + low;
}

/* ---- an axis of a book ----------------------------------------------------------------------------------------- */

static patron_status periods_of_book(patron_cohorts_axis *axis, const patron_book *book, int32_t as_of,
                                     patron_error *error)
{
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (int64_t customer = 0; customer < book->customers; customer++) {
        int64_t birth = pt_cohorts_birth(book, customer, as_of);
        if (birth < 0 || !pt_birth_known(book, customer, book->day[birth])) continue;
        int32_t day = book->day[birth];
        if (day < low) low = day;
        if (day > high) high = day;
    }
    if (low > high) return set_periods(axis, pt_period_of(&axis->calendar, as_of), 0, error);
    int64_t first = pt_period_of(&axis->calendar, low), last = pt_period_of(&axis->calendar, high);
    return set_periods(axis, first, last - first + 1, error);
}

typedef struct key_tally {
    const pt_keys *keys;
    int64_t *buyers;  /* [keys] */
    pt_index *seen;   /* [keys]: the customer + 1 that was counted last */
    pt_index customer;
} key_tally;

static void tally_key(void *context, pt_index code)
{
    key_tally *tally = context;
    if (tally->seen[code] == tally->customer) return;
    tally->seen[code] = tally->customer;
    tally->buyers[code]++;
}

static bool more_buyers(const void *context, pt_index a, pt_index b)
{
    const key_tally *tally = context;
    if (tally->buyers[a] != tally->buyers[b]) return tally->buyers[a] > tally->buyers[b];
    return pt_keys_compare(tally->keys, (int64_t)a, (int64_t)b) < 0;
}

/* Copies the keys at `positions` into a column of their own and makes the axis of it. */
static patron_status keys_at(patron_cohorts_axis *axis, const pt_keys *keys, const pt_index *positions, int64_t count,
                             patron_error *error)
{
    const patron_allocator *allocator = &axis->allocator;
    patron_column from, column = {.size = sizeof column, .type = PATRON_TYPE_INT64};
    patron_status status = PATRON_ERROR_MEMORY;
    int64_t bytes = 0;
    pt_keys_column(keys, &from);
    int64_t *numbers = pt_array(allocator, count + 1, sizeof *numbers, error); /* the keys, or the offsets of strings */
    char *text = NULL;
    if (!numbers) return PATRON_ERROR_MEMORY;
    column.values = numbers;
    if (!pt_keys_are_strings(keys)) {
        for (int64_t i = 0; i < count; i++) numbers[i] = ((const int64_t *)from.values)[positions[i]];
    } else {
        const int64_t *offsets = from.offsets;
        for (int64_t i = 0; i < count; i++) bytes += offsets[positions[i] + (size_t)1] - offsets[positions[i]];
        text = pt_array(allocator, bytes, 1, error);
        if (!text) goto done;
        numbers[0] = 0;
        for (int64_t i = 0; i < count; i++) {
            int64_t length = offsets[positions[i] + (size_t)1] - offsets[positions[i]];
            if (length) memcpy(text + numbers[i], (const char *)from.values + offsets[positions[i]], (size_t)length);
            numbers[i + 1] = numbers[i] + length;
        }
        column.type = PATRON_TYPE_STRING64;
        column.values = text;
        column.offsets = numbers;
    }
    status = set_keys(axis, &column, count, error);
done:
    PT_FREE(allocator, text, bytes);
    PT_FREE(allocator, numbers, count + 1);
    return status;
}

static patron_status keys_of_book(patron_cohorts_axis *axis, const patron_book *book, int32_t as_of, int64_t limit,
                                  patron_error *error)
{
    const patron_allocator *allocator = &axis->allocator;
    pt_cohorts_labels labels;
    patron_status status = pt_cohorts_labels_begin(book, as_of, axis->by, axis->label, &labels, error);
    if (status) return status;
    int64_t count = pt_keys_count(labels.keys), used = 0;
    key_tally tally = {.keys = labels.keys};
    pt_index *positions = NULL, *spare = NULL;
    status = PATRON_ERROR_MEMORY;
    tally.buyers = pt_zero_array(allocator, count, sizeof *tally.buyers, error);
    if (!tally.buyers) goto done;
    tally.seen = pt_zero_array(allocator, count, sizeof *tally.seen, error);
    if (!tally.seen) goto done;
    positions = pt_array(allocator, count, sizeof *positions, error);
    if (!positions) goto done;
    spare = pt_array(allocator, count, sizeof *spare, error);
    if (!spare) goto done;
    for (int64_t customer = 0; customer < book->customers; customer++) {
        int64_t birth = pt_cohorts_birth(book, customer, as_of);
        if (birth < 0 || !pt_birth_known(book, customer, book->day[birth])) continue;
        tally.customer = (pt_index)(customer + 1);
        pt_cohorts_labels_visit(&labels, birth, pt_cohorts_birth_end(book, customer, birth), tally_key, &tally);
    }
    for (int64_t i = 0; i < count; i++)
        if (tally.buyers[i]) positions[used++] = (pt_index)i;
    pt_sort(positions, spare, used, more_buyers, &tally);
    status = keys_at(axis, labels.keys, positions, limit && limit < used ? limit : used, error);
done:
    PT_FREE(allocator, spare, count);
    PT_FREE(allocator, positions, count);
    PT_FREE(allocator, tally.seen, count);
    PT_FREE(allocator, tally.buyers, count);
    pt_cohorts_labels_end(&labels);
    return status;
}

patron_status patron_cohorts_axis_of_book(const patron_book *book, int32_t as_of,
                                          const patron_cohorts_axis_options *given,
                                          patron_cohorts_axis **out, patron_error *error)
{
    patron_cohorts_axis_options options;
    patron_cohorts_axis *axis;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (status) return status;
    status = read_options(given, 3, &options, error);
    if (status) return status;
    if (!out) return pt_fail_argument(error, 4, "out is NULL");
    axis = axis_new(&book->allocator, &options, error);
    if (!axis) return PATRON_ERROR_MEMORY;
    if (axis->by == PATRON_COHORTS_BY_PERIOD) {
        status = pt_periods_from(options.calendar, 3, &axis->calendar, error);
        if (!status) status = periods_of_book(axis, book, as_of, error);
    } else if (axis->by == PATRON_COHORTS_BY_DEPTH) {
        status = set_edges(axis, options.edges, options.edge_count, error);
    } else {
        status = keys_of_book(axis, book, as_of, options.limit, error);
    }
    if (status) {
        patron_cohorts_axis_free(axis);
        return status;
    }
    *out = axis;
    return PATRON_OK;
}
