/* From a customer's lines and refunds to the items that each order holds. */
#include "products.h"

/* ---- sorting ---------------------------------------------------------------------------------------------------- */

#define RUN 16 /* runs of this length are sorted by insertion */

static void sort_run(pt_piece *piece, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        if (piece[i - 1].key <= piece[i].key) continue;
        pt_piece moving = piece[i];
        int64_t hole = i;
        for (; hole > 0 && moving.key < piece[hole - 1].key; hole--) piece[hole] = piece[hole - 1];
        piece[hole] = moving;
    }
}

static void merge_runs(const pt_piece *from, pt_piece *into, int64_t begin, int64_t middle, int64_t end)
{
    int64_t left = begin, right = middle, out = begin;
    while (left < middle && right < end) into[out++] = from[right].key < from[left].key ? from[right++] : from[left++];
    while (left < middle) into[out++] = from[left++];
    while (right < end) into[out++] = from[right++];
}

static void sort_pieces(pt_piece *piece, pt_piece *spare, int64_t count)
{
    for (int64_t i = 0; i < count; i += RUN) sort_run(piece + i, count - i < RUN ? count - i : RUN);
    pt_piece *from = piece, *into = spare;
    for (int64_t width = RUN; width < count; width *= 2) {
        for (int64_t i = 0; i < count; i += 2 * width) {
            int64_t middle = i + width < count ? i + width : count;
            int64_t end = i + 2 * width < count ? i + 2 * width : count;
            merge_runs(from, into, i, middle, end);
        }
        pt_piece *swap = from;
        from = into;
        into = swap;
    }
    if (from != piece) memcpy(piece, from, (size_t)count * sizeof *piece);
}

/* Sorts and adds up what has the same key; returns how many are left. */
static int64_t add_up(pt_piece *piece, pt_piece *spare, int64_t count)
{
    int64_t kept = 0;
    sort_pieces(piece, spare, count);
    for (int64_t i = 0; i < count; i++) {
        if (!kept || piece[kept - 1].key != piece[i].key) {
            piece[kept++] = piece[i];
            continue;
        }
        pt_piece *into = &piece[kept - 1];
        into->sold += piece[i].sold;
        into->returned += piece[i].returned;
        into->left += piece[i].left;
        into->amount += piece[i].amount;
        into->given += piece[i].given;
        into->lines = (pt_index)(into->lines + piece[i].lines);
        into->held = into->held || piece[i].held;
    }
    return kept;
}

/* ---- scratch ---------------------------------------------------------------------------------------------------- */

static int64_t room_for(const patron_book *book, int64_t first, int64_t end)
{
    int64_t room = book->line_first ? (int64_t)book->line_first[end] - (int64_t)book->line_first[first] : 0;
    if (book->refund_first) room += (int64_t)book->refund_first[end] - (int64_t)book->refund_first[first];
    return room;
}

patron_status pt_products_reader_open(pt_products_reader *reader, const pt_products_plan *plan, int64_t first,
                                      int64_t count, bool guests, patron_error *error)
{
    const patron_book *book = plan->book;
    int64_t capacity = 0, orders = 1;
    memset(reader, 0, sizeof *reader);
    for (int64_t c = first; c < first + count; c++) {
        int64_t begin = book->order_first[c], end = book->order_first[c + 1], room = room_for(book, begin, end);
        if (book->loose_first) room += (int64_t)book->loose_first[c + 1] - (int64_t)book->loose_first[c];
        if (room > capacity) capacity = room;
        if (end - begin > orders) orders = end - begin;
    }
    for (int64_t i = book->order_first[book->customers]; guests && i < book->orders; i++) {
        int64_t room = room_for(book, i, i + 1);
        if (room > capacity) capacity = room;
    }
    reader->plan = plan;
    reader->capacity = capacity;
    reader->order_capacity = orders;
    reader->piece = pt_array(&book->allocator, capacity, sizeof *reader->piece, error);
    reader->spare = pt_array(&book->allocator, capacity, sizeof *reader->spare, error);
    reader->stack = pt_array(&book->allocator, capacity, sizeof *reader->stack, error);
    reader->holds = pt_array(&book->allocator, orders, sizeof *reader->holds, error);
    if (reader->piece && reader->spare && reader->stack && reader->holds) return PATRON_OK;
    pt_products_reader_close(reader);
    return PATRON_ERROR_MEMORY;
}

