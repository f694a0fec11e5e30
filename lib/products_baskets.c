/* Baskets: who is in which group, and which items lie in each basket of a customer. */
#include "products.h"

#define MOST_ITEMS 10000
#define FLAGS (PATRON_PRODUCTS_WITH_GUESTS | PATRON_PRODUCTS_BY_LIFT)

/* ---- options ---------------------------------------------------------------------------------------------------- */

static patron_status read_options(pt_products_run *run, const patron_book *book, int32_t as_of,
                                  const patron_products_pairs_options *given, patron_error *error)
{
    patron_products_pairs_options options;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_read_struct(given, &options, sizeof options, sizeof options, 3, "options", error);
    if (status) return status;
    if (options.flags & ~(uint64_t)FLAGS) return pt_fail_argument(error, 3, "options: unknown flags");
    if (options.basket < PATRON_PRODUCTS_IN_ORDER || options.basket > PATRON_PRODUCTS_IN_HISTORY)
        return pt_fail_argument(error, 3, "options: basket is none of IN_ORDER, IN_PURCHASE, IN_HISTORY");
    if (run->transitions && options.basket)
        return pt_fail_argument(error, 3, "options: basket is not 0; steps are between purchases");
    if ((options.flags & PATRON_PRODUCTS_WITH_GUESTS) &&
        (run->transitions || options.basket != PATRON_PRODUCTS_IN_ORDER))
        return pt_fail_argument(error, 3, "options: guests have orders, but no purchases and no history");
    if (options.max_items < 0 || options.max_items > MOST_ITEMS)
        return pt_fail_argument(error, 3, "options: max_items %lld is outside 1..%d", (long long)options.max_items,
                                MOST_ITEMS);
    if (options.min_count < 0) return pt_fail_argument(error, 3, "options: min_count is negative");
    if (options.top < 0) return pt_fail_argument(error, 3, "options: top is negative");
    run->flags = options.flags;
    run->basket = run->transitions ? PATRON_PRODUCTS_IN_PURCHASE : options.basket;
    run->max_items = options.max_items ? options.max_items : 100;
    run->min_count = options.min_count ? options.min_count : 2;
    run->top = options.top ? options.top : 100;
    return pt_products_plan_level(book, as_of, options.level, 3, &run->plan, error);
}

/* ---- groups ----------------------------------------------------------------------------------------------------- */

/* Customers by group. The caller's arrays are read once. */
static patron_status place_members(pt_products_run *run, const patron_selection *chosen, patron_error *error)
{
    const patron_book *book = run->plan.book;
    int32_t *group = pt_array(&book->allocator, book->customers, sizeof *group, error);
    if (!group) return PATRON_ERROR_MEMORY;
    for (int64_t c = 0; c < book->customers; c++) {
        group[c] = (int32_t)pt_selected(chosen, c);
        if (group[c] >= 0) run->member_end[group[c]]++;
    }
    for (int64_t g = 1; g < run->groups; g++) run->member_end[g] += run->member_end[g - 1];
    /* Each end comes down to its group's beginning, which is the end of the one before. */
    for (int64_t c = book->customers - 1; c >= 0; c--)
        if (group[c] >= 0) run->member[--run->member_end[group[c]]] = (pt_index)c;
    for (int64_t c = 0; c < book->customers; c++)
        if (group[c] >= 0) run->member_end[group[c]]++;
    PT_FREE(&book->allocator, group, book->customers);
    return PATRON_OK;
}

/* ---- items in order of key -------------------------------------------------------------------------------------- */

static bool key_before(const void *keys, pt_index a, pt_index b)
{
    return pt_keys_compare(keys, (int64_t)a, (int64_t)b) < 0;
}

static void rank_items(pt_products_run *run)
{
    for (int64_t i = 0; i < run->plan.items; i++) run->item[i] = (pt_index)i;
    pt_sort(run->item, run->rank, run->plan.items, key_before, pt_products_keys(&run->plan));
    for (int64_t i = 0; i < run->plan.items; i++) run->rank[run->item[i]] = (pt_index)i;
}

/* ---- scratch ---------------------------------------------------------------------------------------------------- */

