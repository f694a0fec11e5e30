/* patron/value.h: what customers are worth: concentration, order values, simple lifetime value, payback of what they
 * cost, and where a change of revenue comes from.
 *
 * Words as in patron/book.h. Net of a customer is that of patron/customers.h: all orders dated <= as_of after every
 * refund dated <= as_of, unmatched ones too. Net of a period is that of the orders of its days after their refunds
 * dated <= as_of, less the unmatched refunds of its days. Money is in minor units. Integers are exact; doubles are
 * made of them in one division or a few steps and are the same for any row order, split and thread count. Historic
 * value per customer is column `net` of patron_customers_score; cohort LTV curves are `net_to` and `margin_to` of
 * patron/cohorts.h. */
#ifndef PATRON_VALUE_H
#define PATRON_VALUE_H

#include <patron/book.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- concentration --------------------------------------------------------------------------------------------- */

#define PATRON_VALUE_SHARES_MAX 100

/* NULL options: every default. */
typedef struct patron_value_concentration_options {
    size_t size;
    uint64_t flags;        /* 0 */
    int32_t window_days;   /* net of the last so many days; 0 = all history. Buyers are those of all history */
    int32_t share_count;   /* 0 … PATRON_VALUE_SHARES_MAX; 0 = 1 %, 5 %, 10 %, 20 %, 50 % */
    const int32_t *shares; /* ten-thousandths of the buyers, each 1 … 10000 */
} patron_value_concentration_options;

/* [group] arrays; top_ arrays are [group][share]; NULL = not wanted. The top x % of n buyers are the ceil(n x) with the
 * largest net, equal ones by nothing: only their sum is returned. */
typedef struct patron_value_concentration_columns {
    size_t size;
    int64_t capacity;       /* groups that each array has room for */
    int64_t *buyers;
    int64_t *net;
    int64_t *negative;      /* buyers with a net below 0 ... */
    int64_t *negative_net;  /* ... and its sum */
    double *gini;           /* (2 Σ k y_k) / (n Σ y) - (n + 1) / n over net ascending (Gini 1912), a net below 0 taken
                               as 0; 0 where nobody has a net above 0 */
    int64_t *top_buyers;    /* ceil(n x) */
    int64_t *top_net;
    double *top_share;      /* top_net / net; 0 where net <= 0 */
    double *top_multiple;   /* (top_net / top_buyers) / (net / buyers): how many times the average a hero is worth; 0
                               alike */
    double *rest_multiple;  /* the same against the mean of the others; 0 where there are none or their net is <= 0 */
} patron_value_concentration_columns;

/* Whole book (a share of the top does not add up over ranges). Errors: ARGUMENT, RANGE, CAPACITY, DATA (a group out of
 * range), OVERFLOW (never within one book), MEMORY: 20 bytes a customer. O(orders + customers). */
PATRON_API patron_status patron_value_concentration(const patron_book *book, int32_t as_of,
                                                    const patron_value_concentration_options *options,
                                                    const patron_selection *selection,
                                                    const patron_value_concentration_columns *out, patron_error *error);

/* ---- order values ---------------------------------------------------------------------------------------------- */

#define PATRON_VALUE_SALES 0x1u       /* amounts before refunds, in place of net */
#define PATRON_VALUE_WITH_GUESTS 0x2u /* guests' orders too; only without mask and group */

/* NULL options: every default. */
typedef struct patron_value_orders_options {
    size_t size;
    uint64_t flags;            /* PATRON_VALUE_SALES, PATRON_VALUE_WITH_GUESTS */
    int32_t window_days;       /* orders of the last so many days; 0 = all history */
    int32_t quantile_count;    /* 0 = 10, 25, 50, 75, 90 %; at most 100 */
    const int32_t *quantiles;  /* ten-thousandths, 0 … 10000 */
    const int64_t *thresholds; /* minor units (free shipping from …) */
    int64_t threshold_count;   /* at most 100 */
} patron_value_orders_options;

