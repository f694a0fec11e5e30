/* measure.h: everything that the report prints and writes, computed from the book; no text, no file. */
#ifndef REPORT_MEASURE_H
#define REPORT_MEASURE_H

#include "answers.h"
#include "input.h"

/* Sums over customers at one day (patron_customers_count), with what a rate needs beside it. */
struct report_figures {
    int32_t as_of;
    int64_t customers, buyers, repeaters, orders, net, net_counted;
    int64_t repeat_observed, repeat_within;
    int64_t recent_buyers, recent_returning, recent_orders, recent_net, recent_net_counted;
};

/* One row a customer, in the order of the book's numbers. */
struct report_customers {
    int64_t count;
    int32_t *state, *first_day, *last_day, *days_since, *last_gap;
    int64_t *orders, *purchases, *sales, *refunds, *net, *recent_net;
    int32_t *r, *f, *m, *segment;
    int32_t *churn, *churn_before, *horizon, *silence, *churn_flags, *next_day;
    double *score, *rho, *p_now, *p_start, *scale, *ratio, *value_at_risk;
    int64_t *cases, *churn_purchases, *net_365;
    int32_t *due_items; /* products due within 7 days */
    int32_t *hero;      /* 1 = stage hero 90 days ago */
    int32_t *stage, *year; /* PATRON_CUSTOMERS_STAGE_*, _YEAR_* */
    uint8_t *quiet;     /* such a hero who is slowing or slipping now */
};

struct report_segments {
    int64_t count;
    int64_t *buyers, *orders, *net, *net_counted, *twice_median_recency;
};

struct report_churn {
    int64_t buyers[PATRON_CHURN_STATES], net_365[PATRON_CHURN_STATES], value_at_risk[PATRON_CHURN_STATES];
    int64_t other_buyers, other_net_365; /* of customers without a state: only renewals, or no counted order */
};

struct report_cohorts {
    int64_t rows, columns; /* listed months; k columns without the one beyond */
    int32_t first_period;
    int64_t *buyers;         /* [rows] */
    int32_t *state;          /* [rows][columns + 1], curve IN */
    double *rate;
    int32_t *mean_state;     /* [columns + 1] */
    double *mean_rate;
    int32_t *repeat_state;   /* [rows][columns + 1], curve BY */
    double *repeat_rate;
    int64_t *active, *net;   /* [rows][columns + 1], raw */
};

/* Customers of one of this week's lists by value at risk, the largest first, with their net of 365 days. */
struct report_list {
    int64_t count, money;
    int32_t *customer; /* numbers */
};

/* Customers and products to write to: rows of a replenishment table, best first (chance within 30 days x amount). */
struct report_due {
    patron_table *table; /* NULL where there are no products */
    int64_t rows, customers, money; /* money if all of them buy */
    int64_t *row;        /* [rows]: rows of the table in the order to print */
};

struct report_results {
    const struct report_input *input;
    int32_t as_of, first_day, last_day;
    patron_totals totals;
    uint64_t warnings;
    bool lonely_last_day; /* the day before it, the records had a gap longer than ever: it may be a wrong date */
    bool has_year_ago, whole_year_ago; /* there are records a year ago; of the 365 days before that too */
    struct report_figures now, year_ago;
    struct report_customers customer;
    patron_rfm_rule *rfm_rule;
    patron_rfm_info rfm;
    struct report_segments segment;
    patron_churn_rule *churn_rule;
    patron_churn_info churn_info;
    struct report_churn churn;
    struct report_list slipping; /* entered `slipping` within 7 days, by value at risk */
    struct report_list quiet;    /* heroes going quiet, by value at risk */
    patron_replenish_rule *replenish_rule; /* NULL where there are no products */
    struct report_due due, late; /* due within 7 days; late */
    struct report_cohorts cohorts;
    struct report_repeat repeat;
    struct report_months months;
    struct report_products products;
    struct report_promotions promotions;
    struct report_value value;
    struct report_stages stages;
    struct report_signs signs;
    struct report_points points;
    struct report_arena *arena;
};

/* 0, or 1 with a sentence in `message`. Free in either case. */
int report_measure(const struct report_flags *flags, const struct report_input *input, struct report_results *out,
                   char *message, size_t capacity);
void report_results_free(struct report_results *results);

/* The values of a table's column, NULL where it has none of that name. */
const void *report_values(const patron_table *table, const char *name);

#endif
