/* The one pass over the rows: sums them up into slots and takes refunds, ignored rows and lines aside. */
#include "build.h"

/* ---- arrays ------------------------------------------------------------------------------------------------------ */

static bool has(const pt_build *build, int32_t role) { return build->rowset->schema.has[role]; }

/* Whether a label is kept per line; order-level ones are kept per slot. */
static bool is_line_label(const pt_build *build, int32_t i)
{
    return build->rowset->schema.level[i] == PATRON_LABEL_LINE;
}

static bool keeps_lines(const pt_build *build)
{
    bool wanted = has(build, PT_PRODUCT);
    for (int32_t i = 0; i < build->rowset->schema.label_count; i++) wanted = wanted || is_line_label(build, i);
    return wanted;
}

static bool has_instants(const pt_build *build)
{
    for (int64_t i = 0; i < build->rowset->batch_count; i++) {
        const pt_batch *batch = build->rowset->batch[i];
        if (batch->column[PT_TIME].unit != PATRON_UNIT_DAY || batch->replay.within) return true;
    }
    return false;
}

/* An array of `count` elements where `wanted`, in the memory that is there already or in new; false if there is none. Key
 * numbers start as NONE (all bits set). */
static bool make(const pt_build *build, bool wanted, int fill, int64_t count, size_t element, void **out,
                 patron_error *error)
{
    if (!wanted) return true;
    if (!*out) *out = pt_array(build->allocator, count, element, error);
    if (*out) memset(*out, fill, (size_t)(count > 0 ? count : 1) * element);
    return *out != NULL;
}

#define MAKE(build, wanted, fill, count, array, error) \
    make((build), (wanted), (fill), (count), sizeof *(array), (void **)&(array), (error))

static bool make_slots(pt_build *build, patron_error *error)
{
    pt_slots *slots = &build->slots;
    bool orders = has(build, PT_ORDER), plain = !orders && !has(build, PT_KIND) && !build->replayed &&
                                                !(build->settings->flags & PATRON_BOOK_NEGATIVE_IS_REFUND);
    int64_t count = slots->count;
    bool made = MAKE(build, true, 0, count, slots->day, error) && MAKE(build, true, 0, count, slots->amount, error) &&
                MAKE(build, has_instants(build), 0, count, slots->within, error) &&
                MAKE(build, !plain, 0, count, slots->state, error) &&
                MAKE(build, orders, 0, count, slots->first_row, error) &&
                MAKE(build, orders || build->replayed, 0, count, slots->rows, error) &&
                MAKE(build, build->row_order_id != NULL, 0xff, count, slots->id, error) &&
                MAKE(build, build->row_order_id != NULL, 0xff, count, slots->shop, error) &&
                MAKE(build, has(build, PT_DISCOUNT), 0, count, slots->discount, error) &&
                MAKE(build, has(build, PT_COST), 0, count, slots->cost, error) &&
                MAKE(build, has(build, PT_QUANTITY), 0, count, slots->quantity, error);
    if (made && orders) {
        made = MAKE(build, true, 0xff, count, slots->customer, error);
    } else if (made) { /* the rows' customers are the slots' */
        slots->customer = build->number[PT_CUSTOMER];
        build->number[PT_CUSTOMER] = NULL;
    }
    for (int32_t i = 0; made && i < build->rowset->schema.label_count; i++)
        made = MAKE(build, !is_line_label(build, i), 0xff, count, slots->label[i], error);
    return made;
}

static bool make_lines(pt_build *build, patron_error *error)
{
    pt_lines *lines = &build->lines;
    int64_t rows = build->rows;
    lines->capacity = rows;
    bool made = MAKE(build, true, 0, rows, lines->slot, error) && MAKE(build, true, 0xff, rows, lines->product, error) &&
                MAKE(build, true, 0, rows, lines->amount, error) &&
                MAKE(build, has(build, PT_QUANTITY), 0, rows, lines->quantity, error);
    for (int32_t i = 0; made && i < build->rowset->schema.label_count; i++)
        made = MAKE(build, is_line_label(build, i), 0xff, rows, lines->label[i], error);
    return made;
}

