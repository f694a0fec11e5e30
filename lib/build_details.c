/* Everything that hangs on an order, brought into the book's order: numbers, labels, lines, refunds; and what hangs on no
 * order: unmatched refunds and ignored rows. */
#include "build.h"
#include "sort.h"

typedef struct details {
    pt_build *build;
    patron_book *book;
    const patron_allocator *allocator;
    pt_index *position; /* [slots]: where a slot's order lies in the book; PT_INDEX_NONE = no order */
} details;

/* ---- one value an order ------------------------------------------------------------------------------------------- */

static patron_status gather_numbers(const details *in, const int64_t *from, int64_t **out, patron_error *error)
{
    if (!from) return PATRON_OK;
    *out = pt_array(in->allocator, in->book->orders, sizeof **out, error);
    if (!*out) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < in->book->orders; i++) (*out)[i] = from[in->build->source[i]];
    return PATRON_OK;
}

static patron_status gather_indices(const details *in, const pt_index *from, pt_index **out, patron_error *error)
{
    if (!from) return PATRON_OK;
    *out = pt_array(in->allocator, in->book->orders, sizeof **out, error);
    if (!*out) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < in->book->orders; i++) (*out)[i] = from[in->build->source[i]];
    return PATRON_OK;
}

/* A bitmap of the orders that `is` is true of; NULL where it is true of none. */
static patron_status gather_bits(const details *in, bool (*is)(uint8_t state), uint8_t **out, patron_error *error)
{
    const uint8_t *state = in->build->slots.state;
    int64_t any = 0;
    for (int64_t i = 0; i < in->book->orders; i++) any += is(state[in->build->source[i]]);
    if (!any) return PATRON_OK;
    *out = pt_zero_array(in->allocator, (in->book->orders + 7) / 8, 1, error);
    if (!*out) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < in->book->orders; i++)
        (*out)[i >> 3] |= (uint8_t)(is(state[in->build->source[i]]) << (i & 7));
    return PATRON_OK;
}

static bool is_renewal(uint8_t state) { return (state & (PT_SLOT_SALE | PT_SLOT_RENEWAL)) == PT_SLOT_RENEWAL; }
static bool is_erased(uint8_t state) { return (state & PT_SLOT_ERASED) != 0; }

/* With KEEP_ORDER_IDS: which dictionary entry each order has; rows without an id have none. */
static patron_status gather_order_ids(const details *in, patron_error *error)
{
    pt_build *build = in->build;
    if (!(build->settings->flags & PATRON_BOOK_KEEP_ORDER_IDS) || !build->order_ids) return PATRON_OK;
    int64_t known = pt_keys_count(build->order_ids);
    in->book->order_id = pt_array(in->allocator, in->book->orders, sizeof *in->book->order_id, error);
    if (!in->book->order_id) return PATRON_ERROR_MEMORY;
    for (int64_t i = 0; i < in->book->orders; i++) {
        pt_index slot = build->source[i], id = build->slots.id ? build->slots.id[slot] : slot;
        in->book->order_id[i] = (int64_t)id < known ? id : PT_INDEX_NONE;
    }
    in->book->order_keys = build->order_ids;
    build->order_ids = NULL;
    if (!build->shops) return PATRON_OK;
    in->book->shop_keys = build->shops;
    build->shops = NULL;
    return gather_indices(in, build->slots.shop, &in->book->shop, error);
}

static patron_status gather_labels(const details *in, patron_error *error)
{
    for (int32_t i = 0; i < in->book->label_count; i++) {
        patron_status status = gather_indices(in, in->build->slots.label[i], &in->book->labels[i].code, error);
        if (status) return status;
    }
    return PATRON_OK;
}

/* ---- lines -------------------------------------------------------------------------------------------------------- */

