/* answers.h: why customers come back, as numbers: what measure_*.c fill and the sections print. Arrays live in the
 * arena of the results. Rates are kept as parts and wholes. */
#ifndef REPORT_ANSWERS_H
#define REPORT_ANSWERS_H

#include <patron.h>

#include <stdbool.h>

#define ANSWER_SMALL 30   /* rates of fewer buyers are not printed */
#define ANSWER_BACK 90    /* "came back" after a first product, coupon ... within so many days */
#define ANSWER_HORIZON 90 /* of leading indicators; "was a hero" so many days ago */
#define ANSWER_SOON 30    /* points that expire and tiers that lapse in so many days */

#define REPEAT_DAYS 5      /* 30, 60, 90, 180, 365 */
#define REPEAT_SEQUENCE 10 /* purchases 1 ... 10 */
#define REPEAT_POINTS 3    /* 25, 50, 75 % */

extern const int32_t answer_repeat_days[REPEAT_DAYS];

struct report_repeat {
    int64_t buyers, one_time, repeaters, purchases, unknown_birth;
    int64_t observed[REPEAT_DAYS], within[REPEAT_DAYS];
    /* purchase n at n - 1; renewals left out */
    int64_t reached[REPEAT_SEQUENCE], next[REPEAT_SEQUENCE], net[REPEAT_SEQUENCE];
    /* gap after purchase n at n; 0 = all gaps */
    int64_t entered[REPEAT_SEQUENCE + 1], closed[REPEAT_SEQUENCE + 1];
    int64_t closed_hundredths[(REPEAT_SEQUENCE + 1) * REPEAT_POINTS]; /* PATRON_NONE = none came back */
    int32_t day[(REPEAT_SEQUENCE + 1) * REPEAT_POINTS];               /* PATRON_NO_DAY = not reached */
};

/* Months from the first to the last sale or refund: arrays of `count`. */
struct report_months {
    int64_t count;
    int32_t first;
    int32_t *state; /* PATRON_REPEAT_COMPLETE, ... */
    int64_t *buyers, *new_buyers, *returning_buyers;
    int64_t *new_net, *returning_net, *unmatched_net, *guest_net;
    int64_t *opening, *born, *reactivated, *lapsed, *closing;
    int64_t *bought_observed, *bought_again;
    double *retention;
};

/* Products that are listed, best first. */
struct report_item {
    int64_t item;
    int64_t part, whole;    /* came back; of n */
    int64_t buyers, net;
    double low, p_value;
    int32_t day[3];         /* repurchase: 25, 50, 75 %; PATRON_NO_DAY = not reached */
};

struct report_items {
    struct report_item *row;
    int64_t count;
    int64_t hidden;         /* with buyers, but too few */
    int64_t part, whole;    /* of all buyers */
    int64_t unknown_birth;
};

struct report_products {
    bool measured;
    struct report_items first, again;
    patron_table *pairs;
    int64_t baskets, baskets_left_out, least; /* least: pairs that occur less often are not listed */
};

struct report_label {
    int64_t values; /* then none and all: rows = values + 2 */
    int64_t *orders, *net, *buyers, *new_buyers, *new_repeaters, *observed, *within, *new_net;
    int64_t *order; /* [values]: by new buyers, the most first */
};

#define DEPTH_BANDS 6
struct report_depth {
    int64_t buyers[DEPTH_BANDS], observed[DEPTH_BANDS], within[DEPTH_BANDS];
    int64_t later_orders[DEPTH_BANDS], later_discounted[DEPTH_BANDS], later_net[DEPTH_BANDS];
    int64_t orders[DEPTH_BANDS], orders_discount[DEPTH_BANDS], orders_net[DEPTH_BANDS];
};

struct report_promotions {
    struct report_label label[4];
    struct report_depth depth; /* with a discount column */
};

#define VALUE_SHARES 5    /* 1, 5, 10, 20, 50 % */
#define VALUE_QUANTILES 5 /* 10, 25, 50, 75, 90 % */

struct report_value {
    int64_t buyers, net, negative;
    double gini;
    int64_t top_buyers[VALUE_SHARES], top_net[VALUE_SHARES];
    double top_share[VALUE_SHARES], top_multiple[VALUE_SHARES];
    int64_t orders, order_value, quantile[VALUE_QUANTILES]; /* quantile x 10000 */
    patron_value_lifetime lifetime;
    int64_t before[PATRON_VALUE_TREE_CELLS], after[PATRON_VALUE_TREE_CELLS];
    int64_t guests_before, guests_after;
    patron_value_tree tree;
};

struct report_stages {
    bool has_before; /* the records reach back to the day on which heroes are looked for */
    patron_customers_heroes heroes;
    int64_t year[PATRON_CUSTOMERS_YEARS], year_net[PATRON_CUSTOMERS_YEARS], year_partial[PATRON_CUSTOMERS_YEARS];
    int64_t stage[PATRON_CUSTOMERS_STAGES], stage_net[PATRON_CUSTOMERS_STAGES];
    int64_t activity[PATRON_CUSTOMERS_ACTIVITIES], activity_net[PATRON_CUSTOMERS_ACTIVITIES];
    int64_t was_hero[PATRON_CUSTOMERS_STAGES];
};

struct report_signs {
    int64_t customers[PATRON_CHURN_SIGNS][2], gone[PATRON_CHURN_SIGNS][2]; /* 0 = without the sign, 1 = with it */
    double difference[PATRON_CHURN_SIGNS], low[PATRON_CHURN_SIGNS], high[PATRON_CHURN_SIGNS];
    double p_value[PATRON_CHURN_SIGNS]; /* adjusted (Holm); 2 = not to be compared */
};

struct report_points {
    bool has_points, has_tiers;
    patron_loyalty_ledger *ledger;
    patron_loyalty_info info;
    int64_t customers, holders, issued, earned, bonus, spent, restored, expired, taken, shortfall, outstanding;
    int64_t expiring, expiring_customers;
    int32_t decimals;         /* of the money of points */
    int64_t worth, liability; /* with --points-worth: of one point, of all that are owed; 10^-decimals */
    int64_t listed;    /* customers whose points expire soonest, most points first */
    int64_t *customer, *soon;
    int32_t *soon_day;
    int32_t tiers;
    int64_t *threshold;                                              /* [tiers] */
    int64_t *tier_buyers, *tier_value, *tier_grace, *tier_lapsing; /* [tiers + 1], 0 = no tier */
    int64_t risen, fallen;
};

#endif