void pt_slots_free(pt_build *build)
{
    pt_slots *slots = &build->slots;
    const patron_allocator *allocator = build->allocator;
    PT_FREE(allocator, slots->customer, slots->count);
    PT_FREE(allocator, slots->day, slots->count);
    PT_FREE(allocator, slots->within, slots->count);
    PT_FREE(allocator, slots->amount, slots->count);
    PT_FREE(allocator, slots->state, slots->count);
    PT_FREE(allocator, slots->first_row, slots->count);
    PT_FREE(allocator, slots->rows, slots->count);
    PT_FREE(allocator, slots->id, slots->count);
    PT_FREE(allocator, slots->shop, slots->count);
    PT_FREE(allocator, slots->discount, slots->count);
    PT_FREE(allocator, slots->cost, slots->count);
    PT_FREE(allocator, slots->quantity, slots->count);
    for (int32_t i = 0; i < PT_LABELS_MAX; i++) PT_FREE(allocator, slots->label[i], slots->count);
}

void pt_lines_free(pt_build *build)
{
    pt_lines *lines = &build->lines;
    const patron_allocator *allocator = build->allocator;
    PT_FREE(allocator, lines->slot, lines->capacity);
    PT_FREE(allocator, lines->product, lines->capacity);
    PT_FREE(allocator, lines->amount, lines->capacity);
    PT_FREE(allocator, lines->quantity, lines->capacity);
    for (int32_t i = 0; i < PT_LABELS_MAX; i++) PT_FREE(allocator, lines->label[i], lines->capacity);
}

/* ---- sums that must fit ------------------------------------------------------------------------------------------ */

typedef struct sums {
    int64_t amount, discount, cost, quantity;
} sums;

static patron_status add_absolute(int64_t *sum, int64_t value, int64_t row, const char *column, patron_error *error)
{
    int64_t size;
    if (pt_absolute(value, &size) || pt_add(*sum, size, sum))
        return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, row, -1, column, "the sum of |%s| leaves int64 at this row", column);
    return PATRON_OK;
}

static patron_status add_column(int64_t *sum, const int64_t *values, int64_t count, int64_t row, const char *column,
                                patron_error *error)
{
    patron_status status = PATRON_OK;
    for (int64_t i = 0; i < count && !status; i++) status = add_absolute(sum, values[i], row + i, column, error);
    return status;
}

static patron_status add_sums(const pt_build *build, sums *all, const pt_block *block, int64_t row, patron_error *error)
{
    int64_t count = block->count;
    patron_status status = add_column(&all->amount, block->amount, count, row, "amount", error);
    if (!status && has(build, PT_DISCOUNT))
        status = add_column(&all->discount, block->discount, count, row, "discount", error);
    if (!status && has(build, PT_COST)) status = add_column(&all->cost, block->cost, count, row, "cost", error);
    if (!status && has(build, PT_QUANTITY))
        status = add_column(&all->quantity, block->quantity, count, row, "quantity", error);
    return status;
}

/* ---- one row ------------------------------------------------------------------------------------------------------ */

static pt_index customer_of_row(const pt_build *build, int64_t row)
{
    return build->number[PT_CUSTOMER] ? build->number[PT_CUSTOMER][row] : build->slots.customer[row];
}

static pt_index number_of_row(const pt_build *build, int32_t role, int64_t row)
{
    return build->number[role] ? build->number[role][row] : PT_INDEX_NONE;
}

static pt_index weight_of_row(const pt_batch *batch, int64_t i)
{
    return batch->replay.weight ? batch->replay.weight[i] : 1;
}

static patron_status ignore_rows(pt_build *build, int32_t day, int32_t reason, int64_t rows, int64_t money,
                                 patron_error *error)
{
    pt_ignored *entry = pt_list_push(build->allocator, &build->ignored, error);
    if (!entry) return PATRON_ERROR_MEMORY;
    entry->day = day;
    entry->reason = reason;
    entry->rows = rows;
    entry->money = money;
    return PATRON_OK;
}

static patron_status take_refund(pt_build *build, const pt_batch *batch, const pt_block *block, int64_t i, int64_t at,
                                 int64_t row, int64_t slot, patron_error *error)
{
    pt_refund *refund = pt_list_push(build->allocator, &build->refunds, error);
    if (!refund) return PATRON_ERROR_MEMORY;
    memset(refund, 0, sizeof *refund);
    refund->amount = block->amount[i] < 0 ? -block->amount[i] : block->amount[i];
    refund->quantity = block->quantity[i] < 0 ? -block->quantity[i] : block->quantity[i];
    refund->slot = has(build, PT_ORDER) ? (pt_index)slot : PT_INDEX_NONE;
    refund->customer = customer_of_row(build, row);
    refund->product = number_of_row(build, PT_PRODUCT, row);
    refund->row = (pt_index)row;
    refund->rows = weight_of_row(batch, at);
    refund->day = block->day[i];
    refund->erased = batch->replay.erased && batch->replay.erased[at];
    return PATRON_OK;
}

