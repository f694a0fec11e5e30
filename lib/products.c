/* The product table: what is asked for, and the counts of each item. */
#include "products.h"

#define CELLS_MAX ((int64_t)1 << 40)

/* ---- what to look at -------------------------------------------------------------------------------------------- */

patron_status pt_products_plan_level(const patron_book *book, int32_t as_of, int32_t level, int32_t argument,
                                     pt_products_plan *out, patron_error *error)
{
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (status) return status;
    if (level != PATRON_PRODUCTS_PRODUCT && level != PATRON_PRODUCTS_CATEGORY)
        return pt_fail_argument(error, argument, "level is neither PRODUCT nor CATEGORY");
    if (!book->products)
        return pt_fail(error, PATRON_ERROR_MISSING, 1, -1, -1, "product", "the book has no products");
    if (level == PATRON_PRODUCTS_CATEGORY && !(book->categories && book->product_category))
        return pt_fail(error, PATRON_ERROR_MISSING, 1, -1, -1, "category", "the book has no categories");
    *out = (pt_products_plan){.book = book, .as_of = as_of, .level = level};
    out->items = pt_keys_count(pt_products_keys(out));
    out->rows = out->items + PATRON_PRODUCTS_ROWS;
    if (out->items <= INT32_MAX) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_LIMIT, 1, -1, -1, "", "the book has more than 2^31-1 items");
}

patron_status pt_products_plan_read(const patron_book *book, int32_t as_of, const patron_products_options *given,
                                    int32_t argument, pt_products_plan *out, patron_error *error)
{
    patron_products_options options;
    patron_status status = pt_check_as_of(book, as_of, 2, error);
    if (!status) status = pt_read_struct(given, &options, sizeof options, sizeof options, argument, "options", error);
    if (status) return status;
    if (options.flags) return pt_fail_argument(error, argument, "options: unknown flags");
    if (options.reserved) return pt_fail_argument(error, argument, "options: reserved is not 0");
    if (options.window_days < 0 || options.window_days > PT_PRODUCTS_DAYS_MAX)
        return pt_fail_argument(error, argument, "options: window_days %d is outside 1..%d", (int)options.window_days,
                                PT_PRODUCTS_DAYS_MAX);
    if (options.repeat_days < 0 || options.repeat_days > PT_PRODUCTS_DAYS_MAX)
        return pt_fail_argument(error, argument, "options: repeat_days %d is outside 1..%d", (int)options.repeat_days,
                                PT_PRODUCTS_DAYS_MAX);
    status = pt_products_plan_level(book, as_of, options.level, argument, out, error);
    if (status) return status;
    out->recent_from = as_of - (options.window_days ? options.window_days : 365) + 1;
    out->repeat_days = options.repeat_days ? options.repeat_days : 365;
    return PATRON_OK;
}

patron_status pt_products_cells(const pt_products_plan *plan, int64_t groups, int32_t argument, int64_t *cells,
                                patron_error *error)
{
    if (!pt_multiply(groups, plan->rows, cells) && *cells <= CELLS_MAX) return PATRON_OK;
    return pt_fail(error, PATRON_ERROR_LIMIT, argument, -1, -1, "", "%lld groups of %lld rows are more than 2^40 cells",
                   (long long)groups, (long long)plan->rows);
}

patron_status patron_products_items(const patron_book *book, int32_t level, int64_t *items, patron_error *error)
{
    pt_products_plan plan = {0};
    if (!book) return pt_fail_argument(error, 1, "the book is NULL");
    if (!items) return pt_fail_argument(error, 3, "items is NULL");
    patron_status status = pt_products_plan_level(book, PATRON_DAY_MIN, level, 2, &plan, error);
    if (!status) *items = plan.items;
    return status;
}

/* ---- cells ------------------------------------------------------------------------------------------------------ */

