/* patron/customers.h: the facts of every customer in one call, and their sums per group.
 *
 * What is what (words as in patron/book.h; everything is seen at the end of as_of):
 *   - Orders, purchases, days, gaps and AOV are about counted orders. Renewals count among orders and purchases; they
 *     are left out of gaps as if they did not exist.
 *   - Money (sales, refunds, net, discount, cost, margin) is that of every order dated <= as_of, of those refunded in
 *     full too, and of every refund dated <= as_of, unmatched ones too. So Σ net over all customers is net_customers +
 *     net_unmatched of patron_book_totals.
 *   - The recent window is the last window_days days (as_of-N+1 … as_of), the earlier window the N days before it. The
 *     money of a window is that of the orders of its days, after every refund of these orders dated <= as_of, less the
 *     unmatched refunds of its days.
 * Score and count are exact: the same bits for any row order, split into ranges, thread count and platform. */
#ifndef PATRON_CUSTOMERS_H
#define PATRON_CUSTOMERS_H

#include <patron/book.h>

#ifdef __cplusplus
extern "C" {
#endif

/* NULL options: every default. */
typedef struct patron_customers_options {
    size_t size;
    uint64_t flags;      /* none yet: 0 */
    int32_t window_days; /* length of the recent and of the earlier window: 1 … 3652059, 0 = 365 */
    int32_t repeat_days; /* count only: a second purchase within so many days: 1 … 3652059, 0 = 365 */
} patron_customers_options;

/* ---- score ----------------------------------------------------------------------------------------------------- */

/* What a customer is at as_of. */
#define PATRON_CUSTOMERS_ABSENT 0   /* no sale or refund yet */
#define PATRON_CUSTOMERS_NO_BUYER 1 /* a customer without a counted order: all refunded, zero orders, only refunds */
#define PATRON_CUSTOMERS_BUYER 2
#define PATRON_CUSTOMERS_STATES 3

/* "absent", "no_buyer", "buyer"; NULL for another number. Static storage. */
PATRON_API const char *patron_customers_state_name(int32_t state);

/* Row i is customer first + i. Counts and money are 0 where there is nothing (also for who is no buyer); days, gaps and
 * birth_known are undefined (PATRON_NO_DAY, PATRON_NONE) for who is no buyer, and gaps for who has none.
 * AOV = net_counted / orders; mean gap = gap_sum / gaps; share of discounted orders = discounted_orders / orders;
 * discount depth = discount / (sales + discount). */
typedef struct patron_customers_columns {
    size_t size;
    int64_t capacity;           /* elements in each column that is not NULL, >= count */
    int32_t *state;             /* PATRON_CUSTOMERS_* */
    int32_t *birth_known;       /* 1, or 0 = was perhaps a customer before the records begin (observed_from, since) */
    int64_t *orders;            /* counted ones */
    int64_t *renewal_orders;    /* counted orders that are renewals */
    int64_t *purchases;
    int64_t *renewal_purchases; /* purchases all of whose counted orders are renewals */
    int32_t *first_day;         /* of the first purchase */
    int32_t *last_day;          /* of the last purchase */
    int32_t *days_since;        /* as_of - last_day */
    int32_t *tenure;            /* days, as_of - first_day */
    int64_t *sales;             /* minor units, before refunds */
    int64_t *refunds;           /* minor units, >= 0 */
    int64_t *net;               /* sales - refunds */
    int64_t *sales_counted;     /* sales of counted orders */
    int64_t *net_counted;       /* net of counted orders */
    int64_t *units;             /* quantity of counted orders, in units of 1/quantity_scale; needs a quantity column */
    int64_t *units_returned;    /* what refunds of counted orders gave back, >= 0; needs quantity and product columns */
    int64_t *discount;          /* minor units saved; needs a discount column */
    int64_t *discounted_orders; /* counted orders with a discount > 0; likewise */
    int64_t *cost;              /* minor units; needs a cost column */
    int64_t *margin;            /* net - cost; likewise */
    int64_t *gaps;              /* days between neighbouring purchases, renewals left out: how many */
    int64_t *gap_sum;           /* ... their sum in days */
    int32_t *gap_median_twice;  /* ... twice their median (a whole number of half days; PATRON_NONE without gaps) */
    int32_t *last_gap;          /* ... the last of them, days */
    int64_t *recent_orders;     /* counted orders of the recent window */
    int64_t *recent_net;        /* net of the recent window */
    int64_t *earlier_orders;    /* the same of the earlier window */
    int64_t *earlier_net;
} patron_customers_columns;

/* Score. Errors: ARGUMENT (options), RANGE (as_of, range), CAPACITY, MISSING naming the column (a column is wanted that
 * the book has no numbers for), OVERFLOW (a margin leaves int64; `row` is the customer's number), MEMORY.
 * O(orders of the range); gap_median_twice also sorts each customer's gaps and takes 8 bytes an order of the customer
 * with the most orders from the book's allocator, nothing else takes any. */
PATRON_API patron_status patron_customers_score(const patron_book *book, int32_t as_of,
                                                const patron_customers_options *options, int64_t first, int64_t count,
                                                const patron_customers_columns *out, patron_error *error);

/* ---- count ----------------------------------------------------------------------------------------------------- */

/* Sums over customers, one cell a group. For the key figures of a report: buyers; repeat rate = repeaters / buyers;
 * repeat within N days = repeat_within / repeat_observed; orders per buyer = orders / buyers; AOV = net_counted /
 * orders; net per buyer = net / buyers; the same of the recent window; returning share = recent_returning /
 * recent_buyers. "A year ago" is a second call with as_of - 365. */
typedef struct patron_customers_counts {
    size_t size;
    int64_t capacity;            /* cells in each array that is not NULL, >= groups */
    int64_t *customers;          /* state NO_BUYER or BUYER */
    int64_t *buyers;             /* = one_time_buyers + repeaters */
    int64_t *buyers_unknown_birth;
    int64_t *one_time_buyers;    /* one purchase */
    int64_t *repeaters;          /* two or more */
    int64_t *orders;             /* counted ones, and so on: sums of the columns above, over all customers */
    int64_t *renewal_orders;
    int64_t *purchases;
    int64_t *sales;
    int64_t *refunds;
    int64_t *net;
    int64_t *net_counted;
    int64_t *repeat_observed;    /* buyers of known birth whose first purchase was repeat_days or more before as_of */
    int64_t *repeat_within;      /* ... whose second purchase came within repeat_days of the first (<=) */
    int64_t *recent_buyers;      /* buyers with a purchase in the recent window: = new + returning + unknown */
    int64_t *recent_new;         /* ... whose first purchase, of known birth, lies in it */
    int64_t *recent_returning;   /* ... who had purchased before it */
    int64_t *recent_unknown;     /* ... whose first known purchase lies in it, but whose birth is not known */
    int64_t *recent_repeat;      /* ... with a purchase in it that was not their first known one */
    int64_t *recent_orders;
    int64_t *recent_net;
    int64_t *recent_net_counted; /* of the counted orders of the window, for its AOV */
    int64_t *recent_net_returning; /* the part of recent_net that is recent_returning's */
    int64_t *earlier_buyers;     /* buyers with a purchase in the earlier window */
    int64_t *kept_buyers;        /* ... who have one in the recent window too: / earlier_buyers = retention */
    int64_t *earlier_orders;
    int64_t *earlier_net;
} patron_customers_counts;

/* Count: adds into cells [group]; on failure every cell is as it was. Errors: ARGUMENT (options, selection), RANGE,
 * DATA (a group out of range, naming the customer), CAPACITY, OVERFLOW (a cell would leave int64), MEMORY. O(orders of
 * the range); takes about 250 bytes a group from the book's allocator. */
PATRON_API patron_status patron_customers_count(const patron_book *book, int32_t as_of,
                                                const patron_customers_options *options,
                                                const patron_selection *selection, int64_t first, int64_t count,
                                                const patron_customers_counts *into, patron_error *error);

/* ---- classes --------------------------------------------------------------------------------------------------- */

/* Year over year, of buyers; the first that matches. The windows are those of the options (365 days each), "bought"
 * is a counted order in them, and money is the window's net. */
#define PATRON_CUSTOMERS_YEAR_NEW 0      /* first purchase in the recent window, and the birth is known */
#define PATRON_CUSTOMERS_YEAR_RETURNED 1 /* bought in the recent window, not in the earlier one */
#define PATRON_CUSTOMERS_YEAR_LAPSED 2   /* bought in the earlier window, not in the recent one */
#define PATRON_CUSTOMERS_YEAR_INACTIVE 3 /* in neither */
#define PATRON_CUSTOMERS_YEAR_MORE 4     /* 10 x recent net > 11 x earlier net */
#define PATRON_CUSTOMERS_YEAR_LESS 5     /* 10 x recent net < 9 x earlier net */
#define PATRON_CUSTOMERS_YEAR_SAME 6
#define PATRON_CUSTOMERS_YEARS 7

/* Stage in the life of a customer, of buyers; the first that matches. "The rest" are the buyers that are neither
 * inactive nor fading; the top tenth of them by the recent window's net: those with net >= cut of
 * patron_customers_heroes_fit. */
#define PATRON_CUSTOMERS_STAGE_INACTIVE 0 /* churn state lost or one_time_lost */
#define PATRON_CUSTOMERS_STAGE_FADING 1   /* churn state slipping */
#define PATRON_CUSTOMERS_STAGE_HERO 2     /* three purchases or more and in the top tenth of the rest, with a net > 0 */
#define PATRON_CUSTOMERS_STAGE_ACTIVE 3   /* the others */
#define PATRON_CUSTOMERS_STAGES 4

/* Activity, of buyers. */
#define PATRON_CUSTOMERS_ACTIVITY_NEW 0     /* churn state new */
#define PATRON_CUSTOMERS_ACTIVITY_LOYAL 1   /* two purchases or more, churn state neither slipping nor lost */
#define PATRON_CUSTOMERS_ACTIVITY_PASSIVE 2 /* the others */
#define PATRON_CUSTOMERS_ACTIVITIES 3

/* "new", "returned", "lapsed", "inactive", "more", "less", "same"; "inactive", "fading", "hero", "active"; "new",
 * "loyal", "passive". NULL for another number. Static storage. */
PATRON_API const char *patron_customers_year_name(int32_t year);
PATRON_API const char *patron_customers_stage_name(int32_t stage);
PATRON_API const char *patron_customers_activity_name(int32_t activity);

/* Who is a hero at as_of: numbers that a caller may keep. */
typedef struct patron_customers_heroes {
    size_t size;
    int32_t as_of;
    int32_t window_days;
    int64_t rest;   /* buyers neither inactive nor fading */
    int64_t heroes; /* of the rest, with three purchases or more and net >= cut > 0 */
    int64_t cut;    /* minor units: the net of the one at place ceil(rest / 10) from the top, so that equal nets are
                       treated alike; 0 without a rest */
} patron_customers_heroes;

/* Fit, exact: of the whole book. churn is an array of patron_book_customers churn states at as_of (column `state` of
 * patron_churn_score); PATRON_NONE is in the rest. Whom the selection leaves out is not in it. out->size must be set by
 * the caller. Errors: ARGUMENT (options, churn NULL), RANGE, DATA (a churn state or group out of range, naming the
 * customer), MEMORY. O(orders); 8 bytes a customer during the call. */
PATRON_API patron_status patron_customers_heroes_fit(const patron_book *book, int32_t as_of, const int32_t *churn,
                                                     const patron_customers_options *options,
                                                     const patron_selection *selection, patron_customers_heroes *out,
                                                     patron_error *error);

/* What the classes are made of besides the book. Arrays have patron_book_customers elements, whatever the range. Stage
 * needs churn and heroes, activity needs churn, was_hero needs churn_before and heroes_before, which are those of an
 * earlier day (90 days ago; by the rule of as_of, say): the day is that of heroes_before. */
typedef struct patron_customers_class_inputs {
    size_t size;
    const int32_t *churn;
    const patron_customers_heroes *heroes; /* of as_of */
    const int32_t *churn_before;
    const patron_customers_heroes *heroes_before;
} patron_customers_class_inputs;

/* Row i is customer first + i; NULL = not wanted. All are PATRON_NONE for who is no buyer (was_hero: 0, or 1 also for
 * who is no buyer any more). */
typedef struct patron_customers_class_columns {
    size_t size;
    int64_t capacity;
    int32_t *year;         /* PATRON_CUSTOMERS_YEAR_* */
    int32_t *partial_base; /* 1 = known for less than both windows, so that the earlier one is not whole: known from the
                              first purchase, or the since day where that is earlier, but not before observed_from */
    int32_t *stage;        /* PATRON_CUSTOMERS_STAGE_* */
    int32_t *activity;     /* PATRON_CUSTOMERS_ACTIVITY_* */
    int32_t *was_hero;     /* 1 = stage hero on the day of heroes_before */
} patron_customers_class_columns;

/* Score, exact (given the churn states). options as patron_customers_score; heroes must be of as_of and of the same
 * window_days, heroes_before of an earlier day (MISMATCH). Errors: ARGUMENT (a column is wanted whose input is
 * missing), RANGE, CAPACITY, DATA (a churn state out of range, naming the customer), MISMATCH. O(orders of the range),
 * no memory. */
PATRON_API patron_status patron_customers_classes(const patron_book *book, int32_t as_of,
                                                  const patron_customers_class_inputs *inputs,
                                                  const patron_customers_options *options, int64_t first, int64_t count,
                                                  const patron_customers_class_columns *out, patron_error *error);

/* Cells [group][class]: buyers, and the net of their recent window. */
typedef struct patron_customers_class_counts {
    size_t size;
    int64_t capacity;    /* groups that each array has room for */
    int64_t *year;       /* [groups][PATRON_CUSTOMERS_YEARS] */
    int64_t *year_net;
    int64_t *year_partial; /* of `year`: those with a partial base */
    int64_t *stage;      /* [groups][PATRON_CUSTOMERS_STAGES] */
    int64_t *stage_net;
    int64_t *activity;   /* [groups][PATRON_CUSTOMERS_ACTIVITIES] */
    int64_t *activity_net;
    int64_t *was_hero;   /* [groups][PATRON_CUSTOMERS_STAGES]: by stage at as_of, those who were heroes: how many heroes
                            fade */
} patron_customers_class_counts;

/* Count: adds. Errors: as above, and DATA (a group out of range), OVERFLOW, MEMORY (312 bytes a group). */
PATRON_API patron_status patron_customers_class_count(const patron_book *book, int32_t as_of,
                                                      const patron_customers_class_inputs *inputs,
                                                      const patron_customers_options *options,
                                                      const patron_selection *selection, int64_t first, int64_t count,
                                                      const patron_customers_class_counts *into, patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
