/* First products: which items bring customers who come back. */
#include "products.h"

/* The arrays of patron_products_first_counts. */
#define CELLS(X) \
    X(buyers) X(repeaters) X(repeat_observed) X(repeat_within) X(loyal) X(orders) X(purchases) X(net)

#define X(name) +1
enum { ARRAYS = 0 CELLS(X) };
#undef X
_Static_assert(sizeof(patron_products_first_counts) == sizeof(size_t) + sizeof(int64_t) + ARRAYS * sizeof(int64_t *),
               "every array of the header is in CELLS");

typedef struct counter {
    pt_products_plan plan;
    pt_products_reader reader;
    patron_products_first_counts into; /* the caller's */
    patron_products_first_counts cell; /* scratch; NULL where not wanted */
    int64_t cells;
    int64_t base;                      /* first cell of the customer's group */
    bool overflow;
} counter;

/* All sales less all refunds dated <= as_of, as in the customers' room. */
static int64_t net_of(const pt_products_plan *plan, int64_t customer)
{
    const patron_book *book = plan->book;
    int64_t net = 0, until = pt_orders_until(book, customer, plan->as_of);
    for (int64_t i = book->order_first[customer]; i < until; i++)
        net += book->amount[i] - pt_refunded(book, i, plan->as_of);
    if (!book->loose_first) return net;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > plan->as_of) break;
        net -= book->loose.amount[r];
    }
    return net;
}

#define ADD(name, value) \
    do { \
        int64_t *cell = c->cell.name ? &c->cell.name[c->base + row] : NULL; \
        if (cell && pt_add(*cell, (value), cell)) c->overflow = true; \
    } while (0)

static void add_buyer(counter *c, int64_t row, const pt_products_buyer *buyer, int64_t net)
{
    ADD(buyers, 1);
    ADD(repeaters, buyer->purchases > 1);
    ADD(loyal, buyer->purchases > 2);
    ADD(orders, buyer->orders);
    ADD(purchases, buyer->purchases);
    ADD(net, net);
    if (c->plan.as_of - buyer->first_day < c->plan.repeat_days) return;
    ADD(repeat_observed, 1);
    ADD(repeat_within, buyer->purchases > 1 && buyer->second_day - buyer->first_day <= c->plan.repeat_days);
}

static void add_customer(counter *c, int64_t customer)
{
    pt_products_buyer buyer;
    pt_products_look_at(&c->plan, customer, &buyer);
    if (!buyer.purchases) return;
    int64_t net = c->cell.net ? net_of(&c->plan, customer) : 0, items = c->plan.items;
    if (!buyer.known) {
        add_buyer(c, items + PATRON_PRODUCTS_ROW_UNKNOWN, &buyer, net);
        return;
    }
    bool any = false;
    pt_products_read(&c->reader, customer);
    for (int64_t begin = 0, end; begin < c->reader.count; begin = end) {
        int32_t day;
        end = pt_products_item_end(&c->reader, begin);
        pt_item_walk walk = {&c->reader, begin, end, false};
        if (!pt_item_walk_next(&walk, &day) || day != buyer.first_day) continue;
        add_buyer(c, (int64_t)pt_piece_item(&c->reader.piece[begin]), &buyer, net);
        any = true;
    }
    if (!any) add_buyer(c, items + PATRON_PRODUCTS_ROW_NONE, &buyer, net);
    add_buyer(c, items + PATRON_PRODUCTS_ROW_ALL, &buyer, net);
}

static void counter_close(counter *c)
{
    const patron_allocator *allocator = &c->plan.book->allocator;
#define X(name) PT_FREE(allocator, c->cell.name, c->cells);
    CELLS(X)
#undef X
    pt_products_reader_close(&c->reader);
}

static patron_status counter_open(counter *c, const patron_products_first_counts *into, int64_t groups, int64_t first,
                                  int64_t count, patron_error *error)
{
    const patron_allocator *allocator = &c->plan.book->allocator;
    if (!into) return pt_fail_argument(error, 7, "into is NULL");
    patron_status status = pt_read_struct(into, &c->into, sizeof c->into, sizeof c->into, 7, "into", error);
    if (!status) status = pt_products_cells(&c->plan, groups, 7, &c->cells, error);
    if (status) return status;
    if (c->into.capacity < c->cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, 7, -1, -1, "", "the arrays hold %lld cells, %lld are needed",
                       (long long)c->into.capacity, (long long)c->cells);
    status = pt_products_reader_open(&c->reader, &c->plan, first, count, false, error);
#define X(name) \
    if (!status && c->into.name && !(c->cell.name = pt_zero_array(allocator, c->cells, sizeof *c->cell.name, error))) \
        status = PATRON_ERROR_MEMORY;
    CELLS(X)
#undef X
    if (status) counter_close(c);
    return status;
}

/* Adds the scratch to the caller's cells: every addition is checked first. */
static patron_status counter_commit(counter *c, patron_error *error)
{
    bool fits = !c->overflow;
#define X(name) fits = fits && (!c->cell.name || pt_can_add(c->into.name, c->cell.name, c->cells));
    CELLS(X)
#undef X
    if (!fits) return pt_fail(error, PATRON_ERROR_OVERFLOW, 7, -1, -1, "", "a cell would leave int64");
#define X(name) \
    if (c->cell.name) pt_commit(c->into.name, c->cell.name, c->cells);
    CELLS(X)
#undef X
    return PATRON_OK;
}

patron_status patron_products_first(const patron_book *book, int32_t as_of, const patron_products_options *options,
                                    const patron_selection *selection, int64_t first, int64_t count,
                                    const patron_products_first_counts *into, patron_error *error)
{
    counter c;
    patron_selection chosen;
    memset(&c, 0, sizeof c);
    patron_status status = pt_products_plan_read(book, as_of, options, 3, &c.plan, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_selection_read(selection, first, count, 4, &chosen, error);
    if (!status) status = counter_open(&c, into, chosen.groups, first, count, error);
    if (status) return status;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&chosen, customer);
        if (group < 0) continue;
        c.base = group * c.plan.rows;
        add_customer(&c, customer);
    }
    status = counter_commit(&c, error);
    counter_close(&c);
    return status;
}
