/* measures: seconds of the measures of value, promotions, classes and signs on a synthetic shop. By default 20 million orders
 * of 2 million customers over 700 days, each with a discount and one of 200 coupons (or none).
 *
 *     measures [ORDERS [CUSTOMERS]]
 *
 * Wall-clock and processor seconds are printed: on a machine with other work only the second ones compare. */
#include "timing.h"

#include <patron.h>

#include <string.h>

#define FIRST_DAY 19358 /* 2023-01-01 */
#define DAYS 700
#define COUPONS 200

static void end(const char *what)
{
    printf("%-28s", what);
    print_seconds();
}

static patron_column column_of(int32_t type, const void *values)
{
    patron_column column = {.size = sizeof column, .type = type, .values = values};
    return column;
}

static patron_book *build(int64_t orders, int64_t customers)
{
    int64_t *customer = take(orders, 8), *amount = take(orders, 8), *discount = take(orders, 8), *coupon = take(orders, 8);
    int32_t *day = take(orders, 4);
    uint8_t *valid = take(orders / 8 + 1, 1);
    uint64_t state = 1;
    for (int64_t i = 0; i < orders; i++) {
        customer[i] = (int64_t)(dice(&state) % (uint64_t)customers);
        day[i] = FIRST_DAY + (int32_t)(dice(&state) % DAYS);
        amount[i] = 500 + (int64_t)(dice(&state) % 20000);
        discount[i] = dice(&state) % 3 ? 0 : amount[i] / (int64_t)(2 + dice(&state) % 9);
        coupon[i] = (int64_t)(dice(&state) % COUPONS);
        if (discount[i]) valid[i / 8] = (uint8_t)(valid[i / 8] | 1u << i % 8);
    }
    patron_column customers_column = column_of(PATRON_TYPE_INT64, customer), amounts = column_of(PATRON_TYPE_INT64, amount);
    patron_column days = column_of(PATRON_TYPE_INT32, day), discounts = column_of(PATRON_TYPE_INT64, discount);
    patron_column coupons = column_of(PATRON_TYPE_INT64, coupon);
    days.unit = PATRON_UNIT_DAY;
    coupons.valid = valid;
    const patron_label label = {sizeof label, "coupon", &coupons, PATRON_LABEL_ORDER, 0}, *labels[] = {&label};
    patron_rows rows = {.size = sizeof rows, .count = orders, .customer = &customers_column, .time = &days, .amount = &amounts,
                        .discount = &discounts, .labels = labels, .label_count = 1};
    patron_book_options options = {.size = sizeof options, .threads = 2};
    patron_book *book;
    patron_error error;
    begin();
    check(patron_book_build(&rows, &options, &book, &error), &error);
    end("build");
    free(customer);
    free(amount);
    free(discount);
    free(coupon);
    free(day);
    free(valid);
    return book;
}

static void time_value(const patron_book *book, int32_t as_of, int64_t n)
{
    patron_error error;
    int64_t cells[PATRON_VALUE_TREE_CELLS] = {0}, buyers = 0, orders = 0, net = 0, quantiles[5];
    double gini;
    patron_value_concentration_columns concentration = {.size = sizeof concentration, .capacity = 1, .gini = &gini};
    begin();
    check(patron_value_concentration(book, as_of, NULL, NULL, &concentration, &error), &error);
    end("value: concentration");
    patron_value_orders_columns values = {.size = sizeof values, .capacity = 1, .quantile = quantiles};
    begin();
    check(patron_value_orders(book, as_of, NULL, NULL, &values, &error), &error);
    end("value: order values");
    patron_value_counts counts = {.size = sizeof counts, .capacity = 1, .buyers = &buyers, .orders = &orders, .net_counted = &net};
    begin();
    check(patron_value_count(book, as_of, NULL, 0, n, &counts, &error), &error);
    end("value: lifetime sums");
    begin();
    check(patron_value_tree_count(book, as_of, as_of - 364, as_of, NULL, 0, n, cells, PATRON_VALUE_TREE_CELLS, &error), &error);
    end("value: revenue tree");
}