/* Counting sort by order; lines of one order stay in the order of the rows. */
static patron_status place_lines(const details *in, patron_error *error)
{
    patron_book *book = in->book;
    const pt_lines *lines = &in->build->lines;
    if (!lines->slot) return PATRON_OK;
    pt_index *first = pt_zero_array(in->allocator, book->orders + 1, sizeof *first, error);
    if (!first) return PATRON_ERROR_MEMORY;
    book->line_first = first;
    for (int64_t i = 0; i < lines->count; i++) {
        pt_index order = in->position[lines->slot[i]];
        if (order == PT_INDEX_NONE) continue;
        first[order]++;
        book->lines++;
    }
    if (!(book->line_product = pt_array(in->allocator, book->lines, sizeof *book->line_product, error)) ||
        !(book->line_amount = pt_array(in->allocator, book->lines, sizeof *book->line_amount, error)))
        return PATRON_ERROR_MEMORY;
    if (lines->quantity &&
        !(book->line_quantity = pt_array(in->allocator, book->lines, sizeof *book->line_quantity, error)))
        return PATRON_ERROR_MEMORY;
    for (int32_t k = 0; k < book->label_count; k++)
        if (lines->label[k] &&
            !(book->labels[k].code = pt_array(in->allocator, book->lines, sizeof *book->labels[k].code, error)))
            return PATRON_ERROR_MEMORY;
    /* first[o] becomes the end of order o, and going through the lines backwards brings it down to its beginning. */
    for (int64_t o = 1; o <= book->orders; o++) first[o] = (pt_index)(first[o] + first[o - 1]);
    for (int64_t i = lines->count - 1; i >= 0; i--) {
        pt_index order = in->position[lines->slot[i]];
        if (order == PT_INDEX_NONE) continue;
        pt_index at = --first[order];
        book->line_product[at] = lines->product[i];
        book->line_amount[at] = lines->amount[i];
        if (lines->quantity) book->line_quantity[at] = lines->quantity[i];
        for (int32_t k = 0; k < book->label_count; k++)
            if (lines->label[k]) book->labels[k].code[at] = lines->label[k][i];
    }
    return PATRON_OK;
}

/* ---- refunds ------------------------------------------------------------------------------------------------------ */

/* Where a refund belongs: (order or group, day, amount, product, quantity), which leaves nothing to the order of rows. */
typedef struct refund_order {
    const details *in;
    const pt_refund *refund;
    bool loose;
} refund_order;

static int64_t place_of(const refund_order *by, const pt_refund *refund)
{
    if (!by->loose) return by->in->position[refund->slot];
    return refund->customer == PT_INDEX_NONE ? by->in->book->customers : (int64_t)refund->customer;
}

static bool refund_before(const void *context, pt_index a, pt_index b)
{
    const refund_order *by = context;
    const pt_refund *one = &by->refund[a], *other = &by->refund[b];
    int64_t place = place_of(by, one), other_place = place_of(by, other);
    if (place != other_place) return place < other_place;
    if (one->day != other->day) return one->day < other->day;
    if (one->amount != other->amount) return one->amount < other->amount;
    if (one->product != other->product) return one->product < other->product;
    return one->quantity < other->quantity;
}

static patron_status make_refunds(const details *in, int64_t count, bool products, bool rows, pt_refunds *out,
                                  patron_error *error)
{
    const bool *has = in->build->rowset->schema.has;
    out->count = count;
    if (!(out->day = pt_array(in->allocator, count, sizeof *out->day, error))) return PATRON_ERROR_MEMORY;
    if (!(out->amount = pt_array(in->allocator, count, sizeof *out->amount, error))) return PATRON_ERROR_MEMORY;
    if (products && !(out->product = pt_array(in->allocator, count, sizeof *out->product, error)))
        return PATRON_ERROR_MEMORY;
    if (products && has[PT_QUANTITY] && !(out->quantity = pt_array(in->allocator, count, sizeof *out->quantity, error)))
        return PATRON_ERROR_MEMORY;
    if (rows && !(out->rows = pt_array(in->allocator, count, sizeof *out->rows, error))) return PATRON_ERROR_MEMORY;
    return PATRON_OK;
}