/* The arrays of patron_products_counts. */
#define CELLS(X) \
    X(buyers) X(new_buyers) X(existing_buyers) X(unknown_buyers) X(repurchasers) X(again_observed) X(again_within) \
    X(orders) X(purchases) X(sold) X(returned) X(sales) X(refunds) \
    X(recent_buyers) X(recent_new) X(recent_unknown) X(recent_orders) X(recent_units) X(recent_squares) X(recent_net)

#define X(name) +1
enum { ARRAYS = 0 CELLS(X) };
#undef X
_Static_assert(sizeof(patron_products_counts) == sizeof(size_t) + sizeof(int64_t) + ARRAYS * sizeof(int64_t *),
               "every array of the header is in CELLS");

typedef struct counter {
    pt_products_plan plan;
    pt_products_reader reader;
    patron_products_counts into; /* the caller's */
    patron_products_counts cell; /* scratch; NULL where not wanted */
    int64_t cells;
    int64_t base;                /* first cell of the customer's group */
    bool overflow;
} counter;

#define ADD(name, row, value) \
    do { \
        if (c->cell.name) c->cell.name[c->base + (row)] += (value); \
    } while (0)

/* ---- one customer ----------------------------------------------------------------------------------------------- */

static void add_money(counter *c, int64_t row, int64_t sales, int64_t refunds, int64_t recent)
{
    ADD(sales, row, sales);
    ADD(refunds, row, refunds);
    ADD(recent_net, row, recent);
}

/* Lines and refunds of an order dated <= as_of, whether it counts or not. */
static void add_order_money(counter *c, int64_t order)
{
    const patron_book *book = c->plan.book;
    int64_t recent = book->day[order] >= c->plan.recent_from, rest = c->plan.items + PATRON_PRODUCTS_ROW_REST;
    int64_t none = c->plan.items + PATRON_PRODUCTS_ROW_NONE, all = c->plan.items + PATRON_PRODUCTS_ROW_ALL;
    int64_t left = book->amount[order]; /* a book may keep no lines without product */
    if (book->line_first)
        for (int64_t l = book->line_first[order]; l < (int64_t)book->line_first[order + 1]; l++) {
            int64_t amount = book->line_amount[l];
            left -= amount;
            add_money(c, pt_products_row(&c->plan, book->line_product[l]), amount, 0, recent * amount);
        }
    add_money(c, none, left, 0, recent * left);
    add_money(c, all, book->amount[order], 0, recent * book->amount[order]);
    if (!book->refund_first) return;
    for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++) {
        if (book->refunds.day[r] > c->plan.as_of) break;
        int64_t amount = book->refunds.amount[r];
        pt_index product = book->refunds.product ? book->refunds.product[r] : PT_INDEX_NONE;
        add_money(c, product == PT_INDEX_NONE ? rest : pt_products_row(&c->plan, product), 0, amount, -recent * amount);
        add_money(c, all, 0, amount, -recent * amount);
    }
}

static void add_returned(counter *c, int64_t row, int64_t quantity, bool recent)
{
    ADD(returned, row, quantity);
    if (recent) ADD(recent_units, row, -quantity);
}

/* Unmatched refunds of a customer, or of the guests. */
static void add_loose(counter *c, int64_t customer)
{
    const patron_book *book = c->plan.book;
    int64_t rest = c->plan.items + PATRON_PRODUCTS_ROW_REST, all = c->plan.items + PATRON_PRODUCTS_ROW_ALL;
    if (!book->loose_first) return;
    for (int64_t r = book->loose_first[customer]; r < (int64_t)book->loose_first[customer + 1]; r++) {
        if (book->loose.day[r] > c->plan.as_of) break;
        int64_t amount = book->loose.amount[r], recent = book->loose.day[r] >= c->plan.recent_from;
        pt_index product = book->loose.product ? book->loose.product[r] : PT_INDEX_NONE;
        int64_t row = product == PT_INDEX_NONE ? rest : pt_products_row(&c->plan, product);
        add_money(c, row, 0, amount, -recent * amount);
        add_money(c, all, 0, amount, -recent * amount);
        if (!book->loose.quantity || !book->line_quantity) continue;
        add_returned(c, row, book->loose.quantity[r], recent != 0);
        add_returned(c, all, book->loose.quantity[r], recent != 0);
    }
}

