/* oracle_customers.h (tests): the facts of one customer as definitions section 3 says them, with plain loops over the
 * naive assembler's customer. */
#ifndef TEST_ORACLE_CUSTOMERS_H
#define TEST_ORACLE_CUSTOMERS_H

#include "oracle_book.h"

/* In the order of patron_customers_columns; undefined values as the library gives them. */
struct oracle_customers_row {
    int32_t state, birth_known;
    int64_t orders, renewal_orders, purchases, renewal_purchases;
    int32_t first_day, last_day, days_since, tenure;
    int64_t sales, refunds, net, sales_counted, net_counted;
    int64_t units, units_returned, discount, discounted_orders, cost, margin;
    int64_t gaps, gap_sum;
    int32_t gap_median_twice, last_gap;
    int64_t recent_orders, recent_net, earlier_orders, earlier_net;
};

void oracle_customers_row(const struct oracle_book *book, const struct oracle_customer *customer, int32_t window_days,
                          struct oracle_customers_row *out);

/* In the order of patron_customers_counts. */
struct oracle_customers_counts {
    int64_t customers, buyers, buyers_unknown_birth, one_time_buyers, repeaters;
    int64_t orders, renewal_orders, purchases, sales, refunds, net, net_counted;
    int64_t repeat_observed, repeat_within;
    int64_t recent_buyers, recent_new, recent_returning, recent_unknown, recent_repeat;
    int64_t recent_orders, recent_net, recent_net_counted, recent_net_returning;
    int64_t earlier_buyers, kept_buyers, earlier_orders, earlier_net;
};

/* Adds one customer. */
void oracle_customers_count(const struct oracle_book *book, const struct oracle_customer *customer, int32_t window_days,
                            int32_t repeat_days, struct oracle_customers_counts *into);

#endif