static void fill_refund(pt_refunds *out, int64_t at, const pt_refund *refund)
{
    out->day[at] = refund->day;
    out->amount[at] = refund->amount;
    if (out->product) out->product[at] = refund->product;
    if (out->quantity) out->quantity[at] = refund->quantity;
    if (out->rows) out->rows[at] = refund->rows;
}

/* Places the refunds that hang on orders (loose = false) or on customers alone, and fills first[place]. */
static patron_status place_refunds(const details *in, bool loose, int64_t places, pt_index **first_out, pt_refunds *out,
                                   patron_error *error)
{
    const pt_list *list = &in->build->refunds;
    const pt_refund *refund = list->items;
    refund_order by = {in, refund, loose};
    patron_status status = PATRON_ERROR_MEMORY;
    int64_t count = 0;
    bool many_rows = false;
    for (int64_t i = 0; i < list->count; i++) {
        if ((refund[i].slot == PT_INDEX_NONE) != loose) continue;
        count++;
        many_rows = many_rows || refund[i].rows != 1;
    }
    if (!count) return PATRON_OK;
    pt_index *order = pt_array(in->allocator, count, sizeof *order, error), *spare = NULL, *first;
    if (!order || !(spare = pt_array(in->allocator, count, sizeof *spare, error))) goto done;
    if (!(*first_out = first = pt_zero_array(in->allocator, places + 1, sizeof *first, error))) goto done;
    if (make_refunds(in, count, in->book->products != NULL, many_rows, out, error)) goto done;
    for (int64_t i = 0, next = 0; i < list->count; i++)
        if ((refund[i].slot == PT_INDEX_NONE) == loose) order[next++] = (pt_index)i;
    pt_sort(order, spare, count, refund_before, &by);
    for (int64_t i = 0; i < count; i++) {
        fill_refund(out, i, &refund[order[i]]);
        first[place_of(&by, &refund[order[i]]) + 1]++;
    }
    for (int64_t i = 1; i <= places; i++) first[i] = (pt_index)(first[i] + first[i - 1]);
    status = PATRON_OK;
    for (int64_t i = 0; loose && i < count && !status; i++) {
        if (!refund[order[i]].erased) continue;
        if (!in->book->loose_erased &&
            !(in->book->loose_erased = pt_zero_array(in->allocator, (count + 7) / 8, 1, error)))
            status = PATRON_ERROR_MEMORY;
        else in->book->loose_erased[i >> 3] |= (uint8_t)(1u << (i & 7));
    }
done:
    PT_FREE(in->allocator, order, count);
    PT_FREE(in->allocator, spare, count);
    return status;
}

/* ---- ignored rows --------------------------------------------------------------------------------------------------- */

static bool ignored_before(const void *context, pt_index a, pt_index b)
{
    const pt_ignored *all = context;
    return all[a].day != all[b].day ? all[a].day < all[b].day : all[a].reason < all[b].reason;
}

/* Puts the tallies of books that were replayed beside this build's. A book can be replayed twice into the next one, and that
 * again, so that what fitted once need not fit any more. */
static patron_status join_ignored(pt_build *build, patron_error *error)
{
    const pt_list *replayed = &build->rowset->ignored;
    int64_t rows = 0, money = 0, size;
    for (int64_t i = 0; i < replayed->count; i++) {
        pt_ignored *entry = pt_list_push(build->allocator, &build->ignored, error);
        if (!entry) return PATRON_ERROR_MEMORY;
        *entry = ((const pt_ignored *)replayed->items)[i];
    }
    if (build->ignored.count > PT_ROWS_MAX) return pt_fail_limit(error, "ignored rows");
    for (int64_t i = 0; i < build->ignored.count; i++) {
        const pt_ignored *one = (const pt_ignored *)build->ignored.items + i;
        if (pt_add(rows, one->rows, &rows) || rows > INT64_MAX / 2) return pt_fail_limit(error, "ignored rows");
        if (pt_absolute(one->money, &size) || pt_add(money, size, &money))
            return pt_fail(error, PATRON_ERROR_OVERFLOW, 0, -1, -1, "amount", "the sum of |amount| of ignored rows leaves int64");
    }
    return PATRON_OK;
}