static void add_sold(counter *c, int64_t row, int64_t quantity, bool recent)
{
    ADD(sold, row, quantity);
    if (recent) ADD(recent_units, row, quantity);
}

/* Quantities of lines and refunds that name no product, which no piece has. */
static void add_nameless_units(counter *c, int64_t order, bool recent)
{
    const patron_book *book = c->plan.book;
    int64_t left = book->quantity ? book->quantity[order] : book->rows ? (int64_t)book->rows[order] : 1;
    if (book->line_first)
        for (int64_t l = book->line_first[order]; l < (int64_t)book->line_first[order + 1]; l++)
            left -= book->line_quantity ? book->line_quantity[l] : 1;
    add_sold(c, c->plan.items + PATRON_PRODUCTS_ROW_NONE, left, recent);
    add_sold(c, c->plan.items + PATRON_PRODUCTS_ROW_ALL, left, recent);
    if (!book->refund_first || !book->refunds.quantity || !book->line_quantity) return;
    for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++) {
        if (book->refunds.day[r] > c->plan.as_of) break;
        if (book->refunds.product && book->refunds.product[r] != PT_INDEX_NONE) continue;
        add_returned(c, c->plan.items + PATRON_PRODUCTS_ROW_REST, book->refunds.quantity[r], recent);
        add_returned(c, c->plan.items + PATRON_PRODUCTS_ROW_ALL, book->refunds.quantity[r], recent);
    }
}

static void add_square(counter *c, int64_t row, int64_t units)
{
    int64_t square, *cell = c->cell.recent_squares ? &c->cell.recent_squares[c->base + row] : NULL;
    if (cell && (pt_multiply(units, units, &square) || pt_add(*cell, square, cell))) c->overflow = true;
}

/* Units, and the orders that hold each item. */
static void add_pieces(counter *c)
{
    const patron_book *book = c->plan.book;
    int64_t none = c->plan.items + PATRON_PRODUCTS_ROW_NONE, all = c->plan.items + PATRON_PRODUCTS_ROW_ALL;
    for (int64_t i = 0; i < c->reader.count; i++) {
        const pt_piece *piece = &c->reader.piece[i];
        bool recent = book->day[pt_piece_order(&c->reader, piece)] >= c->plan.recent_from;
        int64_t row = pt_piece_item(piece) == PT_INDEX_NONE ? none : (int64_t)pt_piece_item(piece);
        add_sold(c, row, piece->sold, recent);
        add_sold(c, all, piece->sold, recent);
        add_returned(c, row, piece->returned, recent);
        add_returned(c, all, piece->returned, recent);
        if (recent && row != none) add_square(c, row, piece->sold - piece->returned);
        if (!piece->held) continue;
        ADD(orders, row, 1);
        ADD(recent_orders, row, recent);
    }
}

/* A buyer of a row, by its purchases. */
typedef struct bought {
    int64_t purchases;
    int32_t first_day, second_day, last_day;
} bought;

static void add_buyer(counter *c, int64_t row, const bought *of, const pt_products_buyer *buyer)
{
    bool first = of->first_day == buyer->first_day;
    bool recent_first = first && buyer->first_day >= c->plan.recent_from;
    ADD(buyers, row, 1);
    ADD(new_buyers, row, first && buyer->known);
    ADD(existing_buyers, row, !first);
    ADD(unknown_buyers, row, first && !buyer->known);
    ADD(repurchasers, row, of->purchases > 1);
    ADD(recent_buyers, row, of->last_day >= c->plan.recent_from);
    ADD(recent_new, row, recent_first && buyer->known);
    ADD(recent_unknown, row, recent_first && !buyer->known);
    if (c->plan.as_of - of->first_day < c->plan.repeat_days) return;
    ADD(again_observed, row, 1);
    ADD(again_within, row, of->purchases > 1 && of->second_day - of->first_day <= c->plan.repeat_days);
}