static void run_close(pt_products_run *run)
{
    const patron_allocator *allocator = &run->plan.book->allocator;
    int64_t items = run->plan.items, pieces = run->reader.capacity;
    pt_list_free(allocator, &run->found);
    pt_tally_close(&run->tally);
    PT_FREE(allocator, run->spare, pieces);
    PT_FREE(allocator, run->list, pieces);
    PT_FREE(allocator, run->basket_of, run->reader.order_capacity);
    pt_products_reader_close(&run->reader);
    PT_FREE(allocator, run->empty, run->groups);
    PT_FREE(allocator, run->left_out, run->groups);
    PT_FREE(allocator, run->baskets, run->groups);
    if (run->transitions) PT_FREE(allocator, run->b_count, items);
    PT_FREE(allocator, run->a_count, items);
    PT_FREE(allocator, run->rank, items);
    PT_FREE(allocator, run->item, items);
    PT_FREE(allocator, run->member_end, run->groups);
    PT_FREE(allocator, run->member, run->plan.book->customers);
}

static patron_status run_open(pt_products_run *run, patron_error *error)
{
    const patron_book *book = run->plan.book;
    const patron_allocator *allocator = &book->allocator;
    int64_t items = run->plan.items;
    bool guests = (run->flags & PATRON_PRODUCTS_WITH_GUESTS) != 0;
    run->found.element = sizeof(pt_products_pair);
    patron_status status = pt_products_reader_open(&run->reader, &run->plan, 0, book->customers, guests, error);
    if (status) return status;
    status = PATRON_ERROR_MEMORY;
    if (!(run->member = pt_array(allocator, book->customers, sizeof *run->member, error))) goto done;
    if (!(run->member_end = pt_zero_array(allocator, run->groups, sizeof *run->member_end, error))) goto done;
    if (!(run->item = pt_array(allocator, items, sizeof *run->item, error))) goto done;
    if (!(run->rank = pt_array(allocator, items, sizeof *run->rank, error))) goto done;
    if (!(run->a_count = pt_array(allocator, items, sizeof *run->a_count, error))) goto done;
    run->b_count = run->a_count;
    if (run->transitions && !(run->b_count = pt_array(allocator, items, sizeof *run->b_count, error))) goto done;
    if (!(run->baskets = pt_zero_array(allocator, run->groups, sizeof *run->baskets, error))) goto done;
    if (!(run->left_out = pt_zero_array(allocator, run->groups, sizeof *run->left_out, error))) goto done;
    if (!(run->empty = pt_zero_array(allocator, run->groups, sizeof *run->empty, error))) goto done;
    if (!(run->basket_of = pt_array(allocator, run->reader.order_capacity, sizeof *run->basket_of, error))) goto done;
    if (!(run->list = pt_array(allocator, run->reader.capacity, sizeof *run->list, error))) goto done;
    if (!(run->spare = pt_array(allocator, run->reader.capacity, sizeof *run->spare, error))) goto done;
    status = pt_tally_open(&run->tally, allocator, error);
done:
    if (status) run_close(run);
    return status;
}

/* ---- baskets ---------------------------------------------------------------------------------------------------- */

/* Numbers the baskets of the reader's customer; returns how many there are. */
static int64_t number_baskets(pt_products_run *run, int64_t customer)
{
    const patron_book *book = run->plan.book;
    int64_t first = run->reader.first, orders = 0, purchases = 0;
    pt_walk walk = pt_walk_begin(book, customer, run->plan.as_of, run->transitions);
    pt_purchase purchase;
    int64_t all = (int64_t)book->order_first[customer + 1] - first;
    for (int64_t i = 0; i < all; i++) run->basket_of[i] = PT_INDEX_NONE;
    for (; pt_walk_next(&walk, &purchase); purchases++)
        for (int64_t i = purchase.first; i < purchase.end; i++) {
            if (run->transitions && pt_bit(book->renewal, i)) continue;
            if (!pt_counts(book, i, pt_refunded(book, i, run->plan.as_of))) continue;
            int64_t basket = run->basket == PATRON_PRODUCTS_IN_ORDER      ? orders
                             : run->basket == PATRON_PRODUCTS_IN_PURCHASE ? purchases
                                                                          : 0;
            run->basket_of[i - first] = (pt_index)basket;
            orders++;
        }
    if (run->basket == PATRON_PRODUCTS_IN_ORDER) return orders;
    return run->basket == PATRON_PRODUCTS_IN_PURCHASE ? purchases : purchases > 0;
}

/* Lists what the reader has read. */
static void list_pieces(pt_products_run *run)
{
    int64_t count = 0, kept = 0;
    for (int64_t i = 0; i < run->reader.count; i++) {
        const pt_piece *piece = &run->reader.piece[i];
        pt_index basket = run->basket_of[(uint32_t)piece->key];
        if (!piece->held || basket == PT_INDEX_NONE) continue;
        run->list[count++] = (uint64_t)basket << 32 | run->rank[pt_piece_item(piece)];
    }
    pt_products_sort(run->list, run->spare, count);
    for (int64_t i = 0; i < count; i++)
        if (!kept || run->list[kept - 1] != run->list[i]) run->list[kept++] = run->list[i];
    run->listed = kept;
}