static void time_promotions(const patron_book *book, int32_t as_of, int64_t n)
{
    patron_error error;
    int64_t rows = COUPONS + PATRON_PROMOTIONS_ROWS_MORE, *cell = take(3 * rows, 8), recipients[2] = {0}, net[2] = {0};
    int32_t *arm = take(n, 4);
    for (int64_t i = 0; i < n; i++) arm[i] = (int32_t)(i % 2);
    patron_promotions_counts counts = {.size = sizeof counts, .capacity = rows, .orders = cell, .new_buyers = cell + rows,
                                       .new_net = cell + 2 * rows};
    begin();
    check(patron_promotions_count(book, as_of, 0, NULL, NULL, 0, n, &counts, &error), &error);
    end("promotions: coupons");
    patron_promotions_depth_counts depth = {.size = sizeof depth, .capacity = rows, .buyers = cell, .later_net = cell + rows};
    begin();
    check(patron_promotions_depth(book, as_of, NULL, NULL, 0, n, &depth, &error), &error);
    end("promotions: depth");
    patron_promotions_mailing mailing = {.size = sizeof mailing, .arm = arm, .arms = 2, .sent_day = as_of - 60, .days = 30};
    patron_promotions_response response = {.size = sizeof response, .capacity = 2, .recipients = recipients, .net = net};
    begin();
    check(patron_promotions_respond(book, as_of, &mailing, 0, n, &response, &error), &error);
    end("promotions: mailing");
    free(cell);
    free(arm);
}

static void time_classes(const patron_book *book, int32_t as_of, int64_t n)
{
    patron_error error;
    patron_churn_rule *rule;
    int32_t *churn = take(n, 4), *year = take(n, 4), *stage = take(n, 4);
    check(patron_churn_fit(book, as_of, NULL, NULL, &rule, &error), &error);
    patron_churn_columns columns = {.size = sizeof columns, .capacity = n, .state = churn};
    check(patron_churn_score(book, as_of, rule, 0, n, &columns, &error), &error);
    patron_customers_heroes heroes = {.size = sizeof heroes};
    begin();
    check(patron_customers_heroes_fit(book, as_of, churn, NULL, NULL, &heroes, &error), &error);
    end("customers: heroes");
    patron_customers_class_inputs inputs = {.size = sizeof inputs, .churn = churn, .heroes = &heroes};
    patron_customers_class_columns out = {.size = sizeof out, .capacity = n, .year = year, .stage = stage};
    begin();
    check(patron_customers_classes(book, as_of, &inputs, NULL, 0, n, &out, &error), &error);
    end("customers: classes");
    patron_churn_sign_columns signs = {.size = sizeof signs, .capacity = n, .signs = year};
    begin();
    check(patron_churn_signs(book, as_of, 0, n, &signs, &error), &error);
    end("churn: signs");
    int64_t with[PATRON_CHURN_SIGNS * 2] = {0}, gone[PATRON_CHURN_SIGNS * 2] = {0};
    patron_churn_sign_counts counts = {sizeof counts, PATRON_CHURN_SIGNS * 2, with, gone};
    begin();
    check(patron_churn_sign_count(book, as_of, 0, NULL, 0, n, &counts, &error), &error);
    end("churn: what signs are worth");
    patron_churn_rule_free(rule);
    free(churn);
    free(year);
    free(stage);
}

int main(int argc, char **argv)
{
    int64_t orders = argc > 1 ? atoll(argv[1]) : 20000000, customers = argc > 2 ? atoll(argv[2]) : orders / 10;
    if (orders < 1 || customers < 1) {
        fputs("usage: measures [ORDERS [CUSTOMERS]]\n", stderr);
        return 2;
    }
    printf("%lld orders of %lld customers over %d days\n", (long long)orders, (long long)customers, DAYS);
    printf("%-28s  %7s  %9s\n", "measure", "seconds", "processor");
    patron_book *book = build(orders, customers);
    int32_t as_of = FIRST_DAY + DAYS - 1;
    time_value(book, as_of, patron_book_customers(book));
    time_promotions(book, as_of, patron_book_customers(book));
    time_classes(book, as_of, patron_book_customers(book));
    patron_book_free(book);
    return 0;
}
