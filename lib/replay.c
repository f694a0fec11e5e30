/* A book turned back into rows, for a builder that goes on from it. */
#include "builder.h"

#include "book.h"

/* The rows as numbers of keys; they become key columns in the end. */
typedef struct replay {
    const patron_allocator *allocator;
    const patron_book *book;
    const uint8_t *forget;
    int64_t rows, next;
    int32_t columns;
    pt_index *number[PT_ROLES]; /* of key columns */
    int32_t *day;
    int64_t *amount, *quantity, *discount, *cost;
    uint8_t *kind;
    pt_batch *batch;
} replay;

/* A dictionary's keys by number, PT_INDEX_NONE = null, as an owned column. */
static patron_status key_column(const replay *in, const pt_keys *keys, const pt_index *number, patron_column *out,
                                patron_error *error)
{
    patron_column from, made = {0};
    pt_keys_column(keys, &from);
    made.size = sizeof made;
    made.type = from.type;
    uint8_t *valid = pt_zero_array(in->allocator, (in->rows + 7) / 8, 1, error);
    if (!valid) return PATRON_ERROR_MEMORY;
    made.valid = valid;
    for (int64_t i = 0; i < in->rows; i++) valid[i >> 3] |= (uint8_t)((number[i] != PT_INDEX_NONE) << (i & 7));
    if (!pt_keys_are_strings(keys)) {
        int64_t *values = pt_zero_array(in->allocator, in->rows, sizeof *values, error);
        if (!values) goto undo;
        made.values = values;
        for (int64_t i = 0; i < in->rows; i++)
            if (number[i] != PT_INDEX_NONE) values[i] = ((const int64_t *)from.values)[number[i]];
        *out = made;
        return PATRON_OK;
    }
    const int64_t *begin = from.offsets;
    int64_t *offsets = pt_array(in->allocator, in->rows + 1, sizeof *offsets, error);
    if (!offsets) goto undo;
    made.offsets = offsets;
    offsets[0] = 0;
    for (int64_t i = 0; i < in->rows; i++)
        offsets[i + 1] = offsets[i] + (number[i] == PT_INDEX_NONE ? 0 : begin[number[i] + 1] - begin[number[i]]);
    char *text = pt_array(in->allocator, offsets[in->rows], 1, error);
    if (!text) goto undo;
    made.values = text;
    for (int64_t i = 0; i < in->rows; i++)
        if (number[i] != PT_INDEX_NONE)
            memcpy(text + offsets[i], (const char *)from.values + begin[number[i]], (size_t)(offsets[i + 1] - offsets[i]));
    *out = made;
    return PATRON_OK;
undo:
    pt_column_free(in->allocator, &made, in->rows);
    return PATRON_ERROR_MEMORY;
}

/* The dictionary of a role, NULL where the book's rows had no such column. */
static const pt_keys *keys_of(const patron_book *book, int32_t role)
{
    switch (role) {
    case PT_CUSTOMER: return book->customer_keys;
    case PT_ORDER: return book->order_keys;
    case PT_SHOP: return book->shop_keys;
    case PT_PRODUCT: return book->products;
    case PT_CATEGORY: return book->categories;
    default: return role >= PT_LABELS && role < PT_LABELS + book->label_count ? book->labels[role - PT_LABELS].values : NULL;
    }
}

static bool has_number(const replay *in, int32_t role)
{
    const patron_book *book = in->book;
    return role == PT_QUANTITY ? book->quantity != NULL : role == PT_DISCOUNT ? book->discount != NULL : book->cost != NULL;
}

