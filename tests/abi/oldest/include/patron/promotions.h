/* patron/promotions.h: what coupons, campaigns and discounts are followed by, and what a mailing did.
 *
 * Words as in patron/book.h; everything is seen at the end of as_of. Counted orders only, unless said otherwise; their
 * net is their amount less their refunds dated <= as_of. Counts are exact and add up over ranges, shards and books
 * (join shards by the labels' keys). Buyers of unknown birth (observed_from, since) are in no figure about new buyers.
 * The first purchase is all counted orders of the first day, with PATRON_BOOK_COUNT_BY_ORDER too; its values are those
 * of any of them. */
#ifndef PATRON_PROMOTIONS_H
#define PATRON_PROMOTIONS_H

#include <patron/book.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- coupons, campaigns, channels: any label ------------------------------------------------------------------- */

/* NULL options: every default. */
typedef struct patron_promotions_options {
    size_t size;
    uint64_t flags;      /* 0 */
    int32_t repeat_days; /* "came back within so many days": 1 … 3652059, 0 = 90 */
    int32_t window_days; /* orders of the last so many days only (new buyers: born in them); 0 = all history. Whether a
                            buyer came back is seen up to as_of all the same */
} patron_promotions_options;

/* Rows of a label with V values (patron_book_keys): value v is row v; then two more. */
#define PATRON_PROMOTIONS_ROW_NONE 0 /* row V: orders without any value */
#define PATRON_PROMOTIONS_ROW_ALL 1  /* row V + 1: every order and every buyer once */
#define PATRON_PROMOTIONS_ROWS_MORE 2

/* [group][row]; NULL = not wanted. An order counts whole in the row of each of its values (a line-level label may give
 * it several), so only row ALL adds up. Money in minor units. */
typedef struct patron_promotions_counts {
    size_t size;
    int64_t capacity;       /* cells of each array, >= groups x rows */
    int64_t *orders;
    int64_t *net;           /* of these orders: net / orders is the AOV */
    int64_t *sales;         /* before refunds */
    int64_t *discount;      /* money saved; sales + discount is the list value. MISSING error without discounts; so the
                               next */
    int64_t *discounted;    /* orders with a discount */
    int64_t *buyers;        /* with such an order */
    int64_t *returned;      /* of buyers: purchased again after their first purchase with the value */
    int64_t *buyers_net;    /* of buyers: net of all their counted orders of any day <= as_of */
    int64_t *new_buyers;    /* of buyers: whose first purchase ever had the value (row NONE: no value at all) */
    int64_t *new_repeaters; /* of new_buyers: with a second purchase: / new_buyers = repeat rate */
    int64_t *new_observed;  /* of new_buyers: first purchase repeat_days or more before as_of ... */
    int64_t *new_within;    /* ... and the second one within repeat_days (<=) of it */
    int64_t *new_net;       /* of new_buyers: as buyers_net: / new_buyers = net per new buyer */
} patron_promotions_counts;

/* Count: adds. label is a position in the book (patron_book_label). Errors: ARGUMENT (options, selection, label),
 * RANGE, CAPACITY, DATA (a group out of range), MISSING, OVERFLOW, MEMORY. O(orders and lines of the range + groups x
 * rows); scratch 40 bytes a value and 104 a cell. */
PATRON_API patron_status patron_promotions_count(const patron_book *book, int32_t as_of, int32_t label,
                                                 const patron_promotions_options *options,
                                                 const patron_selection *selection, int64_t first, int64_t count,
                                                 const patron_promotions_counts *into, patron_error *error);

/* ---- discount depth -------------------------------------------------------------------------------------------- */

#define PATRON_PROMOTIONS_EDGES_MAX 100

/* Depth is Σ discount / Σ (amount + discount), of a first purchase or of an order. With n edges there are n + 2 bands:
 * no discount; depth below edges[0]; edges[0] <= depth < edges[1]; …; depth >= edges[n-1]. A list value of 0 is no
 * discount. NULL options: every default. */
typedef struct patron_promotions_depth_options {
    size_t size;
    uint64_t flags;       /* 0 */
    int32_t repeat_days;  /* as above */
    int32_t edge_count;   /* 0 … PATRON_PROMOTIONS_EDGES_MAX; 0 = 1000, 2000, 3000, 5000 */
    const int32_t *edges; /* ten-thousandths, strictly ascending in 1 … 10000 */
} patron_promotions_depth_options;

/* [group][band]; NULL = not wanted. By the band of the first purchase, of buyers of known birth: do deep discounts
 * bring customers who stay? */
