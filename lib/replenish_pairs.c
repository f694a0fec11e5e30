#include "replenish.h"

/* ---- sorting ---------------------------------------------------------------------------------------------------- */

#define RUN 16 /* runs of this length are sorted by insertion */

static void sort_run(pt_bought *bought, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        pt_bought moving = bought[i];
        int64_t hole = i;
        for (; hole > 0 && moving.key < bought[hole - 1].key; hole--) bought[hole] = bought[hole - 1];
        bought[hole] = moving;
    }
}

static void merge_runs(const pt_bought *from, pt_bought *into, int64_t begin, int64_t middle, int64_t end)
{
    int64_t left = begin, right = middle, out = begin;
    while (left < middle && right < end) into[out++] = from[right].key < from[left].key ? from[right++] : from[left++];
    while (left < middle) into[out++] = from[left++];
    while (right < end) into[out++] = from[right++];
}

/* Merge sort by key; O(n) where it is sorted. */
static void sort_bought(pt_bought *bought, pt_bought *spare, int64_t count)
{
    int64_t sorted = 1;
    while (sorted < count && bought[sorted - 1].key <= bought[sorted].key) sorted++;
    if (sorted >= count) return;
    for (int64_t i = 0; i < count; i += RUN) sort_run(bought + i, count - i < RUN ? count - i : RUN);
    pt_bought *from = bought, *into = spare;
    for (int64_t width = RUN; width < count; width *= 2) {
        for (int64_t i = 0; i < count; i += 2 * width) {
            int64_t middle = i + width < count ? i + width : count;
            int64_t end = i + 2 * width < count ? i + 2 * width : count;
            merge_runs(from, into, i, middle, end);
        }
        pt_bought *swap = from;
        from = into;
        into = swap;
    }
    if (from != bought) memcpy(bought, from, (size_t)count * sizeof *bought);
}

/* Sorts and adds up what has the same key; returns how many are left. */
static int64_t add_up(pt_bought *bought, pt_bought *spare, int64_t count)
{
    int64_t kept = 0;
    sort_bought(bought, spare, count);
    for (int64_t i = 0; i < count; i++) {
        if (kept && bought[kept - 1].key == bought[i].key) {
            bought[kept - 1].quantity += bought[i].quantity;
            bought[kept - 1].bought += bought[i].bought;
            bought[kept - 1].amount += bought[i].amount;
            bought[kept - 1].given += bought[i].given;
        } else {
            bought[kept++] = bought[i];
        }
    }
    return kept;
}

/* ---- scratch ---------------------------------------------------------------------------------------------------- */

static int64_t room_for(const patron_book *book, int64_t customer)
{
    int64_t first = book->order_first[customer], end = book->order_first[customer + 1];
    int64_t room = book->line_first ? (int64_t)book->line_first[end] - (int64_t)book->line_first[first] : 0;
    if (book->refund_first) room += (int64_t)book->refund_first[end] - (int64_t)book->refund_first[first];
    if (book->loose_first) room += (int64_t)book->loose_first[customer + 1] - (int64_t)book->loose_first[customer];
    return room;
}

patron_status pt_pairs_open(pt_pairs *pairs, const patron_book *book, int32_t as_of, int32_t level, int64_t first,
                            int64_t count, patron_error *error)
{
    const patron_allocator *allocator = &book->allocator;
    int64_t capacity = 0;
    memset(pairs, 0, sizeof *pairs);
    for (int64_t c = first; c < first + count; c++) {
        int64_t room = room_for(book, c);
        if (room > capacity) capacity = room;
    }
    pairs->book = book;
    pairs->as_of = as_of;
    pairs->level = level;
    pairs->capacity = capacity;
    pairs->bought = pt_array(allocator, capacity, sizeof *pairs->bought, error);
    pairs->spare = pt_array(allocator, capacity, sizeof *pairs->spare, error);
    pairs->stack = pt_array(allocator, capacity, sizeof *pairs->stack, error);
    pairs->log_gap = pt_array(allocator, capacity, sizeof *pairs->log_gap, error);
    pairs->log_quantity = pt_array(allocator, capacity, sizeof *pairs->log_quantity, error);
    pairs->pair = pt_array(allocator, capacity, sizeof *pairs->pair, error);
    if (pairs->bought && pairs->spare && pairs->stack && pairs->log_gap && pairs->log_quantity && pairs->pair)
        return PATRON_OK;
    pt_pairs_close(pairs);
    return PATRON_ERROR_MEMORY;
}

