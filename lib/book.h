/* book.h (internal): the layout of a book and how measures walk through it.
 *
 * Orders lie grouped by customer number, guests' orders as one group behind the last customer, each group in the order of
 * time, order id, amount and position. Everything that hangs on an order lies in the same order. */
#ifndef PT_BOOK_H
#define PT_BOOK_H

#include <patron/book.h>

#include "base.h"
#include "keys.h"

typedef struct pt_label {
    char name[32];
    int32_t level;
    pt_keys *values;
    pt_index *code; /* per order (ORDER) or per line (LINE); PT_INDEX_NONE = no label */
} pt_label;

/* Rows that are in no total, tallied by day. */
typedef struct pt_ignored {
    int32_t day;
    int32_t reason; /* PATRON_EXCLUDED_IGNORED or _IGNORED_REFUND */
    int64_t rows, money;
} pt_ignored;

/* A refund that hangs on no order of the book, or one that does. */
typedef struct pt_refunds {
    int64_t count;
    int32_t *day;      /* the day from which it acts */
    int64_t *amount;   /* >= 0 */
    pt_index *product; /* NULL if the book has no products; PT_INDEX_NONE = no product */
    int64_t *quantity; /* NULL if the book has no quantities; >= 0 */
    pt_index *rows;    /* rows it stands for; NULL = 1 each; 0 = only units of an order with a negative total */
} pt_refunds;

struct patron_book {
    patron_allocator allocator;
    int64_t bytes;
    uint64_t flags;
    int32_t observed_from, observed_until;
    int64_t quantity_scale;

    int64_t customers;       /* without the guests' group */
    pt_index *order_first;   /* [customers + 2]: group g holds orders order_first[g] .. order_first[g + 1] - 1 */
    pt_keys *customer_keys;  /* NULL with DROP_KEYS */
    int32_t *since;          /* [customers], PATRON_NO_DAY = not known; NULL = none known */

    int64_t orders;
    int32_t *day;            /* [orders] */
    int64_t *amount;         /* [orders], >= 0 */
    uint8_t *renewal;        /* bitmap [orders]; NULL = none */
    uint8_t *erased;         /* bitmap [orders], of guests' orders; NULL = none */
    pt_index *rows;          /* [orders]: rows of the order; NULL = 1 each */
    int64_t *discount;       /* [orders]; NULL = no such column; so the next two */
    int64_t *cost;
    int64_t *quantity;
    pt_keys *order_keys;     /* only with KEEP_ORDER_IDS: the ids' dictionary ... */
    pt_index *order_id;      /* ... [orders] and each order's entry */
    pt_keys *shop_keys;
    pt_index *shop;          /* [orders], with KEEP_ORDER_IDS and a shop column */

    pt_index *line_first;    /* [orders + 1]; NULL = the book has no lines (no product and no line-level label) */
    int64_t lines;
    pt_index *line_product;  /* PT_INDEX_NONE = without product */
    int64_t *line_amount;    /* may be negative (a discount line of a product) */
    int64_t *line_quantity;  /* NULL = no quantity column */
    pt_keys *products;
    pt_keys *categories;
    pt_index *product_category; /* [products]; PT_INDEX_NONE = not known; NULL = no category column */

    int32_t label_count;
    pt_label *labels;

    pt_index *refund_first;  /* [orders + 1]; NULL = no refund hangs on an order */
    pt_refunds refunds;      /* by (order, day, amount) */
    pt_index *loose_first;   /* [customers + 2], as order_first; NULL = no unmatched refund */
    pt_refunds loose;        /* unmatched, by (customer, day, amount) */
    uint8_t *loose_erased;   /* bitmap [loose.count]; NULL = none */

    int64_t ignored_count;
    pt_ignored *ignored;     /* by (day, reason) */
    int32_t first_day, last_day;
    bool had_instants, had_order; /* what the rows were like */
    int64_t duplicate_rows, duplicate_money;
};

static inline bool pt_bit(const uint8_t *bits, int64_t i) { return bits && (bits[i >> 3] >> (i & 7) & 1); }

/* ---- checks that every measure makes ---------------------------------------------------------------------------- */

/* RANGE error for an as_of outside the calendar or beyond observed_until; ARGUMENT for a NULL book. `argument` is as_of's. */
patron_status pt_check_as_of(const patron_book *book, int32_t as_of, int32_t argument, patron_error *error);