static void describe(const replay *in, pt_schema *schema)
{
    const patron_book *book = in->book;
    schema->known = true;
    schema->label_count = book->label_count;
    for (int32_t role = 0; role < in->columns; role++) {
        const pt_keys *keys = keys_of(book, role);
        schema->has[role] = keys != NULL || role == PT_TIME || role == PT_AMOUNT || role == PT_KIND;
        schema->strings[role] = keys && pt_keys_are_strings(keys);
    }
    for (int32_t role = PT_QUANTITY; role <= PT_COST; role++) schema->has[role] = has_number(in, role);
    for (int32_t i = 0; i < book->label_count; i++) {
        schema->level[i] = book->labels[i].level;
        memcpy(schema->name[i], book->labels[i].name, sizeof schema->name[i]);
    }
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------- */

/* Whether an order becomes a row for each line and one for the rest: where an id holds them together. */
static bool has_id(const patron_book *book, int64_t order)
{
    return book->order_id && book->order_id[order] != PT_INDEX_NONE;
}

static int64_t lines_of(const patron_book *book, int64_t order)
{
    return book->line_first ? (int64_t)book->line_first[order + 1] - book->line_first[order] : 0;
}

static int64_t count_rows(const patron_book *book)
{
    int64_t rows = book->refunds.count + book->loose.count;
    for (int64_t i = 0; i < book->orders; i++) rows += has_id(book, i) ? 1 + lines_of(book, i) : 1;
    return rows;
}

/* A row with what all rows of a group share; the caller fills the rest of it. */
static int64_t begin_row(replay *in, int64_t group, int32_t day, uint8_t kind, pt_index weight)
{
    const patron_book *book = in->book;
    int64_t row = in->next++;
    bool guest = group == book->customers, forgotten = !guest && in->forget[group];
    if (!guest && !forgotten) in->number[PT_CUSTOMER][row] = (pt_index)group;
    in->batch->replay.erased[row] = forgotten;
    in->batch->replay.weight[row] = weight;
    in->day[row] = day;
    in->kind[row] = kind;
    return row;
}

static void set_order(replay *in, int64_t row, int64_t order, int64_t group)
{
    const patron_book *book = in->book;
    if (book->order_id) in->number[PT_ORDER][row] = book->order_id[order];
    if (book->shop) in->number[PT_SHOP][row] = book->shop[order];
    if (in->batch->replay.within) in->batch->replay.within[row] = order - book->order_first[group];
    if (group == book->customers && pt_bit(book->erased, order)) in->batch->replay.erased[row] = 1;
}

static void set_product(replay *in, int64_t row, pt_index product)
{
    const patron_book *book = in->book;
    if (!book->products) return;
    in->number[PT_PRODUCT][row] = product;
    if (book->categories && product != PT_INDEX_NONE) in->number[PT_CATEGORY][row] = book->product_category[product];
}

static void set_line(replay *in, int64_t row, int64_t line)
{
    const patron_book *book = in->book;
    set_product(in, row, book->line_product[line]);
    for (int32_t k = 0; k < book->label_count; k++)
        if (book->labels[k].level == PATRON_LABEL_LINE) in->number[PT_LABELS + k][row] = book->labels[k].code[line];
}

static void emit_order(replay *in, int64_t group, int64_t i)
{
    const patron_book *book = in->book;
    int64_t lines = lines_of(book, i), first_line = lines ? book->line_first[i] : 0;
    int64_t amount = book->amount[i], quantity = book->quantity ? book->quantity[i] : 0;
    int64_t left = book->rows ? book->rows[i] : 1;
    uint8_t kind = pt_bit(book->renewal, i) ? PATRON_KIND_RENEWAL : PATRON_KIND_SALE;
    for (int64_t line = first_line; has_id(book, i) && line < first_line + lines; line++) {
        int64_t row = begin_row(in, group, book->day[i], kind, left > 0);
        left -= left > 0;
        set_order(in, row, i, group);
        set_line(in, row, line);
        in->amount[row] = book->line_amount[line];
        if (in->quantity) in->quantity[row] = book->line_quantity[line];
        amount -= book->line_amount[line];
        quantity -= book->line_quantity ? book->line_quantity[line] : 0;
    }
    int64_t row = begin_row(in, group, book->day[i], kind, (pt_index)left);
    set_order(in, row, i, group);
    if (!has_id(book, i) && lines) set_line(in, row, first_line);
    in->amount[row] = amount;
    if (in->quantity) in->quantity[row] = quantity;
    if (in->discount) in->discount[row] = book->discount[i];
    if (in->cost) in->cost[row] = book->cost[i];
    for (int32_t k = 0; k < book->label_count; k++)
        if (book->labels[k].level == PATRON_LABEL_ORDER) in->number[PT_LABELS + k][row] = book->labels[k].code[i];
}

static int64_t emit_refund(replay *in, const pt_refunds *refunds, int64_t r, int64_t group)
{
    int64_t row = begin_row(in, group, refunds->day[r], PATRON_KIND_REFUND, refunds->rows ? refunds->rows[r] : 1);
    in->amount[row] = refunds->amount[r];
    if (refunds->product) set_product(in, row, refunds->product[r]);
    if (in->quantity && refunds->quantity) in->quantity[row] = refunds->quantity[r];
    return row;
}

static void emit_group(replay *in, int64_t group)
{
    const patron_book *book = in->book;
    for (int64_t i = book->order_first[group]; i < (int64_t)book->order_first[group + 1]; i++) {
        emit_order(in, group, i);
        if (!book->refund_first) continue;
        for (int64_t r = book->refund_first[i]; r < (int64_t)book->refund_first[i + 1]; r++)
            set_order(in, emit_refund(in, &book->refunds, r, group), i, group);
    }
    if (!book->loose_first) return;
    for (int64_t r = book->loose_first[group]; r < (int64_t)book->loose_first[group + 1]; r++) {
        int64_t row = emit_refund(in, &book->loose, r, group);
        if (group == book->customers && pt_bit(book->loose_erased, r)) in->batch->replay.erased[row] = 1;
    }
}

/* ---- all together -------------------------------------------------------------------------------------------------------- */

static bool make(const replay *in, bool wanted, int fill, size_t element, void **out, patron_error *error)
{
    if (!wanted) return true;
    *out = pt_array(in->allocator, in->rows, element, error);
    if (*out) memset(*out, fill, (size_t)(in->rows > 0 ? in->rows : 1) * element);
    return *out != NULL;
}

#define MAKE(in, wanted, fill, array, error) make((in), (wanted), (fill), sizeof *(array), (void **)&(array), (error))

static patron_status make_arrays(replay *in, const pt_schema *schema, patron_error *error)
{
    pt_batch *batch = in->batch;
    bool made = true;
    for (int32_t role = 0; role < in->columns && made; role++)
        made = MAKE(in, keys_of(in->book, role) != NULL, 0xff, in->number[role], error);
    made = made && MAKE(in, true, 0, in->day, error) && MAKE(in, true, 0, in->amount, error) &&
           MAKE(in, true, 0, in->kind, error) && MAKE(in, schema->has[PT_QUANTITY], 0, in->quantity, error) &&
           MAKE(in, schema->has[PT_DISCOUNT], 0, in->discount, error) && MAKE(in, schema->has[PT_COST], 0, in->cost, error) &&
           MAKE(in, true, 0, batch->replay.weight, error) && MAKE(in, true, 0, batch->replay.erased, error) &&
           MAKE(in, in->book->had_instants, 0, batch->replay.within, error);
    return made ? PATRON_OK : PATRON_ERROR_MEMORY;
}

static void hand_over(replay *in, int32_t role, int32_t type, int32_t unit, const void *values)
{
    patron_column column = {0};
    if (!values) return;
    column.size = sizeof column;
    column.type = type;
    column.unit = unit;
    column.values = values;
    in->batch->column[role] = column;
}

static void hand_over_numbers(replay *in)
{
    hand_over(in, PT_TIME, PATRON_TYPE_INT32, PATRON_UNIT_DAY, in->day);
    hand_over(in, PT_AMOUNT, PATRON_TYPE_INT64, PATRON_UNIT_NONE, in->amount);
    hand_over(in, PT_QUANTITY, PATRON_TYPE_INT64, PATRON_UNIT_NONE, in->quantity);
    hand_over(in, PT_DISCOUNT, PATRON_TYPE_INT64, PATRON_UNIT_NONE, in->discount);
    hand_over(in, PT_COST, PATRON_TYPE_INT64, PATRON_UNIT_NONE, in->cost);
    hand_over(in, PT_KIND, PATRON_TYPE_UINT8, PATRON_UNIT_NONE, in->kind);
}

patron_status pt_replay_book(const patron_allocator *allocator, const patron_book *book, const uint8_t *forget,
                             int64_t first_row, pt_schema *schema, pt_batch **out, patron_error *error)
{
    replay in = {.allocator = allocator, .book = book, .forget = forget, .rows = count_rows(book),
                 .columns = PT_LABELS + book->label_count};
    patron_status status = PATRON_ERROR_MEMORY;
    *out = NULL;
    if (!in.rows) return PATRON_OK;
    describe(&in, schema);
    pt_batch *batch = in.batch = pt_zero_array(allocator, 1, sizeof *batch, error);
    if (!batch) return status;
    batch->count = in.rows;
    batch->first_row = first_row;
    batch->columns = in.columns;
    batch->owned = true;
    if (!(batch->column = pt_zero_array(allocator, in.columns, sizeof *batch->column, error))) goto done;
    if (!(batch->end = pt_zero_array(allocator, in.columns, sizeof *batch->end, error))) goto done;
    status = make_arrays(&in, schema, error);
    if (status) goto done;
    for (int64_t group = 0; group <= book->customers; group++) emit_group(&in, group);
    for (int32_t role = 0; role < in.columns && !status; role++) {
        if (!in.number[role]) continue;
        status = key_column(&in, keys_of(book, role), in.number[role], &batch->column[role], error);
        if (!status && pt_is_string(&batch->column[role]))
            batch->end[role] = ((const int64_t *)batch->column[role].offsets)[in.rows];
    }
done:
    for (int32_t role = 0; role < in.columns; role++) PT_FREE(allocator, in.number[role], in.rows);
    hand_over_numbers(&in);
    if (status) pt_batch_free(allocator, batch);
    else *out = batch;
    return status;
}
