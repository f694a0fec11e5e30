/* patron/products.h: which products are bought, bought again, bought first, bought together, and bought by whom.
 *
 * What is what (words as in patron/book.h; everything is seen at the end of as_of):
 *   - An item is a product, or at PATRON_PRODUCTS_CATEGORY a category. Items have the book's numbers
 *     (patron_book_keys); numbers differ between books, so shards join on keys.
 *   - An order holds a product if it counts, has lines of it and not all of it was given back. Given back, with a
 *     quantity column: the quantities of the order's refund rows that name the product, dated <= as_of, reach the
 *     quantity of its lines (a refund row without quantity gives back money only; a product whose lines come to a
 *     negative quantity, as in an exchange, is not held). Without a quantity column every line is one unit, and a
 *     product is given back when the order's refund rows that name it reach the amount of its lines. An unmatched
 *     refund that names a product and a quantity takes it off the customer's latest orders that hold the product, dated
 *     on or before the refund's day. An order holds a category if it holds one of its products.
 *   - A purchase holds an item if one of its orders does. Renewals count as orders, purchases, units and money; they
 *     are left out of gaps (days to repurchase, days to the second purchase) and transitions as if they did not exist.
 *     The first purchase is all counted orders of the first day, with PATRON_BOOK_COUNT_BY_ORDER too.
 *   - Money of an item: the lines of all orders dated <= as_of, of those refunded in full too, less all refund rows
 *     dated <= as_of that name it, unmatched ones too. A refund row that names no product is the order's: it is money
 *     of ROW_REST and is not spread over the products.
 *   - The recent window is the last window_days days. Orders and units lie where their order lies, money too with every
 *     refund of that order, unmatched refunds on their own day.
 * Cells: an array of a count function has groups x rows cells, cell group * rows + row, where
 * rows = items + PATRON_PRODUCTS_ROWS and row is an item's number or items + PATRON_PRODUCTS_ROW_*.
 * Counts, days and tables are exact: the same bits for any row order, split into ranges and platform, joined on keys.
 * Rates of counts get their interval from patron_stats_wilson(k, n). */
#ifndef PATRON_PRODUCTS_H
#define PATRON_PRODUCTS_H

#include <patron/book.h>
#include <patron/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- shape ------------------------------------------------------------------------------------------------------ */

#define PATRON_PRODUCTS_PRODUCT 0
#define PATRON_PRODUCTS_CATEGORY 1

/* Rows behind the items. */
#define PATRON_PRODUCTS_ROW_NONE 0    /* without item: lines of no product (or of a product without category); orders,
                                         purchases, buyers that hold no item */
#define PATRON_PRODUCTS_ROW_REST 1    /* refunds that name no product: their money and units */
#define PATRON_PRODUCTS_ROW_ALL 2     /* each order, purchase and buyer once, all money: not the sum of the items */
#define PATRON_PRODUCTS_ROW_UNKNOWN 3 /* patron_products_first: buyers of unknown birth, who are in no other row */
#define PATRON_PRODUCTS_ROWS 4

/* How many items a book has at a level. Error MISSING without products, or without categories at CATEGORY. O(1). */
PATRON_API patron_status patron_products_items(const patron_book *book, int32_t level, int64_t *items,
                                               patron_error *error);

/* NULL options: products, every default. */
typedef struct patron_products_options {
    size_t size;
    uint64_t flags;      /* none yet: 0 */
    int32_t level;       /* PATRON_PRODUCTS_PRODUCT or _CATEGORY */
    int32_t window_days; /* of the recent window: 1 … 3652059, 0 = 365 */
    int32_t repeat_days; /* of the `observed` and `within` arrays: 1 … 3652059, 0 = 365 */
    int32_t reserved;    /* 0 */
} patron_products_options;

/* ---- count: the product table ----------------------------------------------------------------------------------- */

/* buyers = new_buyers + existing_buyers + unknown_buyers. "Bought first against later" are new_buyers and
 * existing_buyers. Repurchase rate = repurchasers / buyers; within N days, over those seen long enough,
 * again_within / again_observed. units = sold - returned, net = sales - refunds.
 * Row ALL is about any purchase (repurchasers: buyers with two purchases or more; new_buyers: all of known birth) and
 * its money is that of the whole selection, so, to the minor unit, for sales and refunds:
 *   Σ items + NONE + REST = ALL;   ALL of everyone + ALL of patron_products_guests = patron_book_totals. */