void pt_products_reader_close(pt_products_reader *reader)
{
    if (!reader->plan) return;
    const patron_allocator *allocator = &reader->plan->book->allocator;
    PT_FREE(allocator, reader->piece, reader->capacity);
    PT_FREE(allocator, reader->spare, reader->capacity);
    PT_FREE(allocator, reader->stack, reader->capacity);
    PT_FREE(allocator, reader->holds, reader->order_capacity);
    reader->plan = NULL;
}

/* ---- orders ----------------------------------------------------------------------------------------------------- */

static uint64_t key_of(pt_index item, int64_t order) { return (uint64_t)item << 32 | (uint64_t)order; }

/* Adds the order's lines and refunds by product behind the pieces. */
static void add_order(pt_products_reader *reader, int64_t order)
{
    const patron_book *book = reader->plan->book;
    int64_t at = order - reader->first;
    for (int64_t l = book->line_first[order]; l < (int64_t)book->line_first[order + 1]; l++) {
        pt_piece line = {.key = key_of(book->line_product[l], at), .lines = 1};
        line.sold = book->line_quantity ? book->line_quantity[l] : 1;
        line.amount = book->line_amount[l];
        reader->piece[reader->count++] = line;
    }
    if (!book->refund_first || !book->refunds.product) return;
    for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++) {
        if (book->refunds.day[r] > reader->plan->as_of) break;
        if (book->refunds.product[r] == PT_INDEX_NONE) continue;
        pt_piece back = {.key = key_of(book->refunds.product[r], at), .given = book->refunds.amount[r]};
        if (book->refunds.quantity) back.returned = book->refunds.quantity[r];
        reader->piece[reader->count++] = back;
    }
}

/* Of each product and order: what is left, and whether the order holds the product. */
static void settle(pt_products_reader *reader)
{
    bool quantities = reader->plan->book->line_quantity != NULL;
    for (int64_t i = 0; i < reader->count; i++) {
        pt_piece *piece = &reader->piece[i];
        bool gone = quantities ? piece->returned > 0 && piece->returned >= piece->sold
                               : piece->given > 0 && piece->given >= piece->amount;
        if (!quantities) piece->returned = gone ? piece->sold : 0;
        piece->left = piece->sold - piece->returned;
        piece->held = piece->lines > 0 && !gone && piece->sold >= 0 && pt_piece_item(piece) != PT_INDEX_NONE;
    }
}

/* Takes units that were given back without a known order off the latest orders that hold their product: orders are
 * stacked in sequence, and each refund takes from the top. */
static void take_loose(pt_products_reader *reader, int64_t customer)
{
    const patron_book *book = reader->plan->book;
    if (!book->loose_first || !book->loose.product || !book->loose.quantity || !book->line_quantity) return;
    pt_piece *loose = reader->piece + reader->count; /* the scratch has room for both */
    int64_t looses = 0;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > reader->plan->as_of) break;
        if (book->loose.product[r] == PT_INDEX_NONE) continue;
        int64_t until = pt_orders_until(book, customer, book->loose.day[r]) - reader->first; /* orders before it */
        loose[looses++] = (pt_piece){.key = key_of(book->loose.product[r], until), .returned = book->loose.quantity[r]};
    }
    looses = add_up(loose, reader->spare, looses);

    int64_t next = 0, depth = 0;
    for (int64_t r = 0; r < looses; r++) {
        for (; next < reader->count && reader->piece[next].key < loose[r].key; next++)
            if (reader->piece[next].held && reader->piece[next].left > 0) reader->stack[depth++] = (pt_index)next;
        int64_t back = loose[r].returned;
        while (back > 0 && depth > 0) {
            pt_piece *top = &reader->piece[reader->stack[depth - 1]];
            if (top->key >> 32 != loose[r].key >> 32) break;
            int64_t taken = top->left < back ? top->left : back;
            top->left -= taken;
            back -= taken;
            if (top->left > 0) continue;
            top->held = false;
            depth--;
        }
    }
}

