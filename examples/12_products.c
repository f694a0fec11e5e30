/* 12: which products are bought again, which bring customers back, how soon, and what is bought next. */
#include "shop.h"

enum { ITEMS = 3, ROWS = ITEMS + PATRON_PRODUCTS_ROWS };

static const char *name_of(const patron_column *keys, int64_t item)
{
    return shop_product[((const int64_t *)keys->values)[keys->first + item]];
}

static int print_products(const patron_book *book, const patron_column *keys, patron_error *error)
{
    int64_t buyers[ROWS] = {0}, again[ROWS] = {0}, units[ROWS] = {0}, squares[ROWS] = {0};
    int64_t first[ROWS] = {0}, came_back[ROWS] = {0}, loyal[ROWS] = {0};
    int64_t all = patron_book_customers(book);
    int32_t quarter[ROWS], half[ROWS];
    double expected[ITEMS], low[ITEMS], high[ITEMS];
    patron_products_counts counts = {.size = sizeof counts, .capacity = ROWS, .buyers = buyers, .repurchasers = again,
                                     .recent_units = units, .recent_squares = squares};
    patron_products_first_counts begins = {.size = sizeof begins, .capacity = ROWS, .buyers = first,
                                           .repeaters = came_back, .loyal = loyal};
    patron_products_quartile_columns days = {.size = sizeof days, .capacity = ROWS, .day_25 = quarter, .day_50 = half};
    patron_products_expected_options month = {.size = sizeof month, .as_of = SHOP_LAST_DAY};
    patron_table *gaps = NULL;
    int failed = patron_products_count(book, SHOP_LAST_DAY, NULL, NULL, 0, all, &counts, error) ||
                 patron_products_first(book, SHOP_LAST_DAY, NULL, NULL, 0, all, &begins, error) ||
                 patron_products_gaps(book, SHOP_LAST_DAY, NULL, PATRON_PRODUCTS_GAPS_REPURCHASE, NULL, 0, all, &gaps,
                                      error) ||
                 patron_products_quartiles((const patron_table *const[]){gaps}, 1, ROWS, NULL, &days, error) ||
                 patron_products_expected(units, squares, NULL, ITEMS, &month, expected, low, high, error);
    patron_table_free(gaps);
    if (failed) return 1;
    printf("product  buyers  bought it again  a quarter, half by day  expected in 30 days\n");
    for (int64_t i = 0; i < ITEMS; i++)
        printf("%-7s  %6lld  %15lld  %12d, %8d  %8.1f (%.0f to %.0f)\n", name_of(keys, i), (long long)buyers[i],
               (long long)again[i], (int)quarter[i], (int)half[i], expected[i], low[i], high[i]);
    printf("\nfirst product  buyers  came back      three purchases or more\n");
    for (int64_t i = 0; i < ITEMS; i++)
        printf("%-13s  %6lld  %4lld (%4.1f %%)  %4lld (%4.1f %%)\n", name_of(keys, i), (long long)first[i],
               (long long)came_back[i], 100.0 * (double)came_back[i] / (double)first[i], (long long)loyal[i],
               100.0 * (double)loyal[i] / (double)first[i]);
    return 0;
}

/* Which product follows which, from a purchase to the next one. */
static int print_next(const patron_book *book, const patron_column *keys, patron_error *error)
{
    patron_products_pairs_options options = {.size = sizeof options, .top = 5};
    patron_table *table = NULL;
    if (patron_products_transitions(book, SHOP_LAST_DAY, &options, NULL, NULL, &table, error)) return 1;
    patron_column from = {.size = sizeof from}, to = from, count = from, share = from;
    int failed = patron_table_column(table, patron_table_find(table, "from"), &from, error) ||
                 patron_table_column(table, patron_table_find(table, "to"), &to, error) ||
                 patron_table_column(table, patron_table_find(table, "count"), &count, error) ||
                 patron_table_column(table, patron_table_find(table, "share"), &share, error);
    printf("\nthen     next     steps  of those who bought the first\n");
    for (int64_t i = 0; !failed && i < patron_table_rows(table); i++)
        printf("%-7s  %-7s  %5lld  %5.1f %%\n", name_of(keys, ((const int64_t *)from.values)[i]),
               name_of(keys, ((const int64_t *)to.values)[i]), (long long)((const int64_t *)count.values)[i],
               100 * ((const double *)share.values)[i]);
    patron_table_free(table);
    return failed;
}

int main(void)
{
    static struct shop shop;
    patron_book *book = NULL;
    patron_error error;
    patron_column keys = {.size = sizeof keys};
    shop_make(&shop);
    for (int64_t i = 3; i < shop.count; i += 4) shop.product[i] = 2; /* here every fourth order is of filters */
    int failed = patron_book_build(&shop.rows, NULL, &book, &error) ||
                 patron_book_keys(book, PATRON_KEYS_PRODUCT, &keys, NULL, &error) ||
                 print_products(book, &keys, &error) || print_next(book, &keys, &error);
    patron_book_free(book);
    return failed ? shop_failed(&error) : 0;
}