typedef struct patron_products_counts {
    size_t size;
    int64_t capacity;         /* cells in each array that is not NULL, >= groups * rows */
    int64_t *buyers;          /* customers with an order that holds the item */
    int64_t *new_buyers;      /* ... whose birth is known and whose first purchase held it */
    int64_t *existing_buyers; /* ... whose first purchase did not hold it */
    int64_t *unknown_buyers;  /* ... whose first known purchase held it, but whose birth is not known */
    int64_t *repurchasers;    /* buyers with two purchases or more that hold it */
    int64_t *again_observed;  /* buyers whose first purchase of it was repeat_days or more before as_of */
    int64_t *again_within;    /* ... whose next purchase of it came within repeat_days (<=) of that */
    int64_t *orders;          /* that hold it */
    int64_t *purchases;       /* that hold it */
    int64_t *sold;            /* quantity of its lines in counted orders, in units of 1/quantity_scale */
    int64_t *returned;        /* quantity of it given back by refunds of counted orders and by unmatched ones, >= 0 */
    int64_t *sales;           /* minor units */
    int64_t *refunds;         /* minor units, >= 0 */
    int64_t *recent_buyers;   /* customers with an order of the recent window that holds it */
    int64_t *recent_new;      /* ... whose first purchase held it and lies in the window, birth known */
    int64_t *recent_unknown;  /* ... the same of unknown birth; the rest had purchased before */
    int64_t *recent_orders;
    int64_t *recent_units;    /* sold - returned, unmatched returns on their own day */
    int64_t *recent_squares;  /* Σ over orders of the window of (sold - returned)², for patron_products_expected; rows
                                 NONE, REST and ALL are 0 */
    int64_t *recent_net;
} patron_products_counts;

/* Count: adds into the cells; on failure every cell is as it was. Errors: ARGUMENT (options, selection), RANGE, DATA (a
 * group out of range), MISSING (no products, no categories), CAPACITY, LIMIT (too many cells), OVERFLOW (a cell would
 * leave int64), MEMORY. O(lines log lines of a customer); takes 8 bytes a cell for each wanted array and about 130 a
 * line of the customer with the most lines from the book's allocator. */
PATRON_API patron_status patron_products_count(const patron_book *book, int32_t as_of,
                                               const patron_products_options *options,
                                               const patron_selection *selection, int64_t first, int64_t count,
                                               const patron_products_counts *into, patron_error *error);

/* The same of the guests' orders, which are in the totals and in no customer measure: adds orders, sold, returned,
 * sales, refunds, recent_orders, recent_units, recent_squares and recent_net into one group of cells; the other arrays
 * may be given and stay as they are. Unmatched refunds of guests take no units off an order. */
PATRON_API patron_status patron_products_guests(const patron_book *book, int32_t as_of,
                                                const patron_products_options *options,
                                                const patron_products_counts *into, patron_error *error);

/* First and last day of a counted order with a line of the item, of anyone and guests. Row i is item i. */
typedef struct patron_products_days_columns {
    size_t size;
    int64_t capacity;   /* >= items */
    int32_t *first_day; /* PATRON_NO_DAY = never */
    int32_t *last_day;
} patron_products_days_columns;

/* Whole book. Errors as above. O(lines). */
PATRON_API patron_status patron_products_days(const patron_book *book, int32_t as_of,
                                              const patron_products_options *options,
                                              const patron_products_days_columns *out, patron_error *error);

/* NULL options are an error: as_of is required. */
typedef struct patron_products_expected_options {
    size_t size;
    uint64_t flags;         /* none yet: 0 */
    int32_t as_of;          /* as in the counts */
    int32_t window_days;    /* as in the counts */
    int32_t horizon;        /* the next so many days: 1 … 3652059, 0 = 30 */
    int32_t reserved;       /* 0 */
    int64_t quantity_scale; /* quantity units a piece: that of the book, 0 = 1 */
    double confidence;      /* 0 = 0.95, else between 0 and 1 */
} patron_products_expected_options;

/* Pure: units in the next `horizon` days of each of `count` items, if they sell as in the recent window: units / window
 * * horizon (no season, no trend), with a prediction interval. Orders are taken as a Poisson process whose orders have
 * different quantities: scaled to units^2 / squares orders of squares / units units, the interval is the joint sampling
 * one of Krishnamoorthy & Peng 2011, (y - rx)^2 <= z^2 r (x + y), r = horizon / window. Model.
 *   units, squares   recent_units and recent_squares of the items; units < 0 are taken as 0. Without units one order is
 *                    one piece
 *   first_day        of patron_products_days, may be NULL: the window of an item that is younger than window_days is
 *                    as_of - first_day + 1 days (PATRON_NO_DAY = not younger)
 * Results are in pieces (units / quantity_scale), `count` elements each; any may be NULL. Errors: ARGUMENT (options,
 * NULL inputs; `row` names an item with squares < 0, with units and no squares, or with a first_day after as_of). */