static bool add_items(counter *c, const pt_products_buyer *buyer)
{
    bool any = false;
    for (int64_t begin = 0, end; begin < c->reader.count; begin = end) {
        end = pt_products_item_end(&c->reader, begin);
        pt_item_walk walk = {&c->reader, begin, end, false};
        bought of = {0, PATRON_NO_DAY, PATRON_NO_DAY, PATRON_NO_DAY};
        for (int32_t day; pt_item_walk_next(&walk, &day); of.last_day = day) {
            if (++of.purchases == 1) of.first_day = day;
            if (of.purchases == 2) of.second_day = day;
        }
        if (!of.purchases) continue;
        any = true;
        int64_t row = (int64_t)pt_piece_item(&c->reader.piece[begin]);
        ADD(purchases, row, of.purchases);
        add_buyer(c, row, &of, buyer);
    }
    return any;
}

/* Orders and purchases of rows NONE and ALL. */
static void add_orders(counter *c, int64_t customer)
{
    int64_t none = c->plan.items + PATRON_PRODUCTS_ROW_NONE, all = c->plan.items + PATRON_PRODUCTS_ROW_ALL;
    pt_walk walk = pt_walk_begin(c->plan.book, customer, c->plan.as_of, false);
    pt_purchase purchase;
    while (pt_walk_next(&walk, &purchase)) {
        int64_t empty = 0, held = 0, recent = purchase.day >= c->plan.recent_from;
        for (int64_t i = purchase.first; i < purchase.end; i++) {
            int64_t refunded = pt_refunded(c->plan.book, i, c->plan.as_of);
            if (!pt_counts(c->plan.book, i, refunded)) continue;
            add_nameless_units(c, i, recent != 0);
            if (c->reader.holds[i - c->reader.first]) held++;
            else empty++;
        }
        ADD(purchases, all, 1);
        ADD(purchases, none, !held);
        ADD(orders, all, held + empty);
        ADD(orders, none, empty);
        ADD(recent_orders, all, recent * (held + empty));
        ADD(recent_orders, none, recent * empty);
    }
}

static void add_customer(counter *c, int64_t customer)
{
    pt_products_buyer buyer;
    int64_t until = pt_orders_until(c->plan.book, customer, c->plan.as_of);
    for (int64_t i = c->plan.book->order_first[customer]; i < until; i++) add_order_money(c, i);
    add_loose(c, customer);
    pt_products_look_at(&c->plan, customer, &buyer);
    if (!buyer.purchases) return;
    pt_products_read(&c->reader, customer);
    bought all = {buyer.purchases, buyer.first_day, buyer.second_day, buyer.last_day};
    add_pieces(c);
    add_orders(c, customer);
    add_buyer(c, c->plan.items + PATRON_PRODUCTS_ROW_ALL, &all, &buyer);
    if (!add_items(c, &buyer)) add_buyer(c, c->plan.items + PATRON_PRODUCTS_ROW_NONE, &all, &buyer);
}

static void add_guests(counter *c)
{
    const patron_book *book = c->plan.book;
    int64_t none = c->plan.items + PATRON_PRODUCTS_ROW_NONE, all = c->plan.items + PATRON_PRODUCTS_ROW_ALL;
    int64_t until = pt_orders_until(book, book->customers, c->plan.as_of);
    for (int64_t i = book->order_first[book->customers]; i < until; i++) {
        bool recent = book->day[i] >= c->plan.recent_from;
        add_order_money(c, i);
        if (!pt_counts(book, i, pt_refunded(book, i, c->plan.as_of))) continue;
        pt_products_read_order(&c->reader, i);
        add_pieces(c);
        add_nameless_units(c, i, recent);
        ADD(orders, all, 1);
        ADD(orders, none, !c->reader.holds[0]);
        ADD(recent_orders, all, recent);
        ADD(recent_orders, none, recent && !c->reader.holds[0]);
    }
    add_loose(c, book->customers);
}

