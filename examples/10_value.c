/* 10: what customers are worth: concentration, the simple lifetime value, and why revenue changed. */
#include "shop.h"

static int print_concentration(const patron_book *book, patron_error *error)
{
    const int32_t shares[] = {100, 1000, 2000, 5000}; /* ten-thousandths of the buyers */
    int64_t buyers[4], net[4];
    double gini, share[4], multiple[4];
    patron_value_concentration_options options = {.size = sizeof options, .share_count = 4, .shares = shares};
    patron_value_concentration_columns out = {.size = sizeof out, .capacity = 1, .gini = &gini, .top_buyers = buyers,
                                              .top_net = net, .top_share = share, .top_multiple = multiple};
    if (patron_value_concentration(book, SHOP_LAST_DAY, &options, NULL, &out, error)) return 1;
    printf("best  buyers      net  of all net  times the average\n");
    for (int i = 0; i < 4; i++)
        printf("%2d %%  %6lld  %7.2f  %8.1f %%  %17.2f\n", (int)shares[i] / 100, (long long)buyers[i],
               (double)net[i] / 100, 100 * share[i], multiple[i]);
    printf("Gini coefficient %.3f\n", gini);
    return 0;
}

static int print_orders(const patron_book *book, patron_error *error)
{
    const int32_t quantiles[] = {2500, 5000, 7500};
    const int64_t threshold[] = {1500};
    int64_t orders, value, quantile[3], below, below_value;
    patron_value_orders_options options = {.size = sizeof options, .quantile_count = 3, .quantiles = quantiles,
                                           .thresholds = threshold, .threshold_count = 1};
    patron_value_orders_columns out = {.size = sizeof out, .capacity = 1, .orders = &orders, .value = &value,
                                       .quantile = quantile, .below = &below, .below_value = &below_value};
    if (patron_value_orders(book, SHOP_LAST_DAY, &options, NULL, &out, error)) return 1;
    printf("\n%lld orders, AOV %.2f; quartiles %.2f, %.2f, %.2f; %lld below 15.00\n", (long long)orders,
           (double)value / (double)orders / 100, (double)quantile[0] / 1000000, (double)quantile[1] / 1000000,
           (double)quantile[2] / 1000000, (long long)below);
    return 0;
}

static int print_lifetime(const patron_book *book, patron_error *error)
{
    int64_t buyers = 0, orders = 0, first = 0, net = 0, exposure = 0;
    patron_value_counts counts = {.size = sizeof counts, .capacity = 1, .buyers = &buyers, .orders = &orders,
                                  .first_orders = &first, .net_counted = &net, .exposure_days = &exposure};
    patron_value_lifetime value = {.size = sizeof value};
    if (patron_value_count(book, SHOP_LAST_DAY, NULL, 0, patron_book_customers(book), &counts, error) ||
        patron_value_lifetime_of(orders, first, net, exposure, PATRON_NONE, 2, .4, &value, error))
        return 1;
    printf("\n%lld buyers; %.2f orders a year, %.2f without the first; at a margin of 40 %% a new customer brings %.2f "
           "in 2 years\n",
           (long long)buyers, value.frequency, value.repeat_frequency, value.value_new / 100);
    return 0;
}

/* 2024 against 2023: more buyers, more orders a buyer, or more money an order? */
static int print_tree(const patron_book *book, patron_error *error)
{
    int64_t before[PATRON_VALUE_TREE_CELLS] = {0}, after[PATRON_VALUE_TREE_CELLS] = {0};
    int64_t all = patron_book_customers(book);
    int32_t turn = SHOP_FIRST_DAY + 365; /* 2024-01-01 */
    patron_value_tree tree = {.size = sizeof tree};
    if (patron_value_tree_count(book, SHOP_LAST_DAY, SHOP_FIRST_DAY, turn - 1, NULL, 0, all, before,
                                PATRON_VALUE_TREE_CELLS, error) ||
        patron_value_tree_count(book, SHOP_LAST_DAY, turn, SHOP_LAST_DAY, NULL, 0, all, after, PATRON_VALUE_TREE_CELLS,
                                error) ||
        patron_value_tree_of(before, after, &tree, error))
        return 1;
    printf("\nchange of net %+.2f         buyers  orders a buyer  money an order\n", (double)tree.change / 100);
    printf("new buyers       %+9.2f  %+9.2f       %+9.2f       %+9.2f\n", (double)tree.new_change / 100,
           tree.new_buyers / 100, tree.new_frequency / 100, tree.new_value / 100);
    printf("returning buyers %+9.2f  %+9.2f       %+9.2f       %+9.2f\n", (double)tree.returning_change / 100,
           tree.returning_buyers / 100, tree.returning_frequency / 100, tree.returning_value / 100);
    return 0;
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_error error;
    shop_make(&shop);
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) || print_concentration(book, &error) ||
                 print_orders(book, &error) || print_lifetime(book, &error) || print_tree(book, &error);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