/* The first row of an order with this value of a label, for the error. */
static int64_t row_of_label(const pt_build *build, int32_t i, int64_t slot, pt_index code, int64_t before)
{
    for (int64_t row = 0; row < before; row++)
        if (build->number[PT_ORDER][row] == (pt_index)slot && build->number[PT_LABELS + i][row] == code) return row;
    return -1;
}

static patron_status take_labels(pt_build *build, int64_t row, int64_t slot, patron_error *error)
{
    for (int32_t i = 0; i < build->rowset->schema.label_count; i++) {
        pt_index code = build->number[PT_LABELS + i][row];
        if (is_line_label(build, i) || code == PT_INDEX_NONE) continue;
        pt_index *kept = &build->slots.label[i][slot];
        if (*kept != PT_INDEX_NONE && *kept != code)
            return pt_fail(error, PATRON_ERROR_CONFLICT, 0, row, row_of_label(build, i, slot, *kept, row),
                           build->rowset->schema.name[i], "two values of the order-level label %s in one order",
                           build->rowset->schema.name[i]);
        *kept = code;
    }
    return PATRON_OK;
}

/* The first sale row of an order says whose it is; the others must agree. */
static patron_status take_customer(pt_build *build, int64_t row, int64_t slot, patron_error *error)
{
    pt_slots *slots = &build->slots;
    pt_index customer = customer_of_row(build, row);
    if (!pt_slot_is_order(slots, slot)) {
        slots->customer[slot] = customer;
        slots->first_row[slot] = (pt_index)row;
    } else if (slots->customer[slot] != customer) {
        return pt_fail(error, PATRON_ERROR_CONFLICT, 0, row, slots->first_row[slot], "order",
                       "this order id is also used by another customer");
    }
    return PATRON_OK;
}

static void take_line(pt_build *build, const pt_block *block, int64_t i, int64_t row, int64_t slot)
{
    pt_lines *lines = &build->lines;
    pt_index product = number_of_row(build, PT_PRODUCT, row);
    bool wanted = product != PT_INDEX_NONE;
    for (int32_t k = 0; k < build->rowset->schema.label_count; k++)
        wanted = wanted || (is_line_label(build, k) && build->number[PT_LABELS + k][row] != PT_INDEX_NONE);
    if (!wanted) return;
    lines->slot[lines->count] = (pt_index)slot;
    lines->product[lines->count] = product;
    lines->amount[lines->count] = block->amount[i];
    if (lines->quantity) lines->quantity[lines->count] = block->quantity[i];
    for (int32_t k = 0; k < build->rowset->schema.label_count; k++)
        if (lines->label[k]) lines->label[k][lines->count] = build->number[PT_LABELS + k][row];
    lines->count++;
}

static bool is_earlier(const pt_slots *slots, int64_t slot, int32_t day, int64_t within)
{
    if (day != slots->day[slot]) return day < slots->day[slot];
    return slots->within && within < slots->within[slot];
}

/* A sale or renewal row (always, where slots have no state). */
static patron_status take_sale(pt_build *build, const pt_batch *batch, const pt_block *block, int64_t i, int64_t at,
                               int64_t row, int64_t slot, patron_error *error)
{
    pt_slots *slots = &build->slots;
    bool first = !slots->state || !pt_slot_is_order(slots, slot);
    if (slots->first_row) {
        patron_status status = take_customer(build, row, slot, error);
        if (status) return status;
    }
    if (slots->id && build->row_order_id) {
        slots->id[slot] = build->row_order_id[row];
        slots->shop[slot] = number_of_row(build, PT_SHOP, row);
    }
    if (slots->rows && __builtin_add_overflow(slots->rows[slot], weight_of_row(batch, at), &slots->rows[slot]))
        return pt_fail_limit(error, "rows in one order");
    if (slots->state) {
        slots->state[slot] |= (uint8_t)(block->kind[i] == PATRON_KIND_RENEWAL ? PT_SLOT_RENEWAL : PT_SLOT_SALE);
        if (batch->replay.erased && batch->replay.erased[at]) slots->state[slot] |= PT_SLOT_ERASED;
    }
    if (first || is_earlier(slots, slot, block->day[i], block->within[i])) {
        slots->day[slot] = block->day[i];
        if (slots->within) slots->within[slot] = block->within[i];
    }
    slots->amount[slot] += block->amount[i];
    if (slots->discount) slots->discount[slot] += block->discount[i];
    if (slots->cost) slots->cost[slot] += block->cost[i];
    if (slots->quantity) slots->quantity[slot] += block->quantity[i];
    if (build->lines.slot) take_line(build, block, i, row, slot);
    return build->rowset->schema.label_count ? take_labels(build, row, slot, error) : PATRON_OK;
}