PATRON_API patron_status patron_products_expected(const int64_t *units, const int64_t *squares,
                                                  const int32_t *first_day, int64_t count,
                                                  const patron_products_expected_options *options, double *expected,
                                                  double *low, double *high, patron_error *error);

/* ---- count: first products -------------------------------------------------------------------------------------- */

/* Buyers of known birth by the items of their first purchase. Several items put a buyer in several rows; row NONE are
 * those whose first purchase holds no item, row ALL counts each once, row UNKNOWN those of unknown birth. Repeat rate =
 * repeaters / buyers; within N days = repeat_within / repeat_observed; net per buyer = net / buyers. Days to the second
 * purchase: patron_products_gaps. */
typedef struct patron_products_first_counts {
    size_t size;
    int64_t capacity;         /* cells in each array that is not NULL, >= groups * rows */
    int64_t *buyers;
    int64_t *repeaters;       /* two purchases or more, of anything */
    int64_t *repeat_observed; /* buyers whose first purchase was repeat_days or more before as_of */
    int64_t *repeat_within;   /* ... whose second purchase came within repeat_days (<=) of the first */
    int64_t *loyal;           /* three purchases or more */
    int64_t *orders;          /* counted orders of these buyers so far */
    int64_t *purchases;
    int64_t *net;             /* all sales less all refunds of these buyers so far, minor units */
} patron_products_first_counts;

/* Count. Errors, time and memory as patron_products_count. */
PATRON_API patron_status patron_products_first(const patron_book *book, int32_t as_of,
                                               const patron_products_options *options,
                                               const patron_selection *selection, int64_t first, int64_t count,
                                               const patron_products_first_counts *into, patron_error *error);

/* ---- days to repurchase and to the second purchase ------------------------------------------------------------- */

/* REPURCHASE: every purchase of an item begins a gap, which the next purchase of the item closes and as_of leaves open;
 * row ALL: from any purchase to the next. A customer with many purchases has many gaps.
 * SECOND: rows are those of patron_products_first; one gap a buyer whose first purchase is not only renewals, from it
 * to the next purchase. Renewals are left out of both. */
#define PATRON_PRODUCTS_GAPS_REPURCHASE 0
#define PATRON_PRODUCTS_GAPS_SECOND 1

/* The gaps as counts: a table with a row for each length that occurs, in order of cell and days. Columns: cell (INT64,
 * group * rows + row), days (INT32), closed, open (INT64). Tables of ranges add up: patron_products_quartiles takes all
 * of them. Errors as patron_products_count (argument numbers as listed). O(gaps); takes about 50 bytes a row of the
 * table, and the scratch of patron_products_count for a customer. */
PATRON_API patron_status patron_products_gaps(const patron_book *book, int32_t as_of,
                                              const patron_products_options *options, int32_t which,
                                              const patron_selection *selection, int64_t first, int64_t count,
                                              patron_table **out, patron_error *error);

/* Kaplan-Meier points of the gaps of each cell: the first day at which 25, 50, 75 % have purchased again. */
typedef struct patron_products_quartile_columns {
    size_t size;
    int64_t capacity; /* >= cells */
    int64_t *closed;  /* gaps */
    int64_t *open;
    int32_t *day_25;  /* PATRON_NO_DAY = not reached, or no gaps; so the next two */
    int32_t *day_50;
    int32_t *day_75;
} patron_products_quartile_columns;

/* Pure: from tables of patron_products_gaps (of disjoint ranges or customers, same cells) to points; row i is cell i.
 * Errors: ARGUMENT (a table that is not one of gaps, or with a cell outside 0 … cells-1), CAPACITY, OVERFLOW, MEMORY.
 * allocator NULL = malloc. O(rows log tables). */
PATRON_API patron_status patron_products_quartiles(const patron_table *const *gaps, int64_t tables, int64_t cells,
                                                   const patron_allocator *allocator,
                                                   const patron_products_quartile_columns *out, patron_error *error);

/* ---- pairs and transitions -------------------------------------------------------------------------------------- */

/* What is a basket. */
#define PATRON_PRODUCTS_IN_ORDER 0
#define PATRON_PRODUCTS_IN_PURCHASE 1
#define PATRON_PRODUCTS_IN_HISTORY 2 /* everything a buyer has ever bought (and not given back) */

#define PATRON_PRODUCTS_WITH_GUESTS 0x1u /* pairs IN_ORDER: guests' orders too, in group 0 */
#define PATRON_PRODUCTS_BY_LIFT 0x2u     /* rank by lift, then count, instead of by count */

