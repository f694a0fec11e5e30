/* 02: the facts of every customer, and the shop's key figures beside those of a year before. */
#include "shop.h"

static double share(int64_t part, int64_t whole) { return whole ? 100.0 * (double)part / (double)whole : 0; }

static int print_figures(const patron_book *book, int32_t as_of, patron_error *error)
{
    int64_t buyers = 0, repeaters = 0, orders = 0, net = 0, net_counted = 0, observed = 0, within = 0;
    patron_customers_counts counts = {.size = sizeof counts, .capacity = 1, .buyers = &buyers, .repeaters = &repeaters,
                                      .orders = &orders, .net = &net, .net_counted = &net_counted,
                                      .repeat_observed = &observed, .repeat_within = &within};
    char text[16];
    if (patron_customers_count(book, as_of, NULL, NULL, 0, patron_book_customers(book), &counts, error)) return 1;
    printf("%s  %6lld  %8.1f %%  %10.1f %% of %3lld  %6.2f  %6.2f\n", shop_date(as_of, text), (long long)buyers,
           share(repeaters, buyers), share(within, observed), (long long)observed,
           (double)net_counted / (double)orders / 100, (double)net / (double)buyers / 100);
    return 0;
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_error error;
    int status = 0;

    shop_make(&shop);
    if (patron_book_build(&shop.rows, NULL, &book, &error)) return shop_failed(&error);

    printf("as of       buyers  repeaters  again within 365 days     AOV  net per buyer\n");
    status = print_figures(book, SHOP_LAST_DAY - 366, &error) || print_figures(book, SHOP_LAST_DAY, &error);

    /* One row a customer, only the columns that are wanted. Customer 0 is the one that appeared first. */
    enum { FIRST = 0, COUNT = 5 };
    int64_t purchases[COUNT], net[COUNT], gaps[COUNT], gap_sum[COUNT];
    int32_t first_day[COUNT], last_day[COUNT];
    patron_customers_columns columns = {.size = sizeof columns, .capacity = COUNT, .purchases = purchases, .net = net,
                                        .gaps = gaps, .gap_sum = gap_sum, .first_day = first_day, .last_day = last_day};
    patron_column keys = {.size = sizeof keys};
    status = status || patron_customers_score(book, SHOP_LAST_DAY, NULL, FIRST, COUNT, &columns, &error) ||
             patron_book_keys(book, PATRON_KEYS_CUSTOMER, &keys, NULL, &error);
    if (!status) printf("\ncustomer  first       last        purchases     net  days between\n");
    for (int i = 0; !status && i < COUNT; i++) {
        char first[16], last[16];
        printf("%8lld  %s  %s  %9lld  %6.2f  ", (long long)((const int64_t *)keys.values)[keys.first + FIRST + i],
               shop_date(first_day[i], first), shop_date(last_day[i], last), (long long)purchases[i],
               (double)net[i] / 100);
        if (gaps[i] > 0) printf("%12.1f\n", (double)gap_sum[i] / (double)gaps[i]);
        else printf("%12s\n", "-");
    }
    patron_book_free(book);
    return status ? shop_failed(&error) : 0;
}
