/* oracle_products.h (tests): the measures of products as definitions section 10 and the header say them, one item at a
 * time, with plain loops over the naive assembler's customers. */
#ifndef TEST_ORACLE_PRODUCTS_H
#define TEST_ORACLE_PRODUCTS_H

#include "oracle_book.h"

#include <patron/products.h>

/* What is asked, and of whom: group[i] is that of customer i of the oracle's book (NULL = all in group 0). */
struct oracle_products {
    const struct shop *shop;
    const struct oracle_book *book;
    int level;
    const int32_t *group;
    int32_t wanted;
    int32_t window, repeat; /* days */
};

/* A row: an item, or one of the PATRON_PRODUCTS_ROW_*. */
struct oracle_target {
    bool is_item;
    int64_t item; /* the item's key, or ROW_* */
};

/* In the order of patron_products_counts. */
struct oracle_products_row {
    int64_t buyers, new_buyers, existing_buyers, unknown_buyers, repurchasers, again_observed, again_within;
    int64_t orders, purchases, sold, returned, sales, refunds;
    int64_t recent_buyers, recent_new, recent_unknown, recent_orders, recent_units, recent_squares, recent_net;
};

/* In the order of patron_products_first_counts. */
struct oracle_products_first {
    int64_t buyers, repeaters, repeat_observed, repeat_within, loyal, orders, purchases, net;
};

void oracle_products_row(const struct oracle_products *of, struct oracle_target target, bool guests,
                         struct oracle_products_row *out);
void oracle_products_first(const struct oracle_products *of, struct oracle_target target,
                           struct oracle_products_first *out);

/* Gaps by days: adds to closed[days] and open[days], arrays of `most` elements. */
void oracle_products_gaps(const struct oracle_products *of, struct oracle_target target, int which, int64_t *closed,
                          int64_t *open, int64_t most);

/* The first day at which the Kaplan-Meier curve of these gaps has fallen to 1 - part / 4. */
int32_t oracle_products_quartile(const int64_t *closed, const int64_t *open, int64_t most, int part);

#define ORACLE_ITEMS 64
struct oracle_baskets {
    int64_t item[ORACLE_ITEMS], items; /* keys, ascending: filled by the caller */
    int64_t baskets, left_out, empty;
    int64_t a_count[ORACLE_ITEMS], b_count[ORACLE_ITEMS];
    int64_t both[ORACLE_ITEMS][ORACLE_ITEMS]; /* pairs: a < b only */
};

void oracle_products_pairs(const struct oracle_products *of, int basket, bool guests, int64_t max_items,
                           struct oracle_baskets *out);
void oracle_products_transitions(const struct oracle_products *of, int64_t max_items, struct oracle_baskets *out);

#endif