typedef struct patron_products_pairs_options {
    size_t size;
    uint64_t flags;    /* PATRON_PRODUCTS_WITH_GUESTS, _BY_LIFT */
    int32_t level;     /* PATRON_PRODUCTS_PRODUCT or _CATEGORY */
    int32_t basket;    /* PATRON_PRODUCTS_IN_*; transitions: 0 */
    int64_t max_items; /* baskets with more items are left out and counted: 1 … 10000, 0 = 100 */
    int64_t min_count; /* pairs that occur less often are left out: >= 1, 0 = 2 */
    int64_t top;       /* rows per group at most: >= 1, 0 = 100; INT64_MAX = all */
} patron_products_pairs_options;

/* Which baskets a table rests on, per group; filled, not added. baskets of transitions are steps. */
typedef struct patron_products_baskets {
    size_t size;
    int64_t capacity;  /* elements in each array that is not NULL, >= groups */
    int64_t *baskets;  /* with 1 … max_items items: what the shares are of */
    int64_t *left_out; /* with more than max_items */
    int64_t *empty;    /* counted orders, purchases or buyers that hold no item */
} patron_products_baskets;

/* Pairs of different items in one basket, the top ones of each group, by (count descending; a's key; b's key), integers
 * by value and strings by bytes; a is the item with the lesser key. Whole book. Columns: group, a, b (INT64; item
 * numbers), a_key, b_key (INT64 or STRING64), count, a_count, b_count, baskets (INT64: baskets with both, a, b, and in
 * all), support = count / baskets, a_to_b = count / a_count, b_to_a = count / b_count (confidences), lift = count *
 * baskets / (a_count * b_count) (FLOAT64). A triple is three pairs. `baskets` may be NULL.
 * Lift as in Brin, Motwani, Ullman & Tsur 1997; items below min_count are dropped before pairs are counted (Agrawal &
 * Srikant 1994), which changes no row.
 * Errors: ARGUMENT, RANGE, DATA (a group out of range), MISSING, CAPACITY, LIMIT, MEMORY. Time O(lines log lines of a
 * customer + pairs in baskets), twice over the orders. Memory from the book's allocator: at most about 40 bytes a
 * different pair of items that each reach min_count, of one group at a time, + 1.5 MB + 30 bytes an item + 12 a
 * customer + 150 a line of the customer with the most lines + 200 a row of the table; never items squared. */
PATRON_API patron_status patron_products_pairs(const patron_book *book, int32_t as_of,
                                               const patron_products_pairs_options *options,
                                               const patron_selection *selection,
                                               const patron_products_baskets *baskets, patron_table **out,
                                               patron_error *error);

/* From a purchase to the customer's next one (renewals left out): which item follows which. A step is a purchase with
 * a next one, both holding 1 … max_items items (left_out: one holds more; empty: else one holds none). a -> a is a
 * pair too. Top ones of each group by (count descending; from's key; to's key). Columns: group, from, to (INT64),
 * from_key, to_key (INT64 or STRING64), count, from_count, to_count, steps (INT64: steps with both, with `from` before,
 * with `to` after, in all), share = count / from_count, share_low, share_high (its 95 % Wilson interval), lift = count
 * * steps / (from_count * to_count) (FLOAT64). WITH_GUESTS is an error. Otherwise as pairs. */
PATRON_API patron_status patron_products_transitions(const patron_book *book, int32_t as_of,
                                                     const patron_products_pairs_options *options,
                                                     const patron_selection *selection,
                                                     const patron_products_baskets *baskets, patron_table **out,
                                                     patron_error *error);

/* ---- over-index ------------------------------------------------------------------------------------------------- */

/* Pure: how much more often a group has an item than all buyers, for `count` items: index = (k / n) / (k_all / n_all),
 * where the group (k of n have it: buyers of the item's cell and of row ALL in the group's cells) is a part of all
 * (k_all of n_all). The interval at `confidence` (0 = 0.95) is that of the ratio of the group's rate to the rest's
 * (Donner & Zou 2012, from Wilson intervals), carried over by index = 1 / (w + (1 - w) / ratio), w = n / n_all taken as
 * fixed. Model. Outputs have `count` elements; any may be NULL. index is 1 with [1, 1] where the group is everyone,
 * else 0 with [0, 1 / w] where k_all = 0. Error ARGUMENT unless 1 <= n <= n_all and for every item (`row` names it) 0
 * <= k <= n, k <= k_all and k_all - k <= n_all - n. */
PATRON_API patron_status patron_products_over_index(const int64_t *k, int64_t n, const int64_t *k_all, int64_t n_all,
                                                    int64_t count, double confidence, double *index, double *low,
                                                    double *high, patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