/* ---- count ------------------------------------------------------------------------------------------------------ */

static void counter_close(counter *c)
{
    const patron_allocator *allocator = &c->plan.book->allocator;
#define X(name) PT_FREE(allocator, c->cell.name, c->cells);
    CELLS(X)
#undef X
    pt_products_reader_close(&c->reader);
}

/* Checks the caller's arrays and makes scratch for them; `first` and `count` say for whom the reader has room. */
static patron_status counter_open(counter *c, const patron_products_counts *into, int64_t groups, int64_t first,
                                  int64_t count, bool guests, int32_t argument, patron_error *error)
{
    const patron_allocator *allocator = &c->plan.book->allocator;
    if (!into) return pt_fail_argument(error, argument, "into is NULL");
    patron_status status = pt_read_struct(into, &c->into, sizeof c->into, sizeof c->into, argument, "into", error);
    if (!status) status = pt_products_cells(&c->plan, groups, argument, &c->cells, error);
    if (status) return status;
    if (c->into.capacity < c->cells)
        return pt_fail(error, PATRON_ERROR_CAPACITY, argument, -1, -1, "",
                       "the arrays hold %lld cells, %lld are needed", (long long)c->into.capacity, (long long)c->cells);
    status = pt_products_reader_open(&c->reader, &c->plan, first, count, guests, error);
#define X(name) \
    if (!status && c->into.name && !(c->cell.name = pt_zero_array(allocator, c->cells, sizeof *c->cell.name, error))) \
        status = PATRON_ERROR_MEMORY;
    CELLS(X)
#undef X
    if (status) counter_close(c);
    return status;
}

/* Adds the scratch to the caller's cells: every addition is checked first. */
static patron_status counter_commit(counter *c, int32_t argument, patron_error *error)
{
    if (c->overflow)
        return pt_fail(error, PATRON_ERROR_OVERFLOW, argument, -1, -1, "recent_squares", "a cell would leave int64");
#define X(name) \
    if (c->cell.name && !pt_can_add(c->into.name, c->cell.name, c->cells)) \
        return pt_fail(error, PATRON_ERROR_OVERFLOW, argument, -1, -1, #name, "a cell would leave int64");
    CELLS(X)
#undef X
#define X(name) \
    if (c->cell.name) pt_commit(c->into.name, c->cell.name, c->cells);
    CELLS(X)
#undef X
    return PATRON_OK;
}

patron_status patron_products_count(const patron_book *book, int32_t as_of, const patron_products_options *options,
                                    const patron_selection *selection, int64_t first, int64_t count,
                                    const patron_products_counts *into, patron_error *error)
{
    counter c;
    patron_selection chosen;
    memset(&c, 0, sizeof c);
    patron_status status = pt_products_plan_read(book, as_of, options, 3, &c.plan, error);
    if (!status) status = pt_check_range(book, first, count, 5, error);
    if (!status) status = pt_selection_read(selection, first, count, 4, &chosen, error);
    if (!status) status = counter_open(&c, into, chosen.groups, first, count, false, 7, error);
    if (status) return status;
    for (int64_t customer = first; customer < first + count; customer++) {
        int64_t group = pt_selected(&chosen, customer);
        if (group < 0) continue;
        c.base = group * c.plan.rows;
        add_customer(&c, customer);
    }
    status = counter_commit(&c, 7, error);
    counter_close(&c);
    return status;
}

patron_status patron_products_guests(const patron_book *book, int32_t as_of, const patron_products_options *options,
                                     const patron_products_counts *into, patron_error *error)
{
    counter c;
    memset(&c, 0, sizeof c);
    patron_status status = pt_products_plan_read(book, as_of, options, 3, &c.plan, error);
    if (!status) status = counter_open(&c, into, 1, 0, 0, true, 4, error);
    if (status) return status;
    add_guests(&c);
    status = counter_commit(&c, 4, error);
    counter_close(&c);
    return status;
}
