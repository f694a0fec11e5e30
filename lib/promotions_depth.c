#include "promotions.h"

#define WHOLE 10000

static const int32_t default_edges[] = {1000, 2000, 3000, 5000};

enum {
    BUYERS, REPEATERS, OBSERVED, WITHIN, FIRST_NET, LATER_ORDERS, LATER_DISCOUNTED, LATER_NET, ORDERS, ORDERS_NET,
    ORDERS_DISCOUNT, ARRAYS
};

typedef struct tally {
    const patron_book *book;
    int32_t as_of, repeat_days, edge_count;
    int32_t edge[PATRON_PROMOTIONS_EDGES_MAX];
    int64_t bands, cells;
    int64_t *scratch; /* [array][group][band] */
} tally;

static patron_status options_from(const patron_promotions_depth_options *given, tally *out, patron_error *error)
{
    patron_promotions_depth_options options;
    patron_status status = pt_read_struct(given, &options, sizeof options, sizeof options, 3, "options", error);
    if (!status && options.flags) status = pt_fail_argument(error, 3, "options: unknown flags");
    if (!status)
        status = pt_promotions_days(options.repeat_days, PT_PROMOTIONS_REPEAT_DAYS, 3, "repeat_days",
                                    &out->repeat_days, error);
    if (status) return status;
    if (options.edge_count < 0 || options.edge_count > PATRON_PROMOTIONS_EDGES_MAX ||
        (options.edge_count && !options.edges))
        return pt_fail_argument(error, 3, "options: edge_count is outside 0..%d, or edges is NULL",
                                PATRON_PROMOTIONS_EDGES_MAX);
    out->edge_count = options.edge_count ? options.edge_count : (int32_t)(sizeof default_edges / sizeof *default_edges);
    out->bands = out->edge_count + 2;
    for (int32_t k = 0; k < out->edge_count; k++) {
        out->edge[k] = options.edge_count ? options.edges[k] : default_edges[k];
        if (out->edge[k] < 1 || out->edge[k] > WHOLE || (k > 0 && out->edge[k] <= out->edge[k - 1]))
            return pt_fail_argument(error, 3, "options: edges must ascend in 1..%d", WHOLE);
    }
    return PATRON_OK;
}

/* The sums of all orders of a book fit into int64 (checked by its build). */
static int64_t band_of(const tally *t, int64_t discount, int64_t amount)
{
    int64_t band = 1;
    pt_int128 list = (pt_int128)amount + discount;
    if (discount <= 0 || list <= 0) return 0;
    while (band <= t->edge_count && (pt_int128)discount * WHOLE >= t->edge[band - 1] * list) band++;
    return band;
}

static int64_t *cell_of(const tally *t, int array, int64_t group, int64_t band)
{
    return &t->scratch[array * t->cells + group * t->bands + band];
}

/* What purchases are made of. */
typedef struct sums {
    int64_t orders, discounted, amount, discount, net;
} sums;

/* Adds the orders of a purchase to their own bands and to `into`. */
static void add_orders(const tally *t, const pt_purchase *purchase, int64_t group, sums *into)
{
    const patron_book *book = t->book;
    for (int64_t order = purchase->first; order < purchase->end; order++) {
        int64_t refunded = pt_refunded(book, order, t->as_of), discount = book->discount[order];
        if (!pt_counts(book, order, refunded)) continue;
        int64_t net = book->amount[order] - refunded, band = band_of(t, discount, book->amount[order]);
        *cell_of(t, ORDERS, group, band) += 1;
        *cell_of(t, ORDERS_NET, group, band) += net;
        *cell_of(t, ORDERS_DISCOUNT, group, band) += discount;
        into->orders++;
        into->discounted += discount > 0;
        into->amount += book->amount[order];
        into->discount += discount;
        into->net += net;
    }
}

static void add_customer(tally *t, int64_t customer, int64_t group)
{
    pt_walk walk = pt_walk_begin(t->book, customer, t->as_of, false);
    pt_purchase purchase = {0};
    sums first = {0, 0, 0, 0, 0}, later = first;
    int64_t purchases = 0;
    int32_t first_day = 0, second_day = 0;
    while (pt_walk_next(&walk, &purchase)) {
        if (purchases == 0) first_day = purchase.day;
        if (purchases++ == 1) second_day = purchase.day;
        /* the first purchase's band is that of all orders of the first day, with COUNT_BY_ORDER too */
        add_orders(t, &purchase, group, purchase.day == first_day ? &first : &later);
    }
    if (!purchases || !pt_birth_known(t->book, customer, first_day)) return;
    int64_t band = band_of(t, first.discount, first.amount);
    bool observed = (int64_t)first_day + t->repeat_days <= t->as_of;
    *cell_of(t, BUYERS, group, band) += 1;
    *cell_of(t, REPEATERS, group, band) += purchases > 1;
    *cell_of(t, OBSERVED, group, band) += observed;
    *cell_of(t, WITHIN, group, band) += observed && purchases > 1 && second_day - first_day <= t->repeat_days;
    *cell_of(t, FIRST_NET, group, band) += first.net;
    *cell_of(t, LATER_ORDERS, group, band) += later.orders;
    *cell_of(t, LATER_DISCOUNTED, group, band) += later.discounted;
    *cell_of(t, LATER_NET, group, band) += later.net;
}

patron_status patron_promotions_depth(const patron_book *book, int32_t as_of,
                                      const patron_promotions_depth_options *options, const patron_selection *given,
                                      int64_t first, int64_t count, const patron_promotions_depth_counts *into,
                                      patron_error *error)
{
    tally t = {.book = book, .as_of = as_of};
    patron_selection selection;
    patron_promotions_depth_counts out;
    int64_t all = 0;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = options_from(options, &t, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_selection_read(given, first, count, 4, &selection, error);
    if (!status && !into) status = pt_fail_argument(error, 7, "into is NULL");
    if (!status) status = pt_read_struct(into, &out, sizeof out, sizeof out, 7, "into", error);
    if (status) return status;
    if (!book->discount)
        return pt_fail(error, PATRON_ERROR_MISSING, 1, -1, -1, "discount", "the book has no discount column");
    if (pt_multiply(selection.groups, t.bands, &t.cells) || pt_multiply(t.cells, ARRAYS, &all))
        t.cells = all = INT64_MAX;
    if (out.capacity < t.cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "the arrays hold %lld cells, %lld are needed",
                       (long long)out.capacity, (long long)t.cells);
    t.scratch = pt_zero_array(&book->allocator, all, sizeof *t.scratch, error);
    if (!t.scratch) return PATRON_ERROR_MEMORY;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&selection, customer);
        if (group >= 0) add_customer(&t, customer, group);
    }
    int64_t *const arrays[ARRAYS] = {
        out.buyers,           out.repeaters, out.observed, out.within,     out.first_net,      out.later_orders,
        out.later_discounted, out.later_net, out.orders,   out.orders_net, out.orders_discount};
    status = pt_promotions_commit(arrays, ARRAYS, t.scratch, t.cells, 7, error);
    PT_FREE(&book->allocator, t.scratch, all);
    return status;
}