void pt_pairs_close(pt_pairs *pairs)
{
    if (!pairs->book) return;
    const patron_allocator *allocator = &pairs->book->allocator;
    int64_t capacity = pairs->capacity;
    PT_FREE(allocator, pairs->bought, capacity);
    PT_FREE(allocator, pairs->spare, capacity);
    PT_FREE(allocator, pairs->stack, capacity);
    PT_FREE(allocator, pairs->log_gap, capacity);
    PT_FREE(allocator, pairs->log_quantity, capacity);
    PT_FREE(allocator, pairs->pair, capacity);
    pairs->book = NULL;
}

int64_t pt_pairs_bound(const patron_book *book, int32_t as_of)
{
    int64_t bound = 0;
    for (int64_t c = 0; book->line_first && c < book->customers; c++)
        bound += (int64_t)book->line_first[pt_orders_until(book, c, as_of)] -
                 (int64_t)book->line_first[book->order_first[c]];
    return bound;
}

/* ---- purchases of products -------------------------------------------------------------------------------------- */

static uint64_t key_of(pt_index item, int32_t day)
{
    return (uint64_t)item << 32 | (uint32_t)(day - PATRON_DAY_MIN);
}

static int32_t day_of(uint64_t key) { return (int32_t)(uint32_t)key + PATRON_DAY_MIN; }

/* Adds the order's products behind `count`: what was bought, and what was given back of it up to as_of. */
static int64_t read_order(const pt_pairs *pairs, int64_t order, int64_t count)
{
    const patron_book *book = pairs->book;
    int32_t day = book->day[order];
    int64_t begin = count;
    for (int64_t l = book->line_first[order]; l < (int64_t)book->line_first[order + 1]; l++) {
        if (book->line_product[l] == PT_INDEX_NONE) continue;
        int64_t quantity = book->line_quantity ? book->line_quantity[l] : 1;
        pt_bought line = {key_of(book->line_product[l], day), quantity, quantity, book->line_amount[l], 0};
        pairs->bought[count++] = line;
    }
    if (count > begin && book->refund_first && book->refunds.product) {
        for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++) {
            if (book->refunds.day[r] > pairs->as_of) break;
            if (book->refunds.product[r] == PT_INDEX_NONE) continue;
            pt_bought back = {key_of(book->refunds.product[r], day), 0, 0, 0, 0};
            if (book->line_quantity) back.quantity = book->refunds.quantity ? -book->refunds.quantity[r] : 0;
            else back.given = book->refunds.amount[r];
            pairs->bought[count++] = back;
        }
    }
    int64_t end = begin + add_up(pairs->bought + begin, pairs->spare, count - begin);
    count = begin;
    for (int64_t i = begin; i < end; i++) {
        pt_bought *one = &pairs->bought[i];
        if (one->quantity <= 0 || (one->given > 0 && one->given >= one->amount)) continue;
        one->given = 0;
        pairs->bought[count++] = *one;
    }
    return count;
}

/* Takes units that were given back without a known order off the latest purchases of their product: purchases are
 * stacked in order of time, and each refund takes from the top. */
static int64_t take_loose(const pt_pairs *pairs, int64_t customer, int64_t count)
{
    const patron_book *book = pairs->book;
    if (!book->loose_first || !book->loose.product || !book->loose.quantity || !book->line_quantity) return count;
    pt_bought *loose = pairs->bought + count; /* the scratch has room for both */
    int64_t looses = 0;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > pairs->as_of) break;
        if (book->loose.product[r] == PT_INDEX_NONE) continue;
        pt_bought back = {key_of(book->loose.product[r], book->loose.day[r]), book->loose.quantity[r], 0, 0, 0};
        loose[looses++] = back;
    }
    if (!looses) return count;
    looses = add_up(loose, pairs->spare, looses);

    int64_t next = 0, depth = 0;
    for (int64_t r = 0; r < looses; r++) {
        for (; next < count && pairs->bought[next].key <= loose[r].key; next++) pairs->stack[depth++] = (pt_index)next;
        int64_t left = loose[r].quantity;
        while (left > 0 && depth > 0) {
            pt_bought *top = &pairs->bought[pairs->stack[depth - 1]];
            if (top->key >> 32 != loose[r].key >> 32) break;
            int64_t taken = top->quantity < left ? top->quantity : left;
            top->quantity -= taken;
            left -= taken;
            if (top->quantity == 0) depth--;
        }
    }
    int64_t kept = 0;
    for (int64_t i = 0; i < count; i++)
        if (pairs->bought[i].quantity > 0) pairs->bought[kept++] = pairs->bought[i];
    return kept;
}