static patron_status take_row(pt_build *build, const pt_batch *batch, const pt_block *block, int64_t i, int64_t at,
                              patron_error *error)
{
    int64_t row = batch->first_row + at;
    int64_t slot = build->number[PT_ORDER] ? build->number[PT_ORDER][row] : row;
    switch (block->kind[i]) {
    case PATRON_KIND_REFUND: return take_refund(build, batch, block, i, at, row, slot, error);
    case PATRON_KIND_IGNORED:
        build->slots.state[slot] |= PT_SLOT_IGNORED;
        return ignore_rows(build, block->day[i], PATRON_EXCLUDED_IGNORED, weight_of_row(batch, at), block->amount[i], error);
    default: return take_sale(build, batch, block, i, at, row, slot, error);
    }
}

/* A shop whose rows are orders and all of them sales: copy, and refuse what is negative. */
static patron_status take_plain_block(pt_build *build, const pt_block *block, int64_t row, patron_error *error)
{
    pt_slots *slots = &build->slots;
    size_t count = (size_t)block->count;
    memcpy(slots->day + row, block->day, count * sizeof *slots->day);
    memcpy(slots->amount + row, block->amount, count * sizeof *slots->amount);
    if (slots->within) memcpy(slots->within + row, block->within, count * sizeof *slots->within);
    if (slots->discount) memcpy(slots->discount + row, block->discount, count * sizeof *slots->discount);
    if (slots->cost) memcpy(slots->cost + row, block->cost, count * sizeof *slots->cost);
    if (slots->quantity) memcpy(slots->quantity + row, block->quantity, count * sizeof *slots->quantity);
    for (int64_t i = 0; i < block->count; i++)
        if (block->amount[i] < 0)
            return pt_fail_row(error, row + i, "amount", "this order's total is negative (%lld)", (long long)block->amount[i]);
    for (int64_t i = 0; i < block->count && build->lines.slot; i++) take_line(build, block, i, row + i, row + i);
    patron_status status = PATRON_OK;
    for (int64_t i = 0; i < block->count && build->rowset->schema.label_count && !status; i++)
        status = take_labels(build, row + i, row + i, error);
    return status;
}

/* ---- what only the whole shows ------------------------------------------------------------------------------------ */

/* A refund of an order with a negative total: of its money, or of the units of one of its lines. */
static pt_refund *give_back(pt_build *build, int64_t slot, patron_error *error)
{
    const pt_slots *slots = &build->slots;
    pt_refund *refund = pt_list_push(build->allocator, &build->refunds, error);
    if (!refund) return NULL;
    memset(refund, 0, sizeof *refund);
    refund->slot = refund->product = PT_INDEX_NONE;
    refund->customer = slots->customer[slot];
    refund->row = (pt_index)pt_slot_row(slots, slot);
    refund->day = slots->day[slot];
    refund->erased = slots->state[slot] & PT_SLOT_ERASED;
    return refund;
}

/* The products of orders with a negative total: each line of negative quantity gives units back. Their money is in the
 * order's own refund, so these stand for no money and no row. */
static patron_status give_back_units(pt_build *build, patron_error *error)
{
    const pt_lines *lines = &build->lines;
    for (int64_t i = 0; lines->quantity && i < lines->count; i++) {
        if (lines->product[i] == PT_INDEX_NONE || lines->quantity[i] >= 0) continue;
        if (!(build->slots.state[lines->slot[i]] & PT_SLOT_NEGATIVE)) continue;
        pt_refund *refund = give_back(build, lines->slot[i], error);
        if (!refund) return PATRON_ERROR_MEMORY;
        refund->product = lines->product[i];
        refund->quantity = -lines->quantity[i];
    }
    return PATRON_OK;
}