static patron_status visit_guests(pt_products_run *run, pt_products_visit visit, bool pairs, patron_error *error)
{
    const patron_book *book = run->plan.book;
    int64_t until = pt_orders_until(book, book->customers, run->plan.as_of);
    patron_status status = PATRON_OK;
    run->basket_of[0] = 0;
    for (int64_t i = book->order_first[book->customers]; !status && i < until; i++) {
        if (!pt_counts(book, i, pt_refunded(book, i, run->plan.as_of))) continue;
        pt_products_read_order(&run->reader, i);
        list_pieces(run);
        status = visit(run, 0, 1, pairs, error);
    }
    return status;
}

static patron_status visit_group(pt_products_run *run, int64_t group, pt_products_visit visit, bool pairs,
                                 patron_error *error)
{
    int64_t begin = group ? run->member_end[group - 1] : 0;
    patron_status status = PATRON_OK;
    for (int64_t i = begin; !status && i < run->member_end[group]; i++) {
        int64_t customer = (int64_t)run->member[i];
        pt_products_read(&run->reader, customer);
        int64_t baskets = number_baskets(run, customer);
        list_pieces(run);
        status = visit(run, group, baskets, pairs, error);
    }
    if (!status && group == 0 && (run->flags & PATRON_PRODUCTS_WITH_GUESTS))
        status = visit_guests(run, visit, pairs, error);
    return status;
}

static patron_status find_pairs(pt_products_run *run, int64_t group, pt_products_visit visit, patron_error *error)
{
    size_t bytes = (size_t)run->plan.items * sizeof *run->a_count;
    if (bytes) memset(run->a_count, 0, bytes);
    if (bytes) memset(run->b_count, 0, bytes);
    patron_status status = visit_group(run, group, visit, false, error);
    if (status || run->baskets[group] < run->min_count) return status;
    status = visit_group(run, group, visit, true, error);
    if (!status) status = pt_tally_flush(&run->tally, error);
    if (!status) status = pt_products_run_take(run, group, error);
    pt_tally_clear(&run->tally);
    return status;
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

static patron_status read_baskets(const patron_products_baskets *given, int64_t groups, patron_products_baskets *out,
                                  patron_error *error)
{
    if (!given) {
        memset(out, 0, sizeof *out);
        return PATRON_OK;
    }
    patron_status status = pt_read_struct(given, out, sizeof *out, sizeof *out, 5, "baskets", error);
    if (status || out->capacity >= groups) return status;
    return pt_fail(error, PATRON_ERROR_CAPACITY, 5, -1, -1, "", "the arrays hold %lld groups, %lld are needed",
                   (long long)out->capacity, (long long)groups);
}

static void fill(int64_t *into, const int64_t *from, int64_t count)
{
    for (int64_t i = 0; into && i < count; i++) into[i] = from[i];
}

patron_status pt_products_run_all(pt_products_run *run, const patron_book *book, int32_t as_of,
                                  const patron_products_pairs_options *options, const patron_selection *selection,
                                  const patron_products_baskets *given, pt_products_visit visit, patron_table **out,
                                  patron_error *error)
{
    patron_selection chosen;
    patron_products_baskets baskets;
    patron_table *table = NULL;
    int64_t cells;
    patron_status status = read_options(run, book, as_of, options, error);
    if (!status) status = pt_selection_read(selection, 0, book->customers, 4, &chosen, error);
    if (!status) status = pt_products_cells(&run->plan, chosen.groups, 4, &cells, error);
    if (!status) status = read_baskets(given, chosen.groups, &baskets, error);
    if (!status && !out) status = pt_fail_argument(error, 6, "out is NULL");
    if (status) return status;
    run->groups = chosen.groups;
    status = run_open(run, error);
    if (status) return status;
    rank_items(run);
    status = place_members(run, &chosen, error);
    for (int64_t g = 0; !status && g < run->groups; g++) status = find_pairs(run, g, visit, error);
    if (!status && !(table = pt_products_run_table(run, error))) status = PATRON_ERROR_MEMORY;
    if (!status) {
        fill(baskets.baskets, run->baskets, run->groups);
        fill(baskets.left_out, run->left_out, run->groups);
        fill(baskets.empty, run->empty, run->groups);
        *out = table;
    }
    run_close(run);
    return status;
}