typedef struct patron_promotions_depth_counts {
    size_t size;
    int64_t capacity;          /* cells of each array, >= groups x bands */
    int64_t *buyers;
    int64_t *repeaters;        /* second purchase: / buyers = repeat rate */
    int64_t *observed;         /* first purchase repeat_days or more before as_of ... */
    int64_t *within;           /* ... second one within repeat_days */
    int64_t *first_net;        /* net of first purchases */
    int64_t *later_orders;     /* orders of later purchases ... */
    int64_t *later_discounted; /* ... with a discount */
    int64_t *later_net;        /* ... their net: / buyers = later value of a buyer */
    /* by the order's own band: all counted orders of all buyers */
    int64_t *orders;           /* share on discount = 1 - band 0 / Σ */
    int64_t *orders_net;
    int64_t *orders_discount;  /* money saved */
} patron_promotions_depth_counts;

/* Count: adds. Errors: as above; MISSING where the book has no discounts. O(orders of the range). */
PATRON_API patron_status patron_promotions_depth(const patron_book *book, int32_t as_of,
                                                 const patron_promotions_depth_options *options,
                                                 const patron_selection *selection, int64_t first, int64_t count,
                                                 const patron_promotions_depth_counts *into, patron_error *error);

/* ---- recipients against hold-out ------------------------------------------------------------------------------- */

/* Who got what and when: arrays of patron_book_customers elements, whatever the range. Draw the hold-out by lot before
 * the mailing goes out: only then the difference is its effect. */
typedef struct patron_promotions_mailing {
    size_t size;
    const int32_t *arm;      /* 0 = hold-out, 1 … arms - 1 = variants, PATRON_NONE = not in it */
    int32_t arms;            /* 2 … 1000 */
    int32_t sent_day;        /* day 0 of everybody, ... */
    const int32_t *sent_days;/* ... or each one's own (PATRON_NO_DAY = not in it); NULL = sent_day */
    int32_t days;            /* responses count from day 0 to day `days` (within N days is <= N): 1 … 3650 */
    int32_t reserved;        /* 0 */
    const patron_selection *selection; /* who counts and in which group; NULL = everyone. A size without it is good */
} patron_promotions_mailing;

/* [group][arm]; NULL = not wanted. Only customers of the book can be seen: who never bought answered nothing, so add
 * those of the mailing list who are not in the book to `recipients` before comparing. Compare each group with its own
 * hold-out: give the arrays from its first arm on. */
typedef struct patron_promotions_response {
    size_t size;
    int64_t capacity;    /* groups x arms that each array has room for (net_square: x 4) */
    int64_t *recipients; /* whose days have all been observed at as_of */
    int64_t *unobserved; /* whose days have not, in no other figure */
    int64_t *responders; /* with a purchase in the days */
    int64_t *orders;
    int64_t *net;        /* of these orders */
    int64_t *net_square; /* [group][arm][4]: Σ over recipients of the k-th 32-bit digit (lowest first) of net squared;
                            adds up */
} patron_promotions_response;

/* Count: adds. Errors: ARGUMENT, RANGE, CAPACITY, DATA (an arm, day or group out of range, naming the customer),
 * OVERFLOW, MEMORY. O(orders of the range). */
PATRON_API patron_status patron_promotions_respond(const patron_book *book, int32_t as_of,
                                                   const patron_promotions_mailing *mailing, int64_t first,
                                                   int64_t count, const patron_promotions_response *into,
                                                   patron_error *error);

/* [arm]; NULL = not wanted. Differences are against arm 0, for which they are 0 with p value 1; so they are for an arm
 * without recipients, or against a hold-out without any, and those of the net where either has fewer than two
 * recipients (one alone says nothing about how nets vary). */
typedef struct patron_promotions_effects {
    size_t size;
    int64_t capacity;       /* arms */
    double *rate;           /* responders / recipients */
    double *low, *high;     /* Wilson interval; 0 and 1 without recipients */
    double *difference;     /* of rates, with Newcombe's interval and the z test's p value
                               (patron_stats_rate_difference) */
    double *difference_low, *difference_high, *p_value;
    double *p_adjusted;     /* over the variants that are compared */
    double *net;            /* per recipient */
    double *net_difference; /* with the interval and two-sided p value of the z test with unequal variances (Welch 1947,
                               normal instead of t: give it 30 recipients an arm) */
    double *net_low, *net_high, *net_p_value, *net_p_adjusted;
    double *incremental;    /* net_difference x recipients: what the mailing brought, in minor units */
} patron_promotions_effects;

/* Pure, model: the effects of the arms of a response. adjustment: PATRON_STATS_HOLM, _BENJAMINI_HOCHBERG or
 * _UNADJUSTED of patron/stats.h. confidence 0 = 0.95. Needs recipients, responders, net and net_square. allocator NULL
 * = malloc. Errors: ARGUMENT (arms, counts that do not go together, confidence, adjustment), CAPACITY, MEMORY. O(arms
 * log arms). */
PATRON_API patron_status patron_promotions_compare(int32_t arms, const patron_promotions_response *response,
                                                   double confidence, int32_t adjustment,
                                                   const patron_allocator *allocator,
                                                   const patron_promotions_effects *out, patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