/* Orders with a negative total: refunds of their customer, or an error. Their slots are no orders any more. */
static patron_status turn_negative(pt_build *build, patron_error *error)
{
    pt_slots *slots = &build->slots;
    bool any = false;
    for (int64_t slot = 0; slot < slots->count; slot++) {
        if (slots->amount[slot] >= 0 || !pt_slot_is_order(slots, slot)) continue;
        if (!(build->settings->flags & PATRON_BOOK_NEGATIVE_IS_REFUND))
            return pt_fail_row(error, pt_slot_row(slots, slot), "amount", "this order's total is negative (%lld)",
                               (long long)slots->amount[slot]);
        pt_refund *refund = give_back(build, slot, error);
        if (!refund) return PATRON_ERROR_MEMORY;
        refund->amount = -slots->amount[slot];
        refund->rows = slots->rows ? slots->rows[slot] : 1;
        slots->state[slot] = PT_SLOT_NEGATIVE | (slots->state[slot] & PT_SLOT_ERASED);
        any = true;
    }
    patron_status status = any ? give_back_units(build, error) : PATRON_OK;
    return !status && build->refunds.count > PT_ROWS_MAX ? pt_fail_limit(error, "refunds") : status;
}

/* Finds each refund's order: on it, ignored with it, or off the customer. Ignored ones leave the list. */
static patron_status resolve_refunds(pt_build *build, patron_error *error)
{
    const pt_slots *slots = &build->slots;
    pt_refund *refunds = build->refunds.items;
    int64_t kept = 0;
    for (int64_t i = 0; i < build->refunds.count; i++) {
        pt_refund refund = refunds[i];
        int64_t slot = refund.slot;
        bool known = refund.slot != PT_INDEX_NONE;
        bool is_order = known && pt_slot_is_order(slots, slot);
        if (is_order || (known && (slots->state[slot] & PT_SLOT_NEGATIVE))) {
            if (refund.customer != PT_INDEX_NONE && refund.customer != slots->customer[slot])
                return pt_fail(error, PATRON_ERROR_CONFLICT, 0, refund.row, pt_slot_row(slots, slot), "order",
                               "this refund's customer is not its order's");
            refund.customer = slots->customer[slot];
        }
        if (is_order) {
            if (refund.day < slots->day[slot]) refund.day = slots->day[slot];
        } else if (known && (slots->state[slot] & PT_SLOT_IGNORED)) {
            patron_status status = ignore_rows(build, refund.day, PATRON_EXCLUDED_IGNORED_REFUND, refund.rows,
                                             -refund.amount, error);
            if (status) return status;
            continue;
        } else {
            refund.slot = PT_INDEX_NONE;
        }
        refunds[kept++] = refund;
    }
    build->refunds.count = kept;
    return PATRON_OK;
}

patron_status pt_build_rows(pt_build *build, patron_error *error)
{
    sums all = {0};
    if (!make_slots(build, error)) return PATRON_ERROR_MEMORY;
    if (keeps_lines(build) && !make_lines(build, error)) return PATRON_ERROR_MEMORY;
    pt_block *block = pt_array(build->allocator, 1, sizeof *block, error);
    if (!block) return PATRON_ERROR_MEMORY;
    patron_status status = PATRON_OK;
    for (int64_t b = 0; b < build->rowset->batch_count && !status; b++) {
        const pt_batch *batch = build->rowset->batch[b];
        for (int64_t start = 0; start < batch->count && !status; start += PT_BLOCK) {
            int64_t count = batch->count - start < PT_BLOCK ? batch->count - start : PT_BLOCK;
            status = pt_batch_block(batch, build->zone, start, count, block, error);
            if (!status) status = add_sums(build, &all, block, batch->first_row + start, error);
            if (!status && !build->slots.state)
                status = take_plain_block(build, block, batch->first_row + start, error);
            for (int64_t i = 0; i < count && !status && build->slots.state; i++)
                status = take_row(build, batch, block, i, start + i, error);
        }
    }
    PT_FREE(build->allocator, block, 1);
    if (!status && build->slots.state) status = turn_negative(build, error);
    if (!status) status = resolve_refunds(build, error);
    return status;
}