/* Counted orders, renewals too. [group], [group][quantile], [group][threshold]; NULL = not wanted. */
typedef struct patron_value_orders_columns {
    size_t size;
    int64_t capacity;     /* groups that each array has room for */
    int64_t *orders;
    int64_t *value;       /* Σ; value / orders is the AOV */
    int64_t *quantile;    /* type-7 quantile x 10000 (Hyndman & Fan 1996); PATRON_NONE without orders. OVERFLOW where an
                             order is above 9.2e14 */
    int64_t *below;       /* orders with a value < threshold */
    int64_t *below_value; /* their sum */
} patron_value_orders_columns;

/* Whole book. Errors as above. O(orders x (1 + thresholds)), memory 16 bytes an order looked at and 4 a customer during
 * the call. */
PATRON_API patron_status patron_value_orders(const patron_book *book, int32_t as_of,
                                             const patron_value_orders_options *options,
                                             const patron_selection *selection,
                                             const patron_value_orders_columns *out, patron_error *error);

/* ---- simple lifetime value ------------------------------------------------------------------------------------- */

/* Sums over buyers, [group]; NULL = not wanted. */
typedef struct patron_value_counts {
    size_t size;
    int64_t capacity;       /* groups that each array has room for */
    int64_t *buyers;
    int64_t *orders;        /* counted ones */
    int64_t *first_orders;  /* those of first purchases (with PATRON_BOOK_COUNT_BY_ORDER: the first order) */
    int64_t *net_counted;   /* net of counted orders */
    int64_t *exposure_days; /* Σ as_of - first day */
    int64_t *cost;          /* of counted orders; MISSING error if the book has no cost */
} patron_value_counts;

/* Count: adds buyers of customers [first, first + count). Errors: ARGUMENT, RANGE, CAPACITY, DATA (a group), MISSING,
 * OVERFLOW, MEMORY. O(orders of the range). */
PATRON_API patron_status patron_value_count(const patron_book *book, int32_t as_of, const patron_selection *selection,
                                            int64_t first, int64_t count, const patron_value_counts *into,
                                            patron_error *error);

/* What lifetime value is made of. out->size must be set by the caller. A year has 365 days. */
typedef struct patron_value_lifetime {
    size_t size;
    double aov;              /* net_counted / orders */
    double frequency;        /* orders / exposure in years, over all buyers and not only those who came back */
    double repeat_frequency; /* (orders - first_orders) / exposure in years: without the order that made them buyers,
                                which weighs heavily while a shop is young */
    double margin;           /* the rate used */
    double value;            /* aov x frequency x years x margin: the usual formula */
    double value_new;        /* aov x (1 + repeat_frequency x years) x margin: what a new customer brings in `years` */
} patron_value_lifetime;

/* Pure: of one group's sums. years: 0 = 3; margin: share of net that is left after costs, 0 < margin <= 1; 0 =
 * (net_counted - cost) / net_counted where cost is given (>= 0), PATRON_NONE in cost: 1, and the result is revenue,
 * not profit. Where there is no order or no exposure what would divide by it is 0. Mind what the formula takes for
 * granted: customers alike, rates that last (models with dropout tell more). Errors: ARGUMENT (negative sums, years,
 * margin). */
PATRON_API patron_status patron_value_lifetime_of(int64_t orders, int64_t first_orders, int64_t net_counted,
                                                  int64_t exposure_days, int64_t cost, double years, double margin,
                                                  patron_value_lifetime *out, patron_error *error);

/* ---- payback --------------------------------------------------------------------------------------------------- */

#define PATRON_VALUE_PAID 1  /* what they brought has reached what they cost, in column `payback` */
#define PATRON_VALUE_OPEN 2  /* not yet, in the columns that are complete */
#define PATRON_VALUE_EMPTY 3 /* no buyers */

/* "paid", "open", "empty"; NULL for another number. Static storage. */
PATRON_API const char *patron_value_payback_name(int32_t state);