/* One tally a day and reason. */
static patron_status tally_ignored(const details *in, patron_error *error)
{
    pt_build *build = in->build;
    patron_status status = join_ignored(build, error);
    if (status) return status;
    const pt_ignored *all = build->ignored.items;
    int64_t count = build->ignored.count, days = 0;
    if (!count) return PATRON_OK;
    status = PATRON_ERROR_MEMORY;
    pt_index *order = pt_array(in->allocator, count, sizeof *order, error), *spare = NULL;
    if (!order || !(spare = pt_array(in->allocator, count, sizeof *spare, error))) goto done;
    for (int64_t i = 0; i < count; i++) order[i] = (pt_index)i;
    pt_sort(order, spare, count, ignored_before, all);
    for (int64_t i = 0; i < count; i++) days += i == 0 || ignored_before(all, order[i - 1], order[i]);
    pt_ignored *tally = pt_array(in->allocator, days, sizeof *tally, error);
    if (!tally) goto done;
    in->book->ignored = tally;
    in->book->ignored_count = days;
    for (int64_t i = 0, next = -1; i < count; i++) {
        const pt_ignored *one = &all[order[i]];
        if (i == 0 || ignored_before(all, order[i - 1], order[i])) {
            tally[++next] = *one;
        } else {
            tally[next].rows += one->rows;
            tally[next].money += one->money;
        }
    }
    status = PATRON_OK;
done:
    PT_FREE(in->allocator, order, count);
    PT_FREE(in->allocator, spare, count);
    return status;
}

/* ---- all together --------------------------------------------------------------------------------------------------- */

static patron_status make_positions(details *in, patron_error *error)
{
    int64_t slots = in->build->slots.count;
    in->position = pt_array(in->allocator, slots, sizeof *in->position, error);
    if (!in->position) return PATRON_ERROR_MEMORY;
    memset(in->position, 0xff, (size_t)slots * sizeof *in->position);
    for (int64_t i = 0; i < in->book->orders; i++) in->position[in->build->source[i]] = (pt_index)i;
    return PATRON_OK;
}

static patron_status gather_orders(const details *in, patron_error *error)
{
    const pt_slots *slots = &in->build->slots;
    patron_book *book = in->book;
    patron_status status = gather_numbers(in, slots->discount, &book->discount, error);
    if (!status) status = gather_numbers(in, slots->cost, &book->cost, error);
    if (!status) status = gather_numbers(in, slots->quantity, &book->quantity, error);
    if (!status) status = gather_indices(in, slots->rows, &book->rows, error);
    if (!status && slots->state) status = gather_bits(in, is_renewal, &book->renewal, error);
    if (!status && slots->state && in->build->replayed) status = gather_bits(in, is_erased, &book->erased, error);
    if (!status) status = gather_order_ids(in, error);
    if (!status) status = gather_labels(in, error);
    return status;
}

patron_status pt_build_details(pt_build *build, patron_error *error)
{
    details in = {build, build->book, build->allocator, NULL};
    patron_book *book = build->book;
    patron_status status = PATRON_OK;
    if (build->source) {
        status = make_positions(&in, error);
        if (!status) status = gather_orders(&in, error);
        if (!status) status = place_lines(&in, error);
        if (!status) status = place_refunds(&in, false, book->orders, &book->refund_first, &book->refunds, error);
    }
    if (!status) status = place_refunds(&in, true, book->customers + 1, &book->loose_first, &book->loose, error);
    if (!status) status = tally_ignored(&in, error);
    PT_FREE(in.allocator, in.position, build->slots.count);
    return status;
}