static int64_t to_categories(const pt_pairs *pairs, int64_t count)
{
    const patron_book *book = pairs->book;
    int64_t kept = 0;
    for (int64_t i = 0; i < count; i++) {
        pt_index category = book->product_category[pairs->bought[i].key >> 32];
        if (category == PT_INDEX_NONE) continue;
        pt_bought one = pairs->bought[i];
        one.key = key_of(category, day_of(one.key));
        pairs->bought[kept++] = one;
    }
    return add_up(pairs->bought, pairs->spare, kept);
}

/* The customer's purchases by (item, day), in pairs->bought. */
static int64_t read_purchases(const pt_pairs *pairs, int64_t customer)
{
    const patron_book *book = pairs->book;
    int64_t count = 0;
    if (!book->line_first || !book->line_product) return 0;
    for (int64_t i = book->order_first[customer]; i < (int64_t)book->order_first[customer + 1]; i++) {
        if (book->day[i] > pairs->as_of) break;
        if (pt_bit(book->renewal, i) || !pt_counts(book, i, pt_refunded(book, i, pairs->as_of))) continue;
        count = read_order(pairs, i, count);
    }
    count = add_up(pairs->bought, pairs->spare, count);
    count = take_loose(pairs, customer, count);
    return pairs->level == PATRON_REPLENISH_CATEGORY ? to_categories(pairs, count) : count;
}

/* ---- pairs ------------------------------------------------------------------------------------------------------ */

/* Means, then squares around them, in order of time: the sums of one pair always run in the same order. */
static void measure_gaps(pt_pair *pair, const double *log_gap, const double *log_quantity)
{
    int64_t gaps = pair->purchases - 1;
    for (int64_t i = 0; i < gaps; i++) {
        pair->mean_gap += log_gap[i];
        pair->mean_quantity += log_quantity[i];
    }
    pair->log_last = log_quantity[gaps];
    pair->log_quantity = pair->mean_quantity + pair->log_last;
    if (!gaps) return;
    pair->mean_gap /= (double)gaps;
    pair->mean_quantity /= (double)gaps;
    for (int64_t i = 0; i < gaps; i++) {
        double g = log_gap[i] - pair->mean_gap, q = log_quantity[i] - pair->mean_quantity;
        pair->gg += g * g;
        pair->qg += q * g;
        pair->qq += q * q;
    }
}

static void make_pair(const pt_pairs *pairs, const pt_bought *bought, int64_t count, pt_pair *out)
{
    pt_pair pair = {0};
    pair.item = (pt_index)(bought[0].key >> 32);
    pair.purchases = count;
    for (int64_t i = 0; i < count; i++) {
        pair.quantity += bought[i].quantity;
        pair.bought += bought[i].bought;
        pair.amount += bought[i].amount;
        pairs->log_quantity[i] = log((double)bought[i].quantity);
        if (i) pairs->log_gap[i - 1] = log((double)(bought[i].key - bought[i - 1].key)); /* days: same item */
    }
    pair.last_day = day_of(bought[count - 1].key);
    pair.open = pairs->as_of - pair.last_day;
    pair.last_quantity = bought[count - 1].quantity;
    measure_gaps(&pair, pairs->log_gap, pairs->log_quantity);
    *out = pair;
}

int64_t pt_pairs_read(pt_pairs *pairs, int64_t customer)
{
    int64_t purchases = read_purchases(pairs, customer), count = 0;
    for (int64_t begin = 0, end; begin < purchases; begin = end) {
        for (end = begin + 1; end < purchases && pairs->bought[end].key >> 32 == pairs->bought[begin].key >> 32;) end++;
        make_pair(pairs, pairs->bought + begin, end - begin, &pairs->pair[count++]);
    }
    return count;
}