static void to_categories(pt_products_reader *reader)
{
    const pt_index *category = reader->plan->book->product_category;
    if (reader->plan->level != PATRON_PRODUCTS_CATEGORY) return;
    for (int64_t i = 0; i < reader->count; i++) {
        pt_piece *piece = &reader->piece[i];
        pt_index product = pt_piece_item(piece), item = product == PT_INDEX_NONE ? product : category[product];
        piece->key = key_of(item, (int64_t)(uint32_t)piece->key);
        piece->held = piece->held && item != PT_INDEX_NONE;
    }
    reader->count = add_up(reader->piece, reader->spare, reader->count);
}

static bool counts(const pt_products_reader *reader, int64_t order)
{
    const patron_book *book = reader->plan->book;
    return pt_counts(book, order, pt_refunded(book, order, reader->plan->as_of));
}

void pt_products_read(pt_products_reader *reader, int64_t customer)
{
    const patron_book *book = reader->plan->book;
    int64_t end = book->order_first[customer + 1];
    reader->first = book->order_first[customer];
    reader->count = 0;
    for (int64_t i = reader->first; i < end; i++) {
        reader->holds[i - reader->first] = 0;
        if (book->line_first && book->day[i] <= reader->plan->as_of && counts(reader, i)) add_order(reader, i);
    }
    reader->count = add_up(reader->piece, reader->spare, reader->count);
    settle(reader);
    take_loose(reader, customer);
    to_categories(reader);
    for (int64_t i = 0; i < reader->count; i++)
        if (reader->piece[i].held) reader->holds[(uint32_t)reader->piece[i].key] = 1;
}

void pt_products_read_order(pt_products_reader *reader, int64_t order)
{
    const patron_book *book = reader->plan->book;
    reader->first = order;
    reader->count = 0;
    reader->holds[0] = 0;
    if (!book->line_first || book->day[order] > reader->plan->as_of || !counts(reader, order)) return;
    add_order(reader, order);
    reader->count = add_up(reader->piece, reader->spare, reader->count);
    settle(reader);
    to_categories(reader);
    for (int64_t i = 0; i < reader->count; i++) reader->holds[0] |= reader->piece[i].held;
}

/* ---- purchases -------------------------------------------------------------------------------------------------- */

bool pt_item_walk_next(pt_item_walk *walk, int32_t *day)
{
    const pt_products_reader *reader = walk->reader;
    const patron_book *book = reader->plan->book;
    bool found = false;
    for (; walk->next < walk->end; walk->next++) {
        const pt_piece *piece = &reader->piece[walk->next];
        int64_t order = pt_piece_order(reader, piece);
        if (!piece->held || (walk->sales_only && pt_bit(book->renewal, order))) continue;
        if (found && (book->day[order] != *day || (book->flags & PATRON_BOOK_COUNT_BY_ORDER))) break;
        *day = book->day[order];
        found = true;
    }
    return found;
}

void pt_products_look_at(const pt_products_plan *plan, int64_t customer, pt_products_buyer *out)
{
    pt_walk walk = pt_walk_begin(plan->book, customer, plan->as_of, false);
    pt_purchase purchase;
    *out = (pt_products_buyer){0, 0, PATRON_NO_DAY, PATRON_NO_DAY, PATRON_NO_DAY, false};
    while (pt_walk_next(&walk, &purchase)) {
        out->orders += purchase.orders;
        if (++out->purchases == 1) out->first_day = purchase.day;
        if (out->purchases == 2) out->second_day = purchase.day;
        out->last_day = purchase.day;
    }
    if (out->purchases) out->known = pt_birth_known(plan->book, customer, out->first_day);
}
