/* oracle_book.h (tests): the naive assembler. From a shop's rows and an as_of to customers with their orders,
 * purchases and refunds, and the totals that the library must give. Written from definitions section 2 with plain
 * loops; the oracles of the measures stand on it. Keys are those of struct shop_row; SHOP_NULL = none. */
#ifndef TEST_ORACLE_BOOK_H
#define TEST_ORACLE_BOOK_H

#include "support.h"

struct oracle_line {
    int64_t row; /* in the shop's rows */
    int64_t product, category, tag;
    int64_t amount, quantity, discount, cost; /* nulls are 0 */
};

struct oracle_refund {
    int64_t row;
    int32_t day;      /* the day from which it acts (never before its order's) */
    int64_t amount;   /* >= 0 */
    int64_t product;
    int64_t quantity; /* >= 0 */
};

struct oracle_order {
    int64_t customer; /* canonical key; SHOP_NULL = guest */
    int64_t shop, id; /* SHOP_NULL = none */
    int64_t position; /* of its first row */
    int64_t time;
    int32_t day;
    int64_t amount;   /* >= 0 */
    int64_t discount, cost, quantity;
    bool renewal;
    int64_t coupon;   /* order-level label */
    struct oracle_line *line; /* its sale and renewal rows, in order of position */
    int64_t lines;
    struct oracle_refund *refund; /* at any date, by (day, amount) */
    int64_t refunds;
    /* as of as_of: */
    int64_t refunded;
    bool counts;
};

struct oracle_purchase {
    int32_t day;
    int64_t first, end;          /* counted orders lie in order[first .. end - 1] (others may lie between) */
    int64_t orders, sales, net;  /* of its counted orders; in sales_purchase: of those that are no renewals */
    bool renewal;                /* every counted order of it is one */
};

struct oracle_customer {
    int64_t key;
    struct oracle_order *order; /* dated <= as_of, in sequence: time, id, amount, position; not all of them count */
    int64_t orders;
    struct oracle_order *later; /* dated after as_of, in sequence */
    int64_t laters;
    struct oracle_refund *loose; /* unmatched refunds at any date, by (day, amount) */
    int64_t looses;
    struct oracle_purchase *purchase; /* of all counted orders */
    int64_t purchases;
    struct oracle_purchase *sales_purchase; /* as if renewals did not exist (gaps, churn, replenishment) */
    int64_t sales_purchases;
    bool is_customer; /* a sale or refund dated <= as_of */
    bool is_buyer;    /* a counted order */
    bool birth_known; /* only said of buyers */
    int64_t counted;  /* counted orders */
    int64_t sales;    /* of all orders dated <= as_of */
    int64_t refunds;  /* acting <= as_of, unmatched ones included */
    int64_t net;      /* sales - refunds */
    int64_t unmatched; /* the part of refunds that hangs on no order */
};

struct oracle_book {
    int32_t as_of;
    /* At any date, in order of first appearance (in ignored rows too): customer[i] is number i of the book built from
     * these rows; some have neither orders nor refunds. */
    struct oracle_customer *customer;
    int64_t customers;
    struct oracle_customer guests;    /* one group, key SHOP_NULL; purchases mean nothing here */
    patron_totals totals;             /* as patron_book_totals must give them; duplicates as with FIND_DUPLICATES */
    int32_t first_day, last_day;      /* of the book */
    int64_t orders;                   /* at any date, guests' included */
};

/* The shop must be one that builds (no conflicts, no overflow). */
struct oracle_book *oracle_book(const struct shop *shop, int32_t as_of);
void oracle_book_free(struct oracle_book *book);

/* The customer with a key, or NULL. */
const struct oracle_customer *oracle_find(const struct oracle_book *book, int64_t key);

/* Sums of refunds acting up to a day. */
int64_t oracle_refunded(const struct oracle_refund *refund, int64_t count, int32_t as_of);

/* Follows the aliases of a shop (naively); SHOP_NULL for guests. */
int64_t oracle_canonical(const struct shop *shop, int64_t customer);

#endif