/* [row]; NULL = not wanted. */
typedef struct patron_value_payback_columns {
    size_t size;
    int64_t capacity; /* rows */
    int32_t *state;   /* PATRON_VALUE_PAID, … */
    int32_t *payback; /* first complete column with Σ value >= cost; PATRON_NONE if there is none */
    int32_t *column;  /* last complete column; PATRON_NONE if there is none */
    double *cac;      /* cost / buyers */
    double *ltv;      /* value a buyer in `column` */
    double *ratio;    /* ltv / cac: LTV:CAC with margin_to, revenue:CAC with net_to. 0 where the cost is 0 */
} patron_value_payback_columns;

/* Pure: what cohorts (by period, campaign, channel …) brought against what winning them cost. Shapes are those of
 * patron/cohorts.h: buyers [row]; eligible and value [row][column], value = margin_to or net_to; the last column is
 * the one beyond and is left out. A column is complete if all buyers are eligible for it. cost [row] >= 0: the whole
 * spend of the row, of the same buyers. Errors: ARGUMENT, CAPACITY. O(rows x columns). */
PATRON_API patron_status patron_value_payback(int64_t rows, int64_t columns, const int64_t *buyers,
                                              const int64_t *eligible, const int64_t *value, const int64_t *cost,
                                              const patron_value_payback_columns *out, patron_error *error);

/* ---- revenue tree ---------------------------------------------------------------------------------------------- */

/* Cells of a period: buyers with a counted order in it, their counted orders and the net of these; NEW are buyers whose
 * first purchase, of known birth, lies in the period, RETURNING all others. Σ of the last four is the period's net: of
 * customers here, of guests by patron_value_guests. */
#define PATRON_VALUE_NEW_BUYERS 0
#define PATRON_VALUE_RETURNING_BUYERS 1
#define PATRON_VALUE_NEW_ORDERS 2
#define PATRON_VALUE_RETURNING_ORDERS 3
#define PATRON_VALUE_NEW_NET 4
#define PATRON_VALUE_RETURNING_NET 5
#define PATRON_VALUE_UNCOUNTED_NET 6 /* orders that do not count: refunded in full (0) or beyond (< 0) */
#define PATRON_VALUE_UNMATCHED_NET 7 /* unmatched refunds of the period's days, <= 0 */
#define PATRON_VALUE_TREE_CELLS 8

/* Count: adds into cells[group][PATRON_VALUE_TREE_CELLS] what lies in the days from … to (<= as_of) of customers
 * [first, first + count). Errors: ARGUMENT (from > to), RANGE, DATA (a group), OVERFLOW, MEMORY. O(orders of the
 * range). */
PATRON_API patron_status patron_value_tree_count(const patron_book *book, int32_t as_of, int32_t from, int32_t to,
                                                 const patron_selection *selection, int64_t first, int64_t count,
                                                 int64_t *cells, int64_t capacity, patron_error *error);

/* Guests in the same days: *orders counted ones, *net with their unmatched refunds. Either may be NULL. Errors as
 * above. O(guests' orders up to `to` and their unmatched refunds). */
PATRON_API patron_status patron_value_guests(const patron_book *book, int32_t as_of, int32_t from, int32_t to,
                                             int64_t *orders, int64_t *net, patron_error *error);

/* Where a change comes from: effects in minor units that add up to new_change + returning_change. */
typedef struct patron_value_tree {
    size_t size;
    int64_t change;           /* of all four nets */
    int64_t new_change;       /* of NEW_NET; and so on */
    int64_t returning_change;
    int64_t uncounted_change;
    int64_t unmatched_change;
    double new_buyers, new_frequency, new_value; /* more buyers, more orders a buyer, more money an order */
    double returning_buyers, returning_frequency, returning_value;
} patron_value_tree;

/* Pure: net = buyers x orders a buyer x net an order; each factor's effect by logarithmic means (Ang 2005): L(V1, V0)
 * ln(x1 / x0), L(a, b) = (a - b) / ln(a / b); where one of the nets is 0 or below, all of the change is the buyers'.
 * Errors: ARGUMENT (counts below 0, orders without buyers, buyers without orders), OVERFLOW. O(1). */
PATRON_API patron_status patron_value_tree_of(const int64_t *before, const int64_t *after, patron_value_tree *out,
                                              patron_error *error);

#ifdef __cplusplus
}
#endif
#endif