/* RANGE error unless 0 <= first, 0 <= count and first + count <= customers. `argument` is first's. */
patron_status pt_check_range(const patron_book *book, int64_t first, int64_t count, int32_t argument, patron_error *error);

/* Reads and checks a selection (NULL = everyone) for the customers of a range: groups >= 1, every group in range. */
patron_status pt_selection_read(const patron_selection *given, int64_t first, int64_t count, int32_t argument,
                                patron_selection *out, patron_error *error);

/* The group of a customer, or -1 = left out. The arrays are still the caller's, so what pt_selection_read saw may have been
 * changed by another thread: the group is loaded once and left out if it is no group any more. */
static inline int64_t pt_selected(const patron_selection *selection, int64_t customer)
{
    if (selection->mask && !selection->mask[customer]) return -1;
    if (!selection->group) return 0;
    int32_t group = ((const volatile int32_t *)selection->group)[customer];
    return group >= 0 && group < selection->groups ? group : -1;
}

/* ---- orders at as_of ------------------------------------------------------------------------------------------- */

/* Refunds of order i dated <= as_of. */
static inline int64_t pt_refunded(const patron_book *book, int64_t order, int32_t as_of)
{
    int64_t sum = 0;
    if (!book->refund_first) return 0;
    for (int64_t r = book->refund_first[order]; r < (int64_t)book->refund_first[order + 1]; r++) {
        if (book->refunds.day[r] > as_of) break;
        sum += book->refunds.amount[r];
    }
    return sum;
}

/* Whether an order dated <= as_of counts, given what was refunded of it. */
static inline bool pt_counts(const patron_book *book, int64_t order, int64_t refunded)
{
    int64_t amount = book->amount[order];
    return amount > 0 ? refunded < amount : (book->flags & PATRON_BOOK_ZERO_ORDERS) != 0;
}

/* One past the last order of a group (customer, or `customers` for guests) dated <= as_of. Binary search for long ones. */
int64_t pt_orders_until(const patron_book *book, int64_t group, int32_t as_of);

/* ---- purchases ------------------------------------------------------------------------------------------------- */

/* A purchase: counted orders among [first, end) (uncounted ones may lie between; ask pt_counts again where it matters). */
typedef struct pt_purchase {
    int32_t day;
    int64_t first, end; /* orders */
    int64_t orders;     /* counted ones */
    int64_t sales;      /* of counted orders, before refunds */
    int64_t net;        /* of counted orders, refunds dated <= as_of taken off */
    bool renewal;       /* every counted order is a renewal */
} pt_purchase;

/* A walk over one customer's purchases in order of time, as seen at the end of as_of. With sales_only renewals do not
 * exist (gaps, churn, replenishment). */
typedef struct pt_walk {
    const patron_book *book;
    int64_t next, end;
    int32_t as_of;
    bool sales_only;
} pt_walk;

static inline pt_walk pt_walk_begin(const patron_book *book, int64_t customer, int32_t as_of, bool sales_only)
{
    pt_walk walk = {book, book->order_first[customer], book->order_first[customer + 1], as_of, sales_only};
    return walk;
}

static inline bool pt_walk_next(pt_walk *walk, pt_purchase *out)
{
    const patron_book *book = walk->book;
    bool found = false;
    while (walk->next < walk->end) {
        int64_t i = walk->next;
        int32_t day = book->day[i];
        if (day > walk->as_of) walk->end = i;
        if (day > walk->as_of || (found && (day != out->day || (book->flags & PATRON_BOOK_COUNT_BY_ORDER)))) break;
        walk->next++;
        bool renewal = pt_bit(book->renewal, i);
        int64_t refunded = pt_refunded(book, i, walk->as_of);
        if ((walk->sales_only && renewal) || !pt_counts(book, i, refunded)) continue;
        if (!found) {
            pt_purchase fresh = {day, i, i, 0, 0, 0, true};
            *out = fresh;
            found = true;
        }
        out->end = i + 1;
        out->orders++;
        out->sales += book->amount[i];
        out->net += book->amount[i] - refunded;
        out->renewal = out->renewal && renewal;
    }
    return found;
}

/* Whether the birth of a customer whose first purchase is on `first_day` is known (observed_from, customer_since). */
bool pt_birth_known(const patron_book *book, int64_t customer, int32_t first_day);

#endif
